"""Sheets that are tables of the plan: sites, communes, programme, phases, targets, parcels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

from geoplan.exports.columns import (
    WHOLE,
    number_format_of,
    title_of,
    value_words,
    worded,
)
from geoplan.exports.workbook.layout import Column, Sheet
from geoplan.exports.written_fields import STATES, fields_of
from geoplan.exports.written_whole import WholePlan
from geoplan.reports import fields as reports
from geoplan.words.wording import Wording

Total = Literal["sum", "count"]
DETAILS = ("reason_vi", "reason_en")


class Words(NamedTuple):
    """The texts of a workbook."""

    sheet: Wording
    fields: Wording


SITES = (
    "rank", "programme", "site_id", "facility_kind", "commune", "people_gained", "served_here",
    "travel_min_before", "travel_min_after", "lost_if_dropped", "runner_up_site_id", "year", "tier",
    "reason", "lon", "lat", "kind", "commune_code", "people_gained_cum", "newly_served",
    "minutes_saved", "person_minutes_saved", "rank_low", "rank_high", "chosen_share",
    "alternative_site_id", "alternative_cost_people", "held_by", "place_benefit", "idle_places",
    "beds", "people_captured", "people_taken", "served_communes",
)  # fmt: skip
SITES_PRINTED = 14
SITES_SUMMED = ("people_gained", "served_here", "newly_served", "person_minutes_saved", "beds")
COMMUNES_FIRST = (
    "commune_code", "name", "type", "people", "people_covered_before", "covered_share_before",
    "people_covered_after", "covered_share_after", "new_sites", "new_hospitals",
    "travel_min_before", "travel_min_after", "hospital_min_before", "hospital_min_after",
)  # fmt: skip
COMMUNES_SUMMED = (
    "people", "new_sites", "new_hospitals", "area_km2",
    *(f"{name}_{state}" for state in STATES for name in
      ("people_covered", "people_served", "people_within_full", "people_within_limit")),
)  # fmt: skip
PROGRAMME = (
    "programme", "rank", "id", "name", "kind", "commune", "people_gained", "cost_bn_vnd", "year",
    "floor_m2", "plot_m2", "beds", "doctors", "other_staff", "equipment", "build_years", "reason",
    "lon", "lat", "commune_code", "upgraded", *(f"year_cut_{cut}" for cut in (10, 20, 30, 40, 50)),
)  # fmt: skip
PROGRAMME_PRINTED = 15
PROGRAMME_SUMMED = ("people_gained", "cost_bn_vnd", "floor_m2", "plot_m2", "beds", "doctors",
                    "other_staff", "equipment")  # fmt: skip
PHASES_SUMMED = ("envelope_bn_vnd", "spent_bn_vnd", "facilities")
PARCELS_PRINTED = 16


def sites_sheet(plan: WholePlan, words: Words) -> Sheet:
    """Return the recommended sites by programme and rank."""
    frame = plan.sites.assign(programme=programme_titles(plan, plan.sites, words))
    columns = table_columns("sites", frame, SITES, words, SITES_SUMMED, counted="site_id")
    note = words.sheet("note.people_gained")
    return titled_sheet(plan, words, "sites", columns, note, frozen=3, printed=SITES_PRINTED)


def communes_sheet(plan: WholePlan, words: Words) -> Sheet:
    """Return every commune with its measures today and with the plan."""
    frame = pd.DataFrame(plan.communes.drop(columns="geometry")).reset_index()
    rest = [name for name in fields_of("communes") if name not in COMMUNES_FIRST]
    order = (*COMMUNES_FIRST, *rest)
    columns = table_columns("communes", frame, order, words, COMMUNES_SUMMED)
    note = words.sheet("note.travel", travel=plan.about["travel"][words.sheet.language])
    return titled_sheet(
        plan, words, "communes", columns, note, frozen=2, printed=len(COMMUNES_FIRST)
    )


def programme_sheet(plan: WholePlan, words: Words) -> Sheet:
    """Return every facility of every programme, with what it needs and costs."""
    held = plan.programme
    places = held["site_id"].mask(held["site_id"] == "")
    frame = held.assign(
        programme=programme_titles(plan, held, words),
        id=places.fillna(held["facility_id"]),
        name=held["facility_id"].map(plan.facilities["name"]),
        commune=held["commune_code"].map(plan.communes["name"]),
    )
    points = frame.geometry
    frame = frame.assign(lon=points.x, lat=points.y)
    columns = table_columns("programme", frame, PROGRAMME, words, PROGRAMME_SUMMED, counted="id")
    note = words.sheet("note.people_gained")
    return titled_sheet(
        plan, words, "programme", columns, note, frozen=4, printed=PROGRAMME_PRINTED
    )


def phases_sheet(plan: WholePlan, words: Words) -> Sheet | None:
    """Return years and sources of money as ``phases.csv`` has them; None without money."""
    if plan.phases is None:
        return None
    sources = {
        key: told[words.sheet.language] for key, told in plan.about["phases"]["sources"].items()
    }
    frame = plan.phases.assign(source=plan.phases["source"].map(sources))
    columns = table_columns("phases", frame, tuple(frame.columns), words, PHASES_SUMMED)
    return titled_sheet(plan, words, "phases", columns, words.sheet("note.phases"), frozen=2)


def commune_targets_sheet(plan: WholePlan, words: Words) -> Sheet | None:
    """Return what each commune needs for each target; None without targets."""
    if plan.targets is None:
        return None
    names = plan.targets["commune_code"].map(plan.communes["name"])
    frame = plan.targets.assign(commune=names.fillna(words.sheet("no_place")))
    order = ("indicator", "year", "commune_code", "commune", "need", "planned", "shortfall")
    columns = [
        _with_formula(column, "shortfall", "need", "planned")
        for column in table_columns("targets", frame, order, words)
    ]
    note = words.sheet("note.commune_targets")
    return titled_sheet(plan, words, "commune_targets", columns, note, frozen=4)


def parcels_sheet(plan: WholePlan, plots: pd.DataFrame, words: Words) -> Sheet:
    """Return the short lists of plots; those that are made up are marked."""
    made_up = [bool(told) for told in plots["made_up"]]
    frame = plots.assign(programme=programme_titles(plan, plots, words))
    other = "finding_en" if words.sheet.language == "vi" else "finding_vi"
    order = tuple(name for name in fields_of("plots") if name != other)
    first = ("rank", "programme", "site_id", "kind", "commune", "position", "parcel_id",
             "standing", "is_given", "given_to", "score", "gain_kept", "usable_m2", "least_m2",
             "made_up", "source")  # fmt: skip
    order = (*first, *(name for name in order if name not in first))
    columns = table_columns("plots", frame, order, words, counted="parcel_id")
    numbers = {"count": words.sheet.number(sum(made_up)), "total": words.sheet.number(len(plots))}
    note = words.sheet("note.made_up", **numbers) if any(made_up) else words.sheet("note.parcels")
    return titled_sheet(plan, words, "parcels", columns, note, frozen=3, printed=PARCELS_PRINTED,
                  marked=made_up, warned=any(made_up))  # fmt: skip


def programme_titles(plan: WholePlan, frame: pd.DataFrame, words: Words) -> pd.Series[Any]:
    """Return the title of the programme of each row."""
    return frame["programme"].map(
        {key: plan.programme_title(key, words.sheet.language) for key in plan.about["programmes"]}
    )


def table_columns(
    table: str,
    frame: pd.DataFrame,
    order: Sequence[str],
    words: Words,
    summed: Sequence[str] = (),
    *,
    counted: str | None = None,
) -> list[Column]:
    """Return the columns of a table that the plan has, in an order.

    Parameters
    ----------
    table
        As ``written_fields.fields_of`` knows it.
    frame
        Its rows.
    order
        Names of columns; ``reason`` stands for that in the language, and names that the dictionary
        does not have under the table are looked up where they are told: ``id``, ``name``,
        ``commune``.
    words
        Of the document.
    summed, counted
        Columns with a total.
    """
    told, columns = {**_joined_fields(), **fields_of(table)}, []
    for name in order:
        held = f"reason_{words.sheet.language}" if name == "reason" else name
        if held not in frame.columns:
            continue
        field = told[held]
        total: Total | None = "sum" if name in summed else "count" if name == counted else None
        values = worded(frame[held], field, words.fields).tolist()
        columns.append(
            Column(held, _title(table, held, words), values, number_format_of(field), total)
        )
    return columns


def city_targets(plan: WholePlan, words: Words) -> Sheet | None:
    """Return the targets of the whole city as ``plan.json`` tells them; None without targets."""
    if plan.targets is None:
        return None
    told = plan.about["targets"]

    def column(name: str, number_format: str | None = None) -> Column:
        values = [target[name] for target in told]
        return Column(name, words.sheet(f"target.{name}"), values, number_format)

    indicators = [value_words("indicator", target["indicator"], words.fields) for target in told]
    rates = [
        words.fields(f"unit.{unit}") if (unit := target["rate_unit"]) else None for target in told
    ]
    units = [words.fields(f"unit.{target['unit']}") for target in told]
    sentences = [target[f"words_{words.sheet.language}"] for target in told]
    columns = [
        Column("indicator", words.sheet("target.indicator"), indicators),
        column("year", "0"),
        Column("unit", words.sheet("target.unit"), units),
        column("today", WHOLE),
        column("target", WHOLE),
        column("planned", WHOLE),
        _with_formula(column("shortfall", WHOLE), "shortfall", "target", "planned"),
        Column("rate_unit", words.sheet("target.rate_unit"), rates),
        *(column(name, "#,##0.00") for name in ("today_rate", "target_rate", "planned_rate")),
        Column("words", words.sheet("target.words"), sentences),
    ]
    return titled_sheet(plan, words, "targets", columns, words.sheet("note.targets"), frozen=2)


def _with_formula(column: Column, name: str, less: str, of: str) -> Column:
    """Return a column as the difference of two others, if it is the one named."""
    if column.name != name:
        return column
    return Column(
        column.name, column.title, column.values, column.number_format, column.total,
        lambda cell, _: f"={cell(less)}-{cell(of)}",
    )  # fmt: skip


def _joined_fields() -> dict[str, Any]:
    sites, facilities = fields_of("sites"), fields_of("facilities")
    return {"id": sites["site_id"], "name": facilities["name"], "commune": sites["commune"]} | {
        field.name: field for field in reports.PROGRAMME.fields if field.name in ("lon", "lat")
    }


def _title(table: str, name: str, words: Words) -> str:
    if name == "id":
        return words.sheet("column.id")
    if name in fields_of(table):
        return title_of(table, name, words.fields)
    return title_of("facilities" if name == "name" else "sites", name, words.fields)


def titled_sheet(
    plan: WholePlan, words: Words, key: str, columns: list[Column], note: str, **looks: Any
) -> Sheet:
    """Return a sheet under its name in the catalogue, with the title of the plan.

    Parameters
    ----------
    key
        Of its name: ``sheet.KEY``.
    looks
        As ``Sheet`` takes them.
    """
    name = words.sheet(f"sheet.{key}")
    title = f"{name} – {plan.title(words.sheet.language)}"
    return Sheet(name, title, note, columns, **looks)
