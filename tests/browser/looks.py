"""Looks at a page: is anything in the way of somebody, too wide, or in another language?"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from impactplan.config import PACKAGE, ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In a picture the words of a link are broken into lines and hyphenated, and its label has them whole. axe compares
# them letter by letter; ``test_links_in_pictures_are_called_what_they_show`` does it as people read.
FIND = """async options => {
    const found = await axe.run(document, options);
    const drawn = (rule, { target }) =>
        rule === "label-content-name-mismatch" && document.querySelector(target[0]).closest("svg");
    return found.violations.flatMap(({ id, help, nodes }) =>
        nodes.filter(node => !drawn(id, node)).map(node => `${id}: ${help}: ${node.html.slice(0, 200)}`));
}"""
# What is wider than the screen, unless it scrolls by itself or is cut off for the eye; and whether the page as a whole
# scrolls sideways.
TOO_WIDE = """() => {
    const scrolls = element => element && element !== document.documentElement && element !== document.body &&
        (["auto", "scroll"].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const seen = element => !element.closest(".unseen")
        && element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
    const wide = [...document.querySelectorAll("body *")].filter(element => seen(element) && !element.closest("svg")
        && element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement));
    const whole = document.documentElement.scrollWidth;
    return [...(whole > innerWidth ? [`page: ${whole}`] : []), ...wide.map(element => element.outerHTML.slice(0, 120))];
}"""
# All that a page says in its own language; a document in the language of its plan is marked as such.
VISIBLE = """() => {
    const attributes = ["aria-label", "title", "placeholder", "alt"];
    const own = element => element.closest("[lang]").lang === document.documentElement.lang;
    const spoken = [...document.querySelectorAll(attributes.map(name => `[${name}]`).join())].filter(own)
        .flatMap(element => attributes.map(name => element.getAttribute(name) ?? ""));
    const lines = [...document.querySelectorAll("body, body *")]
        .filter(element => own(element) && !["SCRIPT", "STYLE", "TEXTAREA"].includes(element.tagName))
        .flatMap(element => [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data));
    const data = [...document.querySelectorAll("script[type='application/json']")]
        .flatMap(script => Object.values(JSON.parse(script.textContent)));
    return [document.title, ...spoken, ...lines, ...data];
}"""


def find_violations(page: Page, *, again: bool = False) -> list[str]:
    """Run axe, and say each violation in a line; again, on another width, without what depends on style sheets alone:
    for that they are all fetched and read once more."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options: dict[str, Any] = {"runOnly": RULES, "resultTypes": ["violations"]}
    if again:
        options["rules"] = {"css-orientation-lock": {"enabled": False}}
    found: list[str] = page.evaluate(FIND, options)
    return found


def find_too_wide(page: Page) -> list[str]:
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def squeeze(text: str) -> str:
    return " ".join(text.split())


@cache
def texts() -> list[tuple[str, str]]:
    """Return pairs of (English, Dutch) of two words or more, without names to fill in and really different."""
    with open(PACKAGE / "translations" / "nl" / "LC_MESSAGES" / "messages.po", "rb") as file:
        catalogue = read_po(file)
    pairs = []
    for message in catalogue:
        english, dutch = (str(one if isinstance(one, str) else one[0]) for one in (message.id, message.string or ""))
        plain = "%(" not in english and "{" not in english and not message.fuzzy
        if plain and len(re.findall(r"[^\W\d_]{2,}", english)) >= 2 and dutch and english != dutch:
            pairs.append((squeeze(english), squeeze(dutch)))
    return pairs


def find_foreign_words(page: Page, language: str) -> list[str]:
    """Return what a page says in the other language."""
    expect(page.locator("html")).to_have_attribute("lang", language)
    other = {pair[1 if language == "en" else 0] for pair in texts()}
    own = {pair[0 if language == "en" else 1] for pair in texts()}
    said = {squeeze(text) for text in page.evaluate(VISIBLE)}
    return sorted(said & (other - own))


def choose(page: Page, language: str) -> None:
    page.get_by_role("button", name={"en": "English", "nl": "Nederlands"}[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
