"""What is chosen by its name, as in a cell of a spreadsheet: the key of a choice, or the items called so. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from impactplan.graph import PlanState
from impactplan.lib.names import fold
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Field
from impactplan.site.language import LANGUAGES
from impactplan.workbook.wording import name_item, name_of

_BETWEEN = re.compile(r"[;\n]")
_YES = {"ja", "yes", "x", "1", "true", "waar", "on"}
_NO = {"nee", "no", "0", "false", "onwaar", "-"}


class NamedChoices:
    """The names of what can be chosen for a kind of a plan; those of each field are collected once."""

    def __init__(self, state: PlanState) -> None:
        self.state = state
        self._known: dict[str, Mapping[str, str]] = {}

    def read(self, declared: Field, text: str) -> list[str]:
        """Return what a form would send for a text. ValueError, with words for its writer, where it names nothing."""
        if declared.type == "flag":
            return self._read_flag(text)
        if not (declared.is_reference or declared.choices):
            return [text]
        known = self._names(declared)
        whole = fold(text).strip()
        if not whole:
            return []
        if whole in known:  # a name may hold what stands between names
            return [known[whole]]
        names = [name for part in _BETWEEN.split(text) if (name := part.strip())]
        if not declared.is_list and len(names) > 1:
            raise ValueError(_("One thing can be chosen here."))
        unknown = [name for name in names if fold(name).strip() not in known]
        if unknown and declared.type == "choices" and "," in text:
            names = [name for part in text.split(",") if (name := part.strip())]
            unknown = [name for name in names if fold(name).strip() not in known]
        if unknown:
            raise ValueError(_("“%(name)s” is not in the list.", name=unknown[0][:60]))
        return [known[fold(name).strip()] for name in names]

    def offer(self, declared: Field) -> Sequence[str]:
        """Return the names that one can choose from, where one thing is chosen."""
        if declared.type == "ref":
            return [name_item(self.state, item) for key in declared.targets for item in self.state.rows(key)]
        return [str(label) for _key, label in declared.choices] if declared.type == "choice" else []

    @staticmethod
    def _read_flag(text: str) -> list[str]:
        answer = fold(text).strip()
        if answer and answer not in _YES | _NO:
            raise ValueError(_("Write yes or no."))
        return ["1"] if answer in _YES else [""]

    def _names(self, declared: Field) -> Mapping[str, str]:
        if declared.name not in self._known:
            self._known[declared.name] = self._items(declared) if declared.is_reference else _labels(declared)
        return self._known[declared.name]

    def _items(self, declared: Field) -> dict[str, str]:
        names: dict[str, str] = {}
        for key in declared.targets:
            for item in self.state.rows(key):
                own = item[KINDS[key].title_field]
                for name in (name_of(self.state, item.id), own if isinstance(own, str) else ""):
                    if known := fold(name).strip():
                        names.setdefault(known, item.id)
        return names


def _labels(declared: Field) -> dict[str, str]:
    names = {key: key for key, _label in declared.choices}
    for code in LANGUAGES:
        with force_locale(code):
            names |= {fold(str(label)).strip(): key for key, label in declared.choices}
    return names
