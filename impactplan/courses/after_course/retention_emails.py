"""The emails about retention: what is deleted and when, to everybody in their own language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from impactplan.accounts.queries import load_owned_plans
from impactplan.emails import Email, compose_email, sign_for_round
from impactplan.lib.dates import format_date
from impactplan.lib.texts import force_locale, ngettext
from impactplan.lib.texts import gettext as _
from impactplan.site.addresses import full_address
from impactplan.site.language import LANGUAGES


def compose_announcement(enrolment: Any, day: date, *, closes: bool) -> Email:
    """Compose the announcement of what will be deleted of somebody, and from which day."""
    plans = [plan["title"] for plan in load_owned_plans(enrolment.user_id)] if closes else []
    with force_locale(language_of(enrolment)):
        day_text = format_date(day, language_of(enrolment))
        if enrolment.user_id is None:
            subject, kind = _("Your address will be deleted on %(day)s", day=day_text), "invited"
        elif closes:
            subject, kind = (
                _("Your account will be deleted on %(day)s, unless you want to keep it", day=day_text),
                "account",
            )
        else:
            subject, kind = (
                _("Your place in ‘%(title)s’ will be deleted on %(day)s", title=enrolment.title, day=day_text),
                "enrolment",
            )
        values = {
            "kind": kind,
            "day": day_text,
            "round_title": enrolment.title,
            "person": enrolment.name,
            "plans": plans,
            "signature": sign_for_round(enrolment.round_id),
        }
        return compose_email(
            enrolment.email, subject, "deletion_announced", link=full_address("accounts.keep_account"), **values
        )


def compose_farewell(enrolment: Any) -> Email:
    """Compose the last email to somebody whose account is closed."""
    with force_locale(language_of(enrolment)):
        values = {"person": enrolment.name, "round_title": enrolment.title}
        values["signature"] = sign_for_round(enrolment.round_id)
        email = compose_email(enrolment.email, _("Your account is deleted"), "account_deleted", **values)
    return replace(email, forgotten=True)


def compose_summary(person: Any, round_id: str, title: str, count: int) -> Email:
    """Compose the email that says to a coordinator how many people of a round were notified."""
    with force_locale(language_of(person)):
        subject = ngettext(
            "%(num)d person in ‘%(title)s’ was told that their data will be deleted",
            "%(num)d people in ‘%(title)s’ were told that their data will be deleted",
            count,
            title=title,
        )
        link = full_address("courses.show_retention", round_id=round_id)
        values = {"person": person.name, "words": subject, "signature": sign_for_round(round_id)}
        return compose_email(person.email, subject, "deletions_announced", link=link, **values)


def language_of(person: Any) -> str:
    return str(person.language) if person.language in LANGUAGES else "nl"
