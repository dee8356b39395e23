"""The public programme: each kind of facility placed in its turn, verified and ranked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geoplan.layers.sites import site_labels
from geoplan.progress import Progress
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.greedy import open_all
from geoplan.siting.capacitated.nesting import Prefix, nesting
from geoplan.siting.capacitated.rank import Ranking, rank
from geoplan.siting.capacitated.search import solve
from geoplan.siting.decided import refuse_too_many, sites_of_kind
from geoplan.siting.joint_bound import by_level, free_bound
from geoplan.siting.level_problem import LevelProblem, level_problem
from geoplan.siting.levels import Step, no_facilities, opened_at, steps
from geoplan.siting.problem import Floats, Ints, Siting, SitingProblem
from geoplan.siting.verify import verify
from geoplan.travel.reach import Reach
from geoplan.travel.times import row_minimum

NOWHERE: Mapping[str, list[str]] = {}


@dataclass(frozen=True, eq=False)
class PublicAnswer:
    """How one step of the public programme came out.

    Parameters
    ----------
    step
        The kind of facility that was placed.
    level
        Its problem: who serves before it, every place, times and coverage.
    sites
        Candidate sites.
    labels
        Identifier of each chosen facility by rank; a further one at the same place has a suffix.
    siting, ranking
        The solution and the order of its sites, numbered like ``places``.
    nested
        How far its first tenths are from the best plans of their size.
    price
        What it would add to the objective to leave one person of each cell out less, shape
        (cells,): dual prices of the final assignment.
    today, before, after
        People of each cell today, before this step and after it: ``served``, those who have a
        place, and ``covered``, the same counted by gradual coverage.
    minutes
        From each cell to the nearest facility of the level, ``before`` and ``after``, inf beyond
        the limit of its standard.
    """

    step: Step
    level: LevelProblem
    sites: gpd.GeoDataFrame
    labels: list[str]
    siting: Siting
    ranking: Ranking
    nested: list[Prefix]
    price: Floats
    today: pd.DataFrame
    before: pd.DataFrame
    after: pd.DataFrame
    minutes: pd.DataFrame

    @property
    def fixed(self) -> gpd.GeoDataFrame:
        """Facilities that serve before the step, with ``capacity_people`` and ``today``."""
        return self.level.fixed

    @property
    def places(self) -> gpd.GeoSeries:
        """Every place of the problem: the fixed facilities and then the candidate sites."""
        return self.level.places

    def facilities_today(self) -> pd.Series[int]:
        """Return the facilities, one each, at the places that are open today."""
        return pd.Series(1, self.fixed.index[self.fixed["today"]])

    def facilities_after(self) -> pd.Series[int]:
        """Return the facilities at each place that is open with this step taken."""
        copies = np.bincount(self.siting.order, minlength=len(self.places))
        copies[: len(self.fixed)] += 1
        return pd.Series(copies, self.places.index)[copies > 0]

    @property
    def chosen(self) -> gpd.GeoDataFrame:
        """The candidate site of each facility by rank, indexed by ``labels``, ``place`` its id."""
        rows = self.sites.iloc[self.ranking.order - len(self.fixed)]
        labels = pd.Index(self.labels, name="site_id")
        return rows.assign(place=rows.index).set_index(labels)

    @property
    def opened(self) -> gpd.GeoDataFrame:
        """The facilities that it opens: their kind, and the former station that one replaces."""
        return opened_at(self.step, self.chosen)


@dataclass(frozen=True, eq=False)
class PublicProgramme:
    """How the public programme came out.

    Parameters
    ----------
    answers
        Of its steps, in the order in which they were taken.
    bound
        No placement of all kinds together reaches a greater sum of the steps' objectives.
    """

    answers: list[PublicAnswer]
    bound: float

    @property
    def primary(self) -> PublicAnswer:
        """The last step, which leaves the primary level as the plan leaves it."""
        return self.answers[-1]

    @property
    def stations(self) -> PublicAnswer:
        """The first step of the primary level, of the kind that serves most people."""
        return self.answers[len(self.above)]

    @property
    def above(self) -> list[PublicAnswer]:
        """The steps of the levels above the primary one."""
        return [answer for answer in self.answers if answer.step.level != "primary"]

    @property
    def objective(self) -> float:
        """The sum of the objectives of all levels."""
        return math.fsum(last.siting.objective for last in by_level(self.answers).values())

    @property
    def opened(self) -> gpd.GeoDataFrame:
        """All facilities that it opens, by rank."""
        return opened_by(self.answers, self.primary.sites)


def opened_by(answers: Sequence[PublicAnswer], like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the facilities that some steps open, by rank, in the CRS of ``like``."""
    frames = [no_facilities(like), *(answer.opened for answer in answers)]
    return gpd.GeoDataFrame(pd.concat(frames), crs=like.crs)


