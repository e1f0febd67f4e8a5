"""The design tokens: the one place for colours, spaces, radii and type sizes.

Pictures and documents read the constants; the web pages read the same values as CSS custom properties:
``python -m impactplan.lib.tokens`` prints them for the asset build. The second half of that CSS dresses the
NL Design System components in our tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#faf8f4",
        "surface": "#ffffff",
        "panel": "#f5f2eb",
        "ink": "#1c2733",
        "muted": "#55606c",
        "line": "#ddd8cd",  # decoration only
        "field": "#767c85",  # borders of controls
        "accent": "#00616b",
        "accent-deep": "#004a52",  # the accent under the pointer
        "accent-soft": "#e3f0f0",
        "module-1": "#3d4fa1",
        "module-2": "#00616b",
        "module-3": "#8a4b00",
        "module-4": "#8b2f62",
        "module-5": "#39661b",
        "warns": "#8a4b00",
        "warns-soft": "#fdf1de",
        "blocks": "#a3201d",
        "blocks-soft": "#fbeae8",
        "good": "#2d6a1f",
        "good-soft": "#ecf3e8",
    }
)
"""Colour name → ``#rrggbb``."""

SHAPES: Final[Mapping[str, str]] = MappingProxyType({"warns": "△", "blocks": "■", "good": "✓"})
"""The shape that goes with each colour that means something: colour never speaks alone."""

SPACES: Final = (4, 8, 12, 16, 24, 32, 48, 64)
"""The steps of white space, in CSS pixels; ``--ip-space-1`` is the first."""

RADII: Final[Mapping[str, int]] = MappingProxyType({"control": 4, "card": 8})
"""Corner radii in CSS pixels."""

TYPE: Final[Mapping[str, int]] = MappingProxyType({"tiny": 13, "small": 15, "base": 17, "h3": 18, "h2": 22, "h1": 32})
"""Type sizes on screen in CSS pixels; the style sheet has them in rem, so that a reader's own size counts."""

FONTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sans": "Source Sans, Source Sans Ext, DejaVu Sans, system-ui, sans-serif",
        "serif": "Source Serif, Source Serif Ext, DejaVu Serif, Georgia, serif",
    }
)
"""Font stacks, unquoted so that they fit an attribute: the families carry no digits for that reason.

``Ext`` holds the rarer letters, under a name of its own in the PDF; browsers have them under the first name."""

WEIGHTS: Final[Mapping[str, int]] = MappingProxyType({"normal": 400, "strong": 600})

OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "leading": "1.5",
        "leading-tight": "1.25",
        "measure": "68ch",
        "target": "44px",
        "target-dense": "24px",
        "motion": "150ms",
        "focus-width": "3px",
        "focus-offset": "2px",
        "shadow-raised": "0 2px 8px rgb(28 39 51 / 12%)",
    }
)
"""Tokens that are no colour, space, radius or size: CSS name → CSS value."""


def css() -> str:
    """Return all tokens as CSS: ``--ip-…`` for our own rules, ``--utrecht-…`` for the components."""
    lines = [f"  {name}: {value};" for name, value in (*_own_properties(), *_component_properties())]
    return "\n".join([":root {", "  color-scheme: light;", *lines, "}", ""])


def _own_properties() -> Iterator[tuple[str, str]]:
    for name, value in COLOURS.items():
        yield f"--ip-{name}", value
    for step, pixels in enumerate(SPACES, start=1):
        yield f"--ip-space-{step}", _rem(pixels)
    for name, pixels in RADII.items():
        yield f"--ip-radius-{name}", f"{pixels}px"
    for name, pixels in TYPE.items():
        yield f"--ip-text-{name}", _rem(pixels)
    for name, stack in FONTS.items():
        yield f"--ip-font-{name}", stack
    for name, weight in WEIGHTS.items():
        yield f"--ip-weight-{name}", str(weight)
    for name, value in OTHERS.items():
        yield f"--ip-{name}", value


def _rem(pixels: int) -> str:
    return f"{pixels / 16:g}rem"


