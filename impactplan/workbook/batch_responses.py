"""What a page that writes in batches is answered: how to find the write back and what it shows now, or why not."""

from __future__ import annotations

from typing import Any

import structlog
from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import one_language
from impactplan.models import KINDS, db
from impactplan.workbook.batches import ConflictError, InvalidError
from impactplan.workbook.registry import batch_views
from impactplan.workbook.save_responses import conflict_response
from impactplan.workbook.writing import (
    IdTakenError,
    KeyReusedError,
    LockedError,
    RowLimitError,
    Write,
    WriteError,
)

log = structlog.get_logger()


def sent_object() -> dict[str, Any]:
    """Return the object that a script sent, or end the request with 400."""
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else abort(400)


def describe_write(write: Write) -> dict[str, Any]:
    """Return how a page finds a write back: the seq of the plan, and the batch by which it can be undone."""
    return {"seq": write.seq_now, "batch": write.batch if write.logged else ""}


def answer_of(write: Write) -> dict[str, Any]:
    answer: dict[str, Any] = write.answer if write.replayed is None else write.replayed
    return answer


def view_batch(write: Write, sent: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows of a write.

    The write is done by now, so whoever made it hears that, whatever happens here: what is left out a script asks for.
    """
    views: dict[str, Any] = {}
    for key, view in batch_views().items():
        try:
            with one_language():
                views[key] = view(write.plan, sent)
        except Exception:
            db.session.rollback()
            log.exception("batch view", view=key)
    return views


def refuse_batch(plan_id: str, error: WriteError) -> ResponseReturnValue:
    """Say why nothing of a batch was written."""
    if isinstance(error, ConflictError):
        conflict = conflict_response(plan_id, KINDS[error.kind], error.item_id, error.conflict)
        return jsonify(conflict | {"id": error.item_id, "kind": error.kind}), 412
    if isinstance(error, InvalidError):
        message = error.message or _("Something of this cannot be saved as it is.")
        return jsonify(errors=error.errors, message=message), 422
    if isinstance(error, RowLimitError):
        message = _("There are 500 %(kinds)s, which is as many as fit. Delete one first.", kinds=str(error))
        return jsonify(errors={}, message=message), 422
    if isinstance(error, KeyReusedError | IdTakenError):
        return jsonify(errors={}, message=_("This was sent before in another form. Do it once more.")), 422
    if isinstance(error, LockedError):
        return jsonify(message=_("This row is locked: it stays as it is. Correct it with a new row.")), 409
    return jsonify(message=_("This was removed in the meantime. What you typed is still here; copy it.")), 409
