"""What a real browser takes over the wire for a page of a step: the first time, again, and after a save.

Bytes as they were sent, with their headers and compressed, from ``impactplan run``.
"""

from __future__ import annotations

import sys
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.clients import let_in, serving
from bench.town import town
from tests.support.browsers import find_browser

STEP = "challenge"
QUIET = 800
"""Milliseconds in which nothing more comes."""


class Wire:
    """Counts what a browser is sent, by what it asked for."""

    def __init__(self, session: CDPSession) -> None:
        self.asked: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.taken: dict[str, float] = {}
        session.on("Network.requestWillBeSent", self._note_request)
        session.on("Network.loadingFinished", self._note_end)
        session.send("Network.enable")

    def _note_request(self, event: Any) -> None:
        self.asked[event["requestId"]] = f"{event['request']['method']} {event.get('type', '')}"

    def _note_end(self, event: Any) -> None:
        kind = self.asked.get(event["requestId"], "?")
        self.taken[kind] = self.taken.get(kind, 0) + event["encodedDataLength"]

    def show(self, name: str) -> None:
        parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in sorted(self.taken.items()) if size)
        print(f"{name:<16}{sum(self.taken.values()) / 1000:>8.1f} kB   {parts}", flush=True)
        self.taken.clear()


def save(page: Page) -> None:
    field = page.locator("textarea").first
    field.fill("Een andere tekst, om te bewaren.")
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        field.blur()
    page.wait_for_timeout(QUIET)


def main() -> int:
    with town(1) as app, serving(app, "run", 1) as served, sync_playwright() as playwright:
        person = let_in(app, served.port, 1)[0]
        name, _equals, value = person.cookie.partition("=")
        address = f"http://127.0.0.1:{served.port}/plans/{person.plan_id}/steps/{STEP}"
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        context = browser.new_context(locale="nl-NL")
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        wire = Wire(context.new_cdp_session(page))
        for when in ("the first time", "again"):
            page.goto(address, wait_until="networkidle")
            wire.show(when)
        save(page)
        wire.show("after a save")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
