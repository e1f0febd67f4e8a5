"""Who may: every route of the app, with everybody of the cast. A route that is not in the table fails the test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from impactplan.access import ROUND_RULES, RULES, Permission, Relation, RoundPermission, RoundRelation, may
from impactplan.models import Enrolment, User, db, now
from impactplan.workbook import operations
from impactplan.workbook.writing import writing
from tests.support.cast import Cast
from tests.support.client import PageClient

P = Permission
R = RoundPermission

PLAN_ROUTES = {
    "accounts.show_sharing": P.EDIT,
    "accounts.share_with_group": P.SHARE,
    "accounts.invite_person": P.SHARE,
    "accounts.resend_invitation": P.SHARE,
    "accounts.withdraw_invitation": P.SHARE,
    "accounts.remove_member": P.SHARE,
    "accounts.change_member": P.SHARE,
    "accounts.hand_over_plan": P.HAND_OVER,
    "accounts.leave_plan": P.READ,
    "accounts.delete_plan": P.DELETE,
    "courses.show_module": P.READ,
    "courses.show_spring": P.EDIT,
    "exports.show_document": P.READ,
    "exports.show_paper": P.READ,
    "exports.keep_document_choice": P.EDIT,
    "exports.show_step_at": P.READ,
    "exports.make_export": P.READ,
    "exports.show_export": P.READ,
    "exports.download_export": P.READ,
    "exports.download_picture": P.READ,
    "feedback.show_feedback": P.COMMENT,
    "feedback.show_since": P.READ,
    "feedback.show_ask": P.EDIT,
    "feedback.ask_feedback": P.EDIT,
    "feedback.withdraw_request": P.EDIT,
    "feedback.take_request": P.REVIEW,
    "feedback.release_request": P.REVIEW,
    "feedback.hand_over_request": P.REVIEW,
    "desk.show_review": P.REVIEW,
    "desk.keep_remark": P.REVIEW,
    "desk.keep_draft": P.REVIEW,
    "feedback.take_all_requests": P.REVIEW,
    "feedback.finish_review": P.REVIEW,
    "feedback.show_finished": P.COMMENT,
    "feedback.send_answers": P.EDIT,
    "feedback.ask_reader": P.REVIEW,
    "feedback.stop_reader": P.REVIEW,
    "feedback.read_unsent": P.REVIEW,
    "feedback.save_draft_field": P.COMMENT,
    "feedback.save_draft": P.COMMENT,
    "feedback.send_draft": P.COMMENT,
    "feedback.delete_draft": P.COMMENT,
    "feedback.open_draft": P.COMMENT,
    "feedback.show_thread": P.COMMENT,
    "feedback.mark_read": P.COMMENT,
    "feedback.resolve_thread": P.COMMENT,
    "feedback.reopen_thread": P.COMMENT,
    "feedback.withdraw_remark": P.COMMENT,
    "feedback.save_note_field": P.REVIEW,
    "feedback.save_note": P.REVIEW,
    "feedback.pass_note_on": P.REVIEW,
    "peers.show_questions": P.COMMENT,
    "peers.show_ask": P.EDIT,
    "peers.show_question": P.COMMENT,
    "peers.withdraw_question": P.EDIT,
    "peers.withdraw_answer": P.COMMENT,
    "peers.mark_answer": P.EDIT,
    "reflections.show_reflection": P.SEE_REFLECTIONS,
    "reflections.save_field": P.EDIT,
    "reflections.save_form": P.EDIT,
    "workbook.show_plan": P.READ,
    "workbook.show_activity": P.READ,
    "workbook.show_step": P.READ,
    "workbook.show_picture": P.READ,
    "workbook.show_empty_forms": P.EDIT,
    "workbook.show_history": P.READ,
    "workbook.show_snapshots": P.READ,
    "workbook.make_snapshot": P.EDIT,
    "workbook.name_snapshot": P.EDIT,
    "workbook.delete_snapshot": P.EDIT,
    "workbook.restore": P.EDIT,
    "workbook.show_changes": P.READ,
    "workbook.delete_row": P.EDIT,
    "workbook.duplicate_row": P.EDIT,
    "workbook.move_row": P.EDIT,
    "workbook.save_item": P.EDIT,
    "workbook.save_field": P.EDIT,
    "workbook.show_field": P.EDIT,
    "workbook.restore_version": P.EDIT,
    "workbook.name_plan": P.EDIT,
    "workbook.make_item": P.EDIT,
    "workbook.start_plan": P.EDIT,
    "workbook.set_aside": P.EDIT,
    "workbook.resume": P.EDIT,
    "workbook.undo": P.EDIT,
    "workbook.write_batch": P.EDIT,
    "workbook.paste_rows": P.EDIT,
    "workbook.store_rows": P.EDIT,
    "strategy.show_drawing": P.READ,
    "strategy.show_form": P.READ,
    "strategy.tidy_drawing": P.EDIT,
    "strategy.add_link": P.EDIT,
    "learning.confirm_correction": P.EDIT,
    "learning.confirm_lock": P.EDIT,
    "learning.lock": P.EDIT,
    "learning.correct": P.EDIT,
    "strategy.show_guide": P.EDIT,
    "strategy.answer_guide": P.EDIT,
    "strategy.paste_list": P.EDIT,
    "strategy.store_list": P.EDIT,
    "reporting.show_upload": P.EDIT,
    "reporting.download_template": P.EDIT,
    "reporting.preview_upload": P.EDIT,
    "reporting.store_upload": P.EDIT,
}
"""What a route of one plan asks for."""

ROUND_ROUTES = {
    "courses.cancel_meeting": R.MANAGE,
    "courses.change_calendar_link": R.ATTEND,
    "courses.edit_meeting": R.MANAGE,
    "courses.edit_round": R.MANAGE,
    "courses.list_meetings": R.ATTEND,
    "courses.make_meeting": R.MANAGE,
    "courses.order_meetings": R.MANAGE,
    "courses.plan_meetings": R.MANAGE,
    "courses.remove_meeting": R.MANAGE,
    "courses.restore_meeting": R.MANAGE,
    "courses.switch_meeting": R.MANAGE,
    "courses.switch_round": R.MANAGE,
    "courses.enter_round": R.ATTEND,
    "courses.show_peer_round": R.ATTEND,
    "courses.show_round": R.MANAGE,
    "courses.show_groups": R.MANAGE,
    "courses.make_group": R.MANAGE,
    "courses.edit_group": R.MANAGE,
    "courses.delete_group": R.MANAGE,
    "courses.assign_people": R.MANAGE,
    "courses.propose_groups": R.MANAGE,
    "courses.store_groups": R.MANAGE,
    "courses.list_people": R.MANAGE,
    "courses.add_person": R.MANAGE,
    "courses.paste_people": R.MANAGE,
    "courses.store_pasted": R.MANAGE,
    "courses.invite_people": R.MANAGE,
    "courses.edit_person": R.MANAGE,
    "courses.invite_person": R.MANAGE,
    "courses.withdraw_person": R.MANAGE,
    "courses.drop_out": R.MANAGE,
    "courses.take_back": R.MANAGE,
    "courses.list_staff": R.MANAGE,
    "courses.add_staff": R.MANAGE,
    "courses.edit_staff": R.MANAGE,
    "courses.invite_staff": R.MANAGE,
    "courses.remove_staff": R.MANAGE,
    "courses.show_emails": R.MANAGE,
    "courses.show_email": R.MANAGE,
    "courses.resend_email": R.MANAGE,
    "courses.write_email": R.MANAGE,
    "courses.preview_email": R.MANAGE,
    "courses.send_email": R.MANAGE,
    "courses.show_person": R.MANAGE,
    "courses.hand_over_plan": R.MANAGE,
    "courses.add_coauthor": R.MANAGE,
    "courses.show_round_feedback": R.MANAGE,
    "courses.download_round_feedback": R.MANAGE,
    "courses.show_retention": R.MANAGE,
    "courses.change_policy": R.MANAGE,
    "courses.hold_round": R.MANAGE,
    "courses.release_round": R.MANAGE,
}
"""What a route of one round asks for."""

COURSE_ROUTES = {
    "courses.edit_assignment",
    "courses.edit_contact",
    "courses.edit_rules",
    "courses.make_contact",
    "courses.make_round",
    "courses.move_contact",
    "courses.remove_contact",
    "courses.show_course",
}
"""What only coordinators of a round of the course may ask for."""

OPEN_ROUTES = {
    "static",
    "site.show_words",
    "site.change_language",
    "security.login",
    "security.logout",
    "security.forgot_password",
    "security.reset_password",
    "security.change_email_confirm",
    "accounts.ask_link",
    "accounts.use_link",
    "accounts.show_session",
    "accounts.show_goodbye",
    "accounts.show_invitation",
    "accounts.accept",
    "accounts.switch_account",
    "courses.show_calendar",
    "feedback_mail.show_opt_out",
    "feedback_mail.end_mails",
}
"""What anybody may ask for, signed out too."""

OWN_ROUTES = {
    "courses.show_coordination",
    "desk.show_plans",
    "desk.show_snippets",
    "desk.list_snippets",
    "desk.add_snippet",
    "desk.keep_typed",
    "desk.change_snippet",
    "desk.remove_snippet",
    "desk.note_use",
    "desk.show_training",
    "courses.make_course",
    "courses.accept_offer",
    "own_peers.show_own_answers",
    "home.show_home",
    "home.make_plan",
    "accounts.show_profile",
    "accounts.keep_account",
    "accounts.download_data",
    "accounts.delete_profile",
    "accounts.confirm_email",
    "accounts.show_sessions",
    "accounts.end_one_session",
    "accounts.end_all_sessions",
    "security.change_email",
    "security.change_password",
}
"""What asks for sign-in only, as it shows nothing but one's own."""

