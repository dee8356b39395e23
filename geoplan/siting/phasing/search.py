"""The best years for the items of a programme, with a bound."""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import connected_components

from geoplan.progress import Progress, silent
from geoplan.siting.limits import Limits
from geoplan.siting.phasing.formulation import formulate
from geoplan.siting.phasing.money import spending
from geoplan.siting.phasing.problem import UNBUILT, Phasing, PhasingProblem
from geoplan.siting.phasing.turn import Turn
from geoplan.siting.problem import Ints

ENOUGH = Limits(gap=1e-3)
METHOD = "model of starts by year, by HiGHS"


def phase(
    problem: PhasingProblem, limits: Limits = ENOUGH, *, progress: Progress = silent
) -> Phasing:
    """Choose the year in which each item starts, so that people-years are most.

    Classes are phased one after another, each with the money that those before it leave and that
    required items of later ones do not need. Items that share no source, not even through others,
    are phased apart. What a class leaves unspent in the end starts its items earlier, and those
    that gain nothing up to the horizon.

    Parameters
    ----------
    problem
        What is asked.
    limits
        When to stop, for each class of items that share sources.
    progress
        Called with the stage and how things stand.

    Raises
    ------
    InfeasibleError
        If the envelopes cannot pay for the required items, saying what is lacking.
    GeoplanError
        If the limits end the search before any phasing is found.
    """
    start = np.full(problem.cost_bn_vnd.size, UNBUILT)
    classes = np.unique(problem.priority_class)
    bounds = np.zeros(classes.size)
    for together in _pots(problem):
        own = problem.priority_class[together]
        for rank, of_class in enumerate(classes):
            items = together[own == of_class]
            must = together[(own > of_class) & problem.required[together]]
            model = formulate(problem, np.append(items, must), items, start)
            start, bound = Turn(model, items, start, progress).phased(limits)
            bounds[rank] += bound
    built = start != UNBUILT
    opening = np.where(built, start + problem.duration, UNBUILT)
    years = np.arange(problem.years[0], problem.horizon + 1)
    return Phasing(
        start=start,
        opening=opening,
        spending_bn_vnd=spending(problem, start),
        people=(built & (opening <= years[:, None])) @ problem.gain,
        unpaid_bn_vnd=problem.cost_bn_vnd[~built] @ problem.source_share[~built],
        class_bounds=bounds,
        method=METHOD,
    )


def _pots(problem: PhasingProblem) -> list[Ints]:
    """Return the items that take from the same money together; each pot is apart from others."""
    pays = (problem.source_share > 0).astype(np.int64)
    _, pot = connected_components(pays.T @ pays)
    of_item = pot[np.argmax(pays, axis=1)]
    return [np.flatnonzero(of_item == each) for each in np.unique(of_item)]
