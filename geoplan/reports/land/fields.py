"""Field tables of what short lists are written as."""

from __future__ import annotations

from typing import get_args

from geoplan.land.findings import GRADES
from geoplan.land.pools import Standing
from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.reports.land.words import criterion_words
from geoplan.study_land import CRITERIA, STATUSES

TEXT, NUMBER, WHOLE, FLAG = FieldType.TEXT, FieldType.NUMBER, FieldType.WHOLE, FieldType.FLAG
KEYS = (
    Field("programme", TEXT, "programme of the study"),
    Field("site_id", TEXT, "recommended site, as in sites.csv"),
    Field("kind", TEXT, "what is built there"),
    Field("rank", WHOLE, "rank of the site in its programme"),
)
STANDING = Field(
    "standing",
    TEXT,
    "why the plots of this list come into question: chosen (by decision), fits (large enough and "
    "in the search area), waiver (in the search area, large enough only if the least size is "
    "waived), union (adjoining plots, large enough together), outside (large enough, in the "
    "commune, outside the search area). A list has one standing: the next one counts only where "
    "there is no plot of the one before",
    required=False,
    values=get_args(Standing),
)

PLOTS = FieldTable(
    "parcels.csv",
    "Short lists: one row per site and plot on its list, the best first. Also parcels.gpkg, layer "
    "plots (EPSG:4326), and one layer for each reference system in which plots were read, such as "
    "plots_epsg_9210.",
    (
        *KEYS,
        Field("commune_code", TEXT, "commune that holds the plot", required=False),
        Field("commune", TEXT, "its Vietnamese name", required=False),
        Field("position", WHOLE, "place on the list of the site, 1 the best", minimum=1),
        Field("parcel_id", TEXT, "commune|sheet|number; of adjoining plots their ids, + between"),
        STANDING,
        Field("is_given", FLAG, "whether the site is given this plot: no plot goes to two sites, "
              "as many sites as can be have one, and of such choices the one with the greatest "
              "total of scores counts"),
        Field("given_to", TEXT, "another site that is given this plot", required=False),
        Field("score", NUMBER, "how near the plot is to one that is best by every criterion, and "
              "how far from one that is worst (TOPSIS)", "0 to 1"),
        Field("gain_kept", NUMBER, "share of what the site gains that is kept if the facility "
              "stands on this plot, all others as they are", "ratio"),
        Field("people", WHOLE, "people whom the facility adds to those covered if built here; of "
              "private hospitals: people whom it wins", "people", required=False),
        Field("area_m2", NUMBER, "geodesic area of the polygon; blank of a parcel of which only a "
              "point is known", "m²", required=False),
        Field("stated_area_m2", NUMBER, "area that the cadastral file states", "m²",
              required=False),
        Field("usable_m2", NUMBER, "area without water, protected land and excluded uses", "m²"),
        Field("least_m2", NUMBER, "plot that the facility has to have", "m²", required=False),
        Field("short_by_m2", NUMBER, "what the usable area lacks of that; 0 where it is enough",
              "m²", required=False),
        Field("old_commune", TEXT, "commune as the cadastral file states it", required=False),
        Field("sheet", TEXT, "number of the map sheet", required=False),
        Field("number", TEXT, "number of the parcel on its sheet", required=False),
        Field("name", TEXT, "name of the premises on it", required=False),
        Field("land_use", TEXT, "land-use code as stated", required=False),
        Field("zones", TEXT, "planning zones, with m²", required=False),
        Field("status", TEXT, "who holds it, and whether it is free", required=False,
              values=STATUSES),
        Field("floor_m2", NUMBER, "floor area of the buildings on it", "m²", required=False),
        Field("price_m_vnd_m2", NUMBER, "price of the land", "million VND/m²", required=False),
        Field("width_m", NUMBER, "shorter side of the smallest rectangle around it", "m",
              required=False),
        Field("compactness", NUMBER, "4π area / perimeter²: 1 of a circle, 0.785 of a square",
              "ratio", required=False),
        Field("hazard_share", NUMBER, "share in an area of hazard", "0 to 1", required=False),
        Field("road_m", NUMBER, "distance to the nearest road", "m", required=False),
        *(
            Field(f"worth_{name}", NUMBER, f"worth by the criterion: {criterion_words(name).en}; "
                  "blank where nothing is known of any plot", "0 to 1", required=False)
            for name in CRITERIA
        ),
        *(
            Field(f"part_{name}", NUMBER, f"its part of the score: {criterion_words(name).en}",
                  "0 to 1", required=False)
            for name in CRITERIA
        ),
        Field("unknown", TEXT, "criteria of which nothing is known here; they count with the worth "
              "that the study gives to what is not known", required=False),
        Field("finding_vi", TEXT, "what each norm says of the plot, in Vietnamese",
              required=False),
        Field("finding_en", TEXT, "the same in English", required=False),
        Field("decisions", TEXT, "decisions in force that name the plot or the site",
              required=False),
        Field("lon", NUMBER, "longitude of a point within, WGS 84", "degrees"),
        Field("lat", NUMBER, "latitude, likewise", "degrees"),
        Field("made_up", FLAG, "whether the parcel is marked as made up, by the name of its file "
              "or of its commune"),
        Field("source", TEXT, "name of the file it was read from", required=False),
        Field("crs", TEXT, "code of the reference system by which it was read", required=False),
        Field("datum_operation", TEXT, "how it was brought to WGS 84", required=False),
    ),
)  # fmt: skip

