r"""How good all kinds of a public programme could be together, wherever each of them stood.

The steps are taken one after another, so each bound holds for what stood before it. For all of
them together, let every facility stand at another place on each level that it serves: what level
*l* reaches then, with :math:`\sum_k n_k \lceil c_{kl} / c_l \rceil` facilities of the capacity
:math:`c_l` of its largest kind, where :math:`c_{kl}` is what one of the :math:`n_k` facilities of
kind *k* serves there, is a problem of one kind with a bound of its own. No placement of the whole
programme reaches a greater sum over the levels than the sum of these bounds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import geopandas as gpd
import pandas as pd

from geoplan.progress import Progress
from geoplan.siting.capacitated.bound import upper_bound
from geoplan.siting.level_problem import level_problem
from geoplan.siting.levels import Step, capacity, no_facilities
from geoplan.siting.problem import Floats, Siting
from geoplan.study_kinds import Level
from geoplan.travel.reach import Reach

ROUNDS = 400


class Taken(Protocol):
    """A step with its solution."""

    @property
    def step(self) -> Step:
        """What was placed."""

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """Where it could be, with ``copies_min``, what decisions require there."""

    @property
    def siting(self) -> Siting:
        """Where."""

    @property
    def price(self) -> Floats:
        """Dual prices of the people of each cell there."""


def by_level(answers: Iterable[Taken]) -> dict[Level, Taken]:
    """Return the last step of each level, which leaves it as the plan does."""
    return {answer.step.level: answer for answer in answers}


def free_bound(
    reach: Reach,
    sites: gpd.GeoDataFrame,
    wide: gpd.GeoDataFrame,
    answers: Sequence[Taken],
    *,
    progress: Progress,
) -> float:
    """Return what no placement of all steps exceeds, summed over their levels.

    Parameters
    ----------
    reach
        The study and its layers.
    sites, wide
        Candidate sites of the primary level and of those above it.
    answers
        The steps with their solutions.
    progress
        Called with the stage and the share of it that is done.
    """
    everywhere = pd.concat([sites, wide.loc[wide.index.difference(sites.index)]])
    bounds = []
    for level, answer in by_level(answers).items():
        taken = answers[: answers.index(answer) + 1]
        before = [other.step for other in taken[:-1]]
        if not before:
            bounds.append(answer.siting.bound)
            continue
        free, most = _free([*before, answer.step], level)
        places = _with_decided(everywhere if level == "primary" else wide, taken)
        room = gpd.GeoDataFrame(places.assign(copies_max=most * places["copies_max"]))
        problem = level_problem(reach, free, room, no_facilities(sites)).problem
        bound = upper_bound(
            problem, answer.price, answer.siting.objective, rounds=ROUNDS, progress=progress
        )
        bounds.append(bound.value)
    return math.fsum(bounds)


def _with_decided(places: gpd.GeoDataFrame, answers: Sequence[Taken]) -> gpd.GeoDataFrame:
    """Return places with those that only decisions made one, and with the room they require."""
    for answer in answers:
        more = answer.sites[~answer.sites.index.isin(places.index)]
        if len(more):
            places = gpd.GeoDataFrame(pd.concat([places, more[places.columns]]), crs=places.crs)
        required = answer.sites["copies_min"].reindex(places.index, fill_value=0)
        room = places["copies_max"].clip(lower=required)
        places = gpd.GeoDataFrame(places.assign(copies_max=room))
    return places


def _free(steps: list[Step], level: Level) -> tuple[Step, int]:
    """Return the step that stands for all, and the most facilities that stand for one of them."""
    largest = max(
        (step for step in steps if step.level == level), key=lambda step: step.capacity_people
    )
    stand_for = [
        -(-capacity(step.study, step.kind, level) // largest.capacity_people) for step in steps
    ]
    count = sum(step.count * each for step, each in zip(steps, stand_for, strict=True))
    return replace(largest, count=count), max(stand_for)
