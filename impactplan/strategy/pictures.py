"""The pictures of module 1: the theory of change, and the stakeholders by influence and interest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from impactplan.blocks import Figure, Listing, Text
from impactplan.diagram import theory_graph
from impactplan.diagram.drawing import Drawing, draw
from impactplan.diagram.grid import GridPoint, GridSpec, GridWords, score_grid
from impactplan.diagram.keeping import kept
from impactplan.diagram.paper import A4, lay_on_paper
from impactplan.diagram.place import Place, place_in_grid
from impactplan.diagram.theory import assemble, theory_of_change
from impactplan.diagram.theory_spec import (
    Effect,
    Evidence,
    Link,
    Node,
    TheoryColumn,
    TheorySpec,
    TheoryWords,
    Tone,
)
from impactplan.diagram.typography import WIDTH
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import BOX_KINDS
from impactplan.models.theory import EVIDENCE
from impactplan.strategy.slimming import slim
from impactplan.workbook.addresses import step_address
from impactplan.workbook.font_metrics import measure
from impactplan.workbook.parts import Moves, Picture, RowPicture
from impactplan.workbook.wording import in_words, lowered, name_of, quantity


def columns() -> tuple[TheoryColumn, ...]:
    return (
        TheoryColumn("activity", _("Activities"), "muted", _("What do you do?")),
        TheoryColumn("output", _("Outputs"), "muted", _("What do you deliver?")),
        TheoryColumn("short", _("Short term"), "module-1", _("What changes first?")),
        TheoryColumn("mid", _("Medium term"), "module-2", _("What follows from that?")),
        TheoryColumn("long", _("Long term"), "module-5", _("What lasts?")),
        TheoryColumn("impact", _("Impact"), "ink", _("What does it lead to?")),
    )


def words() -> TheoryWords:
    labels = {key: str(label).lower() for key, label in EVIDENCE}
    return TheoryWords(
        evidence={kind: labels[kind.value] for kind in Evidence},
        effects={Effect.STRENGTHENS: _("strengthens"), Effect.INHIBITS: _("inhibits")},
        tones={
            Tone.NEGATIVE: _("negative"),
            Tone.UNINTENDED: _("unintended"),
            Tone.ABOVE_CEILING: _("named, not claimed"),
            Tone.PRECONDITION: _("precondition"),
        },
        ceiling=_("accountability ceiling"),
        legend=_("Evidence"),
    )


def _tones(item: Item) -> frozenset[Tone]:
    marks = {
        Tone.NEGATIVE: item["direction"] == "negative",
        Tone.UNINTENDED: item["intention"] == "unintended",
        Tone.ABOVE_CEILING: bool(item["above_ceiling"]),
        Tone.PRECONDITION: item.kind == "precondition",
    }
    return frozenset(tone for tone, there in marks.items() if there)


def _node(state: PlanState, item: Item, address: str) -> Node:
    column = {"outcome": item["term"] or "short", "precondition": None}.get(item.kind, item.kind)
    note = quantity(item) if item.kind == "output" else ""
    whom = name_of(state, item["stakeholder"]) if item.kind == "outcome" else ""
    href = f"{address}?row={item.id}#row-{item.id}" if address else None
    return Node(item.id, name_of(state, item.id) or "…", column, note, _tones(item), href=href, whom=whom)


def theory_spec(state: PlanState, page: bool = False) -> TheorySpec:
    """Return the theory of change of a plan as the picture wants it, with its boxes in the order that is stored.

    On a page the boxes lead to their rows. The link from an activity to its output has a key made from that output's.
    """
    items = sorted((item for kind in BOX_KINDS for item in state.rows(kind)), key=lambda item: (item.position, item.id))
    address = step_address(state.plan_id, "theory") if page else ""
    links = [
        Link(item["activity"], item.id, key=f"of-{item.id}")
        for item in state.rows("output")
        if state.find(item["activity"])
    ]
    links += [
        Link(
            item["source"],
            item["target"],
            Effect(item.get("effect", "strengthens")),
            Evidence(item["evidence"]) if item["evidence"] else None,
            item.get("assumption", ""),
            item.id,
        )
        for item in state.rows("link")
        if state.find(item["source"]) and state.find(item["target"])
    ]
    return TheorySpec(
        columns=columns(),
        nodes=tuple(_node(state, item, address) for item in items),
        links=tuple(links),
        title=theory_title(state),
        description=_("A diagram from activities at the left to impact at the right. The tables hold the same."),
        words=words(),
        language=state.language,
    )


def order_boxes(state: PlanState) -> list[tuple[TheoryColumn, list[str]]]:
    """Return the columns with the ids of their boxes, as they stand in the drawing from top to bottom."""
    spec = theory_spec(state)
    home = theory_graph.homes(spec)
    below = theory_graph.bands(spec.nodes, home, len(spec.columns))
    keys = [node.key for node in sorted(spec.nodes, key=lambda node: below.get(node.key, 0))]
    return [(column, [key for key in keys if home[key] == at]) for at, column in enumerate(spec.columns)]


def theory_title(state: PlanState) -> str:
    impacts = [item["statement"] for item in state.rows("impact") if item["statement"]]
    if not impacts:
        return _("What we do, and what it leads to")
    return _("How we contribute to: %(impact)s", impact=lowered(impacts[0]))


@dataclass(frozen=True, repr=False)
class _OnPage:
    """A drawing that is put on a page; what is made of it follows from its id and these words."""

    drawing: Drawing
    spec: TheorySpec
    address: str

    def __repr__(self) -> str:
        return repr((self.drawing.id, self.spec.title, self.spec.description, self.address))


def draw_on_page(state: PlanState) -> tuple[Drawing, Markup]:
    """Return the drawing for a page, in parts and put together."""
    spec = theory_spec(state, page=True)
    drawing = draw(spec, measure=measure(), page=True)
    picture = _put_on_page(_OnPage(drawing, spec, step_address(state.plan_id, "theory")))
    return drawing, Markup(picture)  # noqa: S704  # escaped there


@kept
def _put_on_page(given: _OnPage) -> str:
    return slim(assemble(given.drawing, given.spec, "p-theory"), given.address)


def draw_theory(state: PlanState, prefix: str, *, page: bool = False) -> Markup:
    svg = theory_of_change(theory_spec(state, page), measure=measure(), prefix=prefix, heading=False, page=page)
    return Markup(svg)  # noqa: S704  # escaped there


_MIDDLE = 3
"""The score between little and much."""
_NAMED = 3


def print_theory(state: PlanState, prefix: str, under_heading: bool) -> list[Figure | Listing]:
    """Return the theory of change on the paper that it wants, and under it the assumptions by their numbers."""
    spec = theory_spec(state)
    sheets = lay_on_paper(spec, measure(), under_heading=under_heading)
    blocks: list[Figure | Listing] = []
    for number, sheet in enumerate(sheets, 1):
        svg = assemble(sheet.drawing, spec, f"{prefix}-{number}", top=sheet.top, bottom=sheet.bottom)
        part = _("%(title)s (%(number)s of %(count)s)", title=spec.title, number=number, count=len(sheets))
        title = part if len(sheets) > 1 else spec.title
        paper = "" if sheet.paper is A4 else sheet.paper.key
        blocks.append(Figure(Markup(svg), title, wide=True, paper=paper))  # noqa: S704  # escaped there
    notes = tuple(Text(note) for _number, _key, note in sheets[0].drawing.notes)
    return (
        [*blocks, Listing(_("Assumptions, by their numbers in the drawing"), notes, numbered=True)] if notes else blocks
    )


def grid_title(state: PlanState) -> str:
    """Say with whom to work closely: those high on both scores."""
    scored = [item for item in state.rows("stakeholder") if item["influence"] and item["interest"]]
    near = [item["name"] for item in scored if min(item["influence"], item["interest"]) > _MIDDLE and item["name"]]
    if not scored:
        return _("Who has how much influence and interest")
    if not near:
        return _("Nobody has both much influence and much interest")
    if len(near) > _NAMED:
        return _("%(count)s stakeholders have both much influence and much interest", count=len(near))
    return _("Much influence and much interest: %(names)s", names=in_words(near))


def has_scores(state: PlanState) -> bool:
    return any(item["influence"] and item["interest"] for item in state.rows("stakeholder"))


def grid_words() -> GridWords:
    return GridWords(
        up=_("Influence"),
        across=_("Interest"),
        up_ends=(_("little"), _("much")),
        across_ends=(_("little"), _("much")),
        high_low=_("keep satisfied"),
        high_high=_("work closely together"),
        low_low=_("keep an eye on"),
        low_high=_("keep informed, ask their opinion"),
        table=_("The numbers are those of the list."),
        empty=_("Give stakeholders a score for influence and interest, and they appear here."),
    )


def grid_spec(state: PlanState, page: bool) -> GridSpec:
    points = tuple(
        GridPoint(
            place,
            item.get("name", "…"),
            item["influence"],
            item["interest"],
            step_address(state.plan_id, "stakeholders", item.id, f"row-{item.id}") if page else None,
        )
        for place, item in enumerate(state.rows("stakeholder"), 1)
        if item["influence"] and item["interest"]
    )
    return GridSpec(
        points=points,
        title=grid_title(state),
        description=_("A grid of influence against interest. The list holds the same."),
        words=grid_words(),
        language=state.language,
    )


def draw_grid(state: PlanState, prefix: str, *, page: bool = False, width: float = WIDTH) -> Markup:
    svg = score_grid(grid_spec(state, page), measure=measure(), prefix=prefix, width=width, heading=False, page=page)
    return Markup(svg)  # noqa: S704  # escaped there


THEORY = Picture(
    "theory", theory_title, draw_theory, (*BOX_KINDS, "link"), wide=True, theory=theory_spec, document=print_theory
)
GRID = Picture("stakeholders", grid_title, draw_grid, ("stakeholder",), narrow_while_empty=True, has_content=has_scores)


def place_title(_state: PlanState, item: Item) -> str:
    """Say what the scores of a stakeholder ask for."""
    up, across, words = item["influence"], item["interest"], grid_words()
    if not up or not across:
        return _("Where does this stakeholder stand?")
    if _MIDDLE in {up, across}:
        return _("In the middle: look at it case by case")
    named = {
        (False, False): words.low_low,
        (False, True): words.low_high,
        (True, False): words.high_low,
        (True, True): words.high_high,
    }
    return str(named[up > _MIDDLE, across > _MIDDLE]).capitalize()


def draw_place(state: PlanState, item: Item, prefix: str, width: float) -> Markup:
    number = [row.id for row in state.rows("stakeholder")].index(item.id) + 1
    own = Place(number, item.get("name") or "…", item["influence"], item["interest"])
    spec = replace(grid_spec(state, page=False), title=place_title(state, item))
    svg = place_in_grid(spec, own, measure=measure(), prefix=prefix, width=width)
    return Markup(svg)  # noqa: S704  # escaped there


PLACE = RowPicture(place_title, draw_place, moves=Moves("influence", "interest", "12345", "12345"))
