"""Chromium against the real program: a server per test process, and people of one's own for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from impactplan.models import db
from tests.browser.people import Stage
from tests.support.browsers import find_browser
from tests.support.server import Server, running

PATIENCE = 20_000
"""Milliseconds after which what is waited for does not come any more, however busy the machine is."""
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = ["gpu", "quic", "background-networking", "component-update", "sync"]
    options = ["--no-sandbox", "--no-first-run", *(f"--disable-{what}" for what in quiet)]
    return {"executable_path": find_browser(), "args": options}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="session")
def app_beside(server: Server) -> Flask:
    """An app on the data of the server, which takes as long to make as a page to open."""
    return server.app()


@pytest.fixture
def stage(server: Server, app_beside: Flask) -> Iterator[Stage]:
    """Arrange people and plans in the server's database; each test gets people of its own."""
    with app_beside.app_context():
        yield Stage(server)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def open_browser(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Return a page in a browser of its own: ``open_browser(width=390, javascript=False)``.

    Whatever the test is about, no page may break its content policy or throw.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def watch(page: Page) -> None:
        page.set_default_timeout(PATIENCE)
        page.on("console", hear)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))

    def open_one(*, width: int = 1280, height: int = 900, javascript: bool = True, **more: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            base_url=more.pop("base_url", server.base_url),
            reduced_motion="reduce",
            **more,
        )
        context.on("page", watch)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # what is still on its way is nothing to the next test
        context.close()
    assert faults == []
