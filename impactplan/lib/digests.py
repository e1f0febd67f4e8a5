"""A digest of all that something holds, under which what was made of it is found again."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any


def digest(value: object, ways: Mapping[type, Callable[[Any], Any]] = copyreg.dispatch_table) -> bytes:
    """Return the same bytes for equal values, and in practice only for these. ``ways`` says of some types how they are
    written down, as ``copyreg`` does. What cannot be written down raises TypeError, AttributeError or PicklingError."""
    into = io.BytesIO()
    pickler = pickle.Pickler(into, protocol=5)
    pickler.fast = True  # equal things are the same bytes, whether they are one object or two
    pickler.dispatch_table = ways
    try:
        pickler.dump(value)
    except KeyError as error:  # of the many sets within each other that this way of pickling loses count of
        raise pickle.PicklingError("sets within sets") from error
    return blake2b(into.getbuffer(), digest_size=20).digest()
