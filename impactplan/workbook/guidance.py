"""A step's guidance, read from the folder that its module hands up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown import markdown
from markupsafe import Markup

from impactplan.rules import RULES_OF_THUMB, RulesOfThumb
from impactplan.site.language import language
from impactplan.steps import Step
from impactplan.workbook.registry import part_of


@dataclass(frozen=True)
class Guidance:
    lead: str
    parts: tuple[tuple[str, Markup], ...]


@lru_cache(maxsize=1000)  # each course can have rules of its own
def load_guidance(folder: Path, step: str, code: str, rules: RulesOfThumb = RULES_OF_THUMB) -> Guidance:
    """Read a step's guidance: its question as the lead, then the parts under their headings, with the course's rules
    of thumb filled in."""
    text = (folder / code / f"{step}.md").read_text(encoding="utf-8")
    head, *parts = rules.fill_in(text, code).split("\n## ")
    sections = []
    for part in parts:
        title, _newline, text = part.partition("\n")
        # Our own files, which have tables too.
        html = markdown(text, extensions=["tables", "sane_lists"], output_format="html")
        sections.append((title.strip(), Markup(html)))  # noqa: S704  # nobody else writes them
    return Guidance(head.removeprefix("# ").strip(), tuple(sections))


def guidance_of(step: Step, rules: RulesOfThumb = RULES_OF_THUMB) -> Guidance:
    return load_guidance(part_of(step.key).guidance, step.key, language(), rules)
