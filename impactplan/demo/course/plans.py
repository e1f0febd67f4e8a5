"""The smaller plans of the demo: their authors, how far they are, and when they were last changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert, select, update

from impactplan.access import Permission
from impactplan.demo.course.compose import Sitting, sittings
from impactplan.demo.course.more_themes import BEGUN, LEESTAFEL, MAAKPLAATS, VOORLEZEN
from impactplan.demo.course.themes import LOOPBAAN, TAALHUIS, VRAAGPUNT, Theme
from impactplan.demo.writing import reflect, resolve, spread_moments, write_rows, write_sheets
from impactplan.models import Membership, Plan, User, db
from impactplan.workbook.operations import set_fields
from impactplan.workbook.plans import create_plan, set_step_aside
from impactplan.workbook.writing import writing


@dataclass(frozen=True)
class DemoPlan:
    id: str
    title: str
    authors: tuple[str, ...]
    """Accounts, the owner first; those who have ever signed in take turns in writing."""
    begun: float
    """In days ago, like ``changed``."""
    changed: float
    theme: Theme | None = None
    until: str = ""
    """The last step that was finished; the next one is half finished."""
    aside: Mapping[str, str] = field(default_factory=dict)
    """Steps set aside, with the reason."""
    shared: bool = False
    """With the peer group."""


PLANS = (
    DemoPlan(
        *("taalhuis-rivier", "Taalhuis Rivierdal", ("taalhuis", "y.bouali"), 82, 0.3, TAALHUIS, "feasibility"),
        shared=True,
    ),
    DemoPlan("vraagpunt", "Een vraagpunt in elke wijk", ("h.vos",), 80, 11, VRAAGPUNT, "priorities", shared=True),
    DemoPlan(
        *("loopbaanplein", "Loopbaanplein Veenstreek", ("m.kramer", "a.yildiz"), 81, 2.2, LOOPBAAN, "feasibility"),
        shared=True,
    ),
    DemoPlan("lange-leestafel", "De lange leestafel", ("i.scholten",), 76, 5, LEESTAFEL, "indicators"),
    DemoPlan("voorlezen-eiland", "Voorlezen op het eiland", ("j.baas",), 78, 38, VOORLEZEN, "solutions"),
    DemoPlan(
        *("maakplaats", "Maakplaats Lindenhage", ("c.pinas", "k.mulder"), 79, 1.4, MAAKPLAATS, "collection"),
        aside={"feasibility": "Onze teamleider rekent de uren uit; dat komt na de vakantie."},
        shared=True,
    ),
    DemoPlan("zandhorst-leest", "Zandhorst leest samen", ("uitvaller",), 75, 47),
    DemoPlan("digitaal-op-weg", "Digitaal op weg", ("r.timmermans", "m.kaya"), 6, 0.8),
    DemoPlan("tieners-lezen", "Tieners lezen toch", ("l.brouwer",), 5, 4),
    DemoPlan("rekenen-samen", "Rekenen met elkaar", ("leeg", "a.idrissi"), 3, 3),
)

REFLECTIONS: dict[str, tuple[tuple[int, int, float, dict[str, str]], ...]] = {
    "taalhuis-rivier": (
        (0, 1, 50, {"learned": "Onze inloop is geen doel. Dat iemand zijn post durft te openen, wel."}),
        (
            1,
            1,
            49,
            {"question": "Hoe vraag je naar lezen zonder dat iemand zich betrapt voelt?", "visibility": "group"},
        ),
        (0, 2, 21, {"learned": "Drie indicatoren zijn genoeg voor een klein team.", "visibility": "trainer"}),
    ),
    "loopbaanplein": (
        (0, 1, 52, {"learned": "Een baan vinden is niet alleen ons werk.", "visibility": "trainer"}),
        (0, 2, 19, {"changes": "We vragen het na zes weken, niet bij de deur.", "visibility": "group"}),
    ),
    "maakplaats": ((0, 1, 47, {"learned": "Kinderen vertellen meer met wat ze maken dan met een vragenlijst."}),),
}
"""By plan: which author, the module, how many days ago, the answers."""


def make_plans(people: Mapping[str, User], today: date) -> None:
    """Create the plans that do not exist yet."""
    for plan in PLANS:
        if db.session.execute(select(Plan.id).where(Plan.id == plan.id)).scalar() is None:
            make_plan(plan, [people[account] for account in plan.authors], today)


def make_plan(plan: DemoPlan, authors: list[User], today: date) -> None:
    create_plan(authors[0], plan.title, authors[0].organisation, "nl", plan_id=plan.id)
    for author in authors[1:]:
        db.session.execute(insert(Membership), {"plan_id": plan.id, "user_id": author.id, "role": "coauthor"})
    db.session.execute(update(Plan).where(Plan.id == plan.id).values(shared_with_group=plan.shared))
    db.session.commit()
    ids: dict[str, str] = {}
    writers = [author for author in authors if author.login_count]
    for at, sitting in enumerate(written_of(plan, today)):
        with writing(plan.id, Permission.EDIT, writers[at % len(writers)]) as write:
            write_rows(write, sitting.rows, ids)
            write_sheets(write, sitting.sheets)
            for kind, name, values in sitting.added:
                set_fields(write, kind, ids[name], resolve(kind, values, ids), {})
    for step, reason in plan.aside.items():
        with writing(plan.id, Permission.EDIT, authors[0]) as write:
            set_step_aside(write, step, reason)
    spread_moments(plan.id, plan.begun, plan.changed)
    for who, module, when, texts in REFLECTIONS.get(plan.id, ()):
        reflect(plan.id, authors[who], module, texts, when)


def written_of(plan: DemoPlan, today: date) -> list[Sitting]:
    """Return what was written in a plan: finished steps, and one half finished."""
    if plan.theme is None:
        return [Sitting(sheets={kind: values}) for kind, values in BEGUN.get(plan.id, {}).items()]
    by_step = sittings(plan.theme, today)
    steps = [step for step in by_step if step not in plan.aside]
    whole = steps.index(plan.until) + 1
    return [by_step[step] for step in steps[:whole]] + [by_step[step].halved() for step in steps[whole : whole + 1]]
