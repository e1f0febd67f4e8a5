"""What is wrong with pasted lines, and what may be: before anything is kept or sent. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from impactplan.courses.people_import.parser import Line
from impactplan.courses.people_import.spellings import variants
from impactplan.lib.names import fold

MOST_TEXT = 200_000
"""Characters of a paste."""
LONGEST = {"email": 255, "name": 200, "library": 200}
PROVIDERS = (
    *("gmail.com", "hotmail.com", "hotmail.nl", "outlook.com", "live.nl", "live.com", "icloud.com", "yahoo.com"),
    *("ziggo.nl", "kpnmail.nl", "xs4all.nl", "planet.nl", "home.nl", "upcmail.nl", "casema.nl", "hetnet.nl"),
)
"""Domains at which people really have their mail."""
KNOWN_FROM = 3
"""A domain that stands in so many lines is meant."""


@dataclass(frozen=True)
class Problem:
    """Why a line cannot be taken in: a key, and what belongs to it."""

    key: str
    detail: str = ""


@dataclass(frozen=True)
class Checked:
    line: Line
    email: str
    """As it is stored, or as it was typed where it is no address."""
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    """What may well be right, and wants a look."""
    there: str = ""
    """What they are in the round already; there is nothing to do then."""
    settled: bool = False
    """Whether somebody looked at it in the preview."""

    @property
    def good(self) -> bool:
        return not self.problems and not self.there


def check_lines(
    lines: Sequence[Line], spell: Callable[[str], str | None], there: Mapping[str, str], settled: frozenset[str]
) -> list[Checked]:
    """Check each line by itself and against the others.

    ``spell`` returns an address as it is stored, or nothing where it is none; ``there`` says what addresses are in
    the round already; ``settled`` holds the keys of the lines that somebody looked at: a flaw is theirs to judge.
    """
    spelled = [spell(line.email) if line.email and len(line.email) <= LONGEST["email"] else None for line in lines]
    domains = Counter(email.rsplit("@", 1)[1] for email in spelled if email)
    meant = known_domains(domains)
    first: dict[str, Line] = {}
    checked = []
    for line, email in zip(lines, spelled, strict=True):
        problems = list(_problems_of(line, email, settled))
        standing = there.get(email, "") if email else ""
        if email and email in first:
            other = first[email]
            problems.append(Problem("twice" if _same_person(line, other) else "other_name", str(other.number)))
        elif email and not problems:
            first[email] = line
        if standing == "staff":
            problems.append(Problem("staff"))
            standing = ""
        notes = [] if line.library else [Problem("no_library")]
        if email and (better := suggest_domain(email, domains, meant)):
            notes.append(Problem("domain", better))
        checked.append(Checked(line, email or line.email, tuple(problems), tuple(notes), standing, line.key in settled))
    return checked


def _same_person(one: Line, other: Line) -> bool:
    """Tell whether two lines with one address may be about one person: an address is easily copied a row too far."""
    names = {fold(line.name) for line in (one, other)} - {""}
    return len(names) < 2


def _problems_of(line: Line, email: str | None, settled: frozenset[str]) -> list[Problem]:
    problems = []
    if not line.email:
        unread = line.flaw in {"long", "field"} and line.key not in settled
        problems += [] if unread else [Problem("no_address")]
    elif len(line.email) > LONGEST["email"]:
        problems.append(Problem("long_email"))
    elif strange := "".join(dict.fromkeys(char for char in line.email.rpartition("@")[0] if not char.isascii())):
        problems.append(Problem("letters", strange))
    elif email is None:
        problems.append(Problem("bad_address"))
    if line.flaw and line.key not in settled:
        problems.append(Problem(line.flaw))
    if len(line.name) > LONGEST["name"]:
        problems.append(Problem("long_name"))
    if len(line.library) > LONGEST["library"]:
        problems.append(Problem("long_library"))
    return problems


def known_domains(domains: Mapping[str, int]) -> dict[str, str]:
    """Return, for each way of writing a known domain with one letter too few, the domain."""
    known = [*PROVIDERS, *(domain for domain, count in domains.items() if count >= KNOWN_FROM)]
    return {variant: domain for domain in known for variant in variants(domain)}


def suggest_domain(email: str, domains: Mapping[str, int], meant: Mapping[str, str]) -> str:
    """Return the address with the domain that was probably meant, if it differs by a letter from a known one."""
    local, domain = email.rsplit("@", 1)
    if domain in PROVIDERS or domains[domain] >= KNOWN_FROM:
        return ""
    known = next((meant[variant] for variant in variants(domain) if variant in meant), "")
    return f"{local}@{known}" if known else ""
