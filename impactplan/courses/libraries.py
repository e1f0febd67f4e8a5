"""Which people of a round are colleagues: the library that the coordinator entered says so."""

from __future__ import annotations


def library_key(name: str) -> str:
    """Return what two spellings of one library have in common; without a name one has no colleagues."""
    return " ".join(name.split()).casefold()


def are_colleagues(one: str, other: str) -> bool:
    return library_key(one) != "" and library_key(one) == library_key(other)
