"""Checks of a data source, of a data collection, and of what there is in a quarter to collect data with."""

from __future__ import annotations

import re
from decimal import Decimal

from impactplan.calculators.burden import CollectionLoad, waves_a_year
from impactplan.framework.calculations import fieldwork_of, has_margin
from impactplan.framework.checks import is_measured
from impactplan.framework.fieldwork import known_completes, overlapping
from impactplan.graph import Item, PlanState
from impactplan.lib.dates import today
from impactplan.lib.texts import gettext as _
from impactplan.workbook.checks import EVIDENCE, HINTS, MISSING, STRUCTURE, WARNS, WORDING, FieldChecks
from impactplan.workbook.result_summary import is_percentage
from impactplan.workbook.wording import joined, name_item, name_of, percent, rounded

SOURCE = FieldChecks("sources", "source")
COLLECTION = FieldChecks("collection", "collection")
CAPACITY = FieldChecks("feasibility", "capacity")

_CHILDREN = re.compile(r"kind|jeugd|jonger|leerling|peuter|scholier|child|youth|pupil|toddler|teenager", re.IGNORECASE)
_OURSELVES = frozenset({"self", "volunteer", "teacher", "student"})
ASKING = frozenset({"survey", "interview", "focus_group"})
_COMPLETES = ("population", "invited", "response", "sampling", "method")
_PERIOD = ("start", "end", "group", "minutes")


@SOURCE.at("quality", EVIDENCE, WARNS, "indicators")
def _doubtful(_state: PlanState, item: Item) -> str:
    if item["quality"] and item["quality"] <= 2 and item["indicators"]:
        return _("Doubtful data under an indicator: say with the results how reliable they are.")
    return ""


@SOURCE.at("personal_data", EVIDENCE, HINTS)
def _collected_for_this(_state: PlanState, item: Item) -> str:
    if item["personal_data"]:
        return _("Were they collected for this? If not, ask your privacy officer first.")
    return ""


@COLLECTION.at("indicators", EVIDENCE, WARNS, "indicators.indicator_kind", "indicators.unit", *_COMPLETES)
def _percentage_of_few(state: PlanState, item: Item) -> str:
    completes, least = known_completes(item), state.rules.smallest_percentage_base
    if not completes or completes >= least:
        return ""
    if not any(is_percentage(indicator) for indicator in state.find_all(item["indicators"])):
        return ""
    return _(
        "A percentage of %(count)s answers says little: one person more or less is %(step)s. "
        "From %(least)s answers on it becomes useful; tell numbers and stories below that.",
        count=completes,
        step=percent(1 / Decimal(completes)),
        least=least,
    )


@COLLECTION.at("origin", EVIDENCE, HINTS, "method", "indicators.sources")
def _look_at_what_is_there(state: PlanState, item: Item) -> str:
    """Suggest what is there already before people are asked anew."""
    if item["origin"] != "primary" or item["method"] != "survey":
        return ""
    if any(indicator["sources"] for indicator in state.find_all(item["indicators"])):
        return ""
    return _(
        "Look first at what is there: the questionnaires of the Bibliotheekmonitor, the library system, "
        "figures of your municipality or of CBS."
    )


@COLLECTION.at("sampling", WORDING, WARNS, "name", "bias", "performer_reason")
def _not_representative(_state: PlanState, item: Item) -> str:
    if item["sampling"] != "convenience":
        return ""
    advice = _("This tells something about those who were there. Never call it representative.")
    text = " ".join(item.get(name, "") for name in ("name", "bias", "performer_reason"))
    if "representati" not in text.lower():
        return advice
    return _("You call this representative, but it is not.") + " " + advice


@COLLECTION.at("invited", STRUCTURE, WARNS, "population")
def _more_invited_than_there_are(_state: PlanState, item: Item) -> str:
    if item["invited"] and item["population"] and item["invited"] > item["population"]:
        return _("You invite more people than there are.")
    return ""


@COLLECTION.at("invited", EVIDENCE, WARNS, "indicators.indicator_kind", "indicators.unit", *_COMPLETES)
def _margin_out_of_reach(state: PlanState, item: Item) -> str:
    fieldwork = fieldwork_of(item) if item["invited"] and has_margin(state, item) else None
    if fieldwork is None or fieldwork.feasible:
        return ""
    return _(
        "A margin of 5 percentage points takes %(invitations)s invitations, more than there are people. "
        "Invite everybody and accept a wider margin, or raise the response.",
        invitations=rounded(Decimal(fieldwork.invitations)),
    )


@COLLECTION.at("minutes", STRUCTURE, WARNS, "method")
def _long_at_a_time(state: PlanState, item: Item) -> str:
    minutes, rules = item["minutes"], state.rules
    if minutes and minutes > rules.minutes_a_wave and item["method"] in {"survey", "test"}:
        return _(
            "More than %(most)s minutes at a time: people stop half-way. What can be left out?",
            most=rules.minutes_a_wave,
        )
    return ""


@COLLECTION.at("minutes", STRUCTURE, WARNS, "waves", "start", "end")
def _long_in_a_year(state: PlanState, item: Item) -> str:
    if not item["minutes"]:
        return ""
    asked = CollectionLoad(item.id, "", 0, item["minutes"], item.get("waves", 1), item["start"], item["end"])
    a_year = item["minutes"] * waves_a_year(asked)
    if a_year > state.rules.minutes_a_year:
        return _("That is %(minutes)s minutes a year for one person; more than %(most)s is a lot to ask.",
                 minutes=rounded(a_year), most=state.rules.minutes_a_year)  # fmt: skip
    return ""


