"""Spread people over groups, so that colleagues meet others than each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def spread(libraries: Mapping[str, str], count: int, kept: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return in which of the groups 0 … ``count`` - 1 each person comes.

    ``libraries`` holds the library of each person by their id, ``kept`` the group of who is in one already: they stay.
    Library by library, whoever is next comes in the smallest group, and of equally small ones in that with the fewest
    of their library. So, where nobody is kept, sizes differ by at most one and no group has more people of a library
    than ceil(its people / count). Where some are kept, no group that somebody was added to is more than one larger
    than the smallest. The order in which people are given changes nothing. ``count`` below 1 raises ValueError.
    """
    if count < 1:
        raise ValueError("people are spread over one group or more")
    placed = {person: group for person, group in (kept or {}).items() if person in libraries and 0 <= group < count}
    sizes = Counter(placed.values())
    alike = Counter((libraries[person], group) for person, group in placed.items())
    for person in sorted(libraries.keys() - placed.keys(), key=lambda person: (libraries[person], person)):
        library = libraries[person]
        group = min(range(count), key=lambda group: (sizes[group], alike[library, group], group))
        placed[person] = group
        sizes[group] += 1
        alike[library, group] += 1
    return placed
