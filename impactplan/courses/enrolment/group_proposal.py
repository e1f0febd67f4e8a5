"""Spread people over groups, so that colleagues meet others than each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def spread(libraries: Mapping[str, str], count: int, kept: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return the group of each person, from 0 to ``count`` - 1.

    ``libraries`` maps the id of each person to their library, ``kept`` those who stay in a group to that group.
    Library by library, each next person goes to the smallest group, and among equally small ones to that with the
    fewest of their library. So, where nobody is kept, sizes differ by at most one, and no group has more people of a
    library than ceil(its people / count). Where some are kept, no group that somebody was added to is more than one
    larger than the smallest. The order of the people does not matter. ``count`` below 1 raises ValueError.
    """
    if count < 1:
        raise ValueError("people are spread over one group or more")
    assigned = {person: group for person, group in (kept or {}).items() if person in libraries and 0 <= group < count}
    sizes = Counter(assigned.values())
    alike = Counter((libraries[person], group) for person, group in assigned.items())
    for person in sorted(libraries.keys() - assigned.keys(), key=lambda person: (libraries[person], person)):
        library = libraries[person]
        group = min(range(count), key=lambda group: (sizes[group], alike[library, group], group))
        assigned[person] = group
        sizes[group] += 1
        alike[library, group] += 1
    return assigned