@COLLECTION.at("start", STRUCTURE, HINTS, *_PERIOD, *(f"collection:{name}" for name in _PERIOD), "group.name")
def _asked_at_the_same_time(state: PlanState, item: Item) -> str:
    others = joined((name_item(state, other) for other in overlapping(state, item)), "; ")
    if not others:
        return ""
    return _("%(group)s are asked something else too in this time: %(others)s. Can you ask it all at once?",
             group=name_of(state, item["group"]), others=others)  # fmt: skip


@COLLECTION.at("end", STRUCTURE, WARNS, "start")
def _ends_before_it_begins(_state: PlanState, item: Item) -> str:
    if item["start"] and item["end"] and item["end"] < item["start"]:
        return _("This date comes before the first one.")
    return ""


@COLLECTION.at("end", EVIDENCE, WARNS, "indicators", "measurement:indicator")
def _time_passed(state: PlanState, item: Item) -> str:
    if item["end"] and item["end"] < today() and not is_measured(state, item["indicators"] or ()):
        return _("This period is over. Did it go as planned?")
    return ""


@COLLECTION.at("bias", EVIDENCE, HINTS, "performed_by", "method")
def _own_public(_state: PlanState, item: Item) -> str:
    if item["bias"] or item["performed_by"] not in _OURSELVES or item["method"] not in ASKING:
        return ""
    return _(
        "You ask your own public yourselves. Grateful learners say kind things, and a teacher who helps with the form "
        "steers the answers. How do you keep that small?"
    )


@COLLECTION.at("personal_data", EVIDENCE, WARNS, "group.name")
def _children(state: PlanState, item: Item) -> str:
    if item["personal_data"] == "no" and _CHILDREN.search(name_of(state, item["group"])):
        return _("It seems that children take part. A name, a photo or a login makes it personal data.")
    return ""


def _has_personal_data(item: Item) -> bool:
    return bool(item["personal_data"] == "yes")


@COLLECTION.at("special_category", EVIDENCE, WARNS, "personal_data", "special_exception")
def _no_exception(_state: PlanState, item: Item) -> str:
    """Ask for the exception of GDPR art. 9(2); a DPIA (art. 35) hangs on the risk, not on this."""
    if _has_personal_data(item) and item["special_category"] and not item["special_exception"]:
        return _(
            "Special category data may only be used where an exception of article 9 of the GDPR holds, usually "
            "explicit consent. Are they of many people or of a vulnerable group? Then ask whether a DPIA is needed."
        )
    return ""


@COLLECTION.at("minors", EVIDENCE, HINTS, "personal_data", "lawful_basis")
def _parents_consent(_state: PlanState, item: Item) -> str:
    if _has_personal_data(item) and item["minors"] and item["lawful_basis"] == "consent":
        return _("Your basis is consent, and under 16 a parent or guardian gives it. Plan the time that this takes.")
    return ""


@COLLECTION.at("lawful_basis", STRUCTURE, WARNS, "personal_data")
def _basis_of_nothing(_state: PlanState, item: Item) -> str:
    if _has_personal_data(item) and item["lawful_basis"] == "none":
        return _(
            "You said that it holds personal data, and then a basis is needed. Does nothing lead back to a person, not "
            "in combination either? Then choose above that it holds none."
        )
    return ""


@COLLECTION.at("informed", MISSING, HINTS, "personal_data")
def _nobody_informed(_state: PlanState, item: Item) -> str:
    """Remind of GDPR art. 13 and 14, which hold whatever the basis is."""
    if _has_personal_data(item) and not item["informed"]:
        return _("Tell people before they take part: in plain words, on paper or read aloud.")
    return ""


@COLLECTION.at("consent_text", MISSING, WARNS, "personal_data", "lawful_basis")
def _no_consent_text(_state: PlanState, item: Item) -> str:
    if _has_personal_data(item) and item["lawful_basis"] == "consent" and not item["consent_text"]:
        return _("Who may use what, for how long, and how can people withdraw consent?")
    return ""


@COLLECTION.at("handled_by", MISSING, WARNS, "personal_data", "performed_by")
def _handled_by_whom(_state: PlanState, item: Item) -> str:
    """Ask for the role of whoever collects: a processor (GDPR art. 28) or a joint controller (art. 26)."""
    if not _has_personal_data(item) or item["performed_by"] not in {"partner", "external"}:
        return ""
    if item["handled_by"] in {"processor", "joint"}:
        return ""
    return _(
        "Somebody else collects the data. Do they only do what you ask, or do they also decide what the data are used "
        "for?"
    )


@COLLECTION.at("handled_by", MISSING, HINTS, "personal_data", "performed_by", "method")
def _survey_tool(_state: PlanState, item: Item) -> str:
    if _has_personal_data(item) and item["method"] == "survey" and not item["handled_by"]:
        return _("Do you use a survey tool? Then its maker handles the data on your behalf.")
    return ""


@COLLECTION.at("processor_agreement", MISSING, WARNS, "personal_data", "handled_by")
def _no_agreement(_state: PlanState, item: Item) -> str:
    if not _has_personal_data(item) or item["processor_agreement"]:
        return ""
    words = {
        "processor": _("Who handles data on your behalf, a survey tool too, needs a processor agreement with you."),
        "joint": _(
            "Whoever also decides what the data are used for, such as a university, is responsible too. Record who "
            "does what."
        ),
    }
    return words.get(item["handled_by"] or "", "")


@CAPACITY.at("quarter", STRUCTURE, WARNS, "year", "capacity:year", "capacity:quarter")
def _quarter_twice(state: PlanState, item: Item) -> str:
    same = [row for row in state.rows("capacity") if (row["year"], row["quarter"]) == (item["year"], item["quarter"])]
    if item["year"] and item["quarter"] and len(same) > 1:
        return _("Another row has this quarter too. Put their hours and money together in one.")
    return ""
