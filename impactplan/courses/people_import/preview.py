"""The preview of a paste: its lines as they were corrected, its libraries as they will be written, and who writes with
whom. What somebody typed in the preview comes back with it; the text itself stays as it was pasted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from werkzeug.datastructures import MultiDict

from impactplan.accounts.security import map_address
from impactplan.courses.enrolment.libraries import library_key
from impactplan.courses.enrolment.roster import Participant
from impactplan.courses.people_import.parser import CONTROL, Line, TooManyError, read_paste
from impactplan.courses.people_import.spellings import Spellings, find_spellings, one_spacing
from impactplan.courses.people_import.validation import MOST_TEXT, Checked, check_lines
from impactplan.forms import one_line
from impactplan.lib.refusals import Refusal
from impactplan.lib.text import drop_broken

FINISHED = {"twice"}
"""What is wrong with a line that needs no mending: somebody else's line says the same."""


class PasteError(Refusal):
    """A paste that cannot be previewed; the reason is "empty", "lines" or "long"."""


@dataclass(frozen=True)
class Choice:
    """Several spellings of a library, and the one that was chosen for all; "" leaves each as it is."""

    spellings: Spellings
    chosen: str


@dataclass(frozen=True)
class Colleagues:
    """Several people of one library: the new ones, and how many there are in the round already."""

    key: str
    library: str
    count: int
    there: int
    together: bool


@dataclass(frozen=True)
class Preview:
    text: str
    seen: str
    """Of the text: says whether it was changed since it was looked at."""
    heading: int | None
    lines: Sequence[Checked]
    choices: Sequence[Choice]
    colleagues: Sequence[Colleagues]

    @property
    def good(self) -> list[Checked]:
        return [line for line in self.lines if line.good]

    @property
    def certain(self) -> list[Checked]:
        return [line for line in self.good if not line.notes]

    @property
    def doubtful(self) -> list[Checked]:
        return [line for line in self.good if line.notes]

    @property
    def wrong(self) -> list[Checked]:
        return [line for line in self.lines if line.problems and not is_finished(line)]

    @property
    def passed(self) -> list[Checked]:
        return [line for line in self.lines if is_finished(line)]

    @property
    def together(self) -> frozenset[str]:
        return frozenset(some.key for some in self.colleagues if some.together)


def is_finished(line: Checked) -> bool:
    """Tell whether there is nothing to do about a line: they are in the round, or stand in another line."""
    keys = {problem.key for problem in line.problems}
    return keys <= FINISHED and bool(line.there or keys)


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def make_preview(
    text: str, form: MultiDict[str, str], people: Sequence[Participant], staff: Iterable[str], *, storing: bool = False
) -> Preview:
    """Preview a paste against who is in the round. Raises PasteError."""
    if len(text) > MOST_TEXT:
        raise PasteError("long")
    try:
        pasted = read_paste(text)
    except TooManyError:
        raise PasteError("lines") from None
    if not pasted.lines:
        raise PasteError("empty")
    settled = find_settled(pasted.lines, form, storing=storing)
    odd = set(form.getlist("odd"))
    lines = [correct(replace(line, flaw="character") if line.key in odd else line, form) for line in pasted.lines]
    present = [person for person in people if person.state != "dropped_out"]
    joining = [person for person in present if person.together or not person.has_plan]
    here = {library_key(person.library) for person in present if person.library}
    lines = [settle_column(line, here) for line in lines]
    choices = choose_spellings(lines, [person.library for person in present], form)
    chosen = {name: choice.chosen for choice in choices if choice.chosen for name in choice.spellings.names}
    lines = [replace(line, library=chosen.get(line.library, line.library)) for line in lines]
    there = {person.email: person.state for person in people} | dict.fromkeys(staff, "staff")
    checked = check_lines(lines, map_address, there, settled)
    colleagues = find_colleagues([line.line for line in checked if line.good], joining, form)
    return Preview(pasted.text, fingerprint(pasted.text), pasted.heading, checked, choices, colleagues)


def find_settled(lines: Sequence[Line], form: Mapping[str, str], *, storing: bool) -> frozenset[str]:
    """Return the keys of the lines that somebody looked at: what was left out of them, or chosen, is right now.
    Asking to store tells nothing of a line that was shown as wrong and left alone."""
    shown = [line for line in lines if f"email-{line.key}" in form]
    return frozenset(
        line.key
        for line in shown
        if not storing or f"settled-{line.key}" in form or correct(line, form) != correct(line, {})
    )


def correct(line: Line, form: Mapping[str, str]) -> Line:
    """Return the line with what was typed in its fields, if they were there, or the address that was taken instead."""

    def typed(name: str, before: str) -> str:
        value = form.get(f"{name}-{line.key}")
        return before if value is None else keep(value)

    email, name = keep(form.get(f"take-{line.key}", "")) or typed("email", line.email), typed("name", line.name)
    return replace(line, email=email, name=name, library=one_spacing(typed("library", line.library)))


def settle_column(line: Line, here: Container[str]) -> Line:
    """Return a line of which it is certain what its library is, as somebody in the round has the same."""
    known = line.flaw == "column" and library_key(line.library) in here
    return replace(line, flaw="") if known else line


def keep(text: str) -> str:
    """Return a text on one line, without what cannot be kept."""
    return one_line(drop_broken(CONTROL.sub("", text)))


def choose_spellings(lines: Sequence[Line], known: Sequence[str], form: Mapping[str, str]) -> list[Choice]:
    """Return the libraries written in several ways. Where only capitals differ, one way is chosen beforehand."""
    choices = []
    for spellings in find_spellings((line.library for line in lines), known):
        chosen = form.get(f"spelling-{spellings.id}", spellings.names[0] if spellings.same else "")
        choices.append(Choice(spellings, chosen if chosen in spellings.names else ""))
    return choices


def find_colleagues(
    lines: Sequence[Line], joining: Sequence[Participant], form: MultiDict[str, str]
) -> list[Colleagues]:
    """Return the libraries of which several people come. They write together unless somebody took the tick away.

    ``joining`` are those in the round who can still: a plan that somebody began alone is theirs to open.
    """
    shown, ticked = set(form.getlist("library")), set(form.getlist("together"))
    new = Counter(library_key(line.library) for line in lines if line.library)
    there = Counter(library_key(person.library) for person in joining)
    names = {library_key(line.library): line.library for line in reversed(lines)}
    return [
        Colleagues(key, names[key], count, there[key], key in ticked if key in shown else True)
        for key, count in sorted(new.items())
        if count + there[key] > 1
    ]


def leave_over(preview: Preview) -> Preview | None:
    """Return a preview of only those lines that still need mending, as they stand now; nothing where none do."""
    if not preview.wrong:
        return None
    headings = [line for at, line in enumerate(preview.text.split("\n"), start=1) if at == preview.heading]
    pasted = read_paste("\n".join([*headings, *(line.line.text for line in preview.wrong)]))
    lines = [
        replace(old, line=replace(old.line, number=new.number, key=new.key))
        for old, new in zip(preview.wrong, pasted.lines, strict=False)
    ]
    return Preview(pasted.text, fingerprint(pasted.text), pasted.heading, lines, (), ())
