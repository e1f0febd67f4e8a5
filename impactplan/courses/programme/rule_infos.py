"""The rules of thumb of a course in words: what each number affects, where, and its bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from impactplan.courses.programme.fields import WholeField
from impactplan.forms import Form
from impactplan.lib.texts import lazy_gettext
from impactplan.rules import RULES_OF_THUMB
from impactplan.steps import BY_KEY

_l: Any = lazy_gettext


@dataclass(frozen=True)
class RuleInfo:
    name: str
    label: Any
    unit: Any
    help: Any
    steps: tuple[str, ...]
    """The steps in which it gives advice."""
    low: int
    high: int

    @property
    def default(self) -> int:
        return int(getattr(RULES_OF_THUMB, self.name))

    @property
    def step_titles(self) -> list[Any]:
        return [BY_KEY[step].title for step in self.steps]


RULE_INFOS = (
    RuleInfo(
        "short_term",
        _l("An outcome of the short term comes within"),
        _l("years"),
        _l("What comes later is of the medium term."),
        ("theory",),
        1,
        10,
    ),
    RuleInfo(
        "long_term",
        _l("An outcome of the long term comes after"),
        _l("years"),
        _l("What comes sooner is of the medium term."),
        ("theory",),
        2,
        30,
    ),
    RuleInfo(
        "most_outcomes",
        _l("Outcomes in a theory of change"),
        _l("outcomes at most"),
        _l("From more on, the plan asks which ones can go together."),
        ("theory",),
        3,
        60,
    ),
    RuleInfo(
        "most_indicators",
        _l("Indicators in a plan"),
        _l("indicators at most"),
        _l("From more on, the plan asks whether they can all be kept up."),
        ("priorities", "indicators"),
        1,
        50,
    ),
    RuleInfo(
        "much_materiality",
        _l("An outcome weighs heavily from"),
        _l("relevance times significance"),
        _l("Relevance and significance are each 1 to 5, so the most is 25."),
        ("priorities",),
        2,
        25,
    ),
    RuleInfo(
        "some_materiality",
        _l("An outcome has some weight from"),
        _l("relevance times significance"),
        _l("Below this number an outcome weighs little."),
        ("priorities",),
        1,
        24,
    ),
    RuleInfo(
        "smallest_cell",
        _l("Smallest group of which results are published"),
        _l("answers at least"),
        _l("With fewer answers, people could be recognised."),
        ("indicators", "results"),
        3,
        100,
    ),
    RuleInfo(
        "smallest_percentage_base",
        _l("Fewest answers for a percentage"),
        _l("answers at least"),
        _l("With fewer answers, a percentage says more than is known."),
        ("collection", "results"),
        5,
        500,
    ),
    RuleInfo(
        "minutes_a_wave",
        _l("Time that one survey takes somebody"),
        _l("minutes at most"),
        _l("Longer, and people give up half-way."),
        ("collection",),
        1,
        120,
    ),
    RuleInfo(
        "minutes_a_year",
        _l("Time that all surveys together take somebody"),
        _l("minutes a year at most"),
        _l("For one person, over all surveys of the plan."),
        ("feasibility",),
        1,
        600,
    ),
    RuleInfo(
        "surveys_a_group_a_year",
        _l("Surveys for one group"),
        _l("a year at most"),
        _l("More, and people get tired of being asked."),
        ("feasibility",),
        1,
        24,
    ),
    RuleInfo(
        "serious_negative_effect",
        _l("A negative effect is serious from"),
        _l("severity times likelihood"),
        _l("Both are 1 to 5, so the most is 25. A serious effect asks for a measure against it."),
        ("reports",),
        1,
        25,
    ),
    RuleInfo(
        "most_actions_of_one_person",
        _l("Share of the actions that one person has"),
        _l("percent at most"),
        _l("Above this, the plan asks who else can take something on."),
        ("roadmap",),
        10,
        100,
    ),
    RuleInfo(
        "fewest_actions_to_divide",
        _l("Look at that share from"),
        _l("actions on"),
        _l("Of fewer actions it says nothing that one person has most of them."),
        ("roadmap",),
        1,
        50,
    ),
    RuleInfo(
        "words_of_one_page",
        _l("Length of the story on one page"),
        _l("words at most"),
        _l("More does not fit on one page that an alderman reads."),
        ("pitch",),
        100,
        1000,
    ),
    RuleInfo(
        "first_days",
        _l("First action after the last meeting"),
        _l("days at most"),
        _l("If nothing starts in these days, the plan says so."),
        ("roadmap",),
        7,
        365,
    ),
)


ASCENDING = (
    (
        "some_materiality",
        "much_materiality",
        _l("This must be lower than the number from which an outcome weighs heavily."),
    ),
    ("short_term", "long_term", _l("This must be lower than the number of the long term.")),
)


class RulesForm(Form):
    """A number for every rule; the fields are made from ``RULE_INFOS``."""

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        for lower, higher, message in ASCENDING:
            if self[lower].value >= self[higher].value:
                self[lower].errors = [message]
        return not self.errors

    def read(self) -> dict[str, int]:
        """Return the numbers that differ from the default."""
        values = {info.name: int(self[info.name].value) for info in RULE_INFOS}
        return {info.name: values[info.name] for info in RULE_INFOS if values[info.name] != info.default}


for _info in RULE_INFOS:
    setattr(RulesForm, _info.name, WholeField(_info.label, _info.low, _info.high))
