r"""The capacitated median as a problem of coverage, and its answer back in minutes.

With a benefit of :math:`M - t_{ij}` for each person served, the greatest benefit serves everybody,
if that is possible, with the fewest minutes, provided that M is so large that no saving of minutes
pays for leaving somebody out. To serve one person more takes, at worst, a chain of moves that runs
through every open site once, each move taking at most the longest of the times longer; so

.. math:: M > (\text{open sites} + 1) \max t_{ij}

is enough.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy import sparse

from geoplan.errors import InfeasibleError
from geoplan.siting.problem import Siting, SitingProblem


def as_coverage(problem: SitingProblem) -> tuple[SitingProblem, float]:
    """Return the problem of coverage that a median problem is, and M.

    M is a power of two, so that sums with it are exact.
    """
    minutes = problem.pairs
    open_sites = min(int((problem.copies_fixed > 0).sum()) + problem.most_copies, minutes.shape[1])
    longest = minutes.data.max(initial=0.0)
    much = 2.0 ** math.floor(math.log2((open_sites + 1) * max(longest, 1.0)) + 1)
    benefit = sparse.csc_array(
        (much - minutes.data, minutes.indices, minutes.indptr), minutes.shape
    )
    return replace(problem, objective="coverage", pairs=benefit), much


def as_median(problem: SitingProblem, covering: Siting, much: float) -> Siting:
    """Return the solution of a median problem from that of the problem of coverage.

    Raises
    ------
    InfeasibleError
        If not everybody is served.
    """
    everybody = int(problem.people.sum())
    served = int(covering.served.sum())
    if served < everybody:
        raise InfeasibleError(
            f"everybody must be served, but the best choice of facilities that was found leaves "
            f"{everybody - served:,} of {everybody:,} people without a place; open more, raise "
            "capacity or allow more time."
        )
    objective = math.fsum(_served_minutes(problem, covering))
    bound = math.nextafter(much * everybody - covering.bound, -math.inf)
    return replace(covering, objective=objective, bound=min(max(bound, 0.0), objective))


def _served_minutes(problem: SitingProblem, covering: Siting) -> np.ndarray:
    """Return the minutes of all people of each pair together."""
    served = sparse.csc_array(covering.served)
    minutes: np.ndarray = problem.pairs.multiply(served).tocoo().data
    return minutes
