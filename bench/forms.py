"""A form as it stands on a page, to be sent as a browser without a script sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import html5lib

from impactplan.models import new_id

NEEDED = {"email", "name", "title", "reason"}
UNSENT = {"submit", "button", "reset", "file", "image"}


@dataclass(frozen=True)
class Form:
    action: str
    values: dict[str, list[str]]
    empty: tuple[str, ...]
    """The lines in which nothing stands yet, and that must be filled in."""

    def filled(self) -> dict[str, list[str]]:
        """Return what is sent, with something new in each line that must not be empty."""
        values = {name: list(given) for name, given in self.values.items()}
        for name in self.empty:
            values[name] = [f"{new_id()}@example.org" if "mail" in name else f"Nieuw {new_id()}"]
        return values


def find_form(html: str, action: str) -> Form:
    """Return the first form on a page that goes to an address of which this pattern is the end."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    owned = {element.get("form"): element for element in root.iter() if element.get("form")}
    for form in root.iter("form"):
        target = re.sub(r"[?#].*", "", form.get("action") or "")
        if form.get("method", "get").lower() == "post" and re.search(f"{action}$", target):
            fields = [*form.iter(), *(element for name, element in owned.items() if name == form.get("id"))]
            return _read(form.get("action") or "", fields)
    raise LookupError(f"no form to {action}")


def _read(action: str, fields: list[Any]) -> Form:
    values: dict[str, list[str]] = {}
    empty = []
    for element in fields:
        name, kind = element.get("name"), element.get("type", "text")
        if not name or kind in UNSENT or element.tag == "button":
            continue
        if element.tag == "select":
            chosen = [one for one in element.iter("option") if one.get("selected") is not None]
            values.setdefault(name, []).extend(
                one.get("value") or "" for one in (chosen or list(element.iter("option"))[:1])
            )
        elif element.tag == "textarea":
            values.setdefault(name, []).append("".join(element.itertext()))
        elif element.tag == "input" and (kind not in {"checkbox", "radio"} or element.get("checked") is not None):
            values.setdefault(name, []).append(element.get("value") or "")
        is_line = element.tag in {"input", "textarea"} and kind in {"text", "email"}
        if is_line and not any(values.get(name, [])) and (element.get("required") is not None or name in NEEDED):
            empty.append(name)
    return Form(action, values, tuple(empty))
