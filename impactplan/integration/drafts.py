"""A first version of each block of the one-page story, told from the plan; where that is silent, so is the draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from decimal import Decimal

from impactplan.calculators.bands import Band
from impactplan.calculators.sampling import NotComputable
from impactplan.graph import Item, PlanState
from impactplan.integration.chosen_results import choose_results, count_results, measured, result_words, rule_words
from impactplan.lib.numbers import format_number
from impactplan.lib.texts import gettext as _
from impactplan.site.language import language
from impactplan.workbook import result_summary
from impactplan.workbook.wording import (
    chosen,
    in_words,
    joined,
    lowered,
    money,
    name_of,
    number,
    quantity,
    quoted,
    rounded,
    with_unit,
)

MOST_OUTPUTS, MOST_LESSONS = 3, 2
LONGEST_CHALLENGE, LONGEST_HEADLINE, LONGEST_STORY = 60, 24, 60
"""In words."""


def count_words(text: str | None) -> int:
    """Return how many words a text has; signs by themselves are none."""
    return sum(any(char.isalnum() for char in word) for word in (text or "").split())


def shorten(text: str | None, words: int) -> str:
    """Return as many whole sentences from the start as hold so many words together, but the first one always."""
    sentences: list[str] = []
    for sentence in re.split(r"(?<=[.!?])\s+", (text or "").strip()):
        if sentences and count_words(" ".join([*sentences, sentence])) > words:
            break
        sentences.append(sentence)
    return " ".join(sentences)


def ended(text: str) -> str:
    """Return a text as a sentence that ends."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


# --- what the drafts look at ---


def main_report(state: PlanState) -> Item | None:
    """Return the report that this page resembles most: to somebody outside, and with a message."""
    reports = [item for item in state.rows("report") if item["message"]]

    def outside(item: Item) -> bool:
        audience = state.find(item["audience"])
        return audience is not None and audience["reach"] == "external"

    return next((item for item in reports if outside(item)), reports[0] if reports else None)


# --- the blocks ---


def headline(state: PlanState) -> str:
    report = main_report(state)
    if report is not None and count_words(report["message"]) <= LONGEST_HEADLINE:
        return str(report["message"])
    return state.title


def challenge(state: PlanState) -> str:
    sheet = state.sheet("challenge")
    text = shorten(sheet["statement"], LONGEST_CHALLENGE)
    size = number(sheet, "size")
    if not size or size in text or not sheet["size_unit"]:
        return text
    values = {"size": size, "unit": sheet["size_unit"], "year": sheet["size_year"]}
    how_many = _("It is about %(size)s %(unit)s (%(year)s).", **values) if sheet["size_year"] else ""
    return joined([text, how_many or _("It is about %(size)s %(unit)s.", **values)], " ")


def people(state: PlanState) -> str:
    groups = [
        f"{lowered(item['name'])} ({number(item, 'size')})" if item["size"] else lowered(item["name"])
        for item in state.rows("stakeholder")
        if item["stakeholder_kind"] == "target_group" and item["name"]
    ]
    outputs = [
        f"{lowered(item['name'])}: {quantity(item)}"
        for item in state.rows("output")
        if item["name"] and item["quantity"] is not None
    ]
    for_whom = groups and _("This is for %(groups)s.", groups=in_words(groups))
    planned = outputs and _("What we deliver: %(outputs)s.", outputs="; ".join(outputs[:MOST_OUTPUTS]))
    return joined([for_whom or "", planned or ""], " ")


def results(state: PlanState) -> str:
    """Tell a few results, counted against all of them, and by which rule they were chosen."""
    told = choose_results(state)
    if not told:
        return ""
    lines = (count_results(state, told), *(f"- {result_words(state, result)}" for result in told))
    return joined([*lines, rule_words(state, told)], "\n")


def story(state: PlanState) -> str:
    """Return a story only of somebody who consents."""
    reports = [item for item in state.rows("report") if item["story"] and item["story_consent"]]
    return shorten(reports[0]["story"], LONGEST_STORY) if reports else ""


def own_share(state: PlanState) -> str:
    """Say with care which part of a change is ours: a rounded estimate, with its range and its certainty."""
    item = reported_share(state)
    if item is None:
        return ""
    name, net = name_of(state, item["outcome"]), rounded(result_summary.net_of(item))
    return joined([_due_to_us(item, name, net), _range(item), _certainty(item)], " ")


def reported_share(state: PlanState) -> Item | None:
    """Return the contribution that the page tells of: the first whose net change can be computed."""
    for item in state.rows("contribution"):
        with suppress(NotComputable):
            result_summary.net_of(item)
            if name_of(state, item["outcome"]):
                return item
    return None


def _due_to_us(item: Item, name: str, net: str) -> str:
    return _(
        "Of the %(gross)s people of whom we saw this change (%(outcome)s), about %(net)s are due to us, we estimate. "
        "The others would have got there without us, or thanks to others.",
        gross=format_number(item["gross"], language()),
        outcome=lowered(name).strip(" ."),
        net=net,
    )


