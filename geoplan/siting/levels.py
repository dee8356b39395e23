"""The levels of care of a public programme: what is placed in its turn, and who serves already."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geoplan.siting.private import KIND, hospitals_with_beds
from geoplan.study import Study
from geoplan.study_kinds import LEVELS, Kind, Level
from geoplan.study_standards import Standard

ONE_KIND: Kind = "commune_station"  # where a study does not split its programme
OPENED = ("kind", "commune_code", "facility_id", "geometry")


@dataclass(frozen=True)
class Step:
    """One kind of facility, placed after those above it: ``count`` of them."""

    study: Study
    kind: Kind
    level: Level
    count: int

    @property
    def standard(self) -> Standard:
        """How near it has to be."""
        return self.study.standards.by_level[self.level]

    @property
    def capacity_people(self) -> int:
        """People that one serves at its level."""
        return capacity(self.study, self.kind, self.level)


def steps(study: Study) -> list[Step]:
    """Return the kinds of the public programme in the order in which they are placed.

    The highest level comes first, since what it opens serves the levels below it too (the
    hierarchy is successively inclusive); of one level, the kind that serves most people.

    Source: Şahin and Süral (2007), A review of hierarchical facility location models, Computers &
    Operations Research 34, 2310–2331.
    """
    programme = study.coverage_programme
    if not programme.split:
        return [Step(study, ONE_KIND, "primary", programme.count.value)]
    asked = [
        Step(study, kind, study.kinds[kind].level, number.value)
        for kind, number in programme.split.items()
        if number.value
    ]
    return sorted(asked, key=lambda step: (LEVELS.index(step.level), -step.capacity_people))


def placed_kinds(study: Study) -> tuple[str, ...]:
    """Return the kinds that the public programme and the market place."""
    return *(step.kind for step in steps(study)), KIND


def capacity(study: Study, kind: Kind, level: Level) -> int:
    """Return the people that a facility of a kind serves at a level, 0 if it gives no such care.

    A hospital also gives the care of a polyclinic, and both are a first contact for the people
    around them.
    """
    primary = study.standards.primary.capacity_people.value
    held = study.kinds.get(kind)
    if held is None:
        return primary if level == "primary" and kind in study.standards.primary.kinds else 0
    if held.level == level:
        return held.capacity_people.value if held.capacity_people else primary
    if level == "primary":
        return held.first_contact_people.value if held.first_contact_people else 0
    if level == "polyclinic" and held.level == "hospital" and "polyclinic" in study.kinds:
        return capacity(study, "polyclinic", "polyclinic")
    return 0


def standing(
    facilities: gpd.GeoDataFrame, step: Step, opened: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return who serves at the level of a step before it is taken.

    Parameters
    ----------
    facilities
        The register.
    step
        What is placed next; its study says what each serves.
    opened
        What earlier steps opened, with ``kind`` of facility, ``commune_code`` and geometry.

    Returns
    -------
    GeoDataFrame
        ``commune_code``, ``capacity_people``, ``today`` (whether it serves today) and geometry,
        those of the register first; others are labelled by kind and site, since a candidate site
        at the same place has the label of the site.
    """
    own = facilities.assign(capacity_people=_today(facilities, step), today=True)
    serves = [capacity(step.study, kind, step.level) for kind in opened["kind"]]
    new = opened.assign(capacity_people=serves, today=False).set_axis(
        [f"{kind} {label}" for label, kind in opened["kind"].items()]
    )
    columns = ["commune_code", "capacity_people", "today", "geometry"]
    both = pd.concat([frame.loc[frame["capacity_people"] > 0, columns] for frame in (own, new)])
    return gpd.GeoDataFrame(both.astype({"capacity_people": "int64", "today": bool}),
                            geometry="geometry", crs=facilities.crs)  # fmt: skip


def opened_at(step: Step, chosen: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the facilities that a step opens at sites, with the former station one replaces.

    Parameters
    ----------
    step
        Says the kind.
    chosen
        Candidate sites, one row for each facility, ``place`` their id.
    """
    former = chosen["kind"] == "former_station"
    return chosen[["commune_code", "geometry"]].assign(
        kind=step.kind,
        facility_id=chosen["place"].str.removeprefix("S").where(former, ""),
    )


def no_facilities(like: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame of opened facilities that holds none, in the CRS of another."""
    return gpd.GeoDataFrame({name: [] for name in OPENED}, geometry="geometry", crs=like.crs)


def _today(facilities: gpd.GeoDataFrame, step: Step) -> pd.Series[int]:
    """Return the people whom each facility of the register serves at the level of a step."""
    study = step.study
    if step.level == "hospital":
        beds = hospitals_with_beds(facilities, study.standards.hospital)
        served = beds * step.capacity_people // beds_of(study, step.kind)
        return served.reindex(facilities.index, fill_value=0)
    kinds = facilities["kind"]
    if step.level == "polyclinic":
        people = kinds.isin(step.standard.kinds).astype("int64") * step.capacity_people
    else:
        people = kinds.map({kind: capacity(study, kind, "primary") for kind in set(kinds)})
    people = people.where(facilities["status"] == "operating", 0)
    former = study.standards.primary.former_station_people.value
    if step.level == "primary":
        people = people.where(kinds != "former_station", former)
    return people.astype("int64")


def beds_of(study: Study, kind: Kind) -> int:
    """Return the beds of one facility of a kind, 0 if it has none.

    Those of a private hospital stand in its programme.
    """
    held = study.kinds[kind].beds
    if held is None and kind == "private_hospital":
        return study.market_programme.beds.value
    return held.value if held else 0
