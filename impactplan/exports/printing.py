"""Print HTML with WeasyPrint. Import this only when printing: it loads Pango, which may be missing."""

from __future__ import annotations

import gc
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyphen
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from impactplan.exports.lighter import keep_less
from impactplan.exports.quicker import remember_all
from impactplan.exports.reading import Source, own_style_of_elements
from impactplan.exports.svg_texts import draw_whole_texts
from impactplan.site.language import LANGUAGES

BASE_URL = "https://app.invalid/"
STATIC_URL = BASE_URL + "static/dist/"
PICTURES = ("data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp")

draw_whole_texts()
remember_all()
keep_less()
# Its warnings quote what people typed, and its progress is for whoever waits: neither belongs in our log.
logging.getLogger("weasyprint").propagate = False


class ConfinedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Fetches nothing but our own fonts and pictures that are already in the document.

    WeasyPrint's own fetcher opens any address and any file, and a document holds what people typed.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.folder = folder.resolve()

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url.startswith(STATIC_URL):
            path = (self.folder / unquote(url.removeprefix(STATIC_URL))).resolve()
            if path.suffix == ".woff2" and path.is_relative_to(self.folder) and path.is_file():
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})
        elif url.startswith(PICTURES):
            return super().fetch(url, headers)
        raise ValueError("A document may not fetch this.")


def load_all(folder: Path) -> None:
    """Read what documents have in common, and keep it: it takes longer than a short document."""
    load_style(folder)
    for language in LANGUAGES:
        pyphen.Pyphen(lang=language)  # which keeps where words may break


def load_style(folder: Path) -> tuple[Any, Any]:
    """Return the style sheet of documents and its fonts."""
    own_style_of_elements()
    return _style(folder, find_style(folder).name)


def find_style(folder: Path) -> Path:
    """Return where the style sheet lies that was built last."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return folder / str(manifest["print.css"])


@lru_cache(maxsize=1)
def _style(folder: Path, name: str) -> tuple[Any, Any]:
    """Return the style sheet and its fonts."""
    fonts = FontConfiguration()
    css = (folder / name).read_text(encoding="utf-8")
    sheet = weasyprint.CSS(string=css, base_url=STATIC_URL, url_fetcher=ConfinedFetcher(folder), font_config=fonts)
    return sheet, fonts


class _Listener(logging.Handler):
    def __init__(self, on_line: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self.on_line = on_line

    def emit(self, record: logging.LogRecord) -> None:
        self.on_line(record.getMessage())


class TooFullError(Exception):
    """What must stand on one page does not; nothing was written."""


def print_pages(html: str, folder: Path, target: Path, on_line: Callable[[str], None]) -> int:
    """Write a PDF of the HTML to a file and return its number of pages. ``folder`` holds the built assets.

    ``on_line`` receives WeasyPrint's progress lines. They come from this process only, one document at a time.
    """
    with _without_collecting():
        return _print(html, folder, target, on_line)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Collect no garbage until a document is written: its million boxes live until then, and scanning them over and
    over took a third of the time. Where nothing is collected at all, as in a process for one job, it stays so."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
            gc.collect()


def _print(html: str, folder: Path, target: Path, on_line: Callable[[str], None]) -> int:
    sheet, fonts = load_style(folder)
    logger, listener = logging.getLogger("weasyprint.progress"), _Listener(on_line)
    logger.addHandler(listener)
    level = logger.level
    logger.setLevel(logging.INFO)
    try:
        source = Source(html, BASE_URL, ConfinedFetcher(folder))
        # Widths of columns are attributes, as the page's security policy forbids style attributes.
        pages = source.render(stylesheets=[sheet], font_config=fonts, presentational_hints=True, pdf_variant="pdf/ua-1")
        if _is_too_full(pages.pages):
            raise TooFullError
        pages.write_pdf(str(target), pdf_variant="pdf/ua-1")
        return len(pages.pages)
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)


def _is_too_full(pages: Sequence[Any]) -> bool:
    """Tell whether the one page ends on another page than it begins on."""
    begins, ends = (
        [at for at, page in enumerate(pages) if name in page.anchors] for name in ("one-page", "one-page-end")
    )
    return begins != ends
