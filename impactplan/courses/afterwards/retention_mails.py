"""The mails about keeping and deleting: what goes and when, to everybody in their own language."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from impactplan.accounts.queries import load_owned_plans
from impactplan.emails import Email, compose_email
from impactplan.lib.dates import format_date
from impactplan.site.addresses import full_address
from impactplan.site.language import LANGUAGES


def write_announcement(place: Any, day: date, *, closes: bool) -> Email:
    """Write what will be deleted of somebody and from which day."""
    plans = [plan["title"] for plan in load_owned_plans(place.user_id)] if closes else []
    with force_locale(language_of(place)):
        when = format_date(day, language_of(place))
        if place.user_id is None:
            subject, kind = _("Your address will be deleted on %(day)s", day=when), "invited"
        elif closes:
            subject, kind = (
                _("Your account will be deleted on %(day)s, unless you want to keep it", day=when),
                "account",
            )
        else:
            subject, kind = (
                _("Your place in ‘%(title)s’ will be deleted on %(day)s", title=place.title, day=when),
                "place",
            )
        values = {"kind": kind, "day": when, "round_title": place.title, "person": place.name, "plans": plans}
        return compose_email(
            place.email, subject, "deletion_announced", link=full_address("accounts.keep_account"), **values
        )


def write_farewell(place: Any) -> Email:
    """Write the last mail to somebody whose account is closed."""
    with force_locale(language_of(place)):
        letter = compose_email(place.email, _("Your account is deleted"), "account_deleted", person=place.name,
                         round_title=place.title)  # fmt: skip
    return Email(letter.to, letter.subject, letter.text, letter.html, forgotten=True)


def write_summary(person: Any, round_id: str, title: str, count: int) -> Email:
    """Write to a coordinator how many people of a round were told."""
    with force_locale(language_of(person)):
        subject = ngettext(
            "%(num)d person in ‘%(title)s’ was told that their data will be deleted",
            "%(num)d people in ‘%(title)s’ were told that their data will be deleted",
            count,
            title=title,
        )
        link = full_address("courses.show_retention", round_id=round_id)
        return compose_email(person.email, subject, "deletions_announced", person=person.name, words=subject, link=link)


def language_of(person: Any) -> str:
    return str(person.language) if person.language in LANGUAGES else "nl"
