"""The theory of change as a list: column by column, the boxes in the order of the drawing, and what each leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from impactplan.diagram.theory_spec import TheoryColumn
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Kind
from impactplan.strategy.builds import Build, find_builds
from impactplan.strategy.pictures import order_boxes
from impactplan.workbook.sections import RowView, Section
from impactplan.workbook.wording import chosen, name_item

MAY_LEAD_TO: Mapping[str, tuple[str, ...]] = {
    "activity": ("output",),
    "output": ("outcome", "impact"),
    "outcome": ("outcome", "impact"),
    "precondition": ("outcome", "impact"),
}
"""By kind of box: what it can lead to. From an activity to an output is a field of the output; the others are links."""


@dataclass(frozen=True)
class LinkShown:
    """What the closed row of a link says under the box that it leads from."""

    target: str
    target_id: str
    inhibits: bool
    evidence: str
    """In words, and as the key that names how its line is drawn."""
    evidence_key: str
    assumption: str


@dataclass(frozen=True)
class ListLink:
    key: str
    shown: LinkShown
    row: RowView | None
    """None where the link is a field of the output that it leads to."""
    builds: Sequence[Build] = ()


@dataclass(frozen=True)
class Choice:
    id: str
    text: str


NEXT_TERM = {"short": "mid", "mid": "long", "long": "long"}


@dataclass(frozen=True)
class NextBox:
    """A box that can be made behind another one, with what it begins with."""

    kind: Kind
    preset: Mapping[str, str]


@dataclass(frozen=True)
class ListBox:
    row: RowView
    kind: Kind
    links: Sequence[ListLink]
    builds: Sequence[Build] = ()
    choices: Sequence[tuple[str, Sequence[Choice]]] = ()
    """What it can still lead to, by the plural of its kind; only of an open box."""
    next_boxes: Sequence[NextBox] = ()
    """What can be made behind it, joined to it; only of an open box."""

    @property
    def open(self) -> bool:
        return self.row.open or any(link.row is not None and link.row.open for link in self.links)


@dataclass(frozen=True)
class ListColumn:
    key: str
    title: str
    hint: str
    boxes: Sequence[ListBox]
    kind: Kind
    preset: Mapping[str, str]
    """What a box that is added here begins with."""

    @property
    def add_label(self) -> str:
        return Section(self.kind).add_label


@dataclass(frozen=True)
class TheoryList:
    columns: Sequence[ListColumn]
    loose: Sequence[ListLink]
    """Links that lead from nowhere: just made, or left behind when their box was deleted."""
    link: Section
    precondition: Section
    new: RowView | None = None
    """A precondition or a link in which nobody typed yet."""

    @property
    def new_kind(self) -> Kind:
        return KINDS[self.new.item.kind if self.new else "link"]


def show_link(state: PlanState, item: Item) -> LinkShown:
    target = state.find(item["target"])
    return LinkShown(
        name_item(state, target) if target else _("(nowhere yet)"),
        target.id if target else "",
        item["effect"] == "inhibits",
        chosen(item, "evidence").lower(),
        item["evidence"] or "",
        item.get("assumption", ""),
    )


def view_list(state: PlanState, sections: Iterable[Section]) -> TheoryList:
    """Return the list from the sections of its kinds."""
    by_kind = {section.kind.key: section for section in sections}
    rows = {row.item.id: row for section in by_kind.values() for row in section.rows}
    builds = find_builds(state)
    order = order_boxes(state)
    leaving = _leaving(state, rows, builds, [box_id for _column, ids in order for box_id in ids])
    columns = [
        ListColumn(
            column.key,
            column.title,
            column.hint,
            [
                _box(state, _placed(rows[box_id], ids, at), leaving.get(box_id, ()), builds.get(box_id, ()))
                for at, box_id in enumerate(ids)
            ],
            KINDS[_kind_in(column)],
            {"term": column.key} if _kind_in(column) == "outcome" else {},
        )
        for column, ids in order
    ]
    new = next((row for row in rows.values() if row.new), None)
    columns = [_with_new(state, column, new) for column in columns]
    elsewhere = new if new and new.item.kind in {"precondition", "link"} else None
    boxes = {box.row.item.id for column in columns for box in column.boxes}
    loose = [link for source, links in leaving.items() if source not in boxes for link in links]
    return TheoryList(columns, loose, by_kind["link"], by_kind["precondition"], elsewhere)


def _with_new(state: PlanState, column: ListColumn, new: RowView | None) -> ListColumn:
    """Return a column with the box at its foot in which nobody typed yet, if that stands in it."""
    if new is None or new.item.kind != column.kind.key:
        return column
    if new.item.kind == "outcome" and (new.item["term"] or "short") != column.key:
        return column
    return replace(column, boxes=[*column.boxes, _box(state, replace(new, first=True, last=True), (), ())])


def _kind_in(column: TheoryColumn) -> str:
    return column.key if column.key in KINDS else "outcome"


def _leaving(
    state: PlanState, rows: Mapping[str, RowView], builds: Mapping[str, Sequence[Build]], order: Sequence[str]
) -> dict[str, list[ListLink]]:
    """Return what leads from each box, in the order of where it leads to."""
    leaving: dict[str, list[ListLink]] = {}
    for source, link in _links(state, rows, builds):
        leaving.setdefault(source, []).append(link)
    places = {box_id: at for at, box_id in enumerate(order)}
    for links in leaving.values():
        links.sort(key=lambda link: places.get(link.shown.target_id, len(places)))
    return leaving


def _links(
    state: PlanState, rows: Mapping[str, RowView], builds: Mapping[str, Sequence[Build]]
) -> Iterator[tuple[str, ListLink]]:
    for output in state.rows("output"):
        if output["activity"]:
            shown = LinkShown(
                name_item(state, output), output.id, inhibits=False, evidence="", evidence_key="", assumption=""
            )
            yield output["activity"], ListLink(f"of-{output.id}", shown, None)
    for link in state.rows("link"):
        row = replace(rows[link.id], first=True, last=True)  # it stands where its ends stand
        yield link["source"] or "", ListLink(link.id, show_link(state, link), row, builds.get(link.id, ()))


def _placed(row: RowView, ids: Sequence[str], at: int) -> RowView:
    """Return a row with the boxes that it comes to stand behind when it moves up or down in its column."""
    first, last = at == 0, at == len(ids) - 1
    places = {}
    if not first:
        places["up"] = ids[at - 2] if at > 1 else ""
    if not last:
        places["down"] = ids[at + 1]
    return replace(row, first=first, last=last, places=places)


def _preset_behind(box: Item, kind: str) -> dict[str, str]:
    """Return what a box begins with because of the one that it follows from."""
    if kind == "output":
        return {"activity": box.id}
    if kind != "outcome":
        return {}
    preset = {"term": NEXT_TERM.get(box["term"] or "", "short"), "direction": "positive", "intention": "intended"}
    return preset | ({"stakeholder": box["stakeholder"]} if box["stakeholder"] else {})


def _box(state: PlanState, row: RowView, links: Sequence[ListLink], builds: Sequence[Build]) -> ListBox:
    kind = row.item.kind
    if not row.open:
        return ListBox(row, KINDS[kind], links, builds)
    there = {row.item.id, *(link.shown.target_id for link in links)}
    choices = [
        (
            str(KINDS[key].plural),
            [Choice(item.id, name_item(state, item)) for item in state.rows(key) if item.id not in there],
        )
        for key in MAY_LEAD_TO.get(kind, ())
    ]
    behind = [
        NextBox(KINDS[key], _preset_behind(row.item, key))
        for key in MAY_LEAD_TO.get(kind, ())
        if (kind != "output" or key != "impact") and not row.new
    ]
    return ListBox(row, KINDS[kind], links, builds, [group for group in choices if group[1]], behind)
