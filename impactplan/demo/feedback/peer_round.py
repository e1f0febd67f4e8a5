"""A peer round of the demo, half-way: Sanne asks her group something; two have answered, Fatima and Yasmina have not."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from impactplan.access import Permission
from impactplan.demo.writing import days_ago
from impactplan.feedback.writing import writing_feedback
from impactplan.models import PeerQuestion, User, db
from impactplan.models.peers import PeerMark
from impactplan.peers import operations
from impactplan.peers.queries import load_group_choices

PLAN, ASKER, ASKED = "digitaal-mee", "deelnemer", 3.2
STEP = "indicators"
QUESTION = (
    "Wij meten of mensen na de cursus **zelf** kunnen inloggen. Zou dit cijfer jullie overtuigen dat ze ook echt meer "
    "meedoen? Wat zou er nog bij moeten?"
)
ANSWERS = (
    (
        "h.vos",
        2.1,
        {
            "strong": "Jullie vragen het niet alleen aan de deelnemers, maar kijken ook of het ze lukt. Dat is eerlijker "
            "dan bij ons: wij vroegen vooral of mensen tevreden waren.",
            "unseen": "Of ze het thuis blijven doen. In de les zit er iemand naast je.",
            "attempt": "Na drie maanden tien mensen bellen, met één vraag: wanneer deed je dit voor het laatst alleen?",
        },
        PeerMark.USEFUL,
    ),
    (
        "taalhuis",
        1.3,
        {
            "strong": "Duidelijk geteld, en met een nulmeting.",
            "unseen": "Wie er afhaakt. Bij ons zijn dat juist de mensen om wie het gaat.",
            "attempt": "Ook bijhouden wie stopt, en waarom. Meer is het niet.",
        },
        None,
    ),
)


def make_peer_round(people: Mapping[str, User]) -> None:
    """Ask and answer as these people would, each at their own moment; once."""
    if db.session.execute(select(PeerQuestion.id).where(PeerQuestion.plan_id == PLAN)).first() is not None:
        return
    group = next((group for group in load_group_choices(PLAN) if group.peers), None)
    if group is None:
        return
    with writing_feedback(PLAN, Permission.EDIT, people[ASKER]) as write:
        write.at = days_ago(ASKED)
        question_id = operations.ask_group(write, STEP, QUESTION, group.id, "demo-peer-round")[0].id
    for account, days, texts, mark in ANSWERS:
        with writing_feedback(PLAN, Permission.COMMENT, people[account]) as write:
            write.at = days_ago(days)
            answer_id = operations.post_answer(write, question_id, texts)[0].id
        with writing_feedback(PLAN, Permission.EDIT, people[ASKER]) as write:
            write.at = days_ago(days - 0.5)
            operations.mark_answer(write, question_id, answer_id, mark)
