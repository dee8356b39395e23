"""How much each existing facility needs an upgrade, by the criteria of the study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geoplan.study import Study
from geoplan.study_kinds import Kind
from geoplan.study_programmes import NeedCriterion, NeedProgramme
from geoplan.study_standards import Standard
from geoplan.travel.reach import Reach
from geoplan.travel.times import row_minimum

CareLevel = Literal["primary", "hospital"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CARE_LEVELS: tuple[CareLevel, ...] = get_args(CareLevel)
CRITERIA: tuple[NeedCriterion, ...] = get_args(NeedCriterion)


@dataclass(frozen=True, eq=False)
class Need:
    """The need of every facility that may be upgraded.

    Parameters
    ----------
    table
        Indexed by ``facility_id``, greatest need first, ties by id: ``kind``; ``level``; each
        criterion (people; for ``doctors_missing`` and ``beds_missing`` doctors and beds; for
        ``isolation`` minutes, inf beyond the limit), NaN where unknown; the share of each, 0 to 1,
        such as ``isolation_share``; ``need``, 0 to 1.
    dependents
        People (int64) by ``facility_id`` and by ``commune_code`` of their homes; nobody is absent.
    """

    table: pd.DataFrame
    dependents: pd.Series[int]


class Group(NamedTuple):
    """Facilities of one level, which stand in for one another once the plan is built.

    ``places`` are the existing ones by id, then the new ones; ``candidates`` those that may be
    upgraded; ``at`` is where each candidate stands among the places, shape (candidates,).
    """

    level: CareLevel
    standard: Standard
    places: gpd.GeoSeries
    candidates: gpd.GeoDataFrame
    at: NDArray[np.int64]


def care_level(study: Study, kind: Kind) -> CareLevel | None:
    """Return the level of the facilities that a kind stands in for; None for neither level."""
    if kind == "former_station" or kind in study.standards.primary.kinds:
        return "primary"
    if kind in study.standards.hospital.kinds:
        return "hospital"
    described = study.kinds.get(kind)
    return next((level for level in CARE_LEVELS if described and described.level == level), None)


def weigh_need(
    reach: Reach,
    programme: NeedProgramme,
    candidates: gpd.GeoDataFrame,
    opened: gpd.GeoDataFrame,
) -> Need:
    """Weigh the need of each candidate with the plan built.

    A group is all facilities of one level, primary or hospital: those that operate or are planned,
    the former stations among the candidates, and the new ones. The criteria of a candidate are

    - ``dependents``: people who have it nearest in its group, within the limit of the standard. Of
      equally near facilities an existing one comes before a new one, of existing ones the lower id.
    - ``capacity_gap``: dependents beyond those that it has room for. A hospital has room in
      proportion to its beds, which are assumed by kind where the register has none.
    - ``doctors_missing``, ``beds_missing``: what it has less than a new one of its kind, or a
      former station less than a satellite point. A kind described without them needs none.
    - ``isolation``: minutes to the nearest other facility of its group.

    Each is divided by the largest among the candidates of the group, since a hospital has ten times
    the dependents and doctors of a station and on one scale no station would need anything. The
    study itself says what is far, so isolation is divided by ``limit_min``, and is 1 beyond. What
    is unknown counts as 0.

    Parameters
    ----------
    reach
        The study and its layers.
    programme
        Weights, limit and the doctors of today.
    candidates
        Facilities of the register that may be upgraded, by id, at least one.
    opened
        New facilities by ``site_id``, EPSG:4326, with ``kind``.
    """
    measured, dependents = [], []
    for group in _groups(reach, candidates, opened):
        dependents.append(_dependents(reach, group))
        measured.append(_criteria(reach, programme, group, dependents[-1].groupby(level=0).sum()))
    criteria = pd.concat(measured)
    shares = _shares(criteria, programme.limit_min.value)
    # Column by column: a matrix product may round equal rows differently
    need = sum(weight.value * shares[f"{name}_share"] for name, weight in programme.weights.items())
    table = pd.concat([criteria, shares], axis=1).assign(need=need).sort_index()
    ranked = table.sort_values("need", ascending=False, kind="stable")
    return Need(ranked, pd.concat(dependents))


def _groups(
    reach: Reach, candidates: gpd.GeoDataFrame, opened: gpd.GeoDataFrame
) -> Iterator[Group]:
    """Yield the groups that hold a candidate."""
    register = reach.layers.facilities
    lasting = (register["status"] != "former") & (register["kind"] != "former_station")
    standing = register[lasting | register.index.isin(candidates.index)].sort_index()
    for level in CARE_LEVELS:
        kinds = [kind for kind in KINDS if care_level(reach.study, kind) == level]
        existing, new, upgraded = (
            places[places["kind"].isin(kinds)] for places in (standing, opened, candidates)
        )
        if not upgraded.empty:
            yield Group(
                level,
                reach.study.standards.by_level[level],
                gpd.GeoSeries(pd.concat([existing.geometry, new.geometry])),
                upgraded,
                existing.index.get_indexer(upgraded.index).astype(np.int64),
            )


def _dependents(reach: Reach, group: Group) -> pd.Series[int]:
    """Return the people who have a candidate nearest, by ``facility_id`` and ``commune_code``."""
    demand, standard = reach.layers.demand, group.standard
    times = reach.times(group.places, standard, cutoff_min=standard.limit_min.value)
    number = np.full(len(group.places) + 1, -1)  # the last is where nothing is near
    number[group.at] = np.arange(group.at.size)
    candidate = number[nearest_place(times.minutes)]
    there = (candidate >= 0) & (demand["people"] > 0).to_numpy()
    whose = [
        pd.Index(group.candidates.index[candidate[there]], name="facility_id"),
        pd.Index(demand["commune_code"].to_numpy()[there], name="commune_code"),
    ]
    people = pd.Series(demand["people"].to_numpy(np.int64)[there], whose)
    return people.groupby(level=[0, 1]).sum()


def nearest_place(minutes: sparse.csr_array[np.float64]) -> NDArray[np.int64]:
    """Return the column of each row's least stored value, the first of equals; -1 if none.

    Parameters
    ----------
    minutes
        With sorted indices, shape (rows, columns).
    """
    least = np.repeat(row_minimum(minutes), np.diff(minutes.indptr))
    stored = np.flatnonzero(minutes.data == least)
    rows = np.searchsorted(minutes.indptr, stored, side="right") - 1
    row, first = np.unique(rows, return_index=True)
    nearest = np.full(minutes.shape[0], -1)
    nearest[row] = minutes.indices[stored[first]]
    return nearest


def _criteria(
    reach: Reach, programme: NeedProgramme, group: Group, dependents: pd.Series[int]
) -> pd.DataFrame:
    """Return the kind, level and criteria of the candidates of a group, each in its own unit."""
    study, candidates = reach.study, group.candidates
    kind = candidates["kind"]
    doctors = kind.map({of: now.value for of, now in programme.doctors_now.items()}).astype(float)
    dependents = dependents.reindex(candidates.index, fill_value=0)
    return pd.DataFrame(
        {
            "kind": kind,
            "level": group.level,
            "dependents": dependents,
            "capacity_gap": (dependents - _room_people(study, group)).clip(lower=0),
            "doctors_missing": _missing(study, kind, "doctors", doctors),
            "beds_missing": _missing(study, kind, "beds", candidates["beds"]),
            "isolation": _isolation(reach, group, programme.limit_min.value),
        },
        candidates.index,
    )


def _room_people(study: Study, group: Group) -> pd.Series[float]:
    """Return how many people each candidate has room for, NaN where the study does not say."""
    kind, people = group.candidates["kind"], _norms(study, "capacity_people")
    if group.level == "primary":
        primary = study.standards.primary
        own = {of: capacity for of, capacity in people.items() if capacity}
        own["former_station"] = float(primary.former_station_people.value)
        return kind.map(own).astype(float).fillna(primary.capacity_people.value)
    assumed = {of: beds.value for of, beds in study.standards.hospital.beds_if_unknown.items()}
    beds = group.candidates["beds"].fillna(kind.map(assumed).astype(float))
    norm = kind.map(_norms(study, "beds")).astype(float)
    return beds * kind.map(people).astype(float) / norm.where(norm > 0)


def _missing(
    study: Study, kind: pd.Series[str], what: Literal["doctors", "beds"], has: pd.Series[float]
) -> pd.Series[float]:
    """Return what facilities have less than a new one of their kind, NaN where unknown."""
    norms = _norms(study, what)
    if "satellite_point" in norms:
        norms["former_station"] = norms["satellite_point"]
    norm = kind.map(norms).astype(float)
    return (norm - has).clip(lower=0).mask(norm == 0, 0.0)


def _norms(study: Study, what: Literal["capacity_people", "doctors", "beds"]) -> dict[Kind, float]:
    """Return what one of each kind has that the study describes, 0 where it is left out."""
    asked = {kind: getattr(described, what) for kind, described in study.kinds.items()}
    return {kind: float(number.value) if number else 0.0 for kind, number in asked.items()}


def _isolation(reach: Reach, group: Group, limit_min: float) -> pd.Series[float]:
    """Return minutes from each candidate to the nearest other place, inf beyond the limit."""
    minutes = reach.between(
        group.candidates.geometry, group.places, group.standard, cutoff_min=limit_min
    ).minutes
    itself = minutes.indices == np.repeat(group.at, np.diff(minutes.indptr))
    others: sparse.csr_array[np.float64] = sparse.csr_array(
        (np.where(itself, np.inf, minutes.data), minutes.indices, minutes.indptr), minutes.shape
    )
    return pd.Series(row_minimum(others), group.candidates.index)


def _shares(criteria: pd.DataFrame, limit_min: float) -> pd.DataFrame:
    """Return each criterion as a share, 0 to 1, of the largest in its group or of the limit."""
    raw = criteria[list(CRITERIA)].astype(float)
    largest = raw.groupby(criteria["level"]).transform("max").assign(isolation=limit_min)
    shares = raw.clip(upper=largest) / largest.where(largest > 0)
    return shares.fillna(0.0).add_suffix("_share")
