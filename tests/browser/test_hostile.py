"""Text that wants to run, fetch or break out: in every field, on every page, in the document and in the PDF."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Dialog, Page, expect

from impactplan.models import KINDS, User
from impactplan.steps import STEPS
from tests.browser.people import Stage, sign_in
from tests.browser.steps import answer, control, expect_text, field, open_step, saved
from tests.browser.words import nl

Open = Callable[..., Page]
ALIVE = 'script:not([type="application/json"]), img, iframe, object, embed, style, base'
"""What runs or fetches; data of our own for a script does neither."""
PROTOCOLS = 'links => links.map(link => new URL(link.getAttribute("href"), location.href).protocol)'
RAN = "window.ran = 1; document.title = 'ran'"


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """Return the address of a server that nothing may call, and the list of those who did."""
    calls: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_HEAD = do_GET

        def log_message(self, *_args: Any) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=listener.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listener.server_port}", calls
    listener.shutdown()
    thread.join(10)
    listener.server_close()


def attacks(address: str) -> list[str]:
    return [
        f"<script>{RAN}; fetch('{address}/script')</script>",
        f"<script src='{address}/src.js'></script>",
        f"<img src=x onerror=\"{RAN}\"><img src='{address}/img.png'>",
        f"![x]({address}/markdown.png) ![y](file:///etc/hostname) ![z](data:image/svg+xml;base64,PHN2Zy8+)",
        f"<svg onload=\"{RAN}\"><image href='{address}/svg.png'/><script>{RAN}</script></svg>",
        f"<p style=\"background: url('{address}/style.png')\">stijl</p><style>@import '{address}/import.css';</style>",
        "[klik](javascript:window.ran=1) [data](data:text/html,<script>window.ran=1</script>)",
        "<javascript:window.ran=1> <file:///etc/hostname> [bestand](file:///etc/hostname)",
        f"<a rel=attachment href=file:///etc/hostname>bijlage</a> <a rel=attachment href='{address}/bijlage'>b</a>",
        f"<iframe src='{address}/frame'></iframe><object data='{address}/object'></object>",
        f"<embed src='{address}/embed'><video src='{address}/video' poster='{address}/poster'></video>",
        f"<link rel=stylesheet href='{address}/link.css'><base href='{address}/'><meta http-equiv=refresh content='0'>",
        f"[ref]: {address}/ref\n[x][ref] <form action='{address}/form'><button>ok</button></form>",
        "\"><script>window.ran = 1</script> ' onfocus='window.ran=1' {{ 7*7 }} {% raw %} %(x)s {0} </textarea></title>",
    ]


def hostile(address: str, limit: int) -> str:
    """Return as many attacks as fit."""
    text = "\n\n".join(attacks(address))
    return text if len(text) <= limit else attacks(address)[-1][:limit]


@pytest.fixture
def hostile_plan(stage: Stage, canary: tuple[str, list[str]]) -> tuple[str, User]:
    """A plan in which every field that takes text holds something hostile."""
    olga = stage.person("olga")
    plan_id = stage.plan(olga, title=attacks(canary[0])[2][:200])
    made: dict[str, str] = {}
    for step in STEPS:
        for kind in (KINDS[key] for key in step.kinds):
            values: dict[str, Any] = {}
            for name, declared in kind.fields.items():
                if declared.is_text:
                    values[name] = hostile(canary[0], declared.limit)
                elif targets := [made[key] for key in declared.targets if key in made]:
                    values[name] = tuple(targets) if declared.type == "refs" else targets[0]
                elif declared.choices and declared.type == "choice":
                    values[name] = declared.choices[0][0]
                elif declared.type == "scale":
                    values[name] = declared.high
            if kind.sheet:
                stage.write(plan_id, olga, kind.key, **values)
            else:
                made[kind.key] = stage.row(plan_id, olga, kind.key, **values)
    return plan_id, olga


@pytest.mark.long
def test_nothing_runs_and_nothing_is_fetched(
    stage: Stage,
    open_browser: Open,
    canary: tuple[str, list[str]],
    hostile_plan: tuple[str, User],
    tmp_path: Path,
) -> None:
    plan_id, olga = hostile_plan
    page = sign_in(open_browser(), olga)
    dialogs: list[str] = []
    asked: list[str] = []

    def hear(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    page.on("request", lambda request: asked.append(request.url))
    # When every page is opened on which those texts are shown
    for path in pages_of(stage, plan_id):
        answered = page.goto(path)
        assert answered is not None
        assert answered.ok, path
        expect(page.get_by_role("heading", level=1)).to_be_attached()
        page.locator("main").evaluate("main => main.querySelectorAll('details').forEach(part => part.open = true)")
        assert page.evaluate("window.ran") is None, path
        assert page.locator(f"main :is({ALIVE})").count() == 0, path
        links = page.locator("main a[href]").evaluate_all(PROTOCOLS)
        assert set(links) <= {"http:", "https:", "mailto:"}, path
    # And the PDF is made
    pdf = make_pdf(page, plan_id, tmp_path)
    # Then nothing ran, nothing was called, and nothing is enclosed
    assert dialogs == []
    assert canary[1] == []
    assert [url for url in asked if not url.startswith((stage.server.base_url, "data:image/svg+xml,"))] == []
    look_into(pdf)


def pages_of(stage: Stage, plan_id: str) -> list[str]:
    """Return every address where texts of a plan are shown, each row opened once."""
    state, plan = stage.state(plan_id), f"/plans/{plan_id}"
    paths = ["/", f"{plan}/", f"{plan}/document", f"{plan}/history", f"{plan}/sharing"]
    for step in STEPS:
        paths.append(f"{plan}/steps/{step.key}")
        for key in step.kinds:
            rows = () if KINDS[key].sheet else state.rows(key)
            paths += [f"{plan}/steps/{step.key}?row={row.id}" for row in rows]
            refs = [key] if KINDS[key].sheet else [row.id for row in rows]
            names = [name for name, declared in KINDS[key].fields.items() if declared.is_text]
            paths += [f"{plan}/items/{key}/{ref}/{name}/history" for ref in refs for name in names[:1]]
    return paths


def make_pdf(page: Page, plan_id: str, folder: Path) -> Path:
    page.goto(f"/plans/{plan_id}/document")
    page.locator(".cover-card--chosen").get_by_role("button", name=nl("Make PDF")).click()
    download = page.get_by_role("link", name=nl("Download the PDF"))
    expect(download).to_be_visible(timeout=60_000)
    with page.expect_download() as handed:
        download.click()
    path = folder / "plan.pdf"
    handed.value.save_as(path)
    return path


def look_into(path: Path) -> None:
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "onerror" in text  # what was typed is there, as text
    assert Path("/etc/hostname").read_text(encoding="utf-8").strip() not in text.replace("/etc/hostname", "")
    with pikepdf.open(path) as pdf:
        assert len(pdf.attachments) == 0
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        assert "/OpenAction" not in pdf.Root or "/JS" not in pdf.Root.OpenAction
        for pdf_page in pdf.pages:
            for note in pdf_page.get("/Annots", []):
                address = str(note.A.get("/URI", "")) if "/A" in note else ""
                assert not address.lower().startswith(("javascript:", "data:", "file:"))
                assert note.Subtype != "/FileAttachment"


def test_what_is_typed_comes_back_to_the_letter(
    stage: Stage, open_browser: Open, canary: tuple[str, list[str]]
) -> None:
    # Given hostile text typed by hand, looked at in the preview
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(), olga), plan_id, "challenge")
    text = "\n".join(attacks(canary[0]))
    answer(page, "challenge", statement=text, group_concerned=attacks(canary[0])[-1])
    saved(page)
    place = field(page, "challenge", "statement")
    place.locator("textarea").focus()
    expect(place.locator("[data-look]")).to_contain_text("onerror")
    assert place.locator("[data-look] :is(script, img, svg, iframe, style)").count() == 0
    assert place.locator("[data-look] a[href^=javascript]").count() == 0
    assert page.evaluate("window.ran") is None
    # Then a new page shows the same letters
    page.reload()
    expect_text(page, "challenge", "statement", text)
    expect_text(page, "challenge", "group_concerned", attacks(canary[0])[-1])
    assert canary[1] == []


def test_any_script_of_the_world_survives(stage: Stage, open_browser: Open) -> None:
    olga = stage.person("olga")
    plan_id = stage.plan(olga)
    page = open_step(sign_in(open_browser(), olga), plan_id, "challenge")
    text = "👩🏽‍🏫 e\u0301 é ﷺ שלום עולם 𝒳𝒴 \u202eomgekeerd\u202c 漢字 \u200bnul"
    control(page, "challenge", "statement").fill(text)
    saved(page)
    page.reload()
    expect_text(page, "challenge", "statement", text)
    assert stage.sheet(plan_id, "challenge")["statement"] == text
