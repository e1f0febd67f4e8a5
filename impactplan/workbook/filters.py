"""What templates of the workbook ask of the views they are given."""

from __future__ import annotations

from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.fieldviews import in_folds

blueprint.add_app_template_filter(in_folds)
