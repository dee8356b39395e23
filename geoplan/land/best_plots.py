"""The best plots for one facility, without measuring what cannot be among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from geoplan.land.kept_gain import Elsewhere
from geoplan.siting.problem import Floats, Ints


class Best(NamedTuple):
    """The best plots in order: their rows, exact shares of the gain, and scores."""

    rows: Ints
    share: Floats
    score: Floats


def best_plots(
    elsewhere: Elsewhere,
    places: Ints,
    score: Callable[[Ints, Floats], Floats],
    *,
    count: int,
    keep: float,
) -> Best:
    """Return the plots of greatest score on which a facility keeps its gain.

    The share of the gain is measured exactly, in falling order of what the score could be by an
    upper bound of the share, until so many plots score at least what any other could.

    Parameters
    ----------
    elsewhere
        The facility.
    places
        Place of each plot among those of ``elsewhere``, shape (plots,).
    score
        Returns the scores of some rows of ``places`` at some shares; greater where those are.
    count
        Plots to return, at most.
    keep
        Share that a plot must keep.

    Returns
    -------
    Best
        By falling score; of equals, the plot that stands first.
    """
    share = elsewhere.at_most(places)
    waiting = np.flatnonzero(share >= keep)
    hope = np.full(places.size, -np.inf)
    hope[waiting] = score(waiting, share[waiting])
    measured: list[int] = []
    while waiting.size:
        at = int(waiting[np.argmax(hope[waiting])])
        if len(measured) >= count and np.sort(hope[measured])[-count] >= hope[at]:
            break
        share[at] = elsewhere.exactly(int(places[at]), floor=np.nextafter(keep, 0.0))
        waiting = waiting[waiting != at]
        if share[at] >= keep:
            measured.append(at)
            hope[at] = score(np.array([at]), share[[at]])[0]
        share[waiting] = np.minimum(share[waiting], elsewhere.at_most_again(places[waiting]))
        waiting = waiting[share[waiting] >= keep]
        hope[waiting] = score(waiting, share[waiting])
    rows = np.array(measured, np.int64)
    rows = rows[np.lexsort((rows, -hope[rows]))][:count]
    return Best(rows, share[rows], hope[rows])
