"""How long work tells that it moves on."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol


class Standing(NamedTuple):
    """How far the best solution found may be from the best there is.

    Parameters
    ----------
    objective
        Of the best found.
    bound
        None is better.

    Examples
    --------
    >>> str(Standing(990.0, 1000.0))
    'best 990, bound 1,000, gap 1.00%'
    """

    objective: float
    bound: float

    def __str__(self) -> str:
        """Return it in a few words."""
        greater = max(abs(self.objective), abs(self.bound))
        gap = abs(self.bound - self.objective) / greater if greater > 0 else 0.0
        return f"best {self.objective:,.0f}, bound {self.bound:,.0f}, gap {gap:.2%}"


class Progress(Protocol):
    """Called with the name of a stage and the share of it that is done, 0 to 1.

    ``note`` says in a few words how things stand.
    """

    def __call__(self, stage: str, share: float, note: Standing | str = "", /) -> None:
        """Tell how far a stage is."""


def silent(stage: str, share: float, note: Standing | str = "", /) -> None:
    """Tell nobody."""


def in_terms(progress: Progress, of: Callable[[float], float]) -> Progress:
    """Return what tells ``progress`` objectives and bounds in other terms.

    Parameters
    ----------
    progress
        Who is told.
    of
        Returns in the terms wanted what is given in those of the search.
    """

    def tell(stage: str, share: float, note: Standing | str = "", /) -> None:
        if isinstance(note, Standing):
            note = Standing(of(note.objective), of(note.bound))
        progress(stage, share, note)

    return tell
