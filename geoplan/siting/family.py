r"""The family of siting problems, each built from minutes between demand points and sites.

Throughout, :math:`P_i` are people, :math:`t_{ij}` minutes, :math:`k_j` new copies at site *j*,
:math:`x_{ij}` people of *i* served at *j*; every member may have capacities, existing copies,
required and forbidden sites, several copies per site, costs with a budget instead of *p*, and
spacing (see ``SitingProblem``). Absent pairs of ``minutes`` cannot be served.
"""

from __future__ import annotations

from typing import TypedDict, Unpack

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from geoplan.access.decay import gradual
from geoplan.siting.problem import Floats, Ints, SitingProblem

Minutes = sparse.csc_array[np.float64]


class Rules(TypedDict, total=False):
    """What the sites of any member keep to, as in ``SitingProblem``.

    Where nothing is said, no copy stands, each site takes at most one new copy and none must.
    """

    copies_fixed: Ints
    copies_min: Ints
    copies_max: Ints
    capacity: Ints | None
    cost: Floats | None
    budget: float | None
    conflicts: Ints | None


def lscp(
    people: Ints, minutes: Minutes, within_min: float, **rules: Unpack[Rules]
) -> SitingProblem:
    r"""Build the location set covering problem: the fewest, or cheapest, copies that reach all.

    .. math:: \min \sum_j c_j k_j \quad \text{s.t. everybody served within } t \le T.

    Source: Toregas, Swain, ReVelle and Bergman (1971), Operations Research 19, 1363–1373;
    with capacities Current and Storbeck (1988), Environment and Planning B 15, 153–163.
    """
    near = _kept(minutes, minutes.data <= within_min, minutes.data)
    return SitingProblem("set-cover", people, near, **_full(minutes.shape[1], rules))


def mclp(
    people: Ints,
    minutes: Minutes,
    within_min: float,
    *,
    p: int | None = None,
    priority: Floats | None = None,
    **rules: Unpack[Rules],
) -> SitingProblem:
    r"""Build the maximal covering location problem: most people within a time.

    .. math:: \max \sum_{ij : t_{ij} \le T} w_i x_{ij} \quad \text{s.t. } \sum_j k_j = p.

    Source: Church and ReVelle (1974), Papers of the Regional Science Association 32, 101–118;
    with capacities Current and Storbeck (1988).
    """
    reached = minutes.data <= within_min
    benefit = _weighted(minutes, np.ones(minutes.nnz), priority)
    pairs = _kept(minutes, reached & (benefit > 0), benefit)
    return SitingProblem("coverage", people, pairs, p=p, **_full(minutes.shape[1], rules))


def gradual_coverage(
    people: Ints,
    minutes: Minutes,
    *,
    full_min: float,
    limit_min: float,
    p: int | None = None,
    priority: Floats | None = None,
    **rules: Unpack[Rules],
) -> SitingProblem:
    r"""Build gradual coverage: benefit falls from 1 at ``full_min`` to 0 at ``limit_min``.

    .. math:: \max \sum_{ij} w_i\, g(t_{ij})\, x_{ij} \quad \text{s.t. } \sum_j k_j = p.

    Source: Berman, Krass and Drezner (2003), European Journal of Operational Research 151,
    474–480.
    """
    share = gradual(minutes.data, full_min=full_min, limit_min=limit_min)
    benefit = _weighted(minutes, share, priority)
    pairs = _kept(minutes, benefit > 0, benefit)
    return SitingProblem("coverage", people, pairs, p=p, **_full(minutes.shape[1], rules))


def p_median(
    people: Ints, minutes: Minutes, *, p: int | None = None, **rules: Unpack[Rules]
) -> SitingProblem:
    r"""Build the *p*-median problem: least travel of everybody together.

    .. math:: \min \sum_{ij} t_{ij} x_{ij} \quad \text{s.t. } \sum_j x_{ij} = P_i,\
              \sum_j k_j = p.

    Source: Hakimi (1964), Operations Research 12, 450–459; ReVelle and Swain (1970),
    Geographical Analysis 2, 30–42.
    """
    return SitingProblem("median", people, minutes, p=p, **_full(minutes.shape[1], rules))


def p_center(
    people: Ints, minutes: Minutes, *, p: int | None = None, **rules: Unpack[Rules]
) -> SitingProblem:
    r"""Build the *p*-center problem: the person who has farthest to go has it as near as can be.

    .. math:: \min \max_{x_{ij} > 0} t_{ij} \quad \text{s.t. } \sum_j x_{ij} = P_i,\
              \sum_j k_j = p.

    Source: Hakimi (1964), Operations Research 12, 450–459; vertex *p*-center by a series of set
    covers, Minieka (1970), SIAM Review 12, 138–139.
    """
    return SitingProblem("center", people, minutes, p=p, **_full(minutes.shape[1], rules))


def spacing_conflicts(site_xy_m: Floats, spacing_m: float) -> Ints:
    """Return the pairs of sites nearer to each other than a spacing, shape (pairs, 2).

    Parameters
    ----------
    site_xy_m
        Positions in metres, shape (sites, 2).
    spacing_m
        Least distance between two new facilities, in metres.
    """
    pairs = cKDTree(site_xy_m).query_pairs(spacing_m, output_type="ndarray").astype(np.int64)
    apart = np.hypot(*(site_xy_m[pairs[:, 0]] - site_xy_m[pairs[:, 1]]).T)
    near: Ints = pairs[apart < spacing_m]
    by_site: Ints = near[np.lexsort((near[:, 1], near[:, 0]))]
    return by_site


def _full(sites: int, rules: Rules) -> Rules:
    none = np.zeros(sites, np.int64)
    usual: Rules = {"copies_fixed": none, "copies_min": none, "copies_max": none + 1}
    return {**usual, **rules}


def _weighted(minutes: Minutes, benefit: Floats, priority: Floats | None) -> Floats:
    return benefit if priority is None else benefit * priority[minutes.indices]


def _kept(minutes: Minutes, kept: np.ndarray, data: Floats) -> Minutes:
    """Return ``data`` at the kept pairs of ``minutes``; a kept zero stays stored."""
    before = np.concatenate([[0], np.cumsum(kept)])
    pairs: Minutes = sparse.csc_array(
        (data[kept].astype(np.float64), minutes.indices[kept], before[minutes.indptr]),
        shape=minutes.shape,
    )
    return pairs
