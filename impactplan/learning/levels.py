"""What one sees and hears in a library at each of the five levels, for every dimension of the culture scan."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from impactplan.lib.texts import lazy_gettext as _l

LEVELS: Mapping[str, tuple[LazyString, LazyString, LazyString, LazyString, LazyString]] = {
    "leadership": (
        _l("The management speaks of activities and visitors. Who asks about effects hears “nice, if there is time”."),
        _l("The director says that impact matters, mostly to funders. It is not in the annual plan."),
        _l("Two or three effects are in the policy plan, and the management team talks about them twice a year."),
        _l("Managers ask “what changed for whom?” at every proposal, and set their own goals in effects."),
        _l("The director tells openly what did not work and changes course because of it. Partners are asked along."),
    ),
    "ownership": (
        _l("It is nobody's task. Figures come when a funder asks, and somebody gathers them in the evening."),
        _l("One enthusiast does it beside other work. When she is on holiday, it stops."),
        _l("Every indicator has a name behind it, with hours. Colleagues know whom to ask."),
        _l("Teams look after their own figures; somebody stands in when the owner is away."),
        _l("Everybody, volunteers too, knows what they contribute to, and brings up what they see."),
    ),
    "skills": (
        _l("Output and outcome are mixed up: “our impact is 1,200 visitors”."),
        _l("A few people took a course. They can tell the difference, but others call it “their project”."),
        _l("Several colleagues can set up a measurement and read a graph. There is a fixed way of working."),
        _l("Teachers and project leaders ask about other explanations and about what is due to us."),
        _l("Colleagues teach each other, test their assumptions and know when a figure says too little."),
    ),
    "data": (
        _l("Figures are in mailboxes and on loose lists. Nobody knows which one is right."),
        _l("There is one folder, but everyone fills in lists in their own way. Last year cannot be compared."),
        _l("For each indicator it is written down where the figure comes from, when and how many people answered."),
        _l("Registration and surveys come together in one overview that teams open by themselves; privacy is settled."),
        _l("Data are there when a decision is taken. What nobody uses is no longer asked."),
    ),
    "learning": (
        _l("We only look back when a report is due. Mistakes go unmentioned."),
        _l("There was an evaluation once. Bad figures are explained away: “it was a difficult group”."),
        _l("Every quarter the team looks at the same figures. What went wrong is on the agenda, though it stays hard."),
        _l("After each round something is changed, and the next time it is checked whether it helped."),
        _l("“What did not work, and what did we learn?” is the first question. Whoever brings bad news is thanked."),
    ),
    "voice": (
        _l("We think we know what people need. They are asked only whether they were satisfied."),
        _l("Now and then a quote of a participant is in a report. Nobody goes back to them."),
        _l("Participants are asked what changed for them, and hear what came of it."),
        _l("Participants help choose which effects count most, and check what we conclude."),
        _l("People from the target group share in the decisions, about the offer too. When they say stop, we stop."),
    ),
    "use": (
        _l("The budget is last year's. Activities go on because they have always been there."),
        _l("Figures are used to defend a choice that was already made."),
        _l("Before a choice we agree on a rule: if fewer than so many reach it, we adapt."),
        _l("In the budget round every proposal says what we know of its effect; something was stopped because of it."),
        _l("Money and hours move during the year to what works, and people outside can see why."),
    ),
}


def meanings(dimension: str | None) -> dict[str, str]:
    """Return what each level of a dimension looks like, by level; nothing while there is no dimension."""
    texts = LEVELS.get(dimension or "", ())
    return {str(level): str(text) for level, text in enumerate(texts, 1)}
