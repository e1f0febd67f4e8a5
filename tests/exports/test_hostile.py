"""What people type is never fetched, run or embedded: not on the page, not in the PDF."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import html5lib
import pikepdf
import pytest

from impactplan.config import ROOT
from impactplan.exports.document import build_document
from impactplan.exports.html import render_body
from impactplan.exports.options import Options
from impactplan.exports.printing import BASE_URL, STATIC_URL, ConfinedFetcher, print_pages
from impactplan.models import Field
from tests.exports.conftest import Printer, read_pages
from tests.exports.plans import full_state

DIST = ROOT / "static" / "dist"
FORBIDDEN = {"img", "object", "iframe", "link", "style", "script", "embed", "base", "meta", "video"}
SECRET = "the-secret-of-this-machine"


class Canary(HTTPServer):
    """A server on loopback that must never be called."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.calls: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Listener(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.calls.append(self.path)  # type: ignore[attr-defined]  # the server is a Canary
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    server = Canary()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "secret.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text>{SECRET}</text></svg>')
    return path


def hostile(url: str, file: Path) -> str:
    """Return one text with every way we know to make a renderer fetch or embed something."""
    return f"""![a]({url}/md.png) ![b](file://{file}) [c](file://{file}) [d](javascript:alert(1))

<img src="{url}/img.png" onerror="alert(1)"><object data="file://{file}"></object><iframe src="{url}/frame"></iframe>
<a rel="attachment" href="file://{file}">x</a><link rel="attachment" href="file://{file}">
<link rel=stylesheet href="{url}/style.css">
<style>@import url({url}/import.css); * {{background: url({url}/bg.png)}}</style>
<svg><image href="{url}/svg.png"/><use href="file://{file}#a"/></svg><embed src="file://{file}">
<p style="background: url('{url}/inline.png')">y</p><script src="{url}/script.js"></script>
<base href="{url}/"><meta http-equiv=refresh content="0;{url}/meta">
<video src="{url}/v.mp4" poster="{url}/p.png"></video>

[ref]: {url}/ref
![ref] &lt;img src={url}/entity.png&gt; <{url}/auto>"""


def everywhere(text: str) -> Any:
    def say(_kind: str, _declared: Field, _number: int) -> str:
        return text

    return say


def test_nothing_typed_in_a_plan_is_fetched_or_embedded(printed: Printer, canary: Canary, secret: Path) -> None:
    # Prose has room for all of it; the shorter fields get what fits.
    text = hostile(canary.url, secret)
    state = full_state(everywhere(text), rows=2, title=text[:200], organisation=text[200:400])
    pdf = printed(state)
    assert canary.calls == []
    assert SECRET not in "".join(read_pages(pdf))
    assert not _embedded(pdf)


@pytest.mark.usefixtures("without_database")
def test_nothing_typed_in_a_plan_becomes_an_element_of_the_page(canary: Canary, secret: Path) -> None:
    state = full_state(everywhere(hostile(canary.url, secret)), rows=2)
    root = html5lib.parseFragment(str(render_body(build_document(state, Options.of()))), namespaceHTMLElements=False)
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    assert not FORBIDDEN & {element.tag for element in elements}
    assert not [element.tag for element in elements if any(name.startswith(("on", "style")) for name in element.attrib)]
    leads = [element.get("href") for element in elements if element.tag == "a" and element.get("href")]
    assert leads
    assert all(href.startswith(("#", "http://127.0.0.1")) for href in leads)


def test_the_renderer_itself_is_confined_too(canary: Canary, secret: Path, tmp_path: Path) -> None:
    """Should the cleaning ever fail, what is left is a fetcher that refuses."""
    target = tmp_path / "x.pdf"
    html = f"<!doctype html><html lang=nl><title>x</title><body>{hostile(canary.url, secret)}<p>rest</p></body>"
    print_pages(html, DIST, target, lambda _line: None)
    assert canary.calls == []
    assert "rest" in "".join(read_pages(target))
    assert SECRET not in "".join(read_pages(target))
    assert not _embedded(target)


def test_what_the_renderer_says_of_a_plan_stays_out_of_the_log(tmp_path: Path) -> None:
    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record.getMessage())

    kept: list[str] = []
    keeper = Keeper()
    logging.getLogger().addHandler(keeper)
    try:
        html = "<!doctype html><html lang=nl><title>x</title><a href='#none-of-your-business'>x</a><img src=file:///x>"
        print_pages(html, DIST, tmp_path / "x.pdf", lambda _line: None)
    finally:
        logging.getLogger().removeHandler(keeper)
    assert kept == []


def _embedded(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        found = [str(name) for name in pdf.attachments]
        annotations = [note for page in pdf.pages for note in page.get("/Annots", [])]
        found += ["annotation" for note in annotations if str(note.Subtype) == "/FileAttachment"]
        links = [str(note.A.get("/URI", "")) for note in annotations if "/A" in note]
        return found + [link for link in links if link.startswith(("file:", "javascript:"))]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "https://app.invalid/",
        "https://app.invalid/plans/1",
        "https://app.invalid.example/static/dist/fonts/source-sans-3-latin-400-normal.woff2",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        STATIC_URL + "manifest.json",
        STATIC_URL + "../../setup.cfg",
        STATIC_URL + "fonts/../../src/x.woff2",
        STATIC_URL + "%2e%2e/%2e%2e/x.woff2",
        STATIC_URL + "/etc/x.woff2",
        STATIC_URL + "fonts/none.woff2",
        "data:image/svg+xml,<svg/>",
        "data:text/html,x",
        "data:text/css,x",
    ],
)
def test_the_fetcher_refuses(url: str) -> None:
    with pytest.raises(ValueError, match="may not"):
        ConfinedFetcher(DIST).fetch(url)


def test_the_fetcher_follows_no_link_out_of_its_folder(tmp_path: Path, secret: Path) -> None:
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "out.woff2").symlink_to(secret)
    with pytest.raises(ValueError, match="may not"):
        ConfinedFetcher(folder).fetch(STATIC_URL + "out.woff2")


def test_the_fetcher_gives_our_fonts_and_pictures_that_are_in_the_document() -> None:
    fetcher = ConfinedFetcher(DIST)
    assert fetcher.fetch(STATIC_URL + "fonts/source-sans-3-latin-400-normal.woff2").read()[:4] == b"wOF2"
    assert fetcher.fetch("data:image/png;base64,iVBORw0KGgo=").read()[1:4] == b"PNG"
    assert BASE_URL.endswith(".invalid/")


@pytest.mark.usefixtures("without_database")
def test_participants_make_no_headings() -> None:
    state = full_state(everywhere("# Groot\n\n### Kleiner\n\n**vet**"), rows=1)
    html = str(render_body(build_document(state, Options.of())))
    assert "<p># Groot</p>" in html
    assert "<h1" not in html


@pytest.mark.parametrize(
    "text", ["\x01\x0b\x1f", "\ufffe\uffff", "👩‍👩‍👧 🇳🇱", "字 한 ไทย", "\u202e\u2066x", "a\u0300" * 90]
)
def test_characters_of_any_kind_do_no_harm(printed: Printer, text: str) -> None:
    pages = read_pages(printed(full_state(everywhere(f"begin {text} einde"), rows=1, title=f"T {text}")))
    assert "einde" in "".join(pages)
