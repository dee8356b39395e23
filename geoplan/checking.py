"""Check a study and its layers, and say what is surveyed, modelled, assumed and missing."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geoplan.layers.facilities import KINDS
from geoplan.layers.read import StudyLayers, commune_sums, read_layers
from geoplan.programme.budget import budget_lines
from geoplan.siting.private import check_announced
from geoplan.study import Study
from geoplan.travel.reach import Reach
from geoplan.travel.road_report import BORDER_M, FAR_M
from geoplan.travel.words import travel_words
from geoplan.words.telling import told

SHOWN = 5


@dataclass(frozen=True)
class CheckReport:
    """What a check found: a title and lines for each part; nothing here stops a plan."""

    parts: dict[str, list[str]]

    def __str__(self) -> str:
        """Return the report as text."""
        return "\n".join(
            f"{title}\n" + "".join(f"  {line}\n" for line in lines)
            for title, lines in self.parts.items()
        )


def check(study: Study) -> CheckReport:
    """Read every layer of a study, check them, and report what the plan would rest on.

    Raises
    ------
    LayerError
        When a layer cannot be used.
    StudyError
        When a hospital that counts as announced is none.
    """
    layers = read_layers(study)
    check_announced(study, layers.facilities)
    unverified = [row for row in study.assumptions() if not row.verified]
    return CheckReport(
        {
            "Layers": _layers(layers),
            "Population": _population(layers),
            "Facilities, located of published": _located(study, layers),
            "Positions": _positions(layers),
            "Travel": _travel(study, layers),
            **({"Roads": road_lines(study, layers)} if layers.roads is not None else {}),
            **({"Programme and money": budget} if (budget := budget_lines(study)) else {}),
            f"Assumed, not verified ({len(unverified)} of {len(study.assumptions())} figures)": [
                f"{row.key} = {row.value:g} {row.unit} ({row.source})" for row in unverified
            ],
        }
    )


def _layers(layers: StudyLayers) -> list[str]:
    return [
        f"{name}: {len(getattr(layers, name)):,} rows, {path.name}"
        for name, path in layers.files.items()
    ]


def _population(layers: StudyLayers) -> list[str]:
    sums = commune_sums(layers.demand, layers.communes)
    raster = layers.demand["people_raster"].sum()
    lines = [
        f"official: {sums['people'].sum():,}; cells after scaling: {sums['people_cells'].sum():,}"
        + (f"; cells as the raster has them: {raster:,.0f}" if raster else "")
    ]
    differ = sums[sums["people"] != sums["people_cells"]]
    lines += [
        f"{code} {layers.communes['name'][str(code)]}: official {row['people']:,}, "
        f"cells {row['people_cells']:,}"
        for code, row in differ.head(SHOWN).iterrows()
    ]
    return lines + ([f"… {len(differ) - SHOWN} more communes"] if len(differ) > SHOWN else [])


def counted(facilities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the facilities that published counts speak of: not planned, not military."""
    planned, military = facilities["status"] == "planned", facilities["ownership"] == "military"
    return facilities[~planned & ~military]


def located_counts(study: Study, layers: StudyLayers) -> pd.DataFrame:
    """Return, per kind of facility, how many are located and how many are published.

    Planned facilities and those outside the published count (military) are left out.

    Returns
    -------
    DataFrame
        Indexed by kind; ``located``, ``published`` (NaN where the study states none).
    """
    located = counted(layers.facilities)
    published = {kind: count.value for kind, count in study.facility_counts.items()}
    return pd.DataFrame(
        {
            "located": located["kind"].value_counts().reindex(list(KINDS), fill_value=0),
            "published": pd.Series(published, dtype=float).reindex(list(KINDS)),
        }
    )


def _located(study: Study, layers: StudyLayers) -> list[str]:
    return [
        f"{told('labels', f'kind.{kind}').en}: located {row.located:.0f} of "
        + ("an unknown number" if pd.isna(row.published) else f"{row.published:.0f}")
        for kind, row in located_counts(study, layers).iterrows()
        if row.located or not pd.isna(row.published)
    ]


def _positions(layers: StudyLayers) -> list[str]:
    by_quality = layers.facilities.groupby("position_quality").size()
    hospitals = layers.facilities[layers.facilities["kind"].isin(KINDS[:4])]
    return [
        *(f"{quality}: {count:,} facilities" for quality, count in by_quality.items()),
        f"beds known for {hospitals['beds'].notna().sum()} of {len(hospitals)} hospitals on the "
        "map; the others take the study's assumption",
    ]


def _travel(study: Study, layers: StudyLayers) -> list[str]:
    lands = Reach(study, layers).lands
    home = layers.demand.to_crs(study.crs).sjoin_nearest(lands.rename_axis("land"))
    people = home.groupby("land")["people"].sum()
    return [
        f"times: {travel_words(study, layers.roads).en}",
        f"{len(people)} inhabited land masses: "
        + ", ".join(f"{count:,} people" for count in people.sort_values(ascending=False)),
        f"{len(layers.sea_links)} sea links: " + ", ".join(layers.sea_links["name"]),
    ]


def road_lines(study: Study, layers: StudyLayers) -> list[str]:
    """Return what came in with the road network of a study, a line for each matter."""
    report = Reach(study, layers).roads()
    if report is None:
        return []
    names, ferries = layers.communes["name"], report.ferry_legs
    total_km = ", ".join(f"{kind} {km:,.0f}" for kind, km in report.km.items())
    crossing = ferries["crossing_min"].notna().sum()
    islands = report.pieces.iloc[1:]
    shown = ", ".join(
        f"{piece.km:,.1f} km with {piece.people:,} people"
        for piece in islands.head(SHOWN).itertuples()
    )
    roadless = report.roadless.sort_values(ascending=False)
    where = ", ".join(f"{names[str(c)]} {people:,}" for c, people in roadless.head(SHOWN).items())
    lines = [
        f"{report.origin.source}, {report.origin.date or 'day not known'}, {report.origin.file}",
        f"{report.km.sum():,.0f} km: {total_km}",
        f"pieces of network as the {study.standards.primary.mode} goes: {len(report.pieces)}; "
        f"besides the largest: {shown or 'none'}" + _more(len(islands)),
        f"{report.loose_km:,.1f} km in loose pieces shorter than "
        f"{report.cut_off_km:g} km, to which nobody is tied",
        f"{len(report.border_ends)} roads end within {BORDER_M:g} m of the border of the study",
        f"{report.turns:,} banned turns; {report.turns_left_out:,} restrictions left out (over a "
        "way in between, or at certain hours)",
        f"{len(ferries)} ferry legs, {ferries['km'].sum():,.1f} km; crossing time known of "
        f"{crossing}",
        f"{report.far_people:,} of {report.people:,} people "
        f"({report.far_people / report.people:.2%}) farther than {FAR_M:g} m from a road",
        f"{roadless.sum():,} people with no road within {report.within_m:,.0f} m, whom nothing "
        f"reaches by road" + (f": {where}" if where else "") + _more(len(roadless)),
    ]
    if report.idle_links:
        lines.append(f"sea links without a road at a landing: {', '.join(report.idle_links)}")
    return lines


def _more(number: int) -> str:
    return f" and {number - SHOWN} more" if number > SHOWN else ""