LISTS = FieldTable(
    "parcels.gpkg, layer sites",
    "One row per recommended site, a point: what its short list came to. The layer search_areas "
    "has programme, site_id and the area within which the site keeps the share of its gain that "
    "the study asks.",
    (
        *KEYS,
        Field("commune_code", TEXT, "commune that holds the site"),
        Field("commune", TEXT, "its Vietnamese name"),
        Field("least_m2", NUMBER, "plot that the facility has to have", "m²", required=False),
        Field("people", WHOLE, "people whom it adds to those covered where it is recommended; of "
              "private hospitals: people whom it wins", "people", required=False),
        Field("area_km2", NUMBER, "size of the search area", "km²"),
        Field("plots_in_commune", WHOLE, "plots of its commune that may be offered", "plots"),
        Field("large_enough", WHOLE, "of these, large enough", "plots"),
        Field("in_search_area", WHOLE, "of these, in the search area or within 100 m of it",
              "plots"),
        Field("listed", WHOLE, "plots on its list", "plots"),
        STANDING,
        Field("parcel_id", TEXT, "the plot that it is given", required=False),
        Field("first_holds", NUMBER, "share of the changes of weights tried under which the first "
              "plot stays first", "0 to 1", required=False),
        Field("challenger", TEXT, "the plot that comes nearest to overtaking it", required=False),
        Field("challenged_by", TEXT, "the criterion whose change favours that plot most",
              required=False),
        Field("made_up", FLAG, "whether any plot of its list is made up"),
    ),
)  # fmt: skip

FINDINGS = FieldTable(
    "parcels.gpkg, table findings",
    "One row per plot of a list, kind of facility and norm.",
    (
        Field("kind", TEXT, "kind of facility"),
        Field("parcel_id", TEXT, "plot"),
        Field("norm_id", TEXT, "row of the table of norms; of an assumption of the study its kind"),
        Field("norm", TEXT, "what is asked"),
        Field("grade", TEXT, "what the plot comes to; a superseded norm is graded for information",
              values=GRADES),
        Field("asked", NUMBER, "the least that is asked", "as unit", required=False),
        Field("found", NUMBER, "what the usable part of the plot has", "as unit", required=False),
        Field("short_by", NUMBER, "what it lacks; 0 where it meets", "as unit", required=False),
        Field("unit", TEXT, "unit of these"),
        Field("per_bed", NUMBER, "asked for each bed", "m² per bed", required=False),
        Field("beds", NUMBER, "beds that the study gives the facility", "beds", required=False),
        Field("citation", TEXT, "the document that asks it"),
        Field("standing", TEXT, "in force, superseded, to verify; assumed: a figure of the study"),
        Field("finding_vi", TEXT, "the same in words, in Vietnamese"),
        Field("finding_en", TEXT, "in English"),
    ),
)  # fmt: skip

ABOUT = FieldTable(
    "parcels.gpkg, table about",
    "What the short lists rest on. The table decisions beside it holds the decisions in force, as "
    "decisions.csv has them.",
    (
        Field("part", TEXT, "study, version, crs, day, input, datum, weight, consistency, figure, "
              "limit"),
        Field("name", TEXT, "what it is: a layer, a criterion, …"),
        Field("value", TEXT, "its value: of an input the SHA-256, of a limit the Vietnamese words",
              required=False),
        Field("note", TEXT, "of an input the file, of a criterion and of a limit the English words",
              required=False),
    ),
)  # fmt: skip


def names(table: FieldTable) -> list[str]:
    """Return the columns of a table in their order."""
    return [field.name for field in table.fields]