def site_public(
    reach: Reach,
    sites: gpd.GeoDataFrame,
    wide: gpd.GeoDataFrame,
    *,
    done: Sequence[PublicAnswer] = (),
    start: Mapping[str, list[str]] = NOWHERE,
    progress: Progress,
) -> PublicProgramme:
    """Place, verify and rank the kinds of the public programme of a study, one after another.

    Parameters
    ----------
    reach
        The study and its layers.
    sites
        Candidate sites of the primary level.
    wide
        Those of the levels above it, which serve wider areas.
    done
        The first steps, if they were taken already.
    start
        Places by kind at which the search begins, as ``places_without_decisions`` returns them.
    progress
        Called with a stage and the share of it that is done.
    """
    left = steps(reach.study)[len(done) :]
    answers = take(reach, left, sites, wide, done=done, start=start, progress=progress)
    bound = free_bound(reach, sites, wide, answers, progress=progress)
    return PublicProgramme(answers, bound)


def take(
    reach: Reach,
    left: Sequence[Step],
    sites: gpd.GeoDataFrame,
    wide: gpd.GeoDataFrame,
    *,
    done: Sequence[PublicAnswer] = (),
    start: Mapping[str, list[str]] = NOWHERE,
    progress: Progress,
) -> list[PublicAnswer]:
    """Take the steps that are left, and return them after those that are done.

    The parameters are those of ``site_public``.
    """
    answers = list(done)
    for step in left:
        used = Counter(place for answer in answers for place in answer.chosen["place"])
        refuse_too_many(reach.layers, step.kind, step.count)
        places = sites if step.level == "primary" else wide
        free = sites_of_kind(reach.layers, step.kind, places, used)
        level = level_problem(reach, step, free, opened_by(answers, sites))
        begin = _begin(level, free, start[step.kind]) if step.kind in start else None
        siting = solve(level.problem, start=begin, progress=progress)
        answers.append(_answer(reach, step, level, free, siting, used, progress))
    return answers


def _begin(level: LevelProblem, sites: gpd.GeoDataFrame, places: list[str]) -> Ints:
    """Return the sites of a level at some places, in their order, without those that are gone."""
    found = sites.index.get_indexer(pd.Index(places))
    return np.asarray(found[found >= 0] + len(level.fixed), np.int64)


def _answer(
    reach: Reach,
    step: Step,
    level: LevelProblem,
    sites: gpd.GeoDataFrame,
    siting: Siting,
    used: Counter[str],
    progress: Progress,
) -> PublicAnswer:
    """Verify and rank the solution of one step."""
    problem = level.problem
    verify(problem, siting)
    within = _within(reach, step, level.places, siting.order)
    ranking = rank(problem, siting, level.cover, reach=within, progress=progress)
    nested = nesting(problem, siting, progress=progress)
    cells = reach.layers.demand.index
    return PublicAnswer(
        step,
        level,
        sites,
        site_labels(sites.index[ranking.order - len(level.fixed)], used),
        siting,
        ranking,
        nested,
        _prices(problem, siting),
        _people(level, Assignment(level.today).served(), cells),
        _people(level, Assignment(problem).served(), cells),
        _people(level, siting.served, cells),
        _minutes(level, siting, cells),
    )


def _prices(problem: SitingProblem, siting: Siting) -> Floats:
    assignment = Assignment(problem)
    copies = np.bincount(siting.order, minlength=problem.copies_max.size)
    open_all(assignment, np.zeros_like(copies), copies)
    price: Floats = np.float64(assignment.unit) * assignment.price
    return price


def _people(
    level: LevelProblem, served: sparse.csc_array[np.int64], cells: pd.Index[str]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "served": np.asarray(served.sum(axis=1)),
            "covered": np.asarray(level.cover.multiply(served).sum(axis=1)),
        },
        cells,
    )


def _minutes(level: LevelProblem, siting: Siting, cells: pd.Index[str]) -> pd.DataFrame:
    """Return the minutes to the nearest facility of the level before and after a step."""
    minutes, before = level.times.minutes.tocsc(), np.arange(len(level.fixed))
    open_ = {"before": before, "after": np.union1d(before, siting.order)}
    nearest = {
        state: row_minimum(sparse.csr_array(minutes[:, places])) for state, places in open_.items()
    }
    return pd.DataFrame(nearest, cells)


def _within(
    reach: Reach, step: Step, places: gpd.GeoSeries, order: Ints
) -> sparse.csr_array[np.float64]:
    """Return the minutes from each chosen place to the places within the limit, places × places."""
    chosen = np.unique(order)
    limit_min = step.standard.limit_min.value
    minutes = reach.between(
        gpd.GeoSeries(places.iloc[chosen]), places, step.standard, cutoff_min=limit_min
    ).minutes
    stored = np.zeros(len(places) + 1, np.int64)
    stored[chosen + 1] = np.diff(minutes.indptr)
    within: sparse.csr_array[np.float64] = sparse.csr_array(
        (minutes.data, minutes.indices, np.cumsum(stored)), shape=(len(places), len(places))
    )
    return within
