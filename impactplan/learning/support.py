"""Support: who backs it and who not yet, by attitude and influence."""

from __future__ import annotations

from impactplan.diagram.grid import GridPoint, GridSpec, GridWords
from impactplan.graph import Item, PlanState
from impactplan.lib.texts import gettext as _
from impactplan.lib.texts import ngettext
from impactplan.models.support import ATTITUDES
from impactplan.workbook.addresses import step_address
from impactplan.workbook.sections import Sentence
from impactplan.workbook.sentence_parts import value
from impactplan.workbook.wording import joined, lowered

ATTITUDE_AXIS = range(-2, 3)


def attitude_of(item: Item) -> str:
    """Return how somebody stands towards it; 0, neutral, is an answer too."""
    if item["attitude"] is None:
        return ""
    return str(dict(ATTITUDES)[str(item["attitude"])]).partition(" ")[2]


def sentence(_state: PlanState, item: Item) -> Sentence:
    influence = item["influence"] is not None and _(
        "influence %(score)s of 5", score=value("influence", item["influence"])
    )
    concern = item["concern"] and _("worries: %(concern)s", concern=value("concern", lowered(item["concern"])))
    needs = item["needs"] and _("needs: %(needs)s", needs=value("needs", lowered(item["needs"])))
    ambassador = item["ambassador"] and value("ambassador", _("ambassador"))
    parts = [value("attitude", attitude_of(item)), influence or "", ambassador or "", concern or "", needs or ""]
    return Sentence(value("actor", item["actor"]), joined(parts))


def is_placed(item: Item) -> bool:
    return item["attitude"] is not None and item["influence"] is not None


def has_content(state: PlanState) -> bool:
    return any(is_placed(item) for item in state.rows("supporter"))


def title(state: PlanState) -> str:
    """Return the message of the picture: with how many of the influential work is still to be done."""
    placed = [item for item in state.rows("supporter") if is_placed(item)]
    strong = [item for item in placed if item["influence"] >= 4]
    doubting = sum(item["attitude"] <= 0 for item in strong)
    if not placed:
        return _("Who backs it, and how much influence they have")
    if not strong:
        return _("Nobody with much influence is on the list yet")
    if not doubting:
        return _("All who have much influence are in favour")
    return ngettext(
        "One of the %(all)s with much influence is not in favour yet",
        "%(num)s of the %(all)s with much influence are not in favour yet",
        doubting,
        all=len(strong),
    )


def grid_spec(state: PlanState, page: bool) -> GridSpec:
    points = tuple(
        GridPoint(
            place,
            item.get("actor", "…"),
            item["influence"],
            item["attitude"],
            step_address(state.plan_id, "support", item.id, f"row-{item.id}") if page else None,
            bool(item["ambassador"]),
        )
        for place, item in enumerate(state.rows("supporter"), 1)
        if is_placed(item)
    )
    return GridSpec(
        points=points,
        title=title(state),
        description=_("A grid of influence against attitude. The list holds the same."),
        words=GridWords(
            up=_("Influence"),
            across=_("Attitude"),
            up_ends=(_("little"), _("much")),
            across_ends=(_("against"), _("enthusiastic")),
            high_low=_("ask and listen"),
            high_high=_("let them speak"),
            low_low=_("keep an eye on"),
            low_high=_("involve and thank"),
            table=_("The numbers are those of the list."),
            empty=_("Give actors a score for attitude and influence, and they appear here."),
            marked=_("ambassador"),
        ),
        language=state.language,
        across=ATTITUDE_AXIS,
    )
