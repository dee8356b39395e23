"""One offer for each site, no plot twice, with the greatest total of scores."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from geoplan.siting.problem import Floats, Ints

NONE = -1
HALF = 0.5  # values are whole but for the solver's tolerance


def assign(site: Ints, plots: sparse.csr_array[np.float64], score: Floats, *, sites: int) -> Ints:
    r"""Return the offer that each site is given.

    As many sites as can be get one, and of such choices the one with the greatest total counts:
    with :math:`x_o` 1 where an offer is taken,

    .. math::

        \max \sum_o (n + s_o) x_o, \quad \sum_{o \text{ of } i} x_o \le 1, \quad
        \sum_{o \ni q} x_o \le 1,

    *n* sites, scores :math:`s_o` from 0 to 1. Without offers of several plots it is an assignment
    problem, whose relaxation is whole; with them it is set packing.

    Parameters
    ----------
    site
        Of each offer, counted from 0, shape (offers,).
    plots
        1 where an offer takes a plot, offers × plots.
    score
        Of each offer, 0 to 1.
    sites
        Number of sites.

    Returns
    -------
    ndarray
        Number of the offer of each site, -1 where nothing is left for it, shape (sites,).

    Examples
    --------
    >>> plots = sparse.csr_array(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))
    >>> assign(np.array([0, 0, 1]), plots, np.array([0.9, 0.8, 0.5]), sites=2).tolist()
    [1, 2]
    """
    offers = site.size
    given = np.full(sites, NONE)
    if not offers:
        return given
    of_site = sparse.csr_array((np.ones(offers), (site, np.arange(offers))), shape=(sites, offers))
    once = sparse.vstack([of_site, plots.T], format="csr")
    found = milp(
        -(sites + score),
        integrality=np.ones(offers, np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(once, ub=1),
        options={"mip_rel_gap": 0.0},
    )
    taken = np.flatnonzero(np.asarray(found.x) > HALF)
    given[site[taken]] = taken
    return given
