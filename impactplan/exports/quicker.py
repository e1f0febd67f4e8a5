"""Lets WeasyPrint remember what it works out again and again. Import this only when printing.

Each of these gives what WeasyPrint gives, and a document is the same with and without them: tests compare the files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import pydyf
import weasyprint
from weasyprint.css import StyleFor
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout.percent import resolve_percentages, resolve_radii_percentages
from weasyprint.text.fonts import get_font_description
from weasyprint.text.line_break import strut

SIDES = ("top", "right", "bottom", "left")
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
SIZES = tuple(f"{prefix}{side}" for side in ("width", "height") for prefix in ("", "min_", "max_"))
RESOLVED = (*(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES), *SIZES, *BORDERS)
CORNERS = tuple(f"border_{side}_{end}_radius" for side in ("top", "bottom") for end in ("left", "right"))
SQUARE = dict.fromkeys(CORNERS, (0, 0))
Function = Callable[..., Any]


def remember_all() -> None:
    """Put what remembers in the place of what does not, everywhere in WeasyPrint."""
    replace_everywhere(strut, _remembered_by_style(strut))
    replace_everywhere(get_font_description, _remembered_by_style(get_font_description))
    replace_everywhere(resolve_percentages, _resolve)
    replace_everywhere(resolve_radii_percentages, _resolve_radii)
    Box.is_in_normal_flow = _is_in_normal_flow
    StyleFor.set_computed_styles = _set_computed_styles
    pydyf.PDF.page_references = property(_page_references)


def replace_everywhere(function: Function, other: Function) -> None:
    """Put another function in the place of one, also where it was imported by name."""
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] == weasyprint.__name__ and vars(module).get(function.__name__) is function:
            setattr(module, function.__name__, other)


def _remembered_by_style(function: Function) -> Function:
    """Return a function of a style that remembers its result with the style. A style is copied before it is changed,
    and a copy remembers nothing."""
    name = f"remembered_{function.__name__}"

    @wraps(function)
    def remembered(style: Any) -> Any:
        known = style.__dict__
        if name not in known:
            known[name] = function(style)
        return known[name]

    return remembered


def _resolve(box: Any, containing_block: Any) -> None:
    """Set the sizes of a box, which hang on its style, on what it is in, and on borders that it shares in a table."""
    style, own = box.style, box.__dict__
    if isinstance(box, PageBox):
        resolve_percentages(box, containing_block)
        return
    if isinstance(containing_block, Box):
        key = containing_block.width, containing_block.height
    else:
        key = tuple(containing_block)
    if style["border_collapse"] == "collapse":
        key += tuple(map(own.get, BORDERS))
    known = style.__dict__.setdefault("remembered_sizes", {})
    if key in known:
        own.update(known[key])
    else:
        resolve_percentages(box, containing_block)
        known[key] = {name: own[name] for name in RESOLVED}


def _resolve_radii(box: Any) -> None:
    """Set the radii of the corners of a box, which are nearly always none."""
    known = box.style.__dict__
    if "remembered_square" not in known:
        known["remembered_square"] = all((0, "px") in box.style[name] for name in CORNERS)
    if known["remembered_square"]:
        box.__dict__.update(SQUARE)
    else:
        resolve_radii_percentages(box)


_ask_in_normal_flow = Box.is_in_normal_flow


def _is_in_normal_flow(box: Any) -> bool:
    known = box.style.__dict__
    if "remembered_flow" not in known:
        known["remembered_flow"] = _ask_in_normal_flow(box)
    return bool(known["remembered_flow"])


_compute_styles = StyleFor.set_computed_styles


def _set_computed_styles(
    self: Any, element: Any, parent: Any, root: Any = None, pseudo_type: Any = None, *how: Any, **more: Any
) -> None:
    """Share the styles of pseudo-elements that are alike, as WeasyPrint does with those of elements."""
    if not pseudo_type or pseudo_type.startswith("@"):
        _compute_styles(self, element, parent, root, pseudo_type, *how, **more)
        return
    cascaded = self.get_cascaded_styles()[element, pseudo_type]
    computed = self.get_computed_styles()
    declared = tuple((name, id(value), weight) for name, (value, weight) in cascaded.items())
    key = id(computed[parent, None]), pseudo_type, declared
    shared = self.__dict__.setdefault("remembered_styles", {})
    if key not in shared:
        _compute_styles(self, element, parent, root, pseudo_type, *how, **more)
        shared[key] = computed[element, pseudo_type]
    computed[element, pseudo_type] = shared[key]


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """Return the references to all pages, which are asked for with each element of a document."""
    known: tuple[bytes, ...] = pdf.__dict__.get("remembered_references", ())
    numbers = pdf.pages["Kids"][::3] if len(pdf.pages["Kids"]) != 3 * len(known) else ()
    if numbers:
        known = pdf.remembered_references = tuple(f"{number} 0 R".encode("ascii") for number in numbers)
    return known
