"""What keeps somebody from sending what they typed."""

from __future__ import annotations

from impactplan.access import OpenPlan
from impactplan.feedback.fields import read_value
from impactplan.feedback.thread_queries import load_visible_thread
from impactplan.feedback.visibility import side_of
from impactplan.models import Draft
from impactplan.models.feedback import Answer, Side


def find_fault(plan: OpenPlan, user_id: int, ref: str, draft: Draft | None) -> str:
    """Return what is wrong with what somebody wants to send, as a key, or nothing."""
    values = draft.values if draft is not None else {}
    answer, body = values.get("answer"), (values.get("body") or "").strip()
    if not (body or answer):
        return "empty"
    if answer == Answer.DECLINED and not body:
        return "because"
    if not (answer or values.get("asks")) and owes_answer(plan, user_id, ref):
        return "answer"  # else it would stay the authors' turn, and nobody would know why
    return "refused" if is_refused("body", body) else ""


def owes_answer(plan: OpenPlan, user_id: int, ref: str) -> bool:
    """Tell whether a reply is the one that the authors owe in its thread."""
    if not ref.startswith("reply.") or side_of(plan) is not Side.AUTHOR:
        return False
    thread = load_visible_thread(plan, user_id, ref.removeprefix("reply."))
    return thread is not None and thread.awaits == Side.AUTHOR


def is_refused(name: str, text: str) -> bool:
    """Tell whether a text cannot be sent as it is; its field says why."""
    try:
        read_value(name, text)
    except ValueError:
        return True
    return False
