"""What a recommended facility would bring at other places than the recommended one."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import geopandas as gpd
import pandas as pd

from geoplan.siting.capacitated.elsewhere import OpenSites
from geoplan.siting.level_problem import (
    coverage_problem,
    gradual_cover,
    hospital_times,
    priorities,
)
from geoplan.siting.levels import Step, standing
from geoplan.siting.problem import Floats, Ints
from geoplan.travel.reach import Reach


class Elsewhere(Protocol):
    """A recommended facility, and what it would bring at other places with all others as they are.

    Places are numbered as they were given. Shares are of what it brings where it is recommended.
    """

    def at_most(self, places: Ints) -> Floats:
        """Return shares that it cannot exceed."""

    def at_most_again(self, places: Ints) -> Floats:
        """Return the same, judged by the last exact share."""

    def at_least(self, places: Ints) -> Floats:
        """Return shares that it keeps for sure."""

    def at_least_again(self, places: Ints) -> Floats:
        """Return the same, judged by an exact share that was not given up."""

    def exactly(self, place: int, *, floor: float = -1.0) -> float:
        """Return the share at a place if it exceeds ``floor``, else an upper bound up to that."""

    def people(self, places: Ints) -> Floats:
        """Return the people whom it adds to those covered."""

    def people_there(self) -> float:
        """Return the same where it is recommended."""


class Ground(Protocol):
    """Recommended facilities, and places beside them."""

    def lift(self, site_id: str) -> Elsewhere:
        """Return one of the facilities, to be put down elsewhere."""


class PublicGround(NamedTuple):
    """The facilities of one level of care, all open, and places where one more of a kind may be."""

    sites: OpenSites
    labels: pd.Index[str]
    kind: str

    def lift(self, site_id: str) -> Elsewhere:
        """Return a facility of the kind that the plan opens, to be put down elsewhere."""
        label = pd.Index([f"{self.kind} {site_id}"])
        return self.sites.lift(int(self.labels.get_indexer(label)[0]))


def public_ground(
    reach: Reach, step: Step, opened: gpd.GeoDataFrame, places: gpd.GeoSeries
) -> PublicGround:
    """Return the facilities of a level of care with a whole plan open, beside places for more.

    Parameters
    ----------
    reach
        The study and its layers.
    step
        Says the level, and what one facility at a place would serve.
    opened
        All public facilities that the plan opens, by ``site_id``: ``kind``, ``commune_code``,
        ``facility_id`` and geometry.
    places
        Points in EPSG:4326.
    """
    study, layers = reach.study, reach.layers
    fixed = standing(layers.facilities, step, opened)
    everywhere = gpd.GeoSeries(pd.concat([fixed.geometry, places]))
    times = reach.times(everywhere, step.standard, cutoff_min=step.standard.limit_min.value)
    cover = gradual_cover(times, step.standard)
    problem = coverage_problem(
        layers.demand["people"],
        priorities(layers, study.priorities, hospital_times(reach).nearest()),
        cover,
        fixed,
        gpd.GeoDataFrame({"copies_max": 1}, index=places.index, geometry=places),
        capacity_people=step.capacity_people,
        p=min(1, len(places)),
    )
    return PublicGround(OpenSites(problem, cover), fixed.index, step.kind)
