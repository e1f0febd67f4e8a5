"""What templates of the workbook ask of the views they are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.fieldviews import in_parts
from impactplan.workbook.new_rows import PRESET


@blueprint.app_template_filter()
def as_preset(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a new row begins with, as its address names it."""
    return {PRESET + name: value for name, value in values.items()}


blueprint.add_app_template_filter(in_parts)