def _component_properties() -> Iterator[tuple[str, str]]:
    for component, properties in _COMPONENTS.items():
        for name, token in properties.items():
            yield f"--utrecht-{component}-{name}", re.sub(r"^\$(.+)", r"var(--ip-\1)", token)


def _inset(block: str, inline: str) -> dict[str, str]:
    return {f"padding-{side}": block for side in ("block-start", "block-end")} | {
        f"padding-{side}": inline for side in ("inline-start", "inline-end")
    }


def _button(part: str, ground: str, text: str, border: str, hover: str) -> dict[str, str]:
    """Return the properties of one appearance of the button, at rest and pointed at or pressed."""
    states = (("", ground), ("hover-", hover), ("focus-", ground), ("active-", hover))
    return {f"{part}border-width": "1px"} | {
        f"{part}{state}{name}": value
        for state, background in states
        for name, value in (("background-color", background), ("border-color", border), ("color", text))
    }


def _disabled(part: str) -> dict[str, str]:
    colours = {"background-color": "$panel", "border-color": "$line", "color": "$muted"}
    return {f"{part}disabled-{name}": value for name, value in colours.items()}


def _checked(state: str, ground: str) -> dict[str, str]:
    colours = {"background-color": ground, "border-color": ground, "color": "$surface"}
    return {f"checked-{state}{name}": value for name, value in colours.items()}


def _alert(kind: str, colour: str, ground: str) -> dict[str, str]:
    return {
        f"{kind}-background-color": ground,
        f"{kind}-border-color": colour,
        f"{kind}-border-width": "1px",
        f"{kind}-color": "$ink",
        f"icon-{kind}-color": colour,
    }


def _heading(size: str, above: str) -> dict[str, str]:
    return {
        "color": "$ink",
        "font-family": "$font-serif",
        "font-size": size,
        "font-weight": "$weight-strong",
        "line-height": "$leading-tight",
        "margin-block-start": above,
        "margin-block-end": "$space-2",
    }


