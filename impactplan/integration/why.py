"""Why an action is done: what it answers, and what that rests on; with the gaps said, not hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.workbook.sections import Calculation
from impactplan.workbook.wording import chosen, in_words, name_of, quoted

MOST_NAMED = 2


def _decision(state: PlanState, item: Item) -> str:
    basis = _basis(state, item)
    values = {"question": quoted(item.get("question", "…")), "decision": chosen(item, "decision").lower()}
    what = (
        _("the decision on %(question)s (%(decision)s)", **values)
        if item["decision"]
        else _("the question %(question)s, on which nothing is decided yet", **values)
    )
    rests = _("based on %(basis)s", basis=basis) if basis else _("of which the basis is not named yet")
    return f"{what}, {rests}"


def _basis(state: PlanState, item: Item) -> str:
    """Name what a decision rests on: two things at most, as the decision itself names them all."""
    names = [quoted(name_of(state, source.id)) for source in state.find_all(item["basis"])]
    if len(names) > MOST_NAMED:
        return _("%(names)s and more", names=", ".join(names[:MOST_NAMED]))
    return in_words(names) or item.get("evidence", "").strip(" .")


def _condition(state: PlanState, item: Item) -> str:
    return _("the condition %(condition)s", condition=quoted(name_of(state, item.id) or "…"))


def _supporter(_state: PlanState, item: Item) -> str:
    need = item["needs"] or item["concern"]
    actor = item.get("actor", "…")
    if not need:
        return _("the support of %(actor)s", actor=actor)
    return _("the support of %(actor)s (%(need)s)", actor=actor, need=need.strip(" ."))


def _negative(_state: PlanState, item: Item) -> str:
    return _("the negative effect %(effect)s", effect=quoted(item.get("description", "…")))


def _culture(_state: PlanState, item: Item) -> str:
    dimension = chosen(item, "dimension").lower() or "…"
    if item["level_now"] is None or item["level_goal"] is None:
        return _("our culture in %(dimension)s", dimension=dimension)
    return _(
        "our culture in %(dimension)s (from level %(now)s to %(goal)s)",
        dimension=dimension,
        now=item["level_now"],
        goal=item["level_goal"],
    )


_SAYS: dict[str, Callable[[PlanState, Item], str]] = {
    "decision": _decision,
    "condition": _condition,
    "supporter": _supporter,
    "negative_effect": _negative,
    "culture": _culture,
}


def reasons(state: PlanState, action: Item) -> list[str]:
    return [_SAYS[answered.kind](state, answered) for answered in state.find_all(action["answers"])]


def why(state: PlanState, action: Item) -> str:
    """Return in one sentence why the action is done, or nothing while it answers nothing."""
    answers = reasons(state, action)
    if not answers:
        return ""
    return _("We do this because of %(reasons)s.", reasons=in_words(answers))


def explain(state: PlanState, action: Item) -> Sequence[Calculation]:
    """Return the why-sentence of an action, to stand in its open row and in the document."""
    return (
        Calculation(
            label=_("Why we do this"),
            result=why(state, action),
            missing_input=_("It answers nothing yet. Choose the decision, condition or effect that it is for."),
        ),
    )
