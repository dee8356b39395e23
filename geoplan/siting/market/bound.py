r"""How much a group of entrants can capture at most, by a concave relaxation.

Let :math:`y_j \in [0, 1]` open sites in part, :math:`\sum_j y_j = p`. With attraction
:math:`a_{ij}`, rival attraction :math:`E_i` and :math:`h_i(A) = A / (A + E_i)`, a group *S* wins of
each person of cell *i* the share :math:`g_i(S) h_i(A_i(S))`, which is no more than

.. math::

    \gamma_i m_i + \min(R_i m_i, d_i), \qquad
    m_i = \min\Bigl(h_i\bigl(\sum_j a_{ij} y_j\bigr), \sum_j h_i(a_{ij}) y_j\Bigr), \quad
    d_i = \sum_j (g_{ij} - \gamma_i)^+ y_j,

where :math:`\gamma_i` is participation today and :math:`R_i` its rise if every site were open: *h*
is subadditive, participation rises by no more than :math:`R_i` and by no more than the sum of the
rises that single sites bring, and nobody is won twice. The right side is concave in *y*, also with
each least of two replaced by any fixed weighting of the two. So for every such weighting *F* and
every *y*, :math:`F(y) + \max_s \nabla F(y) \cdot (s - y)` bounds all groups, where *s* runs over
the choices of *p* sites, at most one of each exclusive set.

Sources: Frank and Wolfe (1956), An algorithm for quadratic programming, Naval Research Logistics
Quarterly 3, 95–110, for the steps and the bound; Benati and Hansen (2002), The maximum capture
problem with random utilities, European Journal of Operational Research 143, 518–530, for the
concave relaxation of shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import expit

from geoplan.siting.market.field import Floats, MarketField, Whole, best_of_each_set

STEPS = 100
CONVERGED = 1e-4  # share of the value that a step could still bring at most
HALVINGS = 20  # of the step length; 2**-20 of a step changes nothing
ROUNDING = 1e-12  # more than the sums here can be off by, relative
SOFTNESS = 0.01  # share of a person within which two limits count about the same


def capture_bound(field: MarketField, exclusive: Whole, start: list[int]) -> float:
    """Return people whom no group of as many entrants as ``start`` captures more than.

    Parameters
    ----------
    field
        The market.
    exclusive
        Set that each site belongs to; no two sites of one set open together; shape (sites,).
    start
        A good group, from which the search for a low bound sets out.
    """
    if not start:
        return 0.0
    relaxation = _relaxed(field)
    at = relaxation.reach(start)
    bound = np.inf
    for _ in range(STEPS):
        value, slopes = relaxation.value(at)
        best = best_of_each_set(relaxation.site_values(slopes), exclusive)[: len(start)]
        step = relaxation.reach(best) - at
        rise = float((slopes * step).sum())
        bound = min(bound, value + rise)
        if rise <= CONVERGED * value:
            break
        at = at + _step_length(relaxation, at, step) * step
    return bound * (1 + ROUNDING)


@dataclass(frozen=True)
class _Relaxation:
    """The concave relaxation; ``at`` stands for sums over open sites, shape (3, cells).

    Its rows are the sums of ``parts``: attraction, shares won alone, and rises in participation.
    """

    field: MarketField
    rise_max: Floats
    parts: tuple[sparse.csc_array[np.float64], ...]

    def reach(self, sites: Sequence[int] | Whole) -> Floats:
        """Return the sums of the parts over ``sites``."""
        sums: list[Floats] = [part[:, sites].sum(axis=1) for part in self.parts]
        return np.array(sums)

    def site_values(self, slopes: Floats) -> Floats:
        """Return the slope along each site, shape (sites,)."""
        values = np.zeros(self.parts[0].shape[1])
        for part, slope in zip(self.parts, slopes, strict=True):
            values += part.T @ slope
        return values

    def value(self, at: Floats) -> tuple[float, Floats]:
        """Return people captured at most, and the slopes along ``at``, shape (3, cells).

        Which of two limits counts is weighted softly, so that a step does not flip it; any weights
        make a valid bound, and these make a low one.
        """
        attraction, alone, rise = at
        rival, contested = self.field.rival, self.field.rival > 0
        total = np.where(contested, attraction + rival, 1.0)
        joint = np.where(contested, attraction / total, 1.0)
        joint_counts = expit((alone - joint) / SOFTNESS)
        share = joint_counts * joint + (1 - joint_counts) * alone
        limit_counts = expit((rise - self.rise_max * share) / SOFTNESS)
        people = self.field.people
        sharing = people * (self.field.participation + limit_counts * self.rise_max)
        rising = people * (1 - limit_counts)
        slopes = [sharing * joint_counts * rival / total**2, sharing * (1 - joint_counts), rising]
        return float((sharing * share + rising * rise).sum()), np.array(slopes)


def _relaxed(field: MarketField) -> _Relaxation:
    attraction, coverage = field.attraction, field.coverage
    cells = attraction.indices
    share = attraction.data / (attraction.data + field.rival[cells])
    rise = np.maximum(coverage.data - field.participation[cells], 0.0)
    rise_max = np.zeros_like(field.people)
    np.maximum.at(rise_max, cells, rise)
    alone = sparse.csc_array((share, cells, attraction.indptr), attraction.shape)
    rises = sparse.csc_array((rise, cells.copy(), attraction.indptr.copy()), attraction.shape)
    rises.eliminate_zeros()
    return _Relaxation(field, rise_max, (attraction, alone, rises))


def _step_length(relaxation: _Relaxation, at: Floats, step: Floats) -> float:
    """Return the share of a step after which the value no longer rises, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        _, slopes = relaxation.value(at + middle * step)
        if (slopes * step).sum() > 0:
            low = middle
        else:
            high = middle
    return low
