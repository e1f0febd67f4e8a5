"""List every field of the plan: its column, its label in both languages, and where a document shows it.

    .venv/bin/python .ci/fields.py            write docs/fields.md
    .venv/bin/python .ci/fields.py --check    change nothing; fail when it is not what the code says

The place is found by trying: of a plan in which everything is filled in, one field is changed, and what differs in
the document is where it stands.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask_babel import gettext

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from impactplan import blocks, create_app
from impactplan.config import Settings
from impactplan.exports.builder import Sources
from impactplan.exports.document import build_blocks, in_language
from impactplan.exports.options import Options
from impactplan.graph import PlanState
from impactplan.models import KINDS, Field, Kind
from impactplan.models.reflection import FIELDS, QUESTIONS
from impactplan.steps import MODULES, STEPS, Step
from impactplan.workbook.inverse import with_inverse_fields
from tests.exports.plans import full_state

PAGE = Path("docs/fields.md")
HEAD = """# The fields of an impact plan

Made from the code by `make fields`; a test fails when it is out of date. `*` is required before a step counts as
complete; (`*`) is required in some cases only. The place is that in the document (reading view and PDF).
"""
HEADING = ["| column | required | Dutch | English | holds | place in the document |", "|---|---|---|---|---|---|"]
TYPES = {"text": "text", "prose": "Markdown", "refs": "references", "ref": "reference", "inverse": "inverse side"}


def other_value(declared: Field, value: Any) -> Any:
    """Return a value that the field can have too."""
    if declared.is_text:
        return f"Gewijzigd {declared.name}"
    if declared.type == "choice":
        return next(key for key, _label in declared.choices if key != value)
    if declared.type in {"choices", "refs", "ref", "flag"}:
        return () if declared.is_list else None
    if declared.type == "date":
        return date(2031, 7, 9)
    return Decimal(77) if declared.type == "number" else value + 1


def walk(part: tuple[Any, ...], where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every piece of text of a document's part with the words for its place."""
    for block in part:
        if isinstance(block, blocks.Facts):
            yield from ((f"{where}“{fact.label}”", fact.value.text) for fact in block.facts)
        elif isinstance(block, blocks.Prose):
            yield f"{where}“{block.label}”", block.text.text
        elif isinstance(block, blocks.Table):
            labels = [column.label for column in block.columns]
            for row in block.rows:
                yield from ((f"table, “{label}”", cell.text) for label, cell in zip(labels, row.cells, strict=True))
                yield from ((f"table, below the row, “{fact.label}”", fact.value.text) for fact in row.under)
        elif isinstance(block, blocks.Listing):
            yield from (("list", item.text) for item in block.items)
        elif isinstance(block, blocks.Entries):
            for entry in block.entries:
                yield "heading of the entry", entry.title
                yield from walk(entry.blocks, "entry, ")
        elif isinstance(block, blocks.Figure):
            yield "picture", str(block.svg)
        elif isinstance(block, blocks.OnePage):
            yield "headline", block.message
            yield from ((f"“{part.label}”", part.text.text) for part in block.parts)
            yield "picture", str(block.figure)
            yield "foot of the page", block.foot
        elif isinstance(block, blocks.Moved):
            place = "annex" if block.place == "annex" else "at the front"
            yield from ((f"{place}: {words}", text) for words, text in walk(block.blocks))
        elif isinstance(block, blocks.Heading):
            yield "heading", block.text
        if isinstance(block, blocks.Table | blocks.Entries | blocks.Listing):
            yield "heading", block.title


def places(state: PlanState, step: Step) -> list[tuple[str, str]]:
    sources = Sources()
    texts = list(walk(build_blocks(step, state, Options.of(), sources)))
    return texts + [("list of sources", source.text) for source in sources.listed()]


def place_of(state: PlanState, step: Step, kind: Kind, declared: Field) -> str:
    """Return where a change of the field shows in the step's part of a document."""
    if declared.type == "inverse":
        owning = KINDS[declared.targets[0]]
        return f"shown from both sides; see `{owning.key}.{declared.through}`"
    before, rows = Counter(places(state, step)), state.rows(kind.key)
    for index, row in enumerate(rows):  # a field of the first row may be beside the point there
        values = {**row.values, declared.name: other_value(declared, row[declared.name])}
        changed = (*rows[:index], replace(row, values=values), *rows[index + 1 :])
        after = Counter(places(replace(state, items=with_inverse_fields({**state.items, kind.key: changed})), step))
        changes = [place for place, _text in (*(before - after), *(after - before))]
        if changes:
            break
    differing = dict.fromkeys(place for place in changes if place != "picture")
    pictures = "picture" in changes
    best = [place for place in differing if f"“{gettext(str(declared.label))}”" in place]
    shown = (best or list(differing))[:1]
    return " and ".join([*shown, *(["picture"] if pictures else [])])


def describe(declared: Field) -> str:
    words = TYPES.get(declared.type, declared.type)
    if declared.choices:
        words += ": " + ", ".join(key for key, _label in declared.choices)
    if declared.targets:
        words += " to " + ", ".join(f"`{key}`" for key in declared.targets)
    if declared.type == "scale":
        words += f" {declared.low} to {declared.high}"
    if declared.supports:
        words += f", the source of `{declared.supports}`"
    return f"{words} ({declared.unit})" if declared.unit else words


def star(kind: Kind, declared: Field, later: bool) -> str:
    if later and declared.later_required:
        return "\\*"
    if later:
        return ""
    if declared.name in kind.needs_one_of:
        return "(\\*)"
    return "(\\*)" if callable(declared.required) else "\\*" if declared.required else ""


def rows(step: Step, state: PlanState) -> Iterator[str]:
    for key in step.shown:
        kind = KINDS[key]
        later = key in step.borrows
        for name, declared in (kind.shown_in(step.key) if later else kind.at_home).items():
            is_column = declared.is_stored and declared.type != "refs"
            column = f"`{key}.{name}`" if is_column else f"`{key}` → {name}"
            with in_language("nl"):
                dutch = str(declared.label)
            with in_language("en"):
                english, holds, place = str(declared.label), describe(declared), place_of(state, step, kind, declared)
            cells = [column, star(kind, declared, later), dutch, english, holds, place]
            yield "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def reflection_rows() -> Iterator[str]:
    for name, declared in FIELDS.items():
        with in_language("nl"):
            dutch = str(declared.label)
        with in_language("en"):
            english, holds = str(declared.label), describe(declared)
        place = f"end of the module, “{english}”" if name in QUESTIONS else "says who may read it; not shown"
        yield f"| `reflection.{name}` |  | {dutch} | {english} | {holds} | {place} |"


def page() -> str:
    """Return docs/fields.md as the code has it."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environ({"IMPACTPLAN_ENV": "testing", "IMPACTPLAN_DATA_DIR": folder}))
        with app.test_request_context():
            state = full_state(lambda kind, declared, number: f"{kind} {declared.name} {number}", language="en")
            parts = [HEAD]
            for module in MODULES:
                parts.append(f"## {module.number}. {module.key}\n")
                for step in (step for step in STEPS if step.module == module.number):
                    parts.append(f"### `{step.key}`\n")
                    parts += HEADING
                    parts.append("\n".join(rows(step, state)) + "\n")
            parts.append("## Reflections\n\nOne a person a module, in a document only when asked for.\n")
            parts += HEADING
            return "\n".join([*parts, *reflection_rows()]) + "\n"


def main() -> int:
    text = page()
    if "--check" in sys.argv:
        return 0 if PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
