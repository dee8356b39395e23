"""One plot for each site, no plot twice, with the greatest total of scores."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from geoplan.siting.problem import Floats, Ints

NONE = -1
LEFT_OUT = 3.0  # costs more than any plot, so that as many sites as can have one
WORST = 2.0


def assign(site: Ints, plot: Ints, score: Floats, *, sites: int) -> Ints:
    """Return the pair that each site is given.

    As many sites as can be get a plot, and of such choices the one with the greatest total.

    Parameters
    ----------
    site, plot
        Of each pair that is possible, counted from 0, shape (pairs,).
    score
        Of each pair, 0 to 1.
    sites
        Number of sites.

    Returns
    -------
    ndarray
        Number of the pair of each site, -1 where no plot is left for it, shape (sites,).

    Notes
    -----
    An assignment problem on the sparse pairs, each site with a place of its own besides for being
    left out. Source: Karp (1980), An algorithm to solve the m × n assignment problem in expected
    time O(mn log n), Networks 10, as scipy has it.

    Examples
    --------
    >>> assign(
    ...     np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0.9, 0.8, 0.5]), sites=2
    ... ).tolist()
    [1, 2]
    """
    if not sites:
        return np.empty(0, np.int64)
    plots, place = np.unique(plot, return_inverse=True)
    rows = np.concatenate([site, np.arange(sites)])
    columns = np.concatenate([place, plots.size + np.arange(sites)])
    cost = np.concatenate([WORST - score, np.full(sites, sites * LEFT_OUT)])
    pairs = sparse.csr_array((cost, (rows, columns)), shape=(sites, plots.size + sites))
    chosen_site, chosen = min_weight_full_bipartite_matching(pairs)
    of_site = np.full(sites, NONE)
    of_site[chosen_site] = chosen
    given = np.full(sites, NONE)
    held = np.flatnonzero(of_site[site] == place)
    given[site[held]] = held
    return given
