"""Recompute what a phasing claims, item by item and year by year."""

from __future__ import annotations

import math

import numpy as np

from geoplan.errors import GeoplanError
from geoplan.siting.phasing.problem import UNBUILT, Phasing, PhasingProblem
from geoplan.siting.problem import Floats

PEOPLE = 1e-6  # relative
MONEY = 1e-5  # bn VND, ten thousand VND: HiGHS keeps to the row of each year as far as 1e-6
CLEAR = 1e-7  # bn VND; money that lacks more than this does not do


def verify_phasing(problem: PhasingProblem, phasing: Phasing) -> None:
    """Check that a phasing keeps to the problem and gains what it says.

    The order of the classes is checked as well, where no later class has items that must be built:
    no item could start earlier, or at all, with the money that later classes spend or nobody does.

    Parameters
    ----------
    problem
        What was asked.
    phasing
        The answer.

    Raises
    ------
    GeoplanError
        Naming the claims that do not hold.
    """
    items = problem.cost_bn_vnd.shape
    _refuse_unless(
        {"every item has a start": phasing.start.shape == phasing.opening.shape == items}
    )
    _refuse_unless(_claims_of_time(problem, phasing))
    paid = [_paid(problem, item, start) for item, start in enumerate(phasing.start.tolist())]
    spent = sum(paid, np.zeros_like(problem.envelope_bn_vnd))
    _refuse_unless(
        {
            "the sources spend what the items cost": _near(phasing.spending_bn_vnd, spent, MONEY),
            "no source pays more than it has": _affordable(problem, spent, MONEY),
            "no item waits for one of a later class": not _waiting(problem, phasing, paid),
        }
        | _claims_of_worth(problem, phasing)
    )


def _claims_of_time(problem: PhasingProblem, phasing: Phasing) -> dict[str, bool]:
    built = phasing.start != UNBUILT
    start, duration = phasing.start[built], problem.duration[built]
    first = problem.earliest_start[built]
    return {
        "required items are built": bool(built[problem.required].all()),
        "no item starts too early": bool(((start >= first) & (start >= problem.years[0])).all()),
        "no item opens too late": bool((start + duration <= problem.latest_opening[built]).all()),
        "all is paid by the last year": bool(
            (np.where(duration > 0, start + duration - 1, start) <= problem.years[-1]).all()
        ),
        "items open when they are built": bool(
            (phasing.opening[built] == start + duration).all()
            and (phasing.opening[~built] == UNBUILT).all()
        ),
    }


def _claims_of_worth(problem: PhasingProblem, phasing: Phasing) -> dict[str, bool]:
    built = phasing.start != UNBUILT
    open_ = [
        built & (phasing.opening <= year)
        for year in range(int(problem.years[0]), problem.horizon + 1)
    ]
    people = [math.fsum(problem.gain[now]) for now in open_]
    unpaid = problem.cost_bn_vnd[:, None] * problem.source_share
    gained = [
        math.fsum(
            math.fsum(problem.gain[now & (problem.priority_class == of_class)]) for now in open_
        )
        for of_class in np.unique(problem.priority_class)
    ]
    return {
        "the people of each year are those of what is open": _near(phasing.people, people),
        "what is not built costs what is said": _near(
            phasing.unpaid_bn_vnd, unpaid[~built].sum(axis=0), MONEY
        ),
        "no class gains more than its bound": len(gained) == phasing.class_bounds.size
        and bool((np.array(gained) <= phasing.class_bounds * (1 + PEOPLE)).all()),
    }


def _paid(problem: PhasingProblem, item: int, start: int) -> Floats:
    """Return what each source pays for an item in each year, shape (sources, years)."""
    paid = np.zeros_like(problem.envelope_bn_vnd)
    building = max(int(problem.duration[item]), 1)
    for at, year in enumerate(problem.years.tolist()):
        if start != UNBUILT and start <= year < start + building:
            cost = problem.cost_bn_vnd[item] * problem.price_index[at] / building
            paid[:, at] = cost * problem.source_share[item]
    return paid


def _affordable(problem: PhasingProblem, spent: Floats, tolerance: float) -> bool:
    """Return whether each source has in each year what it spends."""
    purse = np.zeros(len(problem.sources))
    for at in range(problem.years.size):
        income = problem.envelope_bn_vnd[:, at] * (1 - problem.reserve_share)
        purse = np.where(problem.carries_over, purse, 0.0) + income - spent[:, at]
        if (purse < -tolerance).any():
            return False
    return True


def _waiting(problem: PhasingProblem, phasing: Phasing, paid: list[Floats]) -> list[int]:
    """Return the items that could start earlier if later classes had nothing."""
    waiting = []
    spent = np.zeros_like(problem.envelope_bn_vnd)
    for of_class in np.unique(problem.priority_class):
        items = np.flatnonzero(problem.priority_class == of_class).tolist()
        spent = sum((paid[item] for item in items), spent)
        if (problem.required & (problem.priority_class > of_class)).any():
            continue
        for item in items:
            start = int(phasing.start[item])
            end = int(problem.last_start[item]) + 1 if start == UNBUILT else start
            others = spent - paid[item]
            if any(
                _affordable(problem, others + _paid(problem, item, year), CLEAR)
                for year in range(int(problem.first_start[item]), end)
            ):
                waiting.append(item)
    return waiting


def _near(one: Floats, other: Floats | list[float], absolute: float = PEOPLE) -> bool:
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=PEOPLE, atol=absolute)


def _refuse_unless(claims: dict[str, bool]) -> None:
    broken = [claim for claim, holds in claims.items() if not holds]
    if broken:
        raise GeoplanError(
            f"the phasing does not verify: it is not true that {'; nor that '.join(broken)}. "
            "This is a defect of geoplan; please report it with the study."
        )
