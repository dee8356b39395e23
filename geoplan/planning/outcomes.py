"""How each programme came out, in the figures that a plan reports."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from geoplan.result import LevelStep, Prefix, Programme
from geoplan.siting.other_programmes import OtherAnswer
from geoplan.siting.private import PrivateAnswer
from geoplan.siting.public import PublicAnswer, PublicProgramme
from geoplan.siting.upgrades import UpgradeAnswer
from geoplan.study import Study


@dataclass(frozen=True, eq=False)
class Answers:
    """How all programmes of a study came out: ``others`` by programme id, without upgrades."""

    public: PublicProgramme
    private: PrivateAnswer
    upgrades: UpgradeAnswer | None
    others: dict[str, OtherAnswer]


def results(
    study: Study, chosen: gpd.GeoDataFrame, answers: Answers, *, seed: int
) -> dict[str, Programme]:
    """Return the result of every programme, in the order of the study.

    Parameters
    ----------
    study
        What was asked.
    chosen
        The recommended sites of the public and the private programme.
    answers
        How they came out.
    seed
        Of the search.
    """
    coverage = study.programme_id(study.coverage_programme)
    market = study.programme_id(study.market_programme)
    found = {
        coverage: _public(coverage, answers.public, chosen[chosen["programme"] == coverage], seed),
        market: _private(study, answers.private, chosen[chosen["programme"] == market], seed),
    }
    others = dict(answers.others)
    if answers.upgrades is not None:
        others[study.programme_id(study.need_programme)] = answers.upgrades.answer
    found |= {key: _other(key, answer, seed) for key, answer in others.items()}
    return {key: found[key] for key in study.programmes if key in found}


def level_steps(public: PublicProgramme) -> list[LevelStep]:
    """Return the kinds of the public programme on their levels, as they were placed."""
    return [
        LevelStep(
            level=answer.step.level,
            kind=answer.step.kind,
            count=answer.step.count,
            people_covered_today=round(float(answer.today["covered"].sum())),
            people_covered_before=round(float(answer.before["covered"].sum())),
            people_covered_after=round(float(answer.after["covered"].sum())),
            objective=answer.siting.objective,
            bound=answer.siting.bound,
            gap=answer.siting.gap,
        )
        for answer in public.answers
    ]


def _public(key: str, public: PublicProgramme, chosen: gpd.GeoDataFrame, seed: int) -> Programme:
    last = public.primary
    covered = [round(float(state["covered"].sum())) for state in (last.today, last.after)]
    return Programme(
        id=key,
        count=len(chosen),
        objective=public.objective,
        objective_meaning="priority × gradual coverage × people served, summed over the levels",
        bound=public.bound,
        gap=(public.bound - public.objective) / public.bound if public.bound > 0 else 0.0,
        method=last.siting.method,
        seed=seed,
        people_gained=covered[1] - covered[0],
        figures={
            "people_served_before": int(last.today["served"].sum()),
            "people_served_after": int(last.after["served"].sum()),
            "improving_swaps": sum(map(_improving_swaps, public.answers)),
        },
        prefixes=_prefixes(last, chosen.iloc[-len(last.labels) :]),
    )


def _improving_swaps(answer: PublicAnswer) -> int:
    """Return how many moves of one copy would better a step, of those that no decision holds."""
    order, required = answer.siting.order, answer.level.problem.copies_min
    free = np.bincount(order, minlength=required.size) > required
    return sum(bool(free[swap.site]) for swap in answer.ranking.improvements)


def _prefixes(answer: PublicAnswer, chosen: gpd.GeoDataFrame) -> list[Prefix]:
    """Return the first tenths of the last step beside the best of their size."""
    before = round(float(answer.before["covered"].sum()))
    return [
        Prefix(
            k=prefix.k,
            objective=prefix.objective,
            bound=prefix.bound,
            gap=prefix.gap,
            people_covered=before + int(chosen["people_gained_cum"].iloc[prefix.k - 1]),
        )
        for prefix in answer.nested
    ]


def _private(
    study: Study, private: PrivateAnswer, chosen: gpd.GeoDataFrame, seed: int
) -> Programme:
    entry, asked = private.entry, study.market_programme
    gained, taken = int(chosen["people_gained"].sum()), int(chosen["people_taken"].sum())
    return Programme(
        id=study.programme_id(asked),
        count=len(entry.order) + len(asked.announced),
        objective=entry.objective,
        objective_meaning=(
            "people won by the group of entrants"
            if asked.ward_weight is None
            else "people won by the group of entrants, those of wards weighted as the study says"
        ),
        bound=entry.bound,
        gap=entry.gap,
        method="Huff market, sequential entry and interchange; bound by a concave relaxation",
        seed=seed,
        people_gained=gained,
        figures={"people_captured": gained + taken, "people_taken": taken},
    )


def _other(key: str, answer: OtherAnswer, seed: int) -> Programme:
    return Programme(
        id=key,
        count=len(answer.places),
        objective=answer.objective,
        objective_meaning=answer.objective_meaning,
        bound=answer.bound,
        gap=answer.gap,
        method=answer.method,
        seed=seed,
        people_gained=int(answer.places["people_gained"].sum()),
        figures=answer.figures,
    )