ADMINISTRATOR_ROUTES = {"home.retry_outbox"}
"""What only administrators may ask for."""

DEVELOPMENT_ROUTES = {"outbox.list_mails", "outbox.show_mail"}

RELATIONS = {
    "olga": {Relation.OWNER},
    "karel": {Relation.COAUTHOR},
    "lena": {Relation.READER},
    "carla": {Relation.COMMENTER},
    "pim": {Relation.PEER},
    "tess": {Relation.TRAINER},
    "cor": {Relation.COORDINATOR},
    "bea": set(),
    "tom": set(),
    "vera": set(),
}

ROUND_RELATIONS = {
    "olga": {RoundRelation.PARTICIPANT},
    "pim": {RoundRelation.PARTICIPANT},
    "tess": {RoundRelation.TRAINER},
    "cor": {RoundRelation.COORDINATOR},
}
"""What the cast is in the round; who is not named is nothing in it."""

ROUND_EXPECTED = {
    R.ATTEND: {"olga", "pim", "tess", "cor"},
    R.SEE_PLANS: {"tess"},
    R.MANAGE: {"cor"},
}
"""The table of rights of a round, written out by hand."""

EXPECTED = {
    P.SEE_STATES: {"olga", "karel", "lena", "carla", "pim", "tess", "cor"},
    P.READ: {"olga", "karel", "lena", "carla", "pim", "tess"},
    P.COMMENT: {"olga", "karel", "carla", "pim", "tess"},
    P.REVIEW: {"tess"},
    P.SEE_REFLECTIONS: {"olga", "karel", "pim", "tess"},
    P.EDIT: {"olga", "karel"},
    P.SHARE: {"olga"},
    P.HAND_OVER: {"olga"},
    P.DELETE: {"olga"},
}
"""The table of rights, written out by hand: who of the cast may do what."""


