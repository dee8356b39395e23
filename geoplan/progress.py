"""How long work tells that it moves on."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with the name of a stage and the share of it that is done, 0 to 1.

    ``note`` says how things stand, such as the gap so far.
    """

    def __call__(self, stage: str, share: float, note: str = "", /) -> None:
        """Tell how far a stage is."""


def silent(stage: str, share: float, note: str = "", /) -> None:
    """Tell nobody."""


def standing(objective: float, bound: float) -> str:
    """Return in a few words how far a solution may be from the best.

    Examples
    --------
    >>> standing(990.0, 1000.0)
    'best 990, bound 1,000, gap 1.00%'
    """
    greater = max(abs(objective), abs(bound))
    gap = abs(bound - objective) / greater if greater > 0 else 0.0
    return f"best {objective:,.0f}, bound {bound:,.0f}, gap {gap:.2%}"
