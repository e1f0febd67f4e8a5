"""What cannot be done, and why: raised below, put into words by whoever shows it."""

from __future__ import annotations


class Refusal(Exception):
    """Something that cannot be done; ``reason`` is a key by which the page finds its words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
