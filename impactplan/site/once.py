"""Pressed twice, once done: every form that is sent carries the key that its page gave it.

Before a form is worked off, its key is put down in a transaction of its own. Who sends the same form again, by a double
click, a reload or a slow line, is led to where the first one led. A form that was refused may be sent again.
"""

from __future__ import annotations

import hashlib
import time
from datetime import date, datetime, timedelta

import structlog
from flask import Flask, Response, abort, flash, g, make_response, redirect, request, session
from flask_security import current_user
from sqlalchemy import and_, delete, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.datastructures import FileStorage

from impactplan.models import FormReceipt, db, delete_in_batches, form_receipt_table, now
from impactplan.site.keys import form_key

log = structlog.get_logger()

KEPT_FOR = timedelta(days=14)
ABANDONED_AFTER = timedelta(minutes=2)
"""A form that is not done by then never will be: its process is gone."""
PATIENCE = 8.0
"""For how many seconds the second answer waits for the first."""
NOT_CONTENT = {"csrf_token", "form_key"}


def answer_once(app: Flask) -> None:
    app.before_request(claim_form)
    app.after_request(note_answer)
    app.teardown_request(release_form)


def hash_form() -> str:
    """Return what tells one content of a form from another. A file of the same name is another one if its bytes are."""
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name not in NOT_CONTENT)
    files = sorted((name, file.filename or "", hash_file(file)) for name, file in request.files.items(multi=True))
    return hashlib.sha256(repr([request.path, fields, files]).encode()).hexdigest()


def hash_file(file: FileStorage) -> str:
    digest = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]  # a stream of bytes
    file.stream.seek(0)
    return digest


def claim_form() -> Response | None:
    """Put down that a form is being worked off, or answer what became of it the first time."""
    key = form_key("form_key") if request.method == "POST" else ""
    if not key or "key" in request.form or not current_user.is_authenticated:
        return None  # a form with a key of its own has a receipt in its plan
    user_id, digest = int(current_user.id), hash_form()
    db.session.commit()  # ends the read transaction: the claim is a write of its own
    receipt = FormReceipt(user_id=user_id, key=key, payload_hash=digest, at=now())
    db.session.add(receipt)
    try:
        db.session.flush()
        g.form_receipt = receipt.id, receipt.at  # also if the commit fails: it may be there, and nobody learned of it
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return _wait_for_first(user_id, key, digest)
    return None


def _wait_for_first(user_id: int, key: str, digest: str) -> Response | None:
    mine = FormReceipt.user_id == user_id, FormReceipt.key == key, FormReceipt.payload_hash == digest
    columns = FormReceipt.id, FormReceipt.location, FormReceipt.messages, FormReceipt.at
    until = time.monotonic() + PATIENCE
    while True:
        receipt = db.session.execute(select(*columns).where(*mine)).first()
        db.session.rollback()
        if receipt is None:  # it was refused meanwhile: this one is looked at in its own right
            return None
        if receipt.location is not None:
            for category, message in receipt.messages:
                flash(message, category)
            return make_response(redirect(receipt.location, 303))
        if now() - receipt.at > ABANDONED_AFTER:
            g.form_receipt = receipt.id, receipt.at
            return None
        if time.monotonic() > until:
            abort(503)
        time.sleep(0.05)


def note_answer(response: Response) -> Response:
    """Keep where a form led, once it is done; one that was refused is forgotten, so that it can be sent again."""
    claim = g.pop("form_receipt", None)
    if claim is not None:
        _settle(claim, response)
    return response


def release_form(_error: BaseException | None) -> None:
    """Forget a form that ended in an error."""
    claim = g.pop("form_receipt", None)
    if claim is not None:
        _settle(claim, None)


def _settle(claim: tuple[int, datetime], response: Response | None) -> None:
    """Write down what became of a form. If that fails, the answer stands: the form is done, or it is not."""
    receipt_id, at = claim
    mine = and_(FormReceipt.id == receipt_id, FormReceipt.at == at)  # a number that was taken back is given out again
    led = response is not None and 300 <= response.status_code < 400 and response.location
    try:
        db.session.rollback()  # whatever the view left open is not ours to commit
        if led and len(led) <= 2000:
            values = {"location": led, "messages": [list(message) for message in session.get("_flashes", [])]}
            db.session.execute(update(FormReceipt).where(mine).values(values))
        else:
            db.session.execute(delete(FormReceipt).where(mine))
        db.session.commit()
    except SQLAlchemyError as error:
        log.warning("form not settled", error=type(error).__name__)


def drop_old_receipts(_day: date) -> None:
    delete_in_batches(form_receipt_table, FormReceipt.at < now() - KEPT_FOR)
