from __future__ import annotations

import re

import pytest

from impactplan.lib.tokens import COLOURS, css


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])))
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "accent") for ground in ("surface", "paper", "panel")),
    *((f"module-{number}", ground) for number in range(1, 6) for ground in ("surface", "paper", "panel")),
    *((name, f"{name}-soft") for name in ("accent", "warns", "blocks", "good")),
    *(("ink", f"{name}-soft") for name in ("accent", "warns", "blocks", "good")),
    ("surface", "accent"),
    ("surface", "accent-deep"),
]


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("ground", ["surface", "paper", "panel"])
def test_borders_of_controls_stand_out(ground: str) -> None:
    assert contrast("field", ground) >= 3


def test_the_style_sheet_has_every_colour_once() -> None:
    sheet = css()
    for name, value in COLOURS.items():
        assert sheet.count(f"  --ip-{name}: {value};") == 1


def test_components_refer_only_to_tokens_that_exist() -> None:
    sheet = css()
    defined = set(re.findall(r"^  (--ip-[\w-]+):", sheet, re.MULTILINE))
    used = set(re.findall(r"var\((--ip-[\w-]+)\)", sheet))
    assert used
    assert used <= defined


def test_no_property_is_set_twice() -> None:
    names = re.findall(r"^  (--[\w-]+):", css(), re.MULTILINE)
    assert len(names) == len(set(names))


def test_a_select_keeps_its_font_weight() -> None:
    # The component takes select-font-size for the weight as well.
    assert "--utrecht-select-font-size" not in css()
