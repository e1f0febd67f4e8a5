"""A step's guidance, read from the folder that its module hands up."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from markdown import markdown
from markupsafe import Markup

from impactplan.rules import RULES_OF_THUMB, RulesOfThumb
from impactplan.site.language import language
from impactplan.steps import Step
from impactplan.workbook.flows import FlowExtension
from impactplan.workbook.registry import part_of

TOGETHER = re.compile(r"(?<=\d) (?=%)|(?<=€) (?=\d)")
"""The space in ``60 %`` and in ``€ 850``: no line breaks there."""
PARTS = ("why", "how", "example", "mistakes")
"""What each guidance has, in this order; further parts are there to read on."""


class GuidancePart(NamedTuple):
    key: str
    title: str
    text: Markup


class Guidance(NamedTuple):
    lead: str
    parts: tuple[GuidancePart, ...]


@lru_cache(maxsize=1000)  # each course can have rules of its own
def load_guidance(folder: Path, step: str, code: str, rules: RulesOfThumb = RULES_OF_THUMB) -> Guidance:
    """Read a step's guidance: its question as the lead, then the parts under their headings, with the course's rules
    of thumb filled in."""
    text = (folder / code / f"{step}.md").read_text(encoding="utf-8")
    head, *parts = TOGETHER.sub("\N{NO-BREAK SPACE}", rules.fill_in(text, code)).split("\n## ")
    keys = chain(PARTS, (f"more-{number}" for number in count(1)))
    return Guidance(head.removeprefix("# ").strip(), tuple(map(_part, keys, parts)))


def _part(key: str, text: str) -> GuidancePart:
    title, _newline, text = text.partition("\n")
    html = markdown(text, extensions=["def_list", "sane_lists", FlowExtension()], output_format="html")
    return GuidancePart(key, title.strip(), Markup(html))  # noqa: S704  # nobody else writes our own files


def guidance_of(step: Step, rules: RulesOfThumb = RULES_OF_THUMB) -> Guidance:
    return load_guidance(part_of(step.key).guidance, step.key, language(), rules)
