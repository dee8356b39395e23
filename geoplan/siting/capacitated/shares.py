"""From shares of copies, as a relaxation has them, to whole copies in the same places."""

from __future__ import annotations

import heapq

import numpy as np
from scipy import sparse

from geoplan.siting.problem import Floats, Ints, SitingProblem

NEGLIGIBLE = 0.005  # of a copy; so little is no sign that one belongs there
WHOLE = 1e-6  # nearer to a whole number than this is whole


def whole_copies(problem: SitingProblem, shares: Floats) -> Ints:
    """Round shares of copies to whole copies so that each region keeps as many as it has.

    Of the sites with part of a copy, the two that serve most alike come first: what the one has
    less of goes to the other, until one of them is whole. Each step leaves the sum as it is and
    moves copies no farther than need be.

    Parameters
    ----------
    problem
        Says who is served where.
    shares
        New copies at each site, in part, shape (sites,).

    Returns
    -------
    Ints
        Whole copies, shape (sites,); what is left of a share without a neighbour is dropped. The
        rules between sites are not looked at.

    Notes
    -----
    Pairwise rounding as in Ageev and Sviridenko, *Journal of Combinatorial Optimization* 8
    (2004), but with the pair chosen by likeness.
    """
    active = np.flatnonzero(shares > NEGLIGIBLE)
    share = shares[active] * (shares.sum() / max(shares[active].sum(), NEGLIGIBLE))
    alike = _likeness(problem, active)
    alive = np.abs(share - np.round(share)) > WHOLE

    def nearest(one: int) -> tuple[float, int]:
        span = slice(alike.indptr[one], alike.indptr[one + 1])
        others, likeness = alike.indices[span], alike.data[span] * alive[alike.indices[span]]
        if others.size == 0:
            return 0.0, one
        best = int(np.argmax(likeness))
        return float(likeness[best]), int(others[best])

    queue = [(-nearest(one)[0], one) for one in np.flatnonzero(alive).tolist()]
    heapq.heapify(queue)
    while queue:
        promised, one = heapq.heappop(queue)
        likeness, other = nearest(one)
        if not alive[one] or likeness == 0:
            continue
        if likeness < -promised:
            heapq.heappush(queue, (-likeness, one))
            continue
        _merge(share, one, other)
        for site in (one, other):
            alive[site] = abs(share[site] - round(share[site])) > WHOLE
            if alive[site]:
                heapq.heappush(queue, (-nearest(site)[0], site))
    copies = np.zeros(shares.size, np.int64)
    copies[active] = np.floor(share + WHOLE)
    return np.minimum(copies, problem.copies_max)


def _merge(share: Floats, one: int, other: int) -> None:
    """Move as much from the lesser part to the greater as makes one of them whole."""
    if share[one] % 1 < share[other] % 1:
        one, other = other, one
    moved = min(1 - share[one] % 1, share[other] % 1)
    share[one] += moved
    share[other] -= moved


def _likeness(problem: SitingProblem, sites: Ints) -> sparse.csr_array[np.float64]:
    """Return how alike sites serve people, as the cosine between their benefits."""
    weight = sparse.diags_array(np.sqrt(problem.people.astype(np.float64)))
    benefit = sparse.csc_array(weight @ problem.pairs[:, sites])
    length = np.sqrt(np.asarray(benefit.multiply(benefit).sum(axis=0)))
    unit = benefit @ sparse.diags_array(1 / np.where(length > 0, length, 1))
    alike = sparse.csr_array(unit.T @ unit)
    alike.setdiag(0)
    alike.sort_indices()
    return alike
