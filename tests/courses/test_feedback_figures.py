"""The feedback of a round in figures: counted from its record, without a word of what was said."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from impactplan.access import Permission
from impactplan.courses.running.feedback_figures import Requests, load_figures
from impactplan.feedback import requests
from impactplan.feedback.writing import writing_feedback
from impactplan.lib.dates import AMSTERDAM
from impactplan.models import Enrolment, Plan, User, db, now
from tests.feedback.support import ask, finish, note_answer, note_remark, send_answers, threads_of
from tests.support.cast import Cast
from tests.support.client import PageClient

SignIn = Callable[[User], PageClient]
BEGIN = datetime(2026, 3, 9, 12, tzinfo=AMSTERDAM)


def figures_of(cast: Cast) -> Requests:
    db.session.rollback()
    (plan,) = load_figures(cast.round_id, now()).plans
    return plan.requests


def rows_of(client: PageClient, cast: Cast) -> list[dict[str, str]]:
    answer = client.get(f"/rounds/{cast.round_id}/feedback.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def test_it_counts_what_was_asked_and_given(cast: Cast, signed_in: SignIn) -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        ask(cast.plan_id, cast.olga, "theory", "sources")
        clock.shift(timedelta(days=2))
        ask(cast.plan_id, cast.olga, "indicators", "purpose")
        clock.shift(timedelta(days=2))
        note_remark(cast.plan_id, cast.tess, "theory", "Klopt dit?")
        finish(cast.plan_id, cast.tess, theory=None, sources=None, indicators=None)
        clock.shift(timedelta(days=1))
        (thread,) = threads_of(cast.plan_id)
        note_answer(cast.plan_id, cast.olga, thread.id, "adopted")
        send_answers(cast.plan_id, cast.olga)
        counted = figures_of(cast)
        assert (counted.asked, counted.answered, counted.median_wait) == (4, 3, 4.0)
        assert (counted.to_trainer, counted.to_authors) == (3, 1), "two requests and answers, and one review"
        (row,) = rows_of(signed_in(cast.cor), cast)
    assert row["Plan"] == "Digitaal Mee"
    assert row["Deelnemers"] == "Olga"
    assert row["Feedback gevraagd (stappen)"] == "4"
    assert row["Feedback gegeven (stappen)"] == "3"
    assert row["Mediane wachttijd (dagen)"] == "4"
    assert row["Trainer aan zet (keer)"] == "3"
    assert row["Auteurs aan zet (keer)"] == "1"
    assert "Tess is aan zet" in row["Wie nu aan zet is"]
    assert row["Sinds"] == "2026-03-11"


def test_what_is_taken_back_does_not_count(cast: Cast) -> None:
    request_id = ask(cast.plan_id, cast.olga, "theory", "sources")
    with writing_feedback(cast.plan_id, Permission.EDIT, cast.olga) as write:
        requests.withdraw_request(write, request_id)
    assert figures_of(cast).asked == 0
    ask(cast.plan_id, cast.olga, "theory")
    assert figures_of(cast).asked == 1


def test_a_clock_that_went_back_makes_no_negative_wait(cast: Cast) -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        ask(cast.plan_id, cast.olga, "theory")
        clock.shift(timedelta(days=-3))
        finish(cast.plan_id, cast.tess, "Goed.", theory=None)
        assert figures_of(cast).median_wait == 0


@pytest.mark.parametrize("state", ["no plan", "dropped out", "empty"])
def test_a_round_without_much(cast: Cast, signed_in: SignIn, state: str) -> None:
    if state != "empty":
        change: dict[str, Any] = {"plan_id": None} if state == "no plan" else {"dropped_at": now()}
        db.session.query(Enrolment).filter_by(user_id=cast.olga.id).update(change)
        db.session.commit()
    page = signed_in(cast.cor).get(f"/rounds/{cast.round_id}/feedback").text
    assert ("Digitaal Mee" in page) == (state == "empty")
    assert len(rows_of(signed_in(cast.cor), cast)) == (state == "empty")


def test_nothing_of_what_is_said_or_written_is_in_it(cast: Cast, signed_in: SignIn) -> None:
    ask(cast.plan_id, cast.olga, "theory", question="Schildwachtwoord?")
    note_remark(cast.plan_id, cast.tess, "theory", "Schildwachtwoord!")
    finish(cast.plan_id, cast.tess, "Schildwachtwoord.")
    client = signed_in(cast.cor)
    for address in ("feedback", "feedback.csv"):
        assert "Schildwachtwoord" not in client.get(f"/rounds/{cast.round_id}/{address}").text


def test_a_name_is_no_formula(cast: Cast, signed_in: SignIn) -> None:
    db.session.query(Plan).update({"title": "=1+2"})
    cast.olga.name = "@SUM(1)"
    db.session.commit()
    (row,) = rows_of(signed_in(cast.cor), cast)
    assert (row["Plan"], row["Deelnemers"]) == ("'=1+2", "'@SUM(1)")


def test_only_who_coordinates_sees_it(cast: Cast, signed_in: SignIn) -> None:
    for user, status in ((cast.tess, 403), (cast.olga, 403), (cast.tom, 404), (cast.vera, 404)):
        for address in ("feedback", "feedback.csv"):
            assert signed_in(user).get(f"/rounds/{cast.round_id}/{address}").status_code == status
