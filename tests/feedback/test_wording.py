"""The words for whose turn it is: over every reason, to each side, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
import time_machine
from flask_babel import force_locale

from impactplan.feedback.turn import Availability, PlanTurn, Reason, StepFeedback, Turn, Who, find_plan_turn
from impactplan.feedback.wording import (
    describe_plan_turn,
    describe_turn,
    describe_turn_briefly,
    describe_unsent,
    describe_waiting,
)
from impactplan.models.feedback import Side, Verdict

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
MARIT, NOOR, OLGA = 7, 8, 9
ONE, TWO = {MARIT: "Marit"}, {MARIT: "Marit", NOOR: "Noor"}
TURNS = {
    Reason.ASKED: Turn(Who.TRAINER, Reason.ASKED, AT, asked_by=OLGA),
    Reason.TAKEN: Turn(Who.TRAINER, Reason.TAKEN, AT, MARIT, asked_by=OLGA),
    Reason.ANSWERED: Turn(Who.TRAINER, Reason.ANSWERED, AT),
    Reason.REMARKS: Turn(Who.AUTHORS, Reason.REMARKS, AT, None, 4, 1),
    Reason.REVISE: Turn(Who.AUTHORS, Reason.REVISE, AT),
    **{
        reason: Turn(Who.NOBODY, reason)
        for reason in (Reason.SETTLED, Reason.AGREED, Reason.NEVER, *(Reason(one) for one in list(Availability)[1:]))
    },
}
ASKED = "feedback gevraagd op Indicatoren, 3 dagen geleden", "feedback asked on Indicators, 3 days ago"
TO_LOOK_AT = "antwoorden om te bekijken, 3 dagen geleden", "answers to look at, 3 days ago"
FOUR = "4 opmerkingen, 1 beantwoord", "4 remarks, 1 answered"
TO_REVISE = "de trainer vraagt om deze stap te herzien", "the trainer asks to revise this step"
WORDS: dict[tuple[Reason, Side | None], tuple[str, str]] = {
    (Reason.ASKED, Side.AUTHOR): (
        "Marit is aan zet: je vroeg feedback op Indicatoren, 3 dagen geleden",
        "Marit’s turn: you asked for feedback on Indicators, 3 days ago",
    ),
    (Reason.ASKED, Side.TRAINER): (f"Jij bent aan zet: {ASKED[0]}", f"Your turn: {ASKED[1]}"),
    (Reason.ASKED, None): (f"Marit is aan zet: {ASKED[0]}", f"Marit’s turn: {ASKED[1]}"),
    (Reason.TAKEN, Side.AUTHOR): (
        "Marit is aan zet: je vroeg feedback op Indicatoren, 3 dagen geleden",
        "Marit’s turn: you asked for feedback on Indicators, 3 days ago",
    ),
    (Reason.TAKEN, Side.TRAINER): (f"Jij bent aan zet: {ASKED[0]}", f"Your turn: {ASKED[1]}"),
    (Reason.TAKEN, None): (f"Marit is aan zet: {ASKED[0]}", f"Marit’s turn: {ASKED[1]}"),
    (Reason.ANSWERED, Side.AUTHOR): (f"Marit is aan zet: {TO_LOOK_AT[0]}", f"Marit’s turn: {TO_LOOK_AT[1]}"),
    (Reason.ANSWERED, Side.TRAINER): (f"Jij bent aan zet: {TO_LOOK_AT[0]}", f"Your turn: {TO_LOOK_AT[1]}"),
    (Reason.ANSWERED, None): (f"Marit is aan zet: {TO_LOOK_AT[0]}", f"Marit’s turn: {TO_LOOK_AT[1]}"),
    (Reason.REMARKS, Side.AUTHOR): (f"Jij bent aan zet: {FOUR[0]}", f"Your turn: {FOUR[1]}"),
    (Reason.REMARKS, Side.TRAINER): (f"De auteurs zijn aan zet: {FOUR[0]}", f"The authors’ turn: {FOUR[1]}"),
    (Reason.REMARKS, None): (f"De auteurs zijn aan zet: {FOUR[0]}", f"The authors’ turn: {FOUR[1]}"),
    (Reason.REVISE, Side.AUTHOR): (f"Jij bent aan zet: {TO_REVISE[0]}", f"Your turn: {TO_REVISE[1]}"),
    (Reason.REVISE, Side.TRAINER): (f"De auteurs zijn aan zet: {TO_REVISE[0]}", f"The authors’ turn: {TO_REVISE[1]}"),
    (Reason.REVISE, None): (f"De auteurs zijn aan zet: {TO_REVISE[0]}", f"The authors’ turn: {TO_REVISE[1]}"),
}
SAME_TO_ALL = {
    Reason.SETTLED: ("Niemand: alles is afgehandeld", "Nobody’s turn: everything is settled"),
    Reason.AGREED: ("Niemand: de trainer is akkoord", "Nobody’s turn: the trainer agreed"),
    Reason.NEVER: ("Nog geen feedback gevraagd", "No feedback asked yet"),
}
TO_AUTHORS = {
    Reason.NO_TRAINER: "Deze ronde heeft nog geen trainer, dus je kunt nog geen feedback vragen",
    Reason.ROUND_OVER: "De ronde is voorbij, dus je kunt geen feedback meer vragen; "
    "wat er gezegd is, blijft hier staan",
    Reason.DROPPED_OUT: "Je doet niet meer mee aan de ronde; wat er gezegd is, blijft hier staan",
    Reason.NO_ROUND: "Dit plan hoort bij geen ronde, dus er leest geen trainer mee",
}
TO_OTHERS = {
    Reason.NO_TRAINER: "Niemand: deze ronde heeft nog geen trainer",
    Reason.ROUND_OVER: "Niemand: de ronde is voorbij",
    Reason.DROPPED_OUT: "Niemand: de auteurs doen niet meer mee aan de ronde",
    Reason.NO_ROUND: "Niemand: dit plan hoort bij geen ronde",
}
SIDES: tuple[Side | None, ...] = (Side.AUTHOR, Side.TRAINER, None)
READER = {Side.AUTHOR: OLGA, Side.TRAINER: MARIT, None: 0}


@pytest.fixture(autouse=True)
def today(app: Any) -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False), app.test_request_context():
        yield


def say(reason: Reason, side: Side | None, language: str) -> str:
    with force_locale(language):
        return describe_turn(TURNS[reason], "indicators", side, ONE, READER[side])


@pytest.mark.parametrize(("reason", "side"), list(product(Reason, SIDES)))
def test_every_reason_in_words(reason: Reason, side: Side | None) -> None:
    dutch, english = say(reason, side, "nl"), say(reason, side, "en")
    if (reason, side) in WORDS:
        assert (dutch, english) == WORDS[reason, side]
    elif reason in SAME_TO_ALL:
        assert (dutch, english) == SAME_TO_ALL[reason]
    else:
        assert dutch == (TO_AUTHORS if side is Side.AUTHOR else TO_OTHERS)[reason]
        assert english != dutch


def test_who_is_named_where_there_are_more() -> None:
    with force_locale("nl"):
        asked = TURNS[Reason.ASKED]
        assert describe_turn(asked, "indicators", Side.AUTHOR, TWO, OLGA).startswith(
            "De trainers zijn aan zet: je vroeg"
        )
        assert describe_turn(asked, "indicators", Side.AUTHOR, ONE, 99).startswith(
            "Marit is aan zet: feedback gevraagd"
        )
        taken = TURNS[Reason.TAKEN]
        assert describe_turn(taken, "indicators", Side.TRAINER, TWO, NOOR).startswith("Marit is aan zet:")
        assert describe_turn(taken, "indicators", Side.TRAINER, TWO, MARIT).startswith("Jij bent aan zet:")


def plan_turn(**steps: StepFeedback) -> PlanTurn:
    return find_plan_turn(steps)


def test_a_plan_in_words_the_readers_own_part_first() -> None:
    turn = plan_turn(
        indicators=StepFeedback(to_authors=4, due_since=AT), theory=StepFeedback(asked_at=AT, asked_by=OLGA)
    )
    with force_locale("nl"):
        first, second = describe_plan_turn(turn, Side.AUTHOR, ONE, OLGA)
        assert first.startswith("Jij bent aan zet: 4 opmerkingen")
        assert second.startswith("Marit is aan zet: je vroeg feedback op")
        assert describe_plan_turn(turn, Side.TRAINER, ONE, MARIT)[0].startswith(
            "Jij bent aan zet: feedback gevraagd op"
        )
        settled = plan_turn(theory=StepFeedback(settled=2, verdict=Verdict.AGREED))
        assert describe_plan_turn(settled, Side.AUTHOR, ONE) == ["Niemand: alles is afgehandeld"]


def test_a_coordinator_reads_who_and_since_when_and_no_more() -> None:
    turn = plan_turn(
        indicators=StepFeedback(to_authors=4, due_since=AT), theory=StepFeedback(asked_at=AT, taken_by=NOOR)
    )
    with force_locale("nl"):
        assert describe_turn_briefly(turn, TWO) == [
            "Noor is aan zet, 3 dagen geleden",
            "De auteurs zijn aan zet, 3 dagen geleden",
        ]
        assert describe_turn_briefly(plan_turn(theory=StepFeedback(settled=1)), TWO) == [
            "Niemand: alles is afgehandeld"
        ]


def test_the_wait_beside_the_next_meeting() -> None:
    with force_locale("nl"):
        assert describe_waiting(AT, None) == "wacht 3 dagen"
        assert describe_waiting(TODAY, None) == "wacht sinds vandaag"
        assert describe_waiting(AT, date(2026, 11, 30)) == "wacht 3 dagen; de bijeenkomst is over 2 dagen"
        assert describe_waiting(AT, date(2026, 11, 1)) == "wacht 3 dagen"
        assert describe_unsent(3, Side.TRAINER) == "Alleen jij ziet dit: 3 opmerkingen, nog niet verstuurd"
