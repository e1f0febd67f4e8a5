"""Measurements from a file: a template to fill in, a look at what was understood, and storing it in one go."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import OpenPlan, Permission, load_plan
from impactplan.lib import numbers, spreadsheets
from impactplan.lib.tables import SheetError
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models import KINDS
from impactplan.models.revision import Origin
from impactplan.reporting.blueprint import blueprint
from impactplan.reporting.headings import MEASUREMENT, NAMES, HeadingError
from impactplan.reporting.lines import MOST_LINES, TEMPLATE_WIDTHS, keep_line, read_kept, template_rows
from impactplan.reporting.upload import read_upload
from impactplan.site.keys import form_key
from impactplan.site.language import language
from impactplan.workbook.operations import create_items
from impactplan.workbook.queries import load_state
from impactplan.workbook.writing import RowLimitError, TargetError, writing

MOST_BYTES = 900_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OutdatedError(Exception):
    """A line that was good when it was looked at is not any more."""


@blueprint.get("/upload")
def show_upload(plan_id: str) -> ResponseReturnValue:
    return _upload_page(load_plan(plan_id, Permission.EDIT))


def _upload_page(plan: OpenPlan, error: str = "") -> str:
    state = load_state(plan.id, kinds=["indicator"])
    return render_template(
        "reporting/upload.html",
        plan=plan,
        error=error,
        indicators=[item for item in state.rows("indicator") if item["name"]],
        most_lines=numbers.format_number(MOST_LINES, language()),
    )


@blueprint.get("/template")
def download_template(plan_id: str) -> ResponseReturnValue:
    """Answer a table with a line for each indicator of the plan: CSV, or a workbook with ``as=xlsx``."""
    load_plan(plan_id, Permission.EDIT)
    rows = template_rows(load_state(plan_id, kinds=["indicator"]).rows("indicator"))
    name = str(KINDS[MEASUREMENT].plural).lower()
    if request.args.get("as") == "xlsx":
        data, mimetype, ending = spreadsheets.write_xlsx(name.capitalize(), rows, TEMPLATE_WIDTHS), XLSX, "xlsx"
    else:
        data, mimetype, ending = spreadsheets.write_csv(rows), "text/csv", "csv"
    answer = Response(data, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer.cache_control.no_store = True
    return answer


@blueprint.post("/preview")
def preview_upload(plan_id: str) -> ResponseReturnValue:
    """Show what was understood of a file; nothing of it is kept but what the page itself holds."""
    plan = load_plan(plan_id, Permission.EDIT)
    state = load_state(plan_id, kinds=["indicator", MEASUREMENT])
    sent = request.files.get("file")
    try:
        data = b""
        if sent is not None:
            data = sent.read(MOST_BYTES + 1)
            sent.close()
        if len(data) > MOST_BYTES:
            raise SheetError("large")
        upload = read_upload(state, data)
    except SheetError as error:
        return _upload_page(plan, _explain(error.reason, named=bool(sent and sent.filename))), 422
    except HeadingError as error:
        return _upload_page(plan, _explain_headings(error)), 422
    if not upload.lines:
        message = _("No line of the file has a date or a value. Fill in the template and choose it again.")
        return _upload_page(plan, message), 422
    labels = {name: KINDS[MEASUREMENT].fields[name].label for name in NAMES}
    kept = json.dumps([keep_line(line) for line in upload.good])
    choices = [[(line, json.dumps(keep_line(line))) for line in group] for group in upload.choices]
    return render_template(
        "reporting/preview.html", plan=plan, upload=upload, kept=kept, choices=choices, labels=labels
    )


def _explain_headings(error: HeadingError) -> str:
    if error.hidden:
        return _(
            "The table stands on the hidden sheet “%(name)s”. Show that sheet and save the file.", name=error.hidden
        )
    return _("There is no column %(columns)s in the file. Start from the template.", columns=str(error))


def _explain(reason: str, named: bool) -> str:
    if reason == "empty" and not named:
        return _("Choose a file first.")
    limit = numbers.format_number(MOST_LINES, language())
    return {
        "empty": _("There is nothing in this file. Fill in the template and choose it again."),
        "old": _("This is an old kind of workbook (.xls or .xlsb). Save it as .xlsx or as CSV and choose it again."),
        "ods": _("This is a file of LibreOffice (.ods). Save it as .xlsx or as CSV and choose it again."),
        "large": _("This file is too large: at most 900 kB. Put the measurements in a file of their own."),
        "sheets": _("This workbook has too many sheets. Put the measurements in a file of their own."),
        "lines": _("There are too many lines: at most %(limit)s go in one time. Split the file.", limit=limit),
        "broken": _("This file cannot be opened. Save it once more as .xlsx or CSV, without a password."),
        "quotes": _("In this file a quotation mark is opened and not closed, so that lines run together. Remove it."),
    }.get(reason, _("This is no table. Choose a CSV or XLSX file."))


@blueprint.post("/store")
def store_upload(plan_id: str) -> ResponseReturnValue:
    """Store the good lines as one edit. They are read anew against the plan, which may have changed meanwhile."""
    load_plan(plan_id, Permission.EDIT)
    key = form_key()
    chosen = [value for name, value in request.form.items() if name.startswith("choice-") and value]
    sent = json.dumps([request.form.get("lines", ""), *chosen])
    stored, left = 0, 0
    try:
        kept = _load_kept(request.form.get("lines", ""), chosen)
        with writing(plan_id, Permission.EDIT, current_user, key=key, payload=sent, renew=True) as write:
            if write.replayed is not None:
                stored, left = write.replayed
            else:
                state = load_state(plan_id, kinds=["indicator", MEASUREMENT])
                lines = read_kept(state, kept)
                if any(line.problems for line in lines):
                    raise OutdatedError
                good = [line.values for line in lines if line.is_good]
                write.origin = Origin.IMPORT
                create_items(write, MEASUREMENT, good)
                stored, left = len(good), len(lines) - len(good)
                write.answer = [stored, left]
    except (ValueError, RecursionError, TargetError):
        flash(_("That did not come through whole. Choose the file again; nothing was stored."), "warning")
        return redirect(url_for("reporting.show_upload", plan_id=plan_id), 303)
    except OutdatedError:
        flash(_("The plan was changed meanwhile. Choose the file again; nothing was stored."), "warning")
        return redirect(url_for("reporting.show_upload", plan_id=plan_id), 303)
    except RowLimitError:
        limit = numbers.format_number(MOST_LINES, language())
        flash(_("A plan holds at most %(limit)s measurements. Nothing was stored.", limit=limit), "warning")
        return redirect(url_for("reporting.show_upload", plan_id=plan_id), 303)
    _tell(stored, left)
    return redirect(url_for("workbook.show_step", plan_id=plan_id, step="results"), 303)


def _load_kept(lines: str, chosen: list[str]) -> list[Any]:
    """Return the lines that the page kept, and which of contradicting ones was chosen."""
    kept = json.loads(lines)
    if not isinstance(kept, list) or len(chosen) > MOST_LINES:
        raise ValueError
    return [*kept, *map(json.loads, chosen)]


def _tell(stored: int, left: int) -> None:
    message: Any = ngettext("%(num)d measurement was added.", "%(num)d measurements were added.", stored)
    flash(message, "success" if stored else "info")
    if left:
        flash(ngettext("%(num)d line was there already.", "%(num)d lines were there already.", left), "info")
