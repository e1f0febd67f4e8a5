"""The application: Flask, quicker where every page asks it the same."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, has_request_context
from werkzeug.routing import Rule

from impactplan.site.compression import find_compressed

MOST_ADDRESSES = 5000
"""Addresses that are remembered: those of the plans that are worked in at the time."""

OPTIONS = frozenset({"_anchor", "_method", "_scheme", "_external"})


class PromptRule(Rule):
    """A rule that compiles how its addresses are built when the first one is: most are never built in a process, and
    compiling all takes longer than everything else that there is to set up."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        name = "_build_unknown" if append_unknown else "_build"

        def build(_rule: Rule, **values: Any) -> tuple[str, str]:
            compiled = super(PromptRule, self)._compile_builder(append_unknown).__get__(self, None)
            setattr(self, name, compiled)
            result: tuple[str, str] = compiled(**values)
            return result

        return build


class Application(Flask):
    """Flask that remembers the paths it built, and sends a built file as it lies compressed beside itself.

    A page has a hundred paths, most of them those of the page before. They do not hang on the request, as long as the
    site is mounted in one place.
    """

    url_rule_class = PromptRule

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._paths: dict[tuple[Any, ...], str] = {}

    def url_for(self, endpoint: str, /, **values: Any) -> str:  # type: ignore[override]  # its options are in values
        if not OPTIONS.isdisjoint(values):  # Flask's own function names them all, as none
            values = {name: value for name, value in values.items() if value is not None or name not in OPTIONS}
        if not has_request_context() or endpoint[0] == "." or not OPTIONS.isdisjoint(values):
            return super().url_for(endpoint, **values)
        key = (endpoint, *values.items(), *map(type, values.values()))
        try:
            return self._paths[key]
        except TypeError:  # a list of values
            return super().url_for(endpoint, **values)
        except KeyError:
            if len(self._paths) >= MOST_ADDRESSES:
                self._paths.clear()
            path = self._paths[key] = super().url_for(endpoint, **values)
            return path

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a view or hook as it is: none of them is a coroutine, which Flask asks of thirty a request."""
        return func

    def send_static_file(self, filename: str) -> Response:
        name, encoding = find_compressed(Path(str(self.static_folder)), filename)
        response = super().send_static_file(name)
        if encoding:
            response.content_encoding = encoding
            response.mimetype = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        response.vary.add("Accept-Encoding")
        return response
