"""One front door: a problem in, the best sites found and a bound out."""

from __future__ import annotations

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated import search as capacitated
from geoplan.siting.covering import center, set_cover
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Siting, SitingProblem


def solve(
    problem: SitingProblem, limits: Limits = Limits(), *, progress: Progress = silent
) -> Siting:
    """Choose the sites of any member of the family.

    Parameters
    ----------
    problem
        What is asked.
    limits
        When to stop.
    progress
        Called with a stage, the share of it that is done, and how things stand.
    """
    if problem.objective == "set-cover":
        return set_cover.solve(problem, limits, progress=progress)
    if problem.objective == "center":
        return center.solve(problem, limits, progress=progress)
    return capacitated.solve(problem, progress=progress)
