"""One front door: a problem in, the best sites found and a bound out."""

from __future__ import annotations

from geoplan.progress import Progress, silent
from geoplan.siting.capacitated import search as capacitated
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Siting, SitingProblem


def solve(
    problem: SitingProblem, *, limits: Limits | None = None, progress: Progress = silent
) -> Siting:
    """Choose the sites of any member of the family.

    Parameters
    ----------
    problem
        What is asked.
    limits
        When to stop before; None for the usual.
    progress
        Called with a stage, the share of it that is done, and how things stand.
    """
    return capacitated.solve(problem, limits=limits, progress=progress)
