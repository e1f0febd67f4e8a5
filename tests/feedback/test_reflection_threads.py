"""A shared reflection gets its answer: seen by its writer and by whom it is shared with at that moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from impactplan.access import Permission, load_plan
from impactplan.models import Membership, Reflection, Remark, RoundStaff, Thread, User, db
from impactplan.models.reflection import GROUP, NOBODY, TRAINER
from tests.feedback.support import count_unread, turn_of
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
QUESTION = "Hoe overtuig ik mijn directeur?"
ANSWER = "Begin bij wat zij zelf wil weten."


def share(cast: Cast, visibility: str, writer: User | None = None) -> None:
    """Let Olga, or somebody else, share their reflection on module 3."""
    writer = writer or cast.olga
    mine = Reflection.user_id == writer.id, Reflection.plan_id == cast.plan_id, Reflection.module == 3
    changed = db.session.execute(update(Reflection).where(*mine).values(visibility=visibility).returning(Reflection.id))
    if changed.first() is None:
        values = {"plan_id": cast.plan_id, "user_id": writer.id, "module": 3, "visibility": visibility}
        db.session.add(Reflection(**values, question=QUESTION, versions={}, keys={}))
    db.session.commit()


def say(cast: Cast, client: PageClient, body: str, writer: User | None = None) -> int:
    ref = f"reflection.3.{(writer or cast.olga).id}"
    data = {"body": body, "then": "send", "version-body": "0", "back": f"/plans/{cast.plan_id}/reflections/3"}
    return client.post(f"/plans/{cast.plan_id}/items/draft/{ref}", data=data).status_code


def page(cast: Cast, client: PageClient) -> str:
    answer = client.get(f"/plans/{cast.plan_id}/reflections/3")
    return answer.text if answer.status_code == 200 else ""


def test_a_trainer_answers_and_the_writer_goes_on(cast: Cast, signed_in: SignIn) -> None:
    share(cast, TRAINER)
    assert QUESTION in page(cast, signed_in(cast.tess))
    assert say(cast, signed_in(cast.tess), ANSWER) == 303
    assert ANSWER in page(cast, signed_in(cast.olga)), "it is posted at once"
    assert say(cast, signed_in(cast.olga), "Dank je.") == 303
    assert "Dank je." in page(cast, signed_in(cast.tess))
    assert len(db.session.scalars(select(Thread)).all()) == 1, "one thread a reflection"
    assert turn_of(cast.plan_id).authors == turn_of(cast.plan_id).trainer == {}, "it makes no turn"


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [(TRAINER, {"olga", "tess"}), (GROUP, {"olga", "tess", "karel", "pim"}), (NOBODY, {"olga"})],
)
def test_who_sees_it(cast: Cast, signed_in: SignIn, visibility: str, readers: set[str]) -> None:
    share(cast, TRAINER)
    say(cast, signed_in(cast.tess), ANSWER)
    share(cast, visibility)
    (thread,) = db.session.scalars(select(Thread.id))
    for name in ("olga", "karel", "lena", "carla", "pim", "tess", "tom", "cor", "bea", "vera"):
        client = signed_in(getattr(cast, name))
        assert (ANSWER in page(cast, client)) == (name in readers), name
        link = client.get(f"/plans/{cast.plan_id}/feedback/threads/{thread}").status_code
        assert (link == 303) == (name in readers), f"{name} {link}"
        listed = ANSWER in client.get(f"/plans/{cast.plan_id}/feedback").text
        assert listed == (name in readers), "the list of all feedback leads to it, for whoever reads it"


@pytest.mark.parametrize(("visibility", "speakers"), [
    (TRAINER, {"olga", "tess"}), (GROUP, {"olga", "tess", "karel", "pim"}), (NOBODY, {"olga"}),
])  # fmt: skip
def test_who_may_say_something(cast: Cast, signed_in: SignIn, visibility: str, speakers: set[str]) -> None:
    share(cast, visibility)
    for name in ("olga", "karel", "lena", "carla", "pim", "tess", "tom", "cor", "bea", "vera"):
        status = say(cast, signed_in(getattr(cast, name)), f"Van {name}")
        assert (status == 303) == (name in speakers), f"{name} {status}"
    db.session.rollback()
    said = {text.removeprefix("Van ") for text in db.session.scalars(select(Remark.body))}
    assert said == speakers


def test_withdrawing_the_sharing_closes_it_and_sharing_again_opens_it(cast: Cast, signed_in: SignIn) -> None:
    share(cast, TRAINER)
    say(cast, signed_in(cast.tess), ANSWER)
    (remark,) = db.session.scalars(select(Remark.id))
    share(cast, NOBODY)
    tess = signed_in(cast.tess)
    assert ANSWER not in page(cast, tess)
    assert say(cast, tess, "Nog iets") == 404
    form = {"body": "Anders", "version-body": "0", "then": "send"}
    assert tess.post(f"/plans/{cast.plan_id}/items/draft/edit.{remark}", data=form).status_code == 404
    assert db.session.scalars(select(Remark.body)).all() == [ANSWER]
    assert ANSWER in page(cast, signed_in(cast.olga))
    share(cast, TRAINER)
    assert ANSWER in page(cast, signed_in(cast.tess))


def test_a_trainer_who_left_and_an_author_who_was_removed_see_nothing(cast: Cast, signed_in: SignIn) -> None:
    share(cast, TRAINER, cast.karel)
    say(cast, signed_in(cast.tess), ANSWER, cast.karel)
    assert ANSWER not in page(cast, signed_in(cast.olga)), "the owner of the plan is no reader of it"
    db.session.execute(delete(Membership).where(Membership.user_id == cast.karel.id))
    db.session.commit()
    assert ANSWER not in page(cast, signed_in(cast.tess)), "nobody is shown what a former author wrote"
    assert ANSWER not in page(cast, signed_in(cast.karel))
    share(cast, TRAINER)
    say(cast, signed_in(cast.tess), "Voor Olga")
    db.session.execute(delete(RoundStaff).where(RoundStaff.user_id == cast.tess.id))
    db.session.commit()
    assert page(cast, signed_in(cast.tess)) == ""


def test_two_reflections_on_one_module_have_each_their_own(cast: Cast, signed_in: SignIn) -> None:
    share(cast, TRAINER)
    share(cast, TRAINER, cast.karel)
    tess = signed_in(cast.tess)
    say(cast, tess, "Voor Olga")
    say(cast, tess, "Voor Karel", cast.karel)
    assert "Voor Karel" not in page(cast, signed_in(cast.olga))
    assert "Voor Olga" not in page(cast, signed_in(cast.karel))


def test_it_counts_as_unread_for_its_writer_alone(cast: Cast, signed_in: SignIn) -> None:
    share(cast, TRAINER)
    say(cast, signed_in(cast.tess), ANSWER)
    unread = {
        name: count_unread(load_plan(cast.plan_id, Permission.READ, getattr(cast, name)), getattr(cast, name).id)
        for name in ("olga", "karel", "tess", "pim", "carla")
    }
    assert unread == {"olga": {"reflection_3": 1}, "karel": {}, "tess": {}, "pim": {}, "carla": {}}


@pytest.mark.parametrize("ref", ["reflection", "reflection.3", "reflection.x.1", "reflection.3.²", "reflection.9.1"])
def test_a_place_that_is_none_is_refused(cast: Cast, signed_in: SignIn, ref: str) -> None:
    share(cast, TRAINER)
    answer = signed_in(cast.olga).patch(f"/plans/{cast.plan_id}/items/draft/{ref}/body", json={"value": "x"})
    assert answer.status_code == 404
