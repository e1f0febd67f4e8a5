"""Home for each role: what stands there, what does not, and switching."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from impactplan.access import Permission, load_written_or_read, open_plan
from impactplan.access.plans import load_statement
from impactplan.courses.enrolment.contacts import load_round_contacts
from impactplan.courses.enrolment.roles import load_round_roles
from impactplan.courses.programme.course_operations import set_assignment
from impactplan.lib.dates import today
from impactplan.models import (
    CourseContact,
    Enrolment,
    Meeting,
    Membership,
    Plan,
    Reflection,
    Revision,
    Role,
    Round,
    RoundStaff,
    User,
    db,
    now,
)
from impactplan.models.feedback import Verdict
from impactplan.steps import STEPS
from impactplan.workbook import operations
from impactplan.workbook.plans import create_plan, set_step_aside
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import writing
from tests.feedback.support import finish
from tests.support.cast import Cast
from tests.support.client import PageClient, counted_queries

SignIn = Callable[[User], PageClient]


def home(client: PageClient, address: str = "/?role=participant") -> str:
    with client.session_transaction() as session:
        session["language"] = "en"
    page = client.get(address)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def english(user: User) -> User:
    db.session.execute(update(User).where(User.id == user.id).values(language="en"))
    db.session.commit()
    return user


def add_meetings(round_id: str, *days: int | None, **more: Any) -> None:
    for number, days_off in enumerate(days, 1):
        day = None if days_off is None else today() + timedelta(days=days_off)
        values = {"starts": time(10), "ends": time(15), "place": "Utrecht", **more}
        db.session.add(Meeting(round_id=round_id, number=number, module=(number + 1) // 2, day=day, **values))
    db.session.commit()


def write(plan_id: str, user: User, kind: str, **values: Any) -> str:
    with writing(plan_id, Permission.EDIT, user) as open_write:
        return operations.create_item(open_write, kind, values)


def age(user: User, days: int) -> None:
    """Let what somebody wrote so far be of some days ago."""
    moment = now() - timedelta(days=days)
    db.session.execute(update(Revision).where(Revision.actor_id == user.id).values(at=moment))
    db.session.commit()


def test_a_participant_sees_the_course_one_next_step_and_who_is_around(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, -40, -33, -10, 3, note="Bring your indicators")
    db.session.add(CourseContact(course_id=cast.course_id, name="Els", about="practical", email="els@example.org"))
    db.session.execute(update(RoundStaff).where(RoundStaff.role == "trainer").values(contact="06 1234"))
    db.session.commit()
    page = home(signed_in(english(cast.olga)))
    assert "now in module 2" in page
    assert page.count("utrecht-button--primary-action") == 1
    assert "Start with four questions" in page
    assert "in 3 days" in page
    assert "Bring your indicators" in page
    assert f'href="/plans/{cast.plan_id}/modules/2"' in page
    assert all(text in page for text in ("Tess", "tess@example.org", "06 1234", "Pim", "Els", "practical"))
    assert "tom@example.org" not in page


def test_nobody_stands_among_their_own_peers(cast: Cast) -> None:
    place = load_round_roles(cast.olga).of("participant")[0]
    assert [peer.name for peer in load_round_contacts(place, cast.olga).peers] == ["Pim"]


def test_who_is_in_no_group_has_no_peers(cast: Cast) -> None:
    db.session.execute(update(Enrolment).values(group_id=None))
    db.session.commit()
    place = load_round_roles(cast.olga).of("participant")[0]
    assert load_round_contacts(place, cast.olga).peers == []


def test_the_next_step_is_where_one_left_off_and_says_so(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.olga, "indicator", name="Zelf inloggen")
    age(cast.olga, 2)
    page = home(signed_in(english(cast.olga)))
    assert "Go on with: Indicators" in page
    assert "This is where you left off, on " in page


def test_since_last_time_names_what_others_did_after_it(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.karel, "challenge", statement="Eerder")
    age(cast.karel, 9)
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    age(cast.olga, 5)
    row = write(cast.plan_id, cast.karel, "activity", name="Cursus")
    page = home(signed_in(english(cast.olga)))
    assert "Karel</strong> worked on" in page
    assert f"/steps/solutions?row={row}#row-{row}" in page
    assert "steps/challenge" not in page
    assert "You yourself</strong> were last at" in page
    assert "steps/stakeholders?row=" in page


def test_what_a_later_step_asks_is_told_under_that_step(cast: Cast, signed_in: SignIn) -> None:
    outcome = write(cast.plan_id, cast.olga, "outcome", statement="Cursisten loggen zelf in")
    age(cast.olga, 5)
    with writing(cast.plan_id, Permission.EDIT, cast.karel) as open_write:
        operations.set_fields(open_write, "outcome", outcome, {"relevance": 4}, {})
    assert f"/steps/priorities?row={outcome}" in home(signed_in(english(cast.olga)))


def test_before_after_and_without_days_it_says_so_kindly(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(english(cast.olga))
    assert "The dates of the meetings follow" in home(client)
    add_meetings(cast.round_id, 9, 16)
    page = home(client)
    assert "The course begins on" in page
    assert "The course begins here" in page
    db.session.execute(update(Meeting).values(day=today() - timedelta(days=3)))
    db.session.execute(update(Round).values(ends_on=today() + timedelta(days=20)))
    db.session.commit()
    page = home(client)
    assert "The course is now in module 1" in page
    assert "All meetings are behind you" in page  # while the work on the plans goes on
    db.session.execute(update(Round).values(ends_on=None))
    db.session.commit()
    page = home(client)
    assert "Your plan stays yours" in page
    assert "All meetings are behind you" in page


def test_several_plans_begin_with_that_of_the_round(cast: Cast, signed_in: SignIn) -> None:
    newer = create_plan(cast.olga, "Later begonnen", "", "nl")
    db.session.commit()
    page = home(signed_in(english(cast.olga)))
    assert (
        page.index("Your next step in Digitaal Mee") < page.index("Your other plans") < page.index(f"/plans/{newer}/")
    )


def test_somebody_in_no_round_has_a_next_step_all_the_same(cast: Cast, signed_in: SignIn) -> None:
    create_plan(cast.vera, "Zonder ronde", "", "nl")
    db.session.commit()
    page = home(signed_in(english(cast.vera)))
    assert "Your next step in Zonder ronde" in page
    assert "Next meeting" not in page


def test_somebody_with_nothing_yet_reads_what_to_expect(cast: Cast, signed_in: SignIn) -> None:
    page = home(signed_in(english(cast.vera)), "/")
    assert "What you can expect" in page
    assert "An invitation by mail" in page
    assert page.index("Begin a plan of your own") < page.index("The five modules") < page.index("What you can expect")


def test_a_participant_without_a_plan_begins_one_there(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(Enrolment(round_id=cast.round_id, user_id=cast.vera.id, accepted_at=now()))
    db.session.commit()
    page = home(signed_in(english(cast.vera)), "/")
    assert page.index("Your plan is not there yet") < page.index("Name of the plan") < page.index("The five modules")
    assert page.count('name="title"') == 1


def handle_every_step(plan_id: str, author: User) -> None:
    for step in STEPS:
        with writing(plan_id, Permission.EDIT, author) as write:
            set_step_aside(write, step.key, "Dit jaar niet")


def test_where_every_step_is_handled_home_leads_to_what_the_trainer_asks(cast: Cast, signed_in: SignIn) -> None:
    handle_every_step(cast.plan_id, cast.olga)
    client = signed_in(english(cast.olga))
    assert "To the feedback on" not in home(client)
    finish(cast.plan_id, cast.tess, "Nog even.", "", theory=Verdict.REVISE, pitch=Verdict.AGREED)
    page = home(client)
    assert "To the feedback on: Theory of change" in page
    assert f"/plans/{cast.plan_id}/steps/theory#feedback" in page
    finish(cast.plan_id, cast.tess, "Mooi.", "", theory=Verdict.AGREED)
    assert "To the feedback on" not in home(client)


def test_a_finished_plan_without_a_course_is_there_to_be_used(cast: Cast, signed_in: SignIn) -> None:
    plan_id = create_plan(cast.vera, "Zonder ronde", "", "nl")
    handle_every_step(plan_id, cast.vera)
    client = signed_in(english(cast.vera))
    for module in range(1, 6):
        assert f"Look back on module {module}" in home(client)
        words = {"learned": "Veel", "changes": "Alles", "question": "Waarom?"}
        db.session.add(Reflection(plan_id=plan_id, user_id=cast.vera.id, module=module, **words))
        db.session.commit()
    page = home(client)
    assert "Every step is handled" in page
    assert "Your plan stands. Go on using it" in page
    assert "Go on where you were" not in page


def test_a_reader_sees_the_plan_and_no_button_to_write(cast: Cast, signed_in: SignIn) -> None:
    page = home(signed_in(english(cast.lena)))
    assert "Digitaal Mee" in page
    assert "you read along" in page
    assert "Your next step" not in page


def test_who_dropped_out_keeps_their_plan_and_leaves_the_round(cast: Cast, signed_in: SignIn) -> None:
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.olga.id).values(dropped_at=now()))
    db.session.commit()
    page = home(signed_in(english(cast.olga)))
    assert "Your next step in Digitaal Mee" in page
    assert "Ronde 1" not in page
    assert "Tess" not in page


def test_a_member_of_the_group_who_dropped_out_is_not_shown(cast: Cast, signed_in: SignIn) -> None:
    assert "Bibliotheek van Pim" in home(signed_in(cast.olga))
    db.session.execute(update(Enrolment).where(Enrolment.user_id == cast.pim.id).values(dropped_at=now()))
    db.session.commit()
    assert "Bibliotheek van Pim" not in home(signed_in(cast.olga))


def test_each_role_comes_to_its_own_home(cast: Cast, signed_in: SignIn) -> None:
    assert signed_in(cast.tess).get("/").location == "/training"
    assert signed_in(cast.cor).get("/").location == "/coordination"
    assert "impactplan user create" in home(signed_in(cast.bea), "/")
    assert "Hallo Olga" in signed_in(cast.olga).get("/").get_data(as_text=True)


def test_with_one_role_there_is_no_switch(cast: Cast, signed_in: SignIn) -> None:
    for user, address in ((cast.olga, "/"), (cast.tess, "/training"), (cast.cor, "/coordination"), (cast.bea, "/")):
        assert 'class="homes"' not in home(signed_in(user), address)


def test_several_roles_switch_without_signing_out_and_the_last_is_remembered(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.olga.id, role="coordinator"))
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.olga.id, role="trainer"))
    db.session.commit()
    client = signed_in(english(cast.olga))
    page = home(client, "/")
    assert "Hello Olga" in page
    assert 'href="/training"' in page
    assert 'href="/coordination"' in page
    assert "Rounds" in home(client, "/coordination")
    assert client.get("/").location == "/coordination"
    assert 'href="/?role=participant"' in client.get("/profile").get_data(as_text=True)
    assert "Hello Olga" in home(client, "/?role=participant")
    assert client.get("/").status_code == 200


def test_the_roles_of_one_person_are_not_shown_to_the_next(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.olga.id, role="trainer"))
    db.session.commit()
    client = signed_in(cast.olga)
    client.get("/training")
    client.sign_in(cast.vera)
    assert 'href="/training"' not in client.get("/profile").get_data(as_text=True)
    assert client.get("/").status_code == 200


def test_a_role_one_has_not_leads_nowhere(cast: Cast, signed_in: SignIn) -> None:
    assert "Hallo Olga" in signed_in(cast.olga).get("/?role=coordinator").get_data(as_text=True)
    assert signed_in(cast.olga).get("/training").status_code == 404
    assert signed_in(cast.olga).get("/coordination").status_code == 404


def test_two_rounds_of_a_participant_are_a_click_apart(cast: Cast, signed_in: SignIn) -> None:
    other = Round(title="Ronde 9", course_id=cast.course_id)
    db.session.add(other)
    db.session.flush()
    db.session.add(Enrolment(round_id=other.id, user_id=cast.olga.id))
    db.session.commit()
    add_meetings(cast.round_id, -3, 4)
    client = signed_in(cast.olga)
    assert "Impactmanagement · Ronde 1" in home(client)
    assert "Impactmanagement · Ronde 9" in home(client, f"/?round={other.id}")


def test_a_plan_without_a_name_is_refused_where_it_was_asked(cast: Cast, signed_in: SignIn) -> None:
    answer = signed_in(english(cast.vera)).post("/plans", data={"title": " "})
    assert answer.status_code == 422
    assert "Give the plan a name" in answer.get_data(as_text=True)


def test_trainers_and_coordinators_see_no_plans_of_their_rounds_as_their_own(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(
        Membership(plan_id=create_plan(cast.vera, "Van Vera", "", "nl"), user_id=cast.tess.id, role="reader")
    )
    db.session.commit()
    page = home(signed_in(cast.tess))
    assert "Van Vera" in page
    assert "Digitaal Mee" not in page


def test_a_coordinator_to_be_may_begin(cast: Cast, signed_in: SignIn) -> None:
    role = db.session.execute(select(Role.id).where(Role.name == "coordinator")).scalar_one()
    db.session.execute(insert(User.roles.property.secondary).values(user_id=cast.vera.id, role_id=role))
    db.session.commit()
    page = home(signed_in(english(cast.vera)), "/coordination")
    assert "There is no round yet" in page
    assert "/courses/new" in page


def test_an_open_invitation_stands_on_every_home_until_it_is_accepted(cast: Cast, signed_in: SignIn) -> None:
    for user in (cast.vera, cast.tom, cast.cor):
        place = {"email": user.email, "invited_at": now(), "expires_at": now() + timedelta(days=20)}
        place["token_hash"] = f"hash of {user.name}"
        db.session.add(RoundStaff(round_id=cast.round_id, role="trainer", **place))
        english(user)
    for user, address in ((cast.vera, "/"), (cast.tom, "/training"), (cast.cor, "/coordination")):
        page = home(signed_in(user), address)
        assert "Become a trainer of Ronde 1" in page
        assert page.count("utrecht-button--primary-action") <= 1
    client = signed_in(cast.vera)
    place_id = re.search(r"/invitations/rounds/(\w+)/accept", home(client, "/"))
    assert place_id is not None
    assert client.post(place_id[0]).status_code in {302, 303}
    assert 'href="/training"' in home(client, "/")


def test_the_plans_on_home_are_those_with_a_role_or_of_a_peer(cast: Cast) -> None:
    def relations(user: User, plan_id: str) -> set[str]:
        row = db.session.execute(load_statement(), {"the_plan": plan_id, "the_user": user.id}).one()
        return {str(relation) for relation in open_plan(row).relations}

    users, plans = db.session.scalars(select(User)).unique().all(), db.session.scalars(select(Plan.id)).all()
    for shared in (True, False):
        db.session.execute(update(Plan).values(shared_with_group=shared))
        for user in users:
            staff = {"trainer", "coordinator"}
            expected = {plan for plan in plans if relations(user, plan) - staff}
            assert {row.id for row in load_written_or_read(user.id)} == expected, (user.name, shared)


def test_home_does_not_go_through_all_plans(cast: Cast) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL chooses by the size of the table
    with counted_queries() as sent:
        load_written_or_read(cast.olga.id)
    (statement,) = sent
    values = (cast.olga.id,) * statement.count("?")
    steps = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    assert not [step.detail for step in steps if step.detail.startswith("SCAN plan")]


def test_the_first_open_question_of_the_next_step_is_asked_right_there(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.olga, "purpose", area="Noord")
    client = signed_in(english(cast.olga))
    page = home(client)
    assert 'data-item="purpose/' in page
    assert page.count("data-field=") == 1
    assert page.count("utrecht-button--primary-action") == 1
    assert f'data-page="/plans/{cast.plan_id}/steps/purpose"' in page
    assert "data-field=" in client.get(f"/plans/{cast.plan_id}/").get_data(as_text=True)
    reader = signed_in(cast.lena).get(f"/plans/{cast.plan_id}/").get_data(as_text=True)
    assert "data-field=" not in reader


def test_without_a_script_the_answer_is_saved_and_the_step_opens(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters")
    client = signed_in(english(cast.olga))
    page = home(client)
    name = re.search(r'name="version-(\w+)" value="0"', page)
    assert name
    action = re.search(r'action="(/plans/[^"]+/items/stakeholder/\w+)"', page)
    assert action
    answer = client.post(action[1], data={name[1]: "target_group", f"version-{name[1]}": "0", "key": "k" * 16})
    assert answer.status_code == 303
    assert "/steps/stakeholders" in answer.location


def test_a_row_that_is_not_there_yet_is_made_with_its_first_answer(cast: Cast, signed_in: SignIn) -> None:
    write(cast.plan_id, cast.olga, "input", name="Uren")
    client = signed_in(english(cast.olga))
    page = home(client)
    assert "Go on with: What we offer" in page
    asked = re.search(rf'action="(/plans/{cast.plan_id}/items/activity/\w+)"', page)
    assert asked
    sent = {"name": "x" * 1000, "version-name": "0", "new": "1", "key": "k" * 16}
    refused = client.post(asked[1], data=sent)
    assert refused.status_code == 422
    assert "x" * 1000 in refused.text, "what was typed is still there"
    assert not load_state(cast.plan_id).rows("activity")
    answer = client.post(asked[1], data=sent | {"name": "Cursus", "key": "m" * 16})
    assert answer.status_code == 303
    assert load_state(cast.plan_id).rows("activity")[0]["name"] == "Cursus"


def test_the_plan_in_five_sentences_grows(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(english(cast.olga))
    assert home(client).count("said--blank") == 5
    write(cast.plan_id, cast.olga, "stakeholder", name="Digistarters", stakeholder_kind="target_group")
    page = home(client)
    assert "For digistarters we work towards this: …" in page
    write(cast.plan_id, cast.olga, "impact", statement="Iedereen doet mee")
    page = home(client)
    assert "For digistarters we work towards this: iedereen doet mee." in page
    assert page.count("said--blank") == 4
    assert client.get(f"/plans/{cast.plan_id}/").get_data(as_text=True).count("said--blank") == 4


def test_boxes_of_the_small_theory_lead_to_their_steps(cast: Cast, signed_in: SignIn) -> None:
    activity = write(cast.plan_id, cast.olga, "activity", name="Cursus")
    outcomes = [write(cast.plan_id, cast.olga, "outcome", statement=f"Effect {number}") for number in range(6)]
    page = home(signed_in(english(cast.olga)))
    assert f'href="/plans/{cast.plan_id}/steps/solutions?row={activity}#row-{activity}"' in page
    assert f'href="/plans/{cast.plan_id}/steps/theory?row={outcomes[0]}#row-{outcomes[0]}"' in page
    assert "3 more" in page
    assert "Effect 3" not in page


def test_what_is_kept_of_a_plan_is_made_anew_when_it_is_written_in(cast: Cast, signed_in: SignIn) -> None:
    row = write(cast.plan_id, cast.olga, "impact", statement="Iedereen doet mee")
    client = signed_in(english(cast.olga))
    assert "iedereen doet mee" in home(client)
    with writing(cast.plan_id, Permission.EDIT, cast.karel) as open_write:
        operations.set_fields(open_write, "impact", row, {"statement": "Niemand staat alleen"}, {})
    page = home(client)
    assert "niemand staat alleen" in page
    assert "iedereen doet mee" not in page


def test_the_assignment_is_a_checklist_ticked_from_the_plan(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, -3, 9)
    text = "Aan het werk.\n\n1. Schrijf bij *Waarom en voor wie* wat je wilt.\n2. Bel iemand."
    set_assignment(cast.course_id, cast.cor, 1, text, "")
    with writing(cast.plan_id, Permission.EDIT, cast.olga) as open_write:
        set_step_aside(open_write, "purpose", "later")
    page = home(signed_in(english(cast.olga)))
    assert "Before then: the assignment of module 1" in page
    assert "1 of 1 done" in page
    assert page.count('class="task ') == 2
    assert 'lang="nl" dir="auto">Bel iemand.' in page
    assert f'href="/plans/{cast.plan_id}/steps/purpose"' in page


def test_reflections_that_are_open_are_named(cast: Cast, signed_in: SignIn) -> None:
    add_meetings(cast.round_id, -40, -33, -10, 3)
    client = signed_in(english(cast.olga))
    assert home(client).count("Reflection still open") == 1
    words = {"learned": "Veel", "changes": "Alles", "question": "Waarom?"}
    db.session.add(Reflection(plan_id=cast.plan_id, user_id=cast.olga.id, module=1, **words))
    db.session.add(Reflection(plan_id=cast.plan_id, user_id=cast.karel.id, module=2, **words))
    db.session.commit()
    assert "Reflection still open" not in home(client)


def test_the_first_of_the_four_questions_is_answered_at_home(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in(english(cast.olga))
    assert 'name="whom"' in home(client)
    page = client.post(f"/plans/{cast.plan_id}/start", data={"whom": "Digistarters", "begin": "1"})
    assert page.status_code == 200
    assert 'value="Digistarters"' in page.get_data(as_text=True)
    assert "aria-invalid" not in page.get_data(as_text=True)
