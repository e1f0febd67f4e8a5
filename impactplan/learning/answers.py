"""The question of module 4 in one sentence: what do we learn from it, and what do we decide?"""

from __future__ import annotations

from impactplan.graph import PlanState
from impactplan.learning.decisions import decided, said
from impactplan.learning.rhythm import month_name, next_moment
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.workbook.wording import in_words, lowered, quoted, shown_day

NAMED = 2
"""More decisions than this are counted, not named."""


def what_we_decide(state: PlanState) -> str:
    """Name what was decided upon which question, and when is the next moment to learn."""
    return _join(_decisions(state), _next(state))


def _join(first: str, second: str) -> str:
    if first and second:
        return _("%(decisions)s; %(next)s.", decisions=first, next=second)
    return f"{first or second[:1].upper() + second[1:]}." if first or second else ""


def _decisions(state: PlanState) -> str:
    decisions = decided(state)
    if not decisions:
        open_ = [item["question"] for item in state.rows("decision") if item["question"]]
        return _("We want to know: %(question)s", question=quoted(open_[0].rstrip("."))) if open_ else ""
    sentences = [
        _("on %(question)s: %(decision)s", question=quoted(item["question"]), decision=said(item))
        for item in decisions[:NAMED]
    ]
    if len(decisions) > NAMED:
        sentences.append(ngettext("on one other question", "on %(num)s other questions", len(decisions) - NAMED))
    return _("We decided %(decisions)s", decisions=in_words(sentences))


def _next(state: PlanState) -> str:
    ahead = next_moment(state, shown_day(state))
    if ahead is None:
        return ""
    return _(
        "the next learning moment is in %(month)s %(year)s: %(moment)s",
        moment=lowered(ahead.item["moment"].rstrip(".")),
        month=month_name(ahead.month),
        year=str(ahead.year),
    )
