"""What geoplan did to a file on its own account, to be said to whoever gave it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Standing = Literal["Read", "Guessed", "Repaired", "Derived", "Assumed"]


SHOWN = 5  # names in a list


class Note(NamedTuple):
    """One sentence, and how sure what it says is."""

    standing: Standing
    text: str


def listed(names: Sequence[str]) -> str:
    """Return names in a list, the first few of many.

    Examples
    --------
    >>> listed(["An", "Bình"]), listed([])
    ('An, Bình', 'none')
    """
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return (", ".join(names[:SHOWN]) or "none") + more
