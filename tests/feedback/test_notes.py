"""A trainer's own notes: saved as one types, and in a remark only on purpose."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from impactplan.models import Draft, PrivateNote, RoundStaff, User, db
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]


def save(client: PageClient, cast: Cast, text: str, seen: int, key: str = "") -> int:
    headers = {"If-Match": str(seen), "Idempotency-Key": key}
    return client.patch(f"/plans/{cast.plan_id}/items/note/own/body", json={"value": text}, headers=headers).status_code


def body(cast: Cast, user: User) -> str | None:
    db.session.rollback()
    mine = PrivateNote.plan_id == cast.plan_id, PrivateNote.user_id == user.id
    return db.session.scalar(select(PrivateNote.body).where(*mine))


def test_it_is_saved_field_by_field_and_loses_nothing(cast: Cast, signed_in: SignIn) -> None:
    tess = signed_in(cast.tess)
    assert save(tess, cast, "Bel Olga.", 0, "een") == 200
    assert save(tess, cast, "Bel Olga.", 0, "een") == 200, "sent again it is no conflict"
    assert save(tess, cast, "Bel Karel.", 0, "twee") == 412, "another window wrote since"
    assert body(cast, cast.tess) == "Bel Olga."
    assert save(tess, cast, "Bel Olga en Karel.", 1) == 200
    assert save(tess, cast, "x" * 20_001, 2) == 422
    assert "Bel Olga en Karel." in tess.get(f"/plans/{cast.plan_id}/feedback").text


def test_without_a_script_both_texts_of_two_windows_stay(cast: Cast, signed_in: SignIn) -> None:
    tess, address = signed_in(cast.tess), f"/plans/{cast.plan_id}/items/note/own"
    tess.post(address, data={"body": "Een.", "version-body": "0"})
    tess.post(address, data={"body": "Twee.", "version-body": "0"})
    assert body(cast, cast.tess) == "Een.\n\nTwee."


def test_each_trainer_has_their_own(cast: Cast, signed_in: SignIn) -> None:
    db.session.add(RoundStaff(round_id=cast.round_id, user_id=cast.tom.id, role="trainer"))
    db.session.commit()
    save(signed_in(cast.tess), cast, "Van Tess.", 0)
    assert "Van Tess." not in signed_in(cast.tom).get(f"/plans/{cast.plan_id}/feedback").text
    save(signed_in(cast.tom), cast, "Van Tom.", 0)
    assert (body(cast, cast.tess), body(cast, cast.tom)) == ("Van Tess.", "Van Tom.")


def test_it_goes_into_a_remark_only_on_purpose(cast: Cast, signed_in: SignIn) -> None:
    tess, address = signed_in(cast.tess), f"/plans/{cast.plan_id}/feedback/note/pass-on"
    assert tess.post(address, data={"step": "theory"}).location.endswith("/feedback"), "there is nothing in it"
    save(tess, cast, "Let op de pijlen.", 0)
    assert db.session.scalars(select(Draft)).all() == []
    answer = tess.post(address, data={"step": "theory"})
    assert answer.location.endswith("/steps/theory#draft-new.theory"), answer.location
    tess.post(address, data={"step": "theory"})
    draft = db.session.scalars(select(Draft).execution_options(populate_existing=True)).one()
    assert (draft.ref, draft.ready, draft.values["body"]) == ("new.theory", False, "Let op de pijlen.")
    assert body(cast, cast.tess) == "Let op de pijlen.", "the note stays"
    assert tess.post(address, data={"step": "nothing"}).status_code == 404
