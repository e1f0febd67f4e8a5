"""What is chosen by its name, as in a cell of a spreadsheet or a typed line: the key of a choice, or items called so.
What a name begins with will do, if nothing else begins so. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from impactplan.graph import PlanState
from impactplan.lib.names import fold
from impactplan.lib.texts import force_locale
from impactplan.lib.texts import gettext as _
from impactplan.models import KINDS, Field, Kind
from impactplan.site.language import LANGUAGES
from impactplan.workbook.wording import BETWEEN_NAMES, name_item, name_of, show_value

_BETWEEN = [re.compile(r"[;\n]"), re.compile(r"\s\+\s"), re.compile(",")]
"""What stands between names, one sort at a time: a name may hold a sign of another sort."""
_YES = {"j", "ja", "y", "yes", "x", "1", "true", "waar", "on"}
_NO = {"n", "nee", "no", "0", "false", "onwaar", "-"}
_MOST_NAMED = 3


class _Names:
    """Names with what they stand for: in any language, and as the reader sees them, by what can be chosen."""

    def __init__(self, names: Iterable[tuple[str, str]], shown: Mapping[str, str]) -> None:
        self.shown = shown
        self._folded = {key: fold(name) for key, name in shown.items()}
        self._exact: dict[str, list[str]] = {}
        for name, key in names:
            known = self._exact.setdefault(fold(name), [])
            if key not in known:
                known.append(key)

    def find(self, name: str) -> list[str]:
        """Return what is called so; else what begins so, or holds a word that does."""
        wanted = fold(name)
        if wanted in self._exact:
            return self._exact[wanted]
        begins = [key for key, known in self._folded.items() if known.startswith(wanted)]
        return begins or [key for key, known in self._folded.items() if f" {wanted}" in known]


class NamedChoices:
    """The names of what can be chosen for a kind of a plan; those of each field are collected once."""

    def __init__(self, state: PlanState) -> None:
        self.state = state
        self._known: dict[str, _Names] = {}
        self._added: list[tuple[str, str, str]] = []

    def add(self, kind: Kind, item_id: str, title: Any) -> None:
        """Let something be chosen that is about to be made, too."""
        own = [name for name, declared in kind.fields.items() if kind.key in declared.targets]
        if own and isinstance(title, str):
            self._added.append((kind.key, item_id, title))
            for name in own:
                self._known.pop(name, None)

    def read(self, declared: Field, text: str) -> list[str]:
        """Return what a form would send for a text. ValueError, with words for its writer, where it names nothing."""
        if declared.type == "flag":
            return self._read_flag(text)
        if not (declared.is_reference or declared.choices):
            return [text]
        if not fold(text):
            return []
        known = self._names(declared)
        splits = [[text.strip()], *([part.strip() for part in sign.split(text) if part.strip()] for sign in _BETWEEN)]
        found = next((all_found for names in splits if all(all_found := [known.find(name) for name in names])), None)
        if found is None:
            names = next((names for names in splits[1:] if len(names) > 1), splits[0])
            unknown = next(name for name in names if not known.find(name))
            raise ValueError(_("“%(name)s” is not in the list.", name=unknown[:60]))
        if len(found) > 1 and not declared.is_list:
            raise ValueError(_("One thing can be chosen here."))
        for keys in found:
            self._refuse_several(known, keys)
        return [key for [key] in found]

    def show(self, declared: Field, value: Any) -> str:
        """Return a value as one reads it, with the names of what is about to be made too."""
        added = {item_id: title for _kind, item_id, title in self._added}
        ids = (value,) if isinstance(value, str) else value
        if not (declared.is_reference and set(ids) & set(added)):
            return show_value(declared, value, self.state)
        return BETWEEN_NAMES.join(added.get(item_id) or name_of(self.state, item_id) for item_id in ids)

    def offer(self, declared: Field) -> Sequence[str]:
        """Return the names that one can choose from, where one thing is chosen."""
        return self.list_names(declared) if declared.type in {"choice", "ref"} else []

    def list_names(self, declared: Field) -> Sequence[str]:
        """Return the names that one can choose from."""
        if declared.is_reference:
            return [name_item(self.state, item) for key in declared.targets for item in self.state.rows(key)]
        return [str(label) for _key, label in declared.choices] if declared.type in {"choice", "choices"} else []

    @staticmethod
    def _refuse_several(known: _Names, keys: Sequence[str]) -> None:
        names = list(dict.fromkeys(f"“{known.shown[key][:60]}”" for key in keys))
        if len(names) > 1:
            named = ", ".join(names[:_MOST_NAMED])
            raise ValueError(_("It can be several: %(names)s. Type a little more.", names=named))
        if len(keys) > 1:
            raise ValueError(
                _("Several are called %(name)s. Leave it empty, and choose it in the form.", name=names[0])
            )

    @staticmethod
    def _read_flag(text: str) -> list[str]:
        answer = fold(text).strip()
        if answer and answer not in _YES | _NO:
            raise ValueError(_("Write yes or no."))
        return ["1"] if answer in _YES else [""]

    def _names(self, declared: Field) -> _Names:
        if declared.name not in self._known:
            self._known[declared.name] = self._items(declared) if declared.is_reference else _labels(declared)
        return self._known[declared.name]

    def _items(self, declared: Field) -> _Names:
        items = [item for key in declared.targets for item in self.state.rows(key)]
        shown = {item.id: name_of(self.state, item.id) for item in items}
        shown |= {item_id: title for kind, item_id, title in self._added if kind in declared.targets}
        own = {item.id: title for item in items if isinstance(title := item[KINDS[item.kind].title_field], str)}
        names = [(name, item_id) for known in (shown, own) for item_id, name in known.items() if fold(name)]
        return _Names(names, shown)


def _labels(declared: Field) -> _Names:
    names = [(key, key) for key, _label in declared.choices]
    for code in LANGUAGES:
        with force_locale(code):
            names += [(str(label), key) for key, label in declared.choices]
    return _Names(names, {key: str(label) for key, label in declared.choices})
