"""A programme whose relaxation is tighter: with cuts, without what no better solution uses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from geoplan.progress import Progress, Standing, silent
from geoplan.siting.highs import TOLERANCE, Programme, Relaxed, relax
from geoplan.siting.odd_rows import Cuts, broken_cuts

ROUNDS = 50
WORTHWHILE = 0.005  # of all that the cuts have gained: a round that gains less is the last


def strengthened(
    programme: Programme, known: float = np.inf, *, progress: Progress = silent
) -> Programme:
    """Add the cuts that the relaxation breaks, and fix what no solution better than one known uses.

    Parameters
    ----------
    programme
        One that has a solution. Its cover rows (at least 1, all factors 1) hold only variables
        that are whole at some optimum, whether they are said to be whole or not.
    known
        Objective of a solution; solutions as good as this stay.
    progress
        Called with the stage, the share of the rounds that is done, and how things stand.

    Returns
    -------
    Programme
        With the same variables, more rows and narrower bounds.

    Source: Crowder, Johnson and Padberg (1983), Operations Research 31, 803–834, for cuts and
    fixing ahead of branch and bound.
    """
    cover, given = _cover_rows(programme), programme
    relaxed = relax(programme)
    first = relaxed.objective
    for number in range(ROUNDS):
        cuts = broken_cuts(cover, relaxed.values)
        if cuts.lower.size == 0 or relaxed.objective > known:
            break
        before, programme = relaxed.objective, _with(_needed(programme, given, relaxed), cuts)
        relaxed = relax(programme)
        progress("Cuts", number / ROUNDS, Standing(known, relaxed.objective))
        if relaxed.objective - before < WORTHWHILE * (relaxed.objective - first):
            break
    progress("Cuts", 1.0)
    return _fixed(_needed(programme, given, relaxed), relaxed, known)


def _cover_rows(programme: Programme) -> sparse.csr_array[np.float64]:
    """Return the rows that ask for at least one of some variables."""
    other = programme.rows.copy()
    other.data = (other.data != 1).astype(np.float64)
    ones = other.sum(axis=1) == 0
    cover = sparse.csr_array(
        programme.rows[(programme.row_lower == 1) & np.isinf(programme.row_upper) & ones]
    )
    cover.sort_indices()
    return cover


def _with(programme: Programme, cuts: Cuts) -> Programme:
    upper = np.full(cuts.lower.size, np.inf)
    return replace(
        programme,
        rows=sparse.csr_array(sparse.vstack([programme.rows, cuts.rows])),
        row_lower=np.concatenate([programme.row_lower, cuts.lower]),
        row_upper=np.concatenate([programme.row_upper, upper]),
    )


def _needed(programme: Programme, given: Programme, relaxed: Relaxed) -> Programme:
    """Return the programme without the rows added that the optimum of its relaxation can spare."""
    kept = relaxed.prices != 0
    kept[: given.row_lower.size] = True
    return replace(
        programme,
        rows=sparse.csr_array(programme.rows[np.flatnonzero(kept)]),
        row_lower=programme.row_lower[kept],
        row_upper=programme.row_upper[kept],
    )


def _fixed(programme: Programme, relaxed: Relaxed, known: float) -> Programme:
    """Return the programme with those variables fixed whose change would cost too much."""
    room = known - relaxed.objective + TOLERANCE * max(1.0, abs(relaxed.objective))
    low = programme.whole & (relaxed.reduced_costs > room)
    high = programme.whole & (-relaxed.reduced_costs > room)
    return replace(
        programme,
        lower=np.where(high, programme.upper, programme.lower),
        upper=np.where(low, programme.lower, programme.upper),
    )
