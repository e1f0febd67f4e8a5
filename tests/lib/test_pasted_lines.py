"""Typed lines are read back as they were written, whatever stands in their parts."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from impactplan.lib.pasted import read_cells, read_lines
from tests.support.typed import write_line

pytestmark = pytest.mark.usefixtures("without_database")
PART = st.text(st.sampled_from('ab ;|"\n+,'), max_size=8).map(str.strip)


@example([[';"', ';"']])
@given(st.lists(st.lists(PART, min_size=1, max_size=4).filter(any), max_size=4))
def test_what_is_written_is_read_back(rows: list[list[str]]) -> None:
    read = read_lines("\n".join(map(write_line, rows)))
    assert [drop_last_empty(parts) for parts in read] == [drop_last_empty(parts) for parts in rows]


def drop_last_empty(parts: list[str]) -> list[str]:
    while parts and not parts[-1]:
        parts = parts[:-1]
    return parts


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a; b;c", [["a", "b", "c"]]),
        ("a;; c\n\n \nd", [["a", "", "c"], ["d"]]),
        ("a; b | c", [["a; b", "c"]]),
        ("a | b\nc; d", [["a", "b"], ["c", "d"]]),
        ('"a; b"; c', [["a; b", "c"]]),
        ('"a\nb" ; "c ""d"""', [["a\nb", 'c "d"']]),
        ('say "a"; "b', [['say "a"', '"b']]),
        ("a\tb", [["a\tb"]]),
    ],
)
def test_lines_are_divided(text: str, rows: list[list[str]]) -> None:
    assert read_lines(text) == rows


def test_cells_are_not_divided_by_what_divides_lines() -> None:
    assert read_cells("a; b\tc | d\ne") == [["a; b", "c | d"], ["e"]]
