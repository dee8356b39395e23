"""What decisions make of the candidate sites: places that must, must not, or only now can open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.errors import InfeasibleError, LayerError
from geoplan.layers.decision_rules import Decision, listed, place_of
from geoplan.layers.decisions import PART
from geoplan.layers.read import StudyLayers
from geoplan.layers.sites import every_place, plot_label


@dataclass(frozen=True)
class Settled:
    """What the decisions in force settle for one kind of facility.

    Parameters
    ----------
    pins, forbids, choices
        The decisions; a pin whose site goes to a parcel is fulfilled there and not among them,
        and a forbidden place is forbidden to every kind.
    places
        Place of each site that they name, by ``site_id``.
    """

    pins: list[Decision]
    forbids: list[Decision]
    choices: list[Decision]
    places: dict[str, str]

    @property
    def required(self) -> list[Decision]:
        """The decisions that each take one facility of the kind."""
        return [*self.pins, *self.choices]

    def at(self, decision: Decision) -> str:
        """Return the candidate site where a decision puts a facility, or forbids one."""
        if decision.what == "choose":
            return plot_label(decision.parcel_id)
        return self.places[decision.site_id]


def settled(layers: StudyLayers, kind: str) -> Settled:
    """Return what the decisions in force settle for a kind of facility."""
    decisions = listed(layers.decisions)
    if not decisions:
        return Settled([], [], [], {})
    known = every_place(layers.demand, layers.facilities).index
    places = {each.site_id: place_of(each.site_id, known) for each in decisions}
    choices = [each for each in decisions if each.what == "choose" and each.kind == kind]
    moved = {each.site_id for each in choices}
    pins = [each for each in decisions if each.what == "pin" and each.kind == kind]
    return Settled(
        [each for each in pins if each.site_id not in moved],
        [each for each in decisions if each.what == "forbid"],
        choices,
        places,
    )


def sites_of_kind(
    layers: StudyLayers, kind: str, sites: gpd.GeoDataFrame, used: Counter[str]
) -> gpd.GeoDataFrame:
    """Return the candidate sites of a kind of facility with the room that is left and decided on.

    A pinned place is a site even where it was not a candidate, and has room for what is pinned
    there. A chosen parcel is a site of its own, and the place that it stands for has room for one
    facility less. Places that a decision closes stay, without room, so that what the decision
    costs can be told.

    Parameters
    ----------
    layers
        Of the study, with its decisions in force.
    kind
        Of facility.
    sites
        Candidate sites; ``copies_max`` is what each can take in all.
    used
        Facilities that stand at each place by now.

    Returns
    -------
    GeoDataFrame
        As ``sites``, with ``copies_max``, new facilities that the site can take, and
        ``copies_min``, those that it must; the sites first, then the other places that are
        decided on, then parcels.
    """
    room = sites["copies_max"] - sites.index.map(used).fillna(0).astype("int64")
    base = sites.assign(copies_max=room, copies_min=0)
    has = settled(layers, kind)
    if not (has.required or has.forbids):
        return gpd.GeoDataFrame(base[room > 0])
    pinned = Counter(has.at(each) for each in has.pins)
    left = Counter(has.places[each.site_id] for each in has.choices)
    closed = {has.at(each) for each in has.forbids}
    base = _with_places(base, layers, [*pinned, *left])
    base["copies_min"] = base.index.map(pinned).fillna(0).astype("int64")
    room = base["copies_max"] - base.index.map(left).fillna(0).astype("int64")
    room = room.where(~base.index.isin(closed), 0).clip(lower=0)
    base["copies_max"] = np.maximum(room, base["copies_min"])
    kept = (base["copies_max"] > 0) | base.index.isin([*closed, *left])
    frames = [base[kept]]
    if has.choices:
        frames.append(_plots(layers, [each.parcel_id for each in has.choices]))
    return gpd.GeoDataFrame(pd.concat(frames), crs=sites.crs)


def refuse_too_many(layers: StudyLayers, kind: str, count: int) -> None:
    """Refuse decisions that take more facilities of a kind than there are to place.

    Raises
    ------
    InfeasibleError
        Naming the decisions.
    """
    required = settled(layers, kind).required
    if len(required) > count:
        raise InfeasibleError(
            f"the decisions {', '.join(each.decision_id for each in required)} settle where "
            f"{len(required)} facilities of the kind {kind} stand, but the programme opens {count}."
            " Take some back with `geoplan decide reopen`, or open more."
        )


def refuse_unplaced(layers: StudyLayers, kinds: tuple[str, ...]) -> None:
    """Refuse decisions on a kind of facility that the study does not place.

    Raises
    ------
    LayerError
        Naming the decisions and the kinds.
    """
    table = layers.decisions
    wrong = table[table["what"].isin(["pin", "choose"]) & ~table["kind"].isin(kinds)]
    if len(wrong):
        raise LayerError(
            "the study places no facility of this kind by its public programme or its market.",
            f"It places: {', '.join(kinds)}. Take the decision back with `geoplan decide reopen`.",
            file=layers.files[PART],
            layer=PART,
            field="kind",
            rows=[f"line {row['line']} ({each}): {row['kind']}" for each, row in wrong.iterrows()],
        )


def _with_places(
    sites: gpd.GeoDataFrame, layers: StudyLayers, named: list[str]
) -> gpd.GeoDataFrame:
    """Add places that are not among the sites, without room."""
    missing = [place for place in dict.fromkeys(named) if place not in sites.index]
    if not missing:
        return sites.copy()
    places = every_place(layers.demand, layers.facilities).loc[missing]
    more = places.assign(copies_max=0, copies_min=0)
    return gpd.GeoDataFrame(pd.concat([sites, more]), crs=sites.crs)


def _plots(layers: StudyLayers, parcel_ids: list[str]) -> gpd.GeoDataFrame:
    """Return chosen parcels as sites, each a point within the parcel.

    Raises
    ------
    LayerError
        When one lies in no commune of the study.
    """
    if layers.parcels is None:
        raise LayerError(
            "a parcel is chosen, but the parcels were not read.",
            "Read them with the layers of the study.",
            file=layers.files[PART],
            layer="parcels",
        )
    parcels = layers.parcels.loc[parcel_ids]
    points = parcels.geometry.representative_point()
    communes = layers.communes
    point, home = communes.sindex.query(points, predicate="covered_by")
    within = pd.Series(communes.index[home], points.index[point]).groupby(level=0).first()
    outside = points.index.difference(within.index)
    if len(outside):
        raise LayerError(
            "the parcel that was chosen lies in no commune of the study.",
            "Read the file of parcels again with the right --crs, or take the choice back.",
            file=layers.files["parcels"],
            layer="parcels",
            field="geometry",
            rows=outside,
        )
    return gpd.GeoDataFrame(
        {
            "kind": "plot",
            "commune_code": within.loc[points.index].to_numpy(),
            "copies_max": 1,
            "copies_min": 1,
        },
        index=pd.Index([plot_label(each) for each in points.index], name="site_id"),
        geometry=points.to_numpy(),
        crs=points.crs,
    )
