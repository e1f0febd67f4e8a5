from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impactplan.diagram import svg
from tests.diagram.cases import SVG, parse


def picture(*children: str, **changes: str) -> str:
    values = {"prefix": "p", "title_text": "Titel", "description": "Uitleg", "font": "sans-serif"} | changes
    return svg.picture(*children, width=10, height=5, **values)


@given(st.text(), st.text())
def test_any_text_makes_valid_xml(content: str, attribute: str) -> None:
    root = parse(picture(svg.text(content, fill=attribute), title_text=content, description=attribute))
    assert root.find(f"{SVG}title") is not None


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])))
def test_spoken_text_survives_unchanged(content: str) -> None:
    title = parse(picture(title_text=content)).findtext(f"{SVG}title")
    assert title == content


def test_control_characters_are_dropped() -> None:
    assert svg.clean("a\x00b\x0bc\ud800d\ufffe\te\n") == "abcd\te\n"


def test_markup_in_a_text_is_escaped() -> None:
    assert svg.text('<b> & "x"', fill='"<') == '<text fill=\'"&lt;\'>&lt;b&gt; &amp; "x"</text>'


def test_an_accent_is_written_with_its_letter() -> None:
    assert svg.text("e\u0301") == "<text>é</text>"


@pytest.mark.parametrize("name", ["style", "class_", "onclick", "onload"])
def test_attributes_that_the_policy_blocks_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="does not work"):
        svg.element("rect", **{name: "x"})


@pytest.mark.parametrize("href", ["/plans/3", "?row=3", "#u1", "https://example.org/a", "mailto:a@example.org"])
def test_links_of_our_own_are_kept(href: str) -> None:
    assert f'href="{href}"' in svg.link(href, "naam", "<g/>")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//example.org", "data:text/html,x", " /x", "/a b", "/\\x"])
def test_other_addresses_are_refused(href: str) -> None:
    with pytest.raises(ValueError, match="not a safe address"):
        svg.link(href, "naam", "<g/>")


def test_a_picture_has_a_name_and_a_description() -> None:
    root = parse(picture())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "p-title"
    assert root.find(f"{SVG}title[@id='p-title']") is not None
    assert root.find(f"{SVG}desc[@id='p-desc']") is not None
    assert root.get("viewBox") == "0 0 10 5"


def test_a_picture_with_links_lets_them_be_reached() -> None:
    assert parse(picture(svg.link("/x", "naam", "<g/>"))).get("role") == "group"


def test_an_id_needs_a_usable_prefix() -> None:
    with pytest.raises(ValueError, match="start of an id"):
        picture(prefix="3 x")


@pytest.mark.parametrize(("value", "written"), [(1.0, "1"), (-0.001, "0"), (2.345678, "2.35"), (10, "10")])
def test_numbers_are_short(value: float, written: str) -> None:
    assert svg.number(value) == written
