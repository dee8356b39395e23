"""A choice of sites improved by choosing anew around one open site after another."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from geoplan.progress import Progress, silent
from geoplan.siting.highs import Programme, minimise
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Floats, Ints

OPEN = 15  # copies chosen anew at a time
NODES = 200  # of branch and bound, each time
SEED = 0  # of the order of the sites


def improved(
    programme: Programme,
    start: Ints,
    known: float,
    alike: sparse.csr_array[np.float64],
    *,
    step: float = 0.0,
    seconds: float | None = None,
    progress: Progress = silent,
) -> tuple[Ints, float]:
    """Choose anew among the sites nearest to each open one, all others left as they are.

    Parameters
    ----------
    programme
        Its first variables are the copies at each site; all are whole at some optimum.
    start
        A feasible choice of these, shape (sites,).
    known
        Its objective.
    alike
        How alike columns are, see ``split_cuts.likeness``: near is who is alike by steps.
    step
        Two different objectives differ by at least so much.
    seconds
        Wall time after which no other choice begins; None for no limit.
    progress
        Called with the stage and the share of the open sites that is done.

    Returns
    -------
    tuple
        The best choice found and its objective.

    Source: Shaw (1998), Principles and Practice of Constraint Programming, LNCS 1520, 417–431.
    """
    begun, size = time.perf_counter(), start.size
    apart = sparse.csr_array(alike[:size, :size])
    apart.data = 2.0 - apart.data  # twins are a step apart too
    copies = start.copy()
    centres = np.random.default_rng(SEED).permutation(np.flatnonzero(start)).tolist()
    for number, centre in enumerate(centres):
        progress("Search", number / len(centres))
        if seconds is not None and time.perf_counter() - begun >= seconds:
            break
        steps: Floats = csgraph.dijkstra(apart, indices=centre)
        nearest = np.argsort(steps, kind="stable")
        anew = np.zeros(size, np.bool_)
        anew[nearest[: int(np.searchsorted(np.cumsum(copies[nearest]), OPEN)) + 1]] = True
        lower, upper = programme.lower.copy(), programme.upper.copy()
        lower[:size] = np.where(anew, lower[:size], copies)
        upper[:size] = np.where(anew, upper[:size], copies)
        part = replace(programme, lower=lower, upper=upper)
        outcome = minimise(part, Limits(nodes=NODES), start=copies, step=step)
        if outcome.values is None:
            continue
        values = np.rint(outcome.values)
        objective = float(programme.cost @ values) + programme.offset
        if objective < known:
            copies, known = values[:size].astype(np.int64), objective
    progress("Search", 1.0)
    return copies, known
