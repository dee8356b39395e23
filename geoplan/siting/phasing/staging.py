"""What staging costs against building all at once, and what a budget cut takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geoplan.errors import GeoplanError
from geoplan.progress import Progress, silent
from geoplan.siting.limits import Limits
from geoplan.siting.phasing.money import left, spending
from geoplan.siting.phasing.problem import UNBUILT, Phasing, PhasingProblem
from geoplan.siting.phasing.search import ENOUGH, phase
from geoplan.siting.problem import Floats, Ints


@dataclass(frozen=True, eq=False)
class StagingCost:
    """A phasing beside all items started at once, each in the first year in which it may.

    Parameters
    ----------
    people_years_lost
        What the phasing lacks of the people-years of all at once.
    price_rise_bn_vnd
        What the items built cost more than at once, since prices rise while they wait.
    at_once_bn_vnd
        What all items cost at once, in prices of the years in which they are paid.
    lacking_bn_vnd
        Money that each source lacks to pay for all at once, shape (sources,); where money carries
        over, the greatest hole, else the sum of those of all years.
    """

    people_years_lost: float
    price_rise_bn_vnd: float
    at_once_bn_vnd: float
    lacking_bn_vnd: Floats


def staging_cost(problem: PhasingProblem, phasing: Phasing) -> StagingCost:
    """Compare a phasing with building all at once, whatever that costs.

    Parameters
    ----------
    problem
        What was asked; items that no year suits are left out of both.
    phasing
        Its solution.
    """
    at_once = np.where(problem.first_start <= problem.last_start, problem.first_start, UNBUILT)
    able = np.flatnonzero(at_once != UNBUILT)
    gained = problem.gain[able] @ problem.years_open(able, at_once[able])
    spent = spending(problem, at_once)
    missing = np.maximum(-left(problem, spent), 0.0)
    built_at_once = np.where(phasing.start == UNBUILT, UNBUILT, at_once)
    return StagingCost(
        people_years_lost=float(gained) - phasing.people_years,
        price_rise_bn_vnd=float((phasing.spending_bn_vnd - spending(problem, built_at_once)).sum()),
        at_once_bn_vnd=float(spent.sum()),
        lacking_bn_vnd=np.where(problem.carries_over, missing.max(axis=1), missing.sum(axis=1)),
    )


@dataclass(frozen=True, eq=False)
class UnderCut:
    """A programme phased again with less money.

    Parameters
    ----------
    problem
        With the envelopes that are left.
    phasing
        Its solution.
    people_years_lost
        Against the phasing without the cut.
    dropped
        Items built without the cut and not with it, int64, shape (any,).
    delayed
        Items that open later than without the cut, int64, shape (any,).
    """

    problem: PhasingProblem
    phasing: Phasing
    people_years_lost: float
    dropped: Ints
    delayed: Ints


def under_cut(
    problem: PhasingProblem,
    phasing: Phasing,
    share: float | Floats,
    limits: Limits = ENOUGH,
    *,
    progress: Progress = silent,
) -> UnderCut:
    """Phase a programme again with a share less in every year, from the first year on.

    Sites and gains stay as they are; only years are chosen anew, which takes seconds.

    Parameters
    ----------
    problem
        What was asked without the cut.
    phasing
        Its solution.
    share
        Part of the envelopes that is cut, 0 to 1; one for all sources or one for each, shape
        (sources,).
    limits
        When to stop, for each class.
    progress
        Called with the stage and how things stand.

    Raises
    ------
    InfeasibleError
        If what is left cannot pay for the required items, saying what is lacking.
    GeoplanError
        If the share is not one.
    """
    cut = np.broadcast_to(np.asarray(share, np.float64), (len(problem.sources),))
    if not ((cut >= 0) & (cut <= 1)).all():
        raise GeoplanError(f"a cut of {share} is not a share; it must lie between 0 and 1.")
    less = replace(problem, envelope_bn_vnd=problem.envelope_bn_vnd * (1 - cut[:, None]))
    again = phase(less, limits, progress=progress)
    built, still = phasing.start != UNBUILT, again.start != UNBUILT
    return UnderCut(
        problem=less,
        phasing=again,
        people_years_lost=phasing.people_years - again.people_years,
        dropped=np.flatnonzero(built & ~still),
        delayed=np.flatnonzero(built & still & (again.opening > phasing.opening)),
    )
