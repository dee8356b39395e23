"""Whom a site serves, by commune, and the minutes that they save."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def by_commune(people: NDArray[Any], home: pd.Series[str]) -> pd.Series[Any]:
    """Return people of cells summed by commune.

    Parameters
    ----------
    people
        Of each cell, shape (cells,).
    home
        Commune of each cell, shape (cells,).
    """
    codes = pd.Index(home.to_numpy(), name="commune_code")
    return pd.Series(people, codes).groupby(level=0).sum()


def in_words(served: pd.Series[int], names: pd.Series[str]) -> str:
    """Return people by commune as text, commune after commune parted by semicolons.

    Examples
    --------
    >>> in_words(pd.Series({"00001": 6200}), pd.Series({"00001": "Phường An"}))
    'Phường An: 6200'
    """
    return "; ".join(f"{names[str(code)]}: {people}" for code, people in served.items() if people)


def minutes_saved(
    before_min: NDArray[np.floating], after_min: NDArray[np.floating], people: NDArray[Any]
) -> tuple[float, float]:
    """Return the minutes that people save on one trip: their mean, and all together.

    Only who reaches a facility both before and after counts; NaN when nobody does.

    Parameters
    ----------
    before_min, after_min
        Minutes of each cell, inf where nothing is in reach, shape (cells,).
    people
        Of each cell, shape (cells,).
    """
    counts = np.isfinite(before_min) & np.isfinite(after_min) & (people > 0)
    if not counts.any():
        return float("nan"), float("nan")
    together = float((before_min[counts] - after_min[counts]) @ people[counts])
    return together / float(people[counts].sum()), together
