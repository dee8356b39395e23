"""How firm the public programme is: planned again under sampled assumptions."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.assumption import AssumptionRow
from geoplan.errors import StudyError
from geoplan.progress import Progress, silent
from geoplan.ranges import COMMUNE_PEOPLE, uncertain
from geoplan.siting.capacitated.replan import replan
from geoplan.siting.conditions import Conditions, measure
from geoplan.siting.firmness import HIGHEST, LOWEST, firmness, kept_share
from geoplan.siting.levels import standing
from geoplan.siting.problem import Floats, Ints
from geoplan.siting.public import PublicAnswer
from geoplan.siting.sampling import latin_hypercube, triangular
from geoplan.travel.reach import Reach

# From how large a share of the draws on a site is of that tier: firm where nine plans of ten hold
# it, likely where half of them do.
TIERS = {"firm": 0.9, "likely": 0.5, "open": 0.0}


@dataclass(frozen=True)
class Effect:
    """What one assumption does to the plan when it alone moves to the ends of its range.

    Parameters
    ----------
    key, label_vi, label_en, unit, low, high
        The assumption and the ends of its range.
    changed_share
        Share of the sites that a plan made again would not hold, at the end where it is greater.
    people_covered_low, people_covered_high
        People covered by the plan made again, at each end.
    """

    key: str
    label_vi: str
    label_en: str
    unit: str
    low: float
    high: float
    changed_share: float
    people_covered_low: int
    people_covered_high: int


@dataclass(frozen=True, eq=False)
class Robustness:
    """How firm a plan is.

    Parameters
    ----------
    sites
        By rank: ``chosen_share``, ``rank_low``, ``rank_high`` and ``tier``.
    figures
        Of the whole plan: number of ``draws``; ``kept_share``, the mean share of its sites that a
        plan made again holds, and ``kept_share_by_commune``, the same when only the number in
        each commune counts; ``search_noise``, the share that changes when nothing else does;
        5th and 95th percentile of the people covered by the plan as it is; 95th percentile of
        ``regret``, what the plan as it is lacks of the objective of the one made again, as a share.
    effects
        Greatest first.
    """

    sites: pd.DataFrame
    figures: dict[str, float]
    effects: list[Effect]


@dataclass(frozen=True, eq=False)
class _Case:
    """Values by key of the study, and people of each commune against its count."""

    values: dict[str, float]
    commune_people: Floats
    ranked: bool = False


@dataclass(frozen=True, eq=False)
class _Outcome:
    order: Ints
    people_kept: float
    people_covered: float
    regret: float


def robustness(
    reach: Reach,
    public: PublicAnswer,
    opened: gpd.GeoDataFrame,
    *,
    draws: int,
    seed: int,
    progress: Progress = silent,
) -> Robustness:
    """Take a step of the public programme again under sampled assumptions and say what stays.

    All draws are the same numbers for the same seed and number of draws. Each figure follows a
    triangular distribution over its range, its value the likeliest.

    Parameters
    ----------
    reach
        The study and its layers.
    public
        The step, of the primary level.
    opened
        What earlier steps opened; that stays as it is.
    draws
        Times the plan is made again, ≥ 1.
    seed
        Of the draws.
    progress
        Called with the stage and the share of it that is done.
    """
    rows = uncertain(reach.study)
    if not rows:
        raise StudyError(
            "draws are asked for, but no assumption of the public programme has a range.",
            "Give one a range and a range_source, or plan with --draws 0.",
            file=reach.study.path,
        )
    communes = len(reach.layers.communes)
    rng = np.random.default_rng(seed)
    ends = [case for row in rows for case in _ends(row, communes, rng)]
    cases = [_Case({}, np.ones(communes)), *ends, *_sampled(rows, communes, draws, rng)]
    plan = public.ranking.order
    conditions = measure(reach, public.step, public.sites, opened)
    nominal, *rest = _outcomes(conditions, plan, cases, progress)
    at_ends, again = rest[: len(ends)], rest[len(ends) :]
    firm = firmness(plan, [outcome.order for outcome in again])
    home = _home(conditions)
    covered = np.quantile([each.people_kept for each in again], [LOWEST, HIGHEST]).tolist()
    return Robustness(
        pd.DataFrame(
            {
                "chosen_share": firm.chosen_share.round(3),
                "rank_low": pd.Series(firm.rank_low).astype("Int64"),
                "rank_high": pd.Series(firm.rank_high).astype("Int64"),
                "tier": [tier(share) for share in firm.chosen_share],
            }
        ),
        {
            "draws": draws,
            "kept_share": _mean([kept_share(plan, outcome.order) for outcome in again]),
            "kept_share_by_commune": _mean(
                [kept_share(home[plan], home[outcome.order]) for outcome in again]
            ),
            "search_noise": round(1 - kept_share(plan, nominal.order), 4),
            "people_covered_low": round(covered[0]),
            "people_covered_high": round(covered[1]),
            "regret": round(float(np.quantile([each.regret for each in again], HIGHEST)), 4),
        },
        _effects(rows, plan, at_ends),
    )


def tier(chosen_share: float) -> str:
    """Return how firm a site is that so large a share of the draws chooses: see ``TIERS``."""
    return next(name for name, least in TIERS.items() if chosen_share >= least)


def _ends(row: AssumptionRow, communes: int, rng: np.random.Generator) -> list[_Case]:
    """Return the cases in which one assumption alone is at the low and at the high end.

    Of the people of each commune, half the communes are low and the others high, and the other
    way round.
    """
    low, high = row.low, row.high
    if row.key == COMMUNE_PEOPLE:
        is_low = rng.permutation(communes) < communes / 2
        return [_Case({}, np.where(is_low == first, low, high)) for first in (True, False)]
    return [_Case({row.key: end}, np.ones(communes)) for end in (low, high)]


def _sampled(
    rows: list[AssumptionRow], communes: int, draws: int, rng: np.random.Generator
) -> list[_Case]:
    """Return the cases in which all assumptions are drawn from their ranges."""
    alone = [row for row in rows if row.key != COMMUNE_PEOPLE]
    counts = [row for row in rows if row.key == COMMUNE_PEOPLE] * communes
    columns = [
        triangular(share, low=row.low, likely=row.value, high=row.high)
        for row, share in zip(
            [*alone, *counts],
            latin_hypercube(draws, len(alone) + len(counts), rng).T,
            strict=True,
        )
    ]
    commune_people = np.array(columns[len(alone) :]).T if counts else np.ones((draws, communes))
    keys = [row.key for row in alone]
    return [
        _Case(dict(zip(keys, values, strict=True)), people, ranked=True)
        for *values, people in zip(*columns[: len(alone)], commune_people, strict=True)
    ]


def _outcomes(
    conditions: Conditions, plan: Ints, cases: list[_Case], progress: Progress
) -> list[_Outcome]:
    """Plan again in every case, on all cores, holding one problem for each of them at a time."""
    outcomes = []
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        for outcome in pool.map(lambda case: _outcome(conditions, plan, case), cases):
            outcomes.append(outcome)
            progress("Other assumptions", len(outcomes) / len(cases),
                     f"{len(outcomes)}/{len(cases)}")  # fmt: skip
    finally:
        pool.shutdown(cancel_futures=True)
    return outcomes


def _outcome(conditions: Conditions, plan: Ints, case: _Case) -> _Outcome:
    problem, cover = conditions.problem(case.values, case.commune_people)
    again = replan(problem, plan, ranked=case.ranked)
    kept, best = (float(problem.pairs.multiply(x).sum()) for x in (again.kept, again.served))
    people_kept, people = (float(cover.multiply(x).sum()) for x in (again.kept, again.served))
    return _Outcome(again.order, people_kept, people, (best - kept) / best if best > 0 else 0.0)


def _effects(rows: list[AssumptionRow], plan: Ints, at_ends: list[_Outcome]) -> list[Effect]:
    effects = []
    for row, low, high in zip(rows, at_ends[::2], at_ends[1::2], strict=True):
        effects.append(
            Effect(
                row.key, row.label_vi, row.label_en, row.unit, row.low, row.high,
                round(1 - min(kept_share(plan, end.order) for end in (low, high)), 4),
                round(low.people_covered), round(high.people_covered),
            )
        )  # fmt: skip
    return sorted(effects, key=lambda effect: -effect.changed_share)


def _home(conditions: Conditions) -> Ints:
    """Return a number for the commune of each place of the problem."""
    facilities = conditions.reach.layers.facilities
    fixed = standing(facilities, conditions.step, conditions.opened)
    code = pd.concat([fixed["commune_code"], conditions.sites["commune_code"]])
    return np.asarray(pd.factorize(code)[0], np.int64)


def _mean(shares: list[float]) -> float:
    return round(float(np.mean(shares)), 4)
