"""The sentence under the greeting: where the course is, or what a user can do without a course."""

from __future__ import annotations

from impactplan.courses.programme.standing import BEFORE, ENDED, RUNNING
from impactplan.home.next_step import DONE, START
from impactplan.home.participant import HomeView
from impactplan.lib.dates import format_weekday
from impactplan.lib.texts import gettext as _
from impactplan.site.language import language
from impactplan.site.templating import show_until
from impactplan.steps import MODULES


def describe_home(home: HomeView) -> str:
    standing = home.standing
    if standing.phase == BEFORE and standing.begins:
        return _(
            "The course begins on %(day)s, %(until)s. Your plan is open already: look around in it.",
            day=format_weekday(standing.begins, language()),
            until=show_until(standing.begins),
        )
    if standing.phase == RUNNING:
        return _(
            "The course is now in module %(number)s: %(title)s.",
            number=standing.module,
            title=str(MODULES[standing.module - 1].title),
        )
    if standing.phase == ENDED and standing.ended:
        return _(
            "The course ended on %(day)s. Your plan stays yours: go on using it, and revise it when things change.",
            day=format_weekday(standing.ended, language()),
        )
    if home.place:
        return _("You take part in this round. The dates of the meetings follow; you can begin with your plan.")
    return _describe_without_round(home)


def _describe_without_round(home: HomeView) -> str:
    if home.next and home.next.why == START:
        return _("Your plan is ready for its first answers. Everything you type is kept at once.")
    if home.next and home.next.why == DONE:
        return _("Your plan stands. Go on using it, and revise it when things change.")
    if home.card:
        return _("Go on where you were; everything you typed is there.")
    if home.others:
        return _("Here are the plans that you follow.")
    return _("You have no plan of your own yet. Give it a name and you can begin.")
