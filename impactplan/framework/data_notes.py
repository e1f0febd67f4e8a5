"""What there is to think about at a field of a data source or a data collection."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext as _

from impactplan.calculators.burden import waves_a_year
from impactplan.framework.calculations import fieldwork_of, has_margin
from impactplan.framework.fieldwork import effort_of, known_completes, overlapping
from impactplan.framework.notes import is_measured, is_percentage, told
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.workbook.wording import joined, name_item, name_of, percent, rounded

_CHILDREN = re.compile(r"kind|jeugd|jonger|leerling|peuter|scholier|child|youth|pupil|toddler|teenager", re.IGNORECASE)
ASKING = frozenset({"survey", "interview", "focus_group"})


def of_source(_state: PlanState, item: Item) -> Mapping[str, str]:
    return told(
        quality=_("Doubtful data under an indicator: say with the results how sure they are.")
        if item["quality"] and item["quality"] <= 2 and item["indicators"]
        else "",
        personal_data=_("Were they collected for this? If not, ask your privacy officer first.")
        if item["personal_data"]
        else "",
    )


def of_collection(state: PlanState, item: Item) -> Mapping[str, str]:
    return told(
        indicators=_on_indicators(state, item),
        origin=_on_origin(state, item),
        sampling=_on_sampling(item),
        invited=_on_invited(item),
        minutes=_on_minutes(state, item),
        start=_on_start(state, item),
        end=_on_end(state, item),
        bias=_on_bias(item),
        **_on_privacy(state, item),
    )


def _on_indicators(state: PlanState, item: Item) -> str:
    completes, least = known_completes(item), state.rules.smallest_percentage_base
    if not completes or completes >= least:
        return ""
    if not any(is_percentage(found) for found in state.find_all(item["indicators"])):
        return ""
    return _(
        "A percentage of %(count)s answers says little: one person more or less is %(step)s. "
        "From %(least)s answers on it becomes useful; tell numbers and stories below that.",
        count=completes,
        step=percent(1 / Decimal(completes)),
        least=least,
    )


def _on_origin(state: PlanState, item: Item) -> str:
    """Suggest what is there already before people are asked anew."""
    if item["origin"] != "primary" or item["method"] != "survey":
        return ""
    if any(found["sources"] for found in state.find_all(item["indicators"])):
        return ""
    return _(
        "Look first at what is there: the questionnaires of the Bibliotheekmonitor, the library system, "
        "figures of your municipality or of CBS."
    )


def _on_sampling(item: Item) -> str:
    if item["sampling"] != "convenience":
        return ""
    words = _("This tells something about those who were there. Never call it representative.")
    said = " ".join(item.get(name, "") for name in ("name", "bias", "performer_reason"))
    return (
        words if "representati" not in said.lower() else _("You call this representative, but it is not.") + " " + words
    )


def _on_invited(item: Item) -> str:
    invited, population = item["invited"], item["population"]
    if invited and population and invited > population:
        return _("You invite more people than there are.")
    works = fieldwork_of(item) if has_margin(item) else None
    if works is not None and not works.feasible and invited:
        return _(
            "A margin of 5 %% takes %(invitations)s invitations, more than there are people. "
            "Invite everybody and accept a wider margin, or raise the response.",
            invitations=rounded(Decimal(works.invitations)),
        )
    return ""


def _on_minutes(state: PlanState, item: Item) -> str:
    minutes, rules = item["minutes"], state.rules
    if not minutes:
        return ""
    if minutes > rules.minutes_a_wave and item["method"] in {"survey", "test"}:
        return _(
            "More than %(most)s minutes at a time: people stop half-way. What can be left out?",
            most=rules.minutes_a_wave,
        )
    a_year = minutes * waves_a_year(effort_of(item))
    if a_year > rules.minutes_a_year:
        return _("That is %(minutes)s minutes a year for one person; more than %(most)s is much to ask.",
                 minutes=rounded(a_year), most=rules.minutes_a_year)  # fmt: skip
    return ""


def _on_start(state: PlanState, item: Item) -> str:
    others = joined((name_item(state, other) for other in overlapping(state, item)), "; ")
    if not others:
        return ""
    return _("%(group)s are asked something else too in this time: %(others)s. Can you ask it all at once?",
             group=name_of(state, item["group"]), others=others)  # fmt: skip


def _on_end(state: PlanState, item: Item) -> str:
    if item["start"] and item["end"] and item["end"] < item["start"]:
        return _("This day comes before the first one.")
    if item["end"] and item["end"] < today() and not is_measured(state, item["indicators"] or ()):
        return _("This time has passed. Was it done as it says here?")
    return ""


def _on_bias(item: Item) -> str:
    if item["bias"] or item["performed_by"] != "self" or item["method"] not in ASKING:
        return ""
    return _(
        "You ask your own public yourselves. Grateful learners say kind things, and a teacher who helps with the form "
        "steers the answers. How do you keep that small?"
    )


def _on_privacy(state: PlanState, item: Item) -> dict[str, str]:
    if item["personal_data"] != "yes":
        group = name_of(state, item["group"])
        children = item["personal_data"] == "no" and group and _CHILDREN.search(group)
        return {
            "personal_data": _("It seems that children take part. A name, a photo or a login makes it personal data.")
            if children
            else ""
        }
    sent_out = item["performed_by"] in {"partner", "external"}
    return {
        "special_category": _("Data like these may only be used after a data protection impact assessment.")
        if item["special_category"] and not item["impact_assessment"]
        else "",
        "minors": _("Under 16 a parent or guardian must consent. Plan the time that this takes.")
        if item["minors"]
        else "",
        "consent_text": _("Whom do people allow what, for how long, and how do they withdraw it?")
        if item["lawful_basis"] == "consent" and not item["consent_text"]
        else "",
        "processor_agreement": _("Somebody else handles the data: that takes a processor agreement.")
        if sent_out and not item["processor_agreement"]
        else "",
    }