def _range(item: Item) -> str:
    net = result_summary.net_range(item)
    return _("It may be %(low)s to %(high)s.", low=rounded(net[0]), high=rounded(net[1])) if net else ""


def _certainty(item: Item) -> str:
    if not item["own_share_certainty"]:
        return ""
    return _("How sure we are of this: %(certainty)s.", certainty=chosen(item, "own_share_certainty").lower())


def lessons(state: PlanState) -> str:
    """Say what fell short or went wrong, the worst first, and what is done about it."""
    short = [
        (indicator, f"{_named(state, indicator)} ({_short_of(indicator, newest)})")
        for band in (Band.BELOW, Band.BETWEEN)
        for indicator, newest in measured(state)
        if result_summary.band_of(indicator, newest["value"]) is band
    ][:MOST_LESSONS]
    effects = sorted(state.rows("negative_effect"), key=_weight, reverse=True)
    seen = [item for item in effects if item["negative_state"] == "occurred" and item["description"]][:MOST_LESSONS]
    named = [lowered(item["description"]).strip(" .") for item in seen]
    parts = [
        _("Not reached: %(results)s.", results="; ".join(text for _item, text in short)) if short else "",
        _("What we did not want but did see: %(effects)s.", effects=in_words(named)) if named else "",
        *_changes(state, {item.id for item in (*seen, *(indicator for indicator, _text in short))}),
    ]
    return joined(parts, " ")


def _named(state: PlanState, indicator: Item) -> str:
    return lowered(name_of(state, indicator["outcome"]).rstrip(" .") or indicator["name"])


def _weight(effect: Item) -> int:
    return int(effect["severity"] or 0) * int(effect["likelihood"] or 0)


def _short_of(indicator: Item, newest: Item) -> str:
    now, target = (with_unit(value, indicator["unit"]) for value in (newest["value"], indicator["target"]))
    return _("%(now)s instead of %(target)s", now=now, target=target)


def _changes(state: PlanState, told: Set[str]) -> list[str]:
    """Name what is done about what was just told, and apart from it what else is done otherwise."""
    decided = [item for item in state.rows("decision") if item["decision"] in {"adapt", "scale", "stop"}]
    because = told | {item.id for item in decided if told & set(item["basis"] or ())}
    actions = [action for action in state.rows("action") if action["name"] and action["action_state"] != "dropped"]
    answering = [action for action in actions if because & set(action["answers"] or ())]
    asked = {item.id for item in decided}
    others = [action for action in actions if action not in answering and asked & set(action["answers"] or ())]
    said = []
    if answering:
        said.append(_("That is why we do this: %(actions)s.", actions=_in_words(answering)))
    if others:
        said.append(_("We also take this up: %(actions)s.", actions=_in_words(others)))
    named = [f"{quoted(item['question'])} – {chosen(item, 'decision').lower()}" for item in decided if item["question"]]
    if not said and named:
        said.append(_("What we decided: %(decisions)s.", decisions="; ".join(named[:MOST_LESSONS])))
    return said


def _in_words(actions: Sequence[Item]) -> str:
    return in_words([lowered(action["name"]) for action in actions[:MOST_LESSONS]])


def cost(state: PlanState) -> str:
    total = result_summary.input_total(state)
    if total is None:
        return ""
    named = [item for item in state.rows("input") if item["name"] and item["euros"]]
    parts = [f"{lowered(item['name'])} {money(item['euros'])}" for item in named]
    known = sum((item["euros"] for item in named), Decimal(0))
    if len(parts) < 2 or known != total:
        return _("Altogether it costs %(total)s.", total=money(total))
    return _("Altogether it costs %(total)s: %(parts)s.", total=money(total), parts=in_words(parts))


def request(state: PlanState) -> str:
    """Return what is asked in the report that this page resembles, or else what its audience is to decide."""
    asked = [item for item in (main_report(state), *state.rows("report")) if item and item["call_to_action"]]
    if asked:
        return ended(str(asked[0]["call_to_action"]))
    for audience in state.rows("audience"):
        who = name_of(state, audience.id)
        if audience["reach"] == "external" and audience["decision"] and who:
            decision = lowered(audience["decision"]).strip(" .")
            return _("We ask %(who)s to decide on this: %(decision)s.", who=lowered(who), decision=decision)
    return ""


def contact(state: PlanState) -> str:
    report = main_report(state)
    return joined([report["sender"] if report else "", state.organisation], ", ")


DRAFTS: Mapping[str, Callable[[PlanState], str]] = {
    "headline": headline,
    "challenge": challenge,
    "people": people,
    "results": results,
    "story": story,
    "own_share": own_share,
    "lessons": lessons,
    "cost": cost,
    "request": request,
    "contact": contact,
}
READS = (
    *("challenge", "stakeholder", "output", "activity", "indicator", "measurement", "outcome", "report", "audience"),
    *("contribution", "negative_effect", "decision", "action", "input", "social_return"),
)
"""The kinds that the drafts look at."""
