"""One front door: a problem in, the best sites found and a bound out."""

from __future__ import annotations

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated import search as capacitated
from geoplan.siting.covering import center, set_cover
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Siting, SitingProblem
from geoplan.siting.uncapacitated import search as uncapacitated


def solve(
    problem: SitingProblem,
    limits: Limits = Limits(),
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Siting:
    """Choose the sites of any member of the family.

    Parameters
    ----------
    problem
        What is asked.
    limits
        When to stop.
    seed
        Of what is random in the search; the same seed gives the same sites.
    progress
        Called with a stage, the share of it that is done, and how things stand.

    Raises
    ------
    InfeasibleError
        If no choice of sites keeps to the rules, saying which of them make it so.
    """
    if problem.objective == "set-cover":
        return set_cover.solve(problem, limits, progress=progress)
    if problem.objective == "center":
        return center.solve(problem, limits, progress=progress)
    if problem.capacity is None:
        return uncapacitated.solve(problem, limits, seed=seed, progress=progress)
    return capacitated.solve(problem, limits=limits, progress=progress)
