"""The private programme: from layers to a hospital market, and from its answer to a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from geoplan.access.decay import gradual
from geoplan.errors import InfeasibleError, StudyError
from geoplan.siting.decided import refuse_too_many, settled, sites_of_kind
from geoplan.siting.decision_effects import Effect, private_effects
from geoplan.siting.market.entry import MarketEntry, enter
from geoplan.siting.market.equilibrium import Equilibrium, find_equilibrium
from geoplan.siting.market.huff import HospitalMarket
from geoplan.siting.market.search import EntryRules
from geoplan.siting.market.sensitivity import EntryAgain, enter_again
from geoplan.study import Study
from geoplan.study_kinds import Kind
from geoplan.study_programmes import MarketProgramme
from geoplan.study_standards import HospitalStandard
from geoplan.travel.reach import Reach
from geoplan.travel.times import TravelTimes, row_minimum

KIND: Kind = "private_hospital"


def hospitals_with_beds(facilities: gpd.GeoDataFrame, standard: HospitalStandard) -> pd.Series[int]:
    """Return the beds of each hospital, existing and planned; assumed by kind where not known."""
    hospitals = facilities[
        facilities["kind"].isin(standard.kinds) & (facilities["status"] != "former")
    ]
    assumed = hospitals["kind"].map({k: v.value for k, v in standard.beds_if_unknown.items()})
    return hospitals["beds"].fillna(assumed.astype(float)).astype("int64")


@dataclass(frozen=True)
class PrivateAnswer:
    """How the private programme came out.

    Parameters
    ----------
    entry
        The entrants, numbered like ``sites``; *before* them stand all of ``hospitals``.
    equilibrium
        Where they would end up if each looked only after its own market.
    sensitivity
        The entry made again at either end of each exponent that has a range.
    sites
        Candidate sites, EPSG:4326, without those too near an announced hospital.
    beds
        Beds of the hospitals they compete with: those of the register, then new public ones.
    hospitals
        Where these stand, EPSG:4326, indexed like ``beds``.
    participation_today
        Share of people served per cell by the hospitals of the register alone, shape (cells,).
    effects
        What each decision on private hospitals does.
    """

    entry: MarketEntry
    equilibrium: Equilibrium
    sensitivity: list[EntryAgain]
    sites: gpd.GeoDataFrame
    beds: pd.Series[int]
    hospitals: gpd.GeoSeries
    participation_today: NDArray[np.float64]
    effects: list[Effect] = field(default_factory=list)


def site_private(
    reach: Reach, sites: gpd.GeoDataFrame, *, seed: int, opened: gpd.GeoDataFrame | None = None
) -> PrivateAnswer:
    """Let the private hospitals of a study enter the market at some of ``sites``.

    Parameters
    ----------
    reach
        The study and its layers.
    sites
        Candidate sites; decisions are honoured beside them.
    seed
        Seed of the search.
    opened
        New public hospitals of the same plan, with which the entrants compete as well: ``beds``,
        geometry in EPSG:4326, labels that the register does not hold.

    Raises
    ------
    StudyError
        When ``announced`` cannot be followed.
    InfeasibleError
        When the search finds no place for all of them.
    """
    study, layers = reach.study, reach.layers
    standard, programme = study.standards.hospital, study.market_programme
    check_announced(study, layers.facilities)
    count = programme.count.value - len(programme.announced)
    refuse_too_many(layers, KIND, count)
    sites = sites_of_kind(layers, KIND, sites.assign(copies_max=1), Counter())
    sites = _beside_announced(sites, layers.facilities, study)
    _refuse_crowded(reach, sites)
    beds = hospitals_with_beds(layers.facilities, standard)
    hospitals, today = layers.facilities.loc[beds.index].geometry, len(beds)
    if opened is not None:
        beds = pd.concat([beds, opened["beds"].astype("int64")])
        hospitals = gpd.GeoSeries(pd.concat([hospitals, opened.geometry]))
    full_min, limit_min = standard.full_min.value, standard.limit_min.value
    to_hospitals = reach.times(hospitals, standard, cutoff_min=limit_min)
    nearest_min = row_minimum(sparse.csr_array(to_hospitals.minutes[:, :today]))
    market = hospital_market(reach, to_hospitals, beds, sites.geometry)
    rules = EntryRules(
        market.site_xy_m,
        programme.spacing_km.value * 1000,
        programme.min_market_people.value,
        required=tuple(np.flatnonzero(sites["copies_min"]).tolist()),
        barred=tuple(np.flatnonzero(sites["copies_max"] == 0).tolist()),
    )
    rng = np.random.default_rng(seed)
    entry = enter(market, rules, count, rng=rng)
    return PrivateAnswer(
        entry=entry,
        equilibrium=find_equilibrium(market, rules, entry),
        sensitivity=enter_again(market, rules, entry.order, _other_exponents(programme), rng=rng),
        sites=sites,
        beds=beds,
        hospitals=hospitals,
        participation_today=gradual(nearest_min, full_min=full_min, limit_min=limit_min),
        effects=private_effects(market, rules, entry, settled(layers, KIND), sites.index),
    )


def check_announced(study: Study, facilities: gpd.GeoDataFrame) -> None:
    """Refuse announced hospitals that are not planned private ones, or are too many.

    Raises
    ------
    StudyError
        Naming the key, the hospitals at fault and the cure.
    """
    programme = study.market_programme
    announced, count = pd.Index(programme.announced), programme.count.value
    planned = facilities.index[(facilities["kind"] == KIND) & (facilities["status"] == "planned")]
    if unknown := announced.difference(planned).tolist():
        problem = f"{', '.join(unknown)}: the register has no planned private hospital of this id."
        cure = (
            f"Name planned ones ({', '.join(planned) or 'it has none'}), or correct the register."
        )
    elif not announced.is_unique:
        problem = f"{announced[announced.duplicated()][0]} stands there more than once."
        cure = "Name each announced hospital once."
    elif len(announced) > count:
        problem = f"{len(announced)} hospitals are announced, but the programme counts {count}."
        cure = "Raise count, or name fewer: they count among its number."
    else:
        return
    key = f"programmes.{study.programme_id(programme)}.announced"
    raise StudyError(problem, cure, file=study.path, key=key)


def hospital_market(
    reach: Reach, to_hospitals: TravelTimes, beds: pd.Series[int], sites: gpd.GeoSeries
) -> HospitalMarket:
    """Return the market that private hospitals enter.

    Parameters
    ----------
    reach
        The study and its layers.
    to_hospitals
        Minutes from cells to the hospitals that they compete with.
    beds
        Of these hospitals.
    sites
        Where they may enter, EPSG:4326.
    """
    study, layers = reach.study, reach.layers
    standard, programme = study.standards.hospital, study.market_programme
    in_ward = (layers.communes["type"] == "ward").loc[layers.demand["commune_code"]]
    ward_weight = programme.ward_weight.value if programme.ward_weight else 1.0
    limit_min, metric = standard.limit_min.value, sites.to_crs(study.crs)
    return HospitalMarket(
        people=np.asarray(layers.demand["people"], np.float64),
        weight=np.where(in_ward, ward_weight, 1.0),
        hospital_min=to_hospitals.minutes,
        hospital_beds=np.asarray(beds, np.float64),
        site_min=reach.times(sites, standard, cutoff_min=limit_min).minutes.tocsc(),
        site_xy_m=np.column_stack([metric.x, metric.y]),
        beds=float(programme.beds.value),
        full_min=standard.full_min.value,
        limit_min=limit_min,
        beds_exponent=programme.beds_exponent.value,
        time_exponent=programme.time_exponent.value,
        min_travel_min=programme.min_travel_min.value,
    )


def _beside_announced(
    sites: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, study: Study
) -> gpd.GeoDataFrame:
    """Return the sites that keep the spacing from announced hospitals, which are new ones too."""
    programme, there = study.market_programme, sites.to_crs(study.crs)
    announced = facilities.loc[programme.announced].geometry.to_crs(study.crs)
    far = np.ones(len(sites), dtype=bool)
    for point in announced:
        far &= there.distance(point).to_numpy() >= programme.spacing_km.value * 1000
    return sites[far]


def _refuse_crowded(reach: Reach, sites: gpd.GeoDataFrame) -> None:
    """Refuse decisions that put private hospitals nearer to each other than the spacing.

    Raises
    ------
    InfeasibleError
        Naming the decisions.
    """
    spacing_m = reach.study.market_programme.spacing_km.value * 1000
    has = settled(reach.layers, KIND)
    taken: dict[str, BaseGeometry] = {}
    there = sites.geometry.to_crs(reach.study.crs)
    for decision in has.required:
        place = has.at(decision)
        near = [
            other
            for other, point in taken.items()
            if place in there.index and there[place].distance(point) < max(spacing_m, 1.0)
        ]
        if near or place not in there.index:
            raise InfeasibleError(
                f"the private hospital of the decision {decision.decision_id} stands nearer than "
                f"{spacing_m / 1000:g} km to that of {', '.join(near) or 'an announced project'}. "
                "Take one back with `geoplan decide reopen`, or lower spacing_km."
            )
        taken[decision.decision_id] = there[place]


def _other_exponents(programme: MarketProgramme) -> list[tuple[float, float]]:
    """Return the pairs of exponents in which one is at an end of its range."""
    beds, time = programme.beds_exponent, programme.time_exponent
    pairs = [(end, time.value) for end in (beds.low, beds.high) if end != beds.value]
    return pairs + [(beds.value, end) for end in (time.low, time.high) if end != time.value]
