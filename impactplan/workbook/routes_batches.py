"""Writes of a page that shows more than one row at a time: several edits in one go."""

from __future__ import annotations

from flask import abort, jsonify
from flask.typing import ResponseReturnValue
from flask_security import current_user

from impactplan.access import Permission, load_plan
from impactplan.site.keys import header_key
from impactplan.workbook.batch_responses import answer_of, describe_write, refuse_batch, sent_object, view_batch
from impactplan.workbook.batches import MalformedError, carry_out, read_operations
from impactplan.workbook.blueprint import blueprint
from impactplan.workbook.writing import WriteError, writing


@blueprint.post("/batches")
def write_batch(plan_id: str) -> ResponseReturnValue:
    """Make several edits, all of them or none, and answer with what the page shows of it."""
    load_plan(plan_id, Permission.EDIT)
    sent = sent_object()
    try:
        operations = read_operations(sent.get("operations"))
        payload = sent["operations"]
        with writing(plan_id, Permission.EDIT, current_user, key=header_key(), payload=payload) as write:
            if write.replayed is None:
                versions = carry_out(write, operations)
                write.answer = describe_write(write) | {"versions": versions}
    except MalformedError:
        abort(400)
    except WriteError as error:
        return refuse_batch(plan_id, error)
    return jsonify(answer_of(write) | view_batch(write, sent)), 201