@pytest.mark.parametrize("permission", list(Permission))
def test_the_rules_are_the_table_of_rights(permission: Permission) -> None:
    allowed = {name for name, relations in RELATIONS.items() if may(frozenset(relations), permission)}
    assert allowed == EXPECTED[permission]
    assert set(RULES) == set(Permission)


def test_every_route_is_in_one_of_the_tables(built_app: Flask) -> None:
    endpoints = {rule.endpoint for rule in built_app.url_map.iter_rules()}
    listed = set(PLAN_ROUTES) | set(ROUND_ROUTES) | COURSE_ROUTES | OPEN_ROUTES | OWN_ROUTES | DEVELOPMENT_ROUTES
    listed |= ADMINISTRATOR_ROUTES
    assert endpoints - listed == set()
    assert listed - endpoints <= DEVELOPMENT_ROUTES
    with_plan = {rule.endpoint for rule in built_app.url_map.iter_rules() if "plan_id" in rule.arguments}
    assert with_plan == set(PLAN_ROUTES)
    with_round = {rule.endpoint for rule in built_app.url_map.iter_rules() if "round_id" in rule.arguments}
    assert with_round == set(ROUND_ROUTES)
    with_course = {rule.endpoint for rule in built_app.url_map.iter_rules() if "course_id" in rule.arguments}
    assert with_course == COURSE_ROUTES


