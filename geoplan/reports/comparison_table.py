"""The table of what changed per facility, as CSV that a spreadsheet opens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.reports.comparison import Comparison
from geoplan.reports.moves import FATES, OPENINGS

TEXT, NUMBER, WHOLE = FieldType.TEXT, FieldType.NUMBER, FieldType.WHOLE


def _ends(
    name: str, kind: FieldType, meaning: str, unit: str = "", plans: Sequence[str] = ("old", "new")
) -> tuple[Field, ...]:
    return tuple(
        Field(f"{name}_{plan}", kind, f"{meaning}, in the {plan} plan", unit, required=False)
        for plan in plans
    )


FACILITY_CHANGES = FieldTable(
    "comparison.csv",
    "One row per facility of either of two plans, of all programmes; what is the same facility in "
    "both has one row. By programme, fate, and rank in the new plan, then in the old one. Blank "
    "where a plan has no such facility.",
    (
        Field("programme", TEXT, "programme of the study"),
        Field("fate", TEXT, "what became of it: kept at its place; moved, a site of the same kind "
              "nearby in its stead, or the same facility elsewhere; dropped; added", values=FATES),
        Field("changed", TEXT, "what else differs of one kept or moved, separated by semicolons: "
              "kind, rank, year (where both plans say), cost, people (people_gained)",
              required=False),
        Field("opening", TEXT, "its year of opening in the new plan against the old one; never: in "
              "neither; blank unless both studies say something of money", required=False,
              values=OPENINGS),
        *_ends("facility_id", TEXT, "the facility of the register that is upgraded, replaced or "
               "announced"),
        *_ends("site_id", TEXT, "the site of a new one, as in sites.csv"),
        *_ends("commune_code", TEXT, "commune that holds it"),
        *_ends("kind", TEXT, "what is built or upgraded"),
        *_ends("rank", WHOLE, "place in the order of the programme"),
        *_ends("year", WHOLE, "year in which it opens; blank if the envelopes do not pay for it"),
        *_ends("people_gained", WHOLE, "as in programme.csv", "people"),
        Field("people_gained_difference", WHOLE, "new less old; a plan without it gains nobody by "
              "it", "people"),
        *_ends("cost_bn_vnd", NUMBER, "cost in prices of the base year", "bn VND"),
        Field("cost_bn_vnd_difference", NUMBER, "new less old; a plan without it spends nothing on "
              "it", "bn VND", required=False),
        *_ends("lon", NUMBER, "longitude, WGS 84", "degrees"),
        *_ends("lat", NUMBER, "latitude, WGS 84", "degrees"),
        Field("distance_km", NUMBER, "from the old place to the new one, geodesic", "km",
              required=False),
    ),
)  # fmt: skip


def write_facility_changes(comparison: Comparison, path: Path) -> None:
    """Write one row per facility of either plan; see ``FACILITY_CHANGES``."""
    columns = [field.name for field in FACILITY_CHANGES.fields]
    table = comparison.facilities[columns].round({"cost_bn_vnd_difference": 3, "distance_km": 3})
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
