"""Libraries as people enter them: which spellings are the same library, and who are colleagues."""

from __future__ import annotations

from impactplan.lib.names import fold


def library_key(name: str) -> str:
    """Return a key that is equal for names that a reader takes for the same."""
    return fold(name)


def are_colleagues(library: str, other: str) -> bool:
    """Tell whether two people belong to one library, as entered; without a library one has no colleagues."""
    return library_key(library) != "" and library_key(library) == library_key(other)