def addresses(app: Flask, plan_id: str, item_id: str) -> Iterator[tuple[str, str, str]]:
    """Yield (endpoint, method, address) of every route of a plan, with arguments that exist where they can."""
    known = {
        "plan_id": plan_id,
        "step": "purpose",
        "kind": "stakeholder",
        "item_id": item_id,
        "ref": item_id,
        "field": "name",
        "module": 1,
        "seq": 1,
        "export_id": "nothing",
        "key": "nothing",
        "extension": "svg",
        "invitation_id": "nothing",
        "user_id": 1,
        "thread_id": "nothing",
        "remark_id": "nothing",
        "request_id": "nothing",
        "review_id": "nothing",
        "question_id": "nothing",
        "answer_id": "nothing",
        "snapshot_id": "nothing",
        "direction": "forwards",
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "plan_id" not in rule.arguments:
                continue
            address = app.url_map.bind("localhost").build(rule.endpoint, {name: known[name] for name in rule.arguments})
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, address


@pytest.mark.parametrize("name", RELATIONS)
def test_each_route_of_a_plan_for_each_person(
    app: Flask, cast: Cast, signed_in: Callable[[User], PageClient], name: str
) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        item_id = operations.create_item(write, "stakeholder", {"name": "Digistarters"})
    client = signed_in(getattr(cast, name))
    reads = name in EXPECTED[P.READ]
    for endpoint, method, address in addresses(app, cast.plan_id, item_id):
        if name in EXPECTED[PLAN_ROUTES[endpoint]]:
            continue
        refused = 403 if reads else 404
        status = client.open(address, method=method).status_code
        assert status == refused, f"{method} {endpoint} answers {name} {status}, not {refused}"


@pytest.mark.parametrize("name", ["olga", "karel", "lena", "carla", "pim", "tess"])
def test_what_one_may_is_not_refused(
    app: Flask, cast: Cast, signed_in: Callable[[User], PageClient], name: str
) -> None:
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as write:
        item_id = operations.create_item(write, "stakeholder", {"name": "Digistarters"})
    client = signed_in(getattr(cast, name))
    for endpoint, method, address in addresses(app, cast.plan_id, item_id):
        if method != "GET" or name not in EXPECTED[PLAN_ROUTES[endpoint]] or "nothing" in address:
            continue
        status = client.open(address, method=method).status_code
        assert status in {200, 302, 303} or (endpoint, status) in PECULIAR, f"{endpoint} answers {name} {status}"


PECULIAR = {
    ("workbook.make_item", 404),
    ("accounts.leave_plan", 403),
    ("accounts.remove_member", 404),
    ("feedback.read_unsent", 404),
}
"""Routes that need more than a right: a choice to make an item for, a place of one's own to leave, being asked."""


def addresses_of_round(app: Flask, cast: Cast) -> Iterator[tuple[str, str, str]]:
    """Yield (endpoint, method, address) of every route of a round or of a course; what is in them is not there."""
    known: dict[str, object] = {"round_id": cast.round_id, "course_id": cast.course_id}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if not {"round_id", "course_id"} & rule.arguments:
                continue
            values = {name: known.get(name, 1 if "int" in str(rule) else "nothing") for name in rule.arguments}
            address = app.url_map.bind("localhost").build(rule.endpoint, values)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, address


@pytest.mark.parametrize("permission", list(RoundPermission))
def test_the_rules_of_rounds_are_the_table_of_rights(permission: RoundPermission) -> None:
    allowed = {name for name, relations in ROUND_RELATIONS.items() if ROUND_RULES[permission] & relations}
    assert allowed == ROUND_EXPECTED[permission]
    assert set(ROUND_RULES) == set(RoundPermission)


@pytest.mark.parametrize("name", RELATIONS)
def test_each_route_of_a_round_for_each_person(
    app: Flask, cast: Cast, signed_in: Callable[[User], PageClient], name: str
) -> None:
    client = signed_in(getattr(cast, name))
    attends = name in ROUND_EXPECTED[R.ATTEND]
    for endpoint, method, address in addresses_of_round(app, cast):
        allowed = {"cor"} if endpoint in COURSE_ROUTES else ROUND_EXPECTED[ROUND_ROUTES[endpoint]]
        status = client.open(address, method=method).status_code
        if name in allowed:
            assert status not in {401, 403, 405, 500}, f"{method} {endpoint} answers {name} {status}"
        else:
            refused = 403 if attends and endpoint in ROUND_ROUTES else 404
            assert status == refused, f"{method} {endpoint} answers {name} {status}, not {refused}"


def test_who_dropped_out_or_never_accepted_has_no_round(
    app: Flask, cast: Cast, signed_in: Callable[[User], PageClient]
) -> None:
    place = db.session.execute(select(Enrolment).where(Enrolment.user_id == cast.pim.id)).scalar_one()
    place.dropped_at = now()
    db.session.commit()
    client = signed_in(cast.pim)
    for endpoint, method, address in addresses_of_round(app, cast):
        assert client.open(address, method=method).status_code == 404, endpoint


def test_a_round_that_is_not_there_answers_as_one_that_is_not_yours(
    app: Flask, cast: Cast, signed_in: Callable[[User], PageClient]
) -> None:
    client = signed_in(cast.vera)
    for endpoint, method, address in addresses_of_round(app, cast):
        there = client.open(address, method=method)
        other = address.replace(cast.round_id, "zzzzzzzzzzzz").replace(cast.course_id, "zzzzzzzzzzzz")
        gone = client.open(other, method=method)
        assert there.status_code == gone.status_code == 404, endpoint
        assert bare(there, cast.round_id, cast.course_id) == bare(gone, "zzzzzzzzzzzz")


def test_a_round_asks_for_sign_in(app: Flask, cast: Cast, client: PageClient) -> None:
    for endpoint, method, address in addresses_of_round(app, cast):
        assert client.open(address, method=method).status_code in {302, 401}, f"{method} {endpoint}"


def bare(answer: TestResponse, *ids: str) -> str:
    """Return a page without what differs from second to second and from address to address."""
    page = re.sub(r'(csrf[^>]*?(?:value|content)=")[^"]*', r"\1", answer.get_data(as_text=True))
    for one in ids:
        page = page.replace(one, "")
    return page


def test_a_plan_that_is_not_there_answers_as_one_that_is_not_yours(
    app: Flask, cast: Cast, signed_in: Callable[[User], PageClient]
) -> None:
    client = signed_in(cast.vera)
    for endpoint, method, address in addresses(app, cast.plan_id, "nothing"):
        there = client.open(address, method=method)
        gone = client.open(address.replace(cast.plan_id, "zzzzzzzzzzzz"), method=method)
        assert there.status_code == gone.status_code == 404, endpoint
        assert bare(there, cast.plan_id) == bare(gone, "zzzzzzzzzzzz")


@pytest.mark.parametrize("name", RELATIONS)
def test_only_an_administrator_tries_again_what_failed(
    cast: Cast, signed_in: Callable[[User], PageClient], name: str
) -> None:
    answer = signed_in(getattr(cast, name)).post("/outbox/retry")
    assert answer.status_code == (302 if name == "bea" else 404)


def test_signed_out_one_goes_to_sign_in_and_comes_back(app: Flask, cast: Cast, client: PageClient) -> None:
    for endpoint, method, address in addresses(app, cast.plan_id, "nothing"):
        answer = client.open(address, method=method)
        assert answer.status_code in {302, 401}, f"{method} {endpoint}: {answer.status_code}"
        if method == "GET":
            assert answer.location.startswith("/login?next=%2Fplans") or "/login?next=/plans" in answer.location


def test_what_is_ones_own_asks_for_sign_in(app: Flask, cast: Cast, client: PageClient) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OWN_ROUTES:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                answer = client.open(rule.rule, method=method)
                assert answer.status_code == 302, f"{method} {rule.rule}: {answer.status_code}"
                assert "/login" in answer.location
