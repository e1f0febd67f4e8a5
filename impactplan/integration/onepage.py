"""The one-page story as it will be: what its author wrote, and where nothing is written yet, what the plan says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from impactplan.diagram.typography import NARROW, PRINT_WIDTH
from impactplan.graph import PlanState
from impactplan.integration.chosen_results import choose_results, count_results
from impactplan.integration.drafts import DRAFTS, READS, count_words, reported_share
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS
from impactplan.steps import BY_KEY, Step
from impactplan.workbook.parts import Picture
from impactplan.workbook.registry import part_of
from impactplan.workbook.wording import day, shown_day

SOURCES = {
    "challenge": "challenge",
    "people": "stakeholders",
    "results": "results",
    "story": "reports",
    "own_share": "contribution",
    "lessons": "decisions",
    "cost": "solutions",
    "request": "reports",
}
"""The step that each block is told from in the first place."""
PICTURE_STEPS = ("results", "contribution", "theory")
"""The steps whose picture can be chosen; without a choice the first that has something to tell."""
_SHEET = 564.0
"""How wide a picture stands on the page of the step."""
KINDS_DRAWN = (
    *("activity", "output", "outcome", "impact", "precondition", "link", "indicator", "measurement", "contribution"),
    "stakeholder",
)


@dataclass(frozen=True)
class PageBlock:
    """A block of the page."""

    name: str
    label: str
    own: str
    draft: str
    source: Step | None = None
    """The step that its draft is told from."""

    @property
    def text(self) -> str:
        return self.own or self.draft

    @property
    def drafted(self) -> bool:
        return not self.own and bool(self.draft)

    @property
    def draft_words(self) -> int:
        return count_words(self.draft)


@dataclass(frozen=True)
class Drawn:
    title: str
    svg: Markup
    narrow: Markup | None = None
    """The same as it stands on a telephone, if it is another there."""


@dataclass(frozen=True)
class Story:
    parts: Mapping[str, PageBlock]
    date: str
    past: bool
    """Whether that day is over."""
    picture: Drawn | None
    limit: int

    @property
    def date_words(self) -> str:
        if not self.date:
            return ""
        if self.past:
            return _("A decision was needed by %(day)s", day=self.date)
        return _("Decision needed by %(day)s", day=self.date)

    @property
    def words(self) -> int:
        return sum(count_words(part.text) for part in self.parts.values())

    @property
    def over(self) -> int:
        return max(0, self.words - self.limit)

    @property
    def counted(self) -> str:
        """Say how long the page is, and by how much it is too long."""
        text = _("%(count)s of at most %(limit)s words", count=self.words, limit=self.limit)
        if not self.over:
            return text
        over = _("one word too many") if self.over == 1 else _("%(count)s words too many", count=self.over)
        return f"{text}: {over}"

    @property
    def body(self) -> list[PageBlock]:
        """Return the blocks between title and contact that say something."""
        return [part for name, part in self.parts.items() if name not in {"headline", "contact"} and part.text]


def compose_story(state: PlanState, *, printed: bool = False) -> Story:
    """Return the story, with its picture as on the screen, or as it is printed."""
    sheet, fields = state.sheet("pitch"), KINDS["pitch"].fields
    parts = {
        name: PageBlock(
            name,
            str(fields[name].label),
            sheet.get(name, "").strip(),
            draft(state).strip(),
            BY_KEY[SOURCES[name]] if name in SOURCES else None,
        )
        for name, draft in DRAFTS.items()
    }
    past = sheet["request_date"] is not None and sheet["request_date"] < shown_day(state)
    picture = choose_picture(state, printed=printed)
    return Story(parts, day(sheet, "request_date"), past, picture, state.rules.words_of_one_page)


def choose_picture(state: PlanState, *, printed: bool = False) -> Drawn | None:
    """Return the picture that the author chose, if its step has it and it tells something."""
    choice = state.sheet("pitch")["picture"]
    if choice == "no_picture":
        return None
    shown = narrowed(state)
    for step in [choice] if choice else PICTURE_STEPS:
        for picture in part_of(step).pictures:
            if is_drawable(shown, picture):
                title = count_results(state, choose_results(state)) if step == "results" else ""
                return _draw(picture, shown, title or picture.title(shown), printed)
    return None


def _draw(picture: Picture, state: PlanState, title: str, printed: bool) -> Drawn:
    """Return a picture as wide as it is shown, so that its letters keep their size."""
    prefix = f"onepage-{picture.key}"
    if not picture.narrow or (printed and not picture.document):
        return Drawn(title, picture.draw(state, prefix))
    if printed:
        return Drawn(title, picture.draw(state, prefix, width=PRINT_WIDTH))
    narrow = picture.draw(state, f"{prefix}-narrow", width=NARROW)
    return Drawn(title, picture.draw(state, prefix, width=_SHEET), narrow)


def narrowed(state: PlanState) -> PlanState:
    """Return the plan with no other results and contributions than the page tells of, so that a picture can be read."""
    results, share = tuple(indicator for indicator, _newest in choose_results(state)), reported_share(state)
    return replace(state, items={**state.items, "indicator": results, "contribution": (share,) if share else ()})


def is_drawable(state: PlanState, picture: Picture) -> bool:
    there = any(state.rows(kind) for kind in picture.kinds)
    return there and picture.has_content(state) and not picture.too_full(state)


def has_something(state: PlanState) -> bool:
    """Tell whether there is a page to show: the author wrote in it, or the plan has results to tell."""
    written = any(declared.is_filled(state.sheet("pitch")[name]) for name, declared in KINDS["pitch"].fields.items())
    return written or bool(DRAFTS["results"](state))


ALL_READS = (*READS, *KINDS_DRAWN)
