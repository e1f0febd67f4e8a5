"""What was asked for last is kept, up to so much of it."""

from __future__ import annotations

from impactplan.lib.recent import Recent


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    recent = Recent[str, int](2)
    recent.keep("a", 1)
    recent.keep("b", 2)
    assert recent.find("a") == 1
    recent.keep("c", 3)
    assert [recent.find(key) for key in "abc"] == [1, None, 3]


def test_no_more_is_kept_than_fits_by_its_size() -> None:
    recent = Recent[str, str](10, len)
    for key, value in (("a", "123456"), ("b", "1234"), ("a", "12")):
        recent.keep(key, value)
    assert (recent.find("a"), recent.find("b"), recent.size) == ("12", "1234", 6)
    recent.keep("c", "123456789")
    assert (recent.find("a"), recent.find("b"), recent.find("c"), recent.size) == (None, None, "123456789", 9)
    recent.keep("d", "what does not fit at all")
    assert (recent.find("c"), recent.find("d"), recent.size) == (None, None, 0)


def test_all_of_it_can_be_forgotten() -> None:
    recent = Recent[str, str](10, len)
    recent.keep("a", "123")
    recent.forget_all()
    assert (recent.find("a"), recent.size) == (None, 0)
