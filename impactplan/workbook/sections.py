"""A section of a step page: its rows or its form, what is computed from them, and the layout that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.models import Field, Kind
from impactplan.workbook.fieldviews import FieldView
from impactplan.workbook.marks import Mark
from impactplan.workbook.sentence_parts import Part, parts_of, plain


@dataclass(frozen=True)
class Sentence:
    """How a closed row reads: a title, and under it what else one wants to know at a glance, with its values marked."""

    marked_title: str
    marked_detail: str = ""

    @property
    def title(self) -> str:
        return plain(self.marked_title)

    @property
    def detail(self) -> str:
        return plain(self.marked_detail)


@dataclass(frozen=True)
class Calculation:
    """A figure that follows from what was filled in: how it was computed, or in words why it cannot be."""

    label: str
    result: str = ""
    lines: tuple[str, ...] = ()
    """The computation, line by line, with the numbers in it."""
    missing_input: str = ""
    caution: str = ""
    """What one must know to read the figure well."""
    picture: Markup | None = None
    narrow: Markup | None = None
    """The picture as it stands on a telephone."""
    unfolded: bool = False
    """Whether the computation is in sight at once, where it stands beside the form."""


@dataclass(frozen=True)
class Layout:
    """A way of showing a section that fits its content better than a list of rows or a form.

    ``template`` gets ``section``, ``view`` (what ``view`` makes), ``plan``, ``step`` and ``editable``. Elements in it
    with an id and ``data-live`` are made anew after every save. ``fields`` is a template for the fields of one open
    row or sheet, which gets ``row`` (or ``section``) and ``lines``.
    """

    template: str = ""
    view: Callable[[PlanState, Section], object] = lambda _state, _section: None
    fields: str = ""
    closed: str = ""
    """A template for what stands in a closed row instead of its title and detail. It gets ``row``, and in
    ``row.shown`` what ``show`` makes of the item."""
    show: Callable[[PlanState, Item], object] = lambda _state, _item: None
    group: Callable[[Item], str] | None = None
    """Where the rows stand in groups, such as per method: the group of an item. Rows move within their group."""
    includes: tuple[str, ...] = ()
    """Other kinds of the step that are shown within this section; ``section.inside`` holds theirs, by kind."""


MOST_INVITED = 2
"""As many missing values are asked for in a closed row; its open form has all."""
PLAIN_LAYOUT = Layout()
"""A list of rows, or a form."""


@dataclass(frozen=True)
class RowView:
    item: Item
    sentence: Sentence
    missing: Sequence[Field]
    """Without what a later step brings."""
    number: int
    first: bool
    last: bool
    places: Mapping[str, str] = field(default_factory=dict)
    """Where rows of several kinds stand in order: by way, “up” or “down”, the row that it comes to stand behind then
    (or nothing, for before them all)."""
    lines: Sequence[Sequence[FieldView]] = ()
    """The fields, line by line; only of an open row."""
    calculations: Sequence[Calculation] = ()
    locked: bool = False
    shown: object = None
    """What the layout shows of a closed row."""
    begins: Mapping[str, Sequence[str]] | None = None
    """Of a row that is new: what its button gave it, by field."""
    follows: str = ""
    """Of a row that is new: the row that it follows from."""
    changeable: Sequence[str] = ()
    """The fields that can be changed where the closed row names them."""

    @property
    def title_parts(self) -> Sequence[Part]:
        return parts_of(self.sentence.marked_title, self.changeable)

    @property
    def detail_parts(self) -> Sequence[Part]:
        return parts_of(self.sentence.marked_detail, self.changeable)

    @property
    def invited(self) -> Sequence[Field]:
        """What is missing and can be filled in where the closed row asks for it."""
        return [declared for declared in self.missing if declared.name in self.changeable][:MOST_INVITED]

    dangling: Sequence[Mark] = ()
    """That it refers to something that was deleted."""
    marks: Sequence[Mark] = ()
    """Of other rooms."""

    @property
    def all_marks(self) -> Sequence[Mark]:
        return (*self.dangling, *self.marks)

    @property
    def open(self) -> bool:
        return bool(self.lines)

    @property
    def new(self) -> bool:
        """Tell whether it stands here alone: nobody typed in it yet."""
        return self.begins is not None


@dataclass(frozen=True)
class Section:
    """A kind of item on a step page: a sheet with its fields, or a list of rows."""

    kind: Kind
    step: str = ""
    """The step whose page it is on."""
    rows: Sequence[RowView] = ()
    lines: Sequence[Sequence[FieldView]] = ()
    empty: str = ""
    ref: str = ""
    calculations: Sequence[Calculation] = ()
    borrowed: bool = False
    """The rows belong to an earlier step: more is asked of them here, but they are not made or removed."""
    layout: Layout = PLAIN_LAYOUT
    view: object = None
    inside: Mapping[str, Section] = field(default_factory=dict)
    """Sections of other kinds that this one shows, by kind."""

    @property
    def written(self) -> Sequence[RowView]:
        """The rows in which something was typed."""
        return [row for row in self.rows if not row.new and not row.item.is_blank]

    @property
    def waits(self) -> bool:
        """Tell whether the first row of the list is still to be made."""
        return not self.written

    @property
    def add_label(self) -> str:
        label = _("Add %(kind)s", kind=str(self.kind.label).lower())
        return label[:1].upper() + label[1:]