# Component → property → value; "$name" stands for our token --ip-name. Textbox, textarea, select and checkbox
# follow form-control; select-font-size stays unset, because the component also uses it as a font weight.
_COMPONENTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "document": {"color": "$ink", "font-family": "$font-sans"},
        "focus": {
            "outline-color": "$accent",
            "outline-offset": "$focus-offset",
            "outline-style": "solid",
            "outline-width": "$focus-width",
            "inverse-outline-color": "$surface",
        },
        "pointer-target": {"min-size": "$target"},
        "action": {
            "activate-cursor": "pointer",
            "submit-cursor": "pointer",
            "disabled-cursor": "not-allowed",
        },
        "button": {
            "border-radius": "$radius-control",
            "column-gap": "$space-2",
            "font-family": "$font-sans",
            "font-size": "$text-base",
            "font-weight": "$weight-strong",
            "icon-size": "1.25em",
            "line-height": "$leading-tight",
            "min-block-size": "$target",
            "min-inline-size": "$target",
            **_inset("$space-2", "$space-4"),
            **_button("", "$surface", "$accent", "$accent", "$accent-soft"),
            **_button("primary-action-", "$accent", "$surface", "$accent", "$accent-deep"),
            **_button("secondary-action-", "$surface", "$accent", "$accent", "$accent-soft"),
            **_button("subtle-", "transparent", "$accent", "transparent", "$accent-soft"),
            **_disabled(""),
            **_disabled("primary-action-"),
            **_disabled("secondary-action-"),
        },
        "form-control": {
            "background-color": "$surface",
            "border-color": "$field",
            "border-radius": "$radius-control",
            "border-width": "1px",
            "color": "$ink",
            **_disabled(""),
            "focus-border-color": "$accent",
            "font-family": "$font-sans",
            "font-size": "$text-base",
            "font-weight": "$weight-normal",
            "hover-border-color": "$accent",
            "invalid-border-color": "$blocks",
            "invalid-border-width": "2px",
            "line-height": "$leading",
            "max-inline-size": "100%",
            "placeholder-color": "$muted",
            "read-only-background-color": "$panel",
            "read-only-border-color": "$line",
            "read-only-color": "$ink",
            **_inset("$space-2", "$space-3"),
        },
        "textarea": {"min-block-size": "5.5em"},
        "checkbox": {"size": "$target-dense", "margin-inline-end": "$space-2"},
        "radio-button": {
            "background-color": "$surface",
            "border-color": "$field",
            "border-width": "1px",
            **_checked("", "$accent"),
            **_checked("focus-", "$accent"),
            **_checked("hover-", "$accent-deep"),
            "focus-border-color": "$accent",
            "hover-border-color": "$accent",
            "invalid-border-color": "$blocks",
            "invalid-border-width": "2px",
            "icon-size": "0.75rem",
            "margin-inline-end": "$space-2",
            "size": "$target-dense",
        },
        "form-label": {
            "color": "$ink",
            "disabled-color": "$muted",
            "font-size": "$text-base",
            "font-weight": "$weight-strong",
            "checkbox-font-weight": "$weight-normal",
            "checked-font-weight": "$weight-normal",
            "radio-font-weight": "$weight-normal",
        },
        "form-field": {
            "label-margin-block-end": "$space-1",
            "margin-block-start": "$space-5",
            "margin-block-end": "$space-5",
            "invalid-border-inline-start-color": "$blocks",
            "invalid-border-inline-start-width": "3px",
            "invalid-padding-inline-start": "$space-3",
        },
        "form-field-description": {
            "color": "$muted",
            "font-size": "$text-small",
            "font-style": "normal",
            "line-height": "$leading",
            "invalid-color": "$blocks",
            "valid-color": "$good",
            "warning-color": "$warns",
            "margin-block-start": "$space-1",
            "margin-block-end": "$space-2",
        },
        "link": {
            "color": "$accent",
            "active-color": "$accent-deep",
            "focus-color": "$accent-deep",
            "hover-color": "$accent-deep",
            "visited-color": "$accent",
            "text-decoration": "underline",
            "text-decoration-thickness": "1px",
            "text-underline-offset": "0.15em",
            "hover-text-decoration-thickness": "2px",
            "current-font-weight": "$weight-strong",
        },
        "alert": {
            "background-color": "$surface",
            "border-color": "$line",
            "border-radius": "$radius-card",
            "border-width": "1px",
            "color": "$ink",
            "column-gap": "$space-3",
            "content-row-gap": "$space-2",
            "message-row-gap": "$space-1",
            "icon-size": "1.25em",
            **_inset("$space-3", "$space-4"),
            **_alert("info", "$accent", "$accent-soft"),
            **_alert("ok", "$good", "$good-soft"),
            **_alert("warning", "$warns", "$warns-soft"),
            **_alert("error", "$blocks", "$blocks-soft"),
        },
        "heading": {"color": "$ink", "font-family": "$font-serif", "font-weight": "$weight-strong"},
        "heading-1": _heading("$text-h1", "0"),
        "heading-2": _heading("$text-h2", "$space-6"),
        "heading-3": _heading("$text-h3", "$space-5"),
        "table": {
            "font-family": "$font-sans",
            "font-size": "$text-small",
            "line-height": "$leading",
            "caption-color": "$ink",
            "caption-font-family": "$font-sans",
            "caption-font-size": "$text-base",
            "caption-font-weight": "$weight-strong",
            "caption-line-height": "$leading-tight",
            "caption-margin-block-end": "$space-2",
            "caption-text-align": "start",
            "header-color": "$muted",
            "header-font-weight": "$weight-strong",
            "header-border-block-end-color": "$field",
            "header-border-block-end-width": "1px",
            "row-border-block-end-color": "$line",
            "row-border-block-end-width": "1px",
            "cell-selected-background-color": "$accent-soft",
            "cell-selected-color": "$ink",
            **{f"cell-{name}": value for name, value in _inset("$space-2", "$space-3").items()},
        },
    }
)


if __name__ == "__main__":
    print(css(), end="")
