"""What stands beside the maps: classes, kinds, years, money, and what is only modelled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.colors import to_hex

from geoplan.checking import counted
from geoplan.exports.drawing.column import Class
from geoplan.exports.drawing.letters import POINTS_PER_INCH
from geoplan.exports.drawing.numbers import Style, place_facilities
from geoplan.exports.drawing.paper import INK
from geoplan.exports.drawing.sheet_of_map import MapSheet
from geoplan.exports.drawing.symbols import Look, draw, look_of, look_today
from geoplan.exports.written_whole import WholePlan
from geoplan.layers.facilities import HOSPITAL_KINDS
from geoplan.maps.classes import ShareClasses
from geoplan.words.telling import told
from geoplan.words.wording import Wording

Row = tuple[Look, float, str]  # of a legend: look, radius in points, words

UNKNOWN, UNKNOWN_HATCH = "#d3d9dd", "////"
UNPAID = Look("circle", "#6f808d", hollow=True)
TIER_COLOURS = {"firm": "#0d0887", "likely": "#b12a90", "open": "#f0804e"}
FIRST = 20  # ranks numbered on the map of access
HOSPITAL_PT, STATION_PT = 5.0, 1.7
LEGEND_PT = 5.0
PLASMA = 0.82  # of matplotlib's palette, safe for the colour-blind, without its palest end


def class_colour(share: float, classes: ShareClasses) -> str:
    """Return the colour of a share of people covered; grey where nobody lives to be covered."""
    if share != share:  # noqa: PLR0124 - NaN
        return UNKNOWN
    return classes.colours[int(classes.number_of(share))]


def counted_classes(shares: pd.Series[float], classes: ShareClasses, words: Wording) -> list[Class]:
    """Return the classes as a legend has them, the best first, with how many shares are in each."""
    numbers = classes.number_of(shares.dropna())
    counts = np.bincount(numbers, minlength=len(classes.colours))
    held = [
        Class(colour, f"{words.number(100 * low)}–{words.percent(high, 0)}", int(count))
        for colour, (low, high), count in zip(
            classes.colours, classes.limits(), counts, strict=True
        )
    ][::-1]
    unknown = int(shares.isna().sum())
    if unknown:
        held.append(Class(UNKNOWN, words("legend.unknown"), unknown, UNKNOWN_HATCH))
    return held


def classes_said(classes: ShareClasses, words: Wording) -> str:
    """Return why the classes are these."""
    return words(
        f"legend.classes.{classes.scheme}",
        step=words.percent(classes.step, 0),
        fit=words.number(classes.fit, 3),
        equal=words.number(classes.fit_equal, 3),
        quantiles=words.number(classes.fit_quantiles, 3),
    )


def covered_means(plan: WholePlan, words: Wording) -> str:
    """Return what being covered means in this plan."""
    held = {row["key"]: row["value"] for row in plan.about["assumptions"]}
    return words(
        "legend.meaning",
        **{
            name: words.number(held[f"standards.primary.{key}"])
            for name, key in (
                ("capacity", "capacity_people"), ("full", "full_min"), ("limit", "limit_min"),
            )
        },
    )  # fmt: skip


def show_today(sheet: MapSheet) -> None:
    """Draw the hospitals and stations of today, with what they look like."""
    words, located = sheet.words, counted(sheet.plan.facilities)
    open_now = located[located["status"] == "operating"]
    hospitals = open_now["kind"].isin([*HOSPITAL_KINDS, "geriatric_hospital"])
    rows = []
    for held, radius, name in (
        (open_now[~hospitals], STATION_PT, "others"),
        (open_now[hospitals], HOSPITAL_PT, "hospitals"),
    ):
        for surveyed in (True, False):
            part = held[(held["position_quality"] == "surveyed") == surveyed]
            if part.empty:
                continue
            kind = str(part["kind"].iloc[0])
            look = look_today(kind, "surveyed" if surveyed or name == "others" else "modelled")
            for window, _, places in sheet.each_window(part.geometry):
                draw(sheet.paper, places, look, radius, order=8 if name == "others" else 12)
                if name == "hospitals":
                    window.taken.keep_off(places, radius / POINTS_PER_INCH)
            key = f"today.{name}.{'surveyed' if surveyed else 'estimated'}"
            rows.append((look, radius, words(key, count=words.number(len(part)))))
    sheet.column.symbols(rows[::-1])


def show_new(sheet: MapSheet) -> None:
    """Draw what the plan builds anew, the first sites with their rank."""
    built = sheet.plan.programme
    new = built[~built["upgraded"].astype(bool)].sort_values(["rank", "programme"], kind="stable")
    kind_rows(sheet, new)
    sheet.detail(new.geometry)
    place_facilities(sheet, new, looks(new), Style(ranks=FIRST, dot_pt=2.9))
    sheet.column.text(sheet.words("access.numbers", first=FIRST))


def looks(facilities: pd.DataFrame) -> pd.Series[Any]:
    """Return what each facility of a programme looks like."""
    held = [
        look_of(kind, upgraded=bool(upgraded))
        for kind, upgraded in zip(facilities["kind"], facilities["upgraded"], strict=True)
    ]
    return pd.Series(held, index=facilities.index, dtype=object)


def kind_rows(sheet: MapSheet, facilities: pd.DataFrame, *, colour: str | None = None) -> None:
    """Write a row for each kind of facility and for upgrades of each kind, with how many."""
    words, rows = sheet.words, []
    sizes = facilities.groupby(["upgraded", "kind"]).size()
    for (upgraded, kind), count in zip(sizes.index.to_list(), sizes, strict=True):
        look = look_of(str(kind), upgraded=bool(upgraded))
        name = told("labels", f"kind.{kind}")
        key = "kind.upgraded" if upgraded else "kind.new"
        shown = look if colour is None else look._replace(colour=colour)
        rows.append((shown, LEGEND_PT, words(key, kind=name, count=words.number(int(count)))))
    sheet.column.symbols(rows)


def coloured(sheet: MapSheet, facilities: pd.DataFrame) -> tuple[pd.Series[Any], list[Row]]:
    """Return the looks of a programme coloured by year, or by how firm each site is.

    Returns
    -------
    Series, list
        Looks, and rows of the legend; by kind alone, without rows, where a plan knows neither.
    """
    plan, words, plain = sheet.plan, sheet.words, looks(facilities)
    if plan.phases is not None:
        palette = year_colours(plan)
        opens: dict[Any, str] = {year: words("year.opens", year=str(int(year))) for year in palette}
        return _recoloured(plain, facilities["year"], palette, opens, words("year.unpaid"), words)
    tiers = plan.sites.set_index(["programme", "site_id"])["tier"].dropna()
    if tiers.empty:
        return plain, []
    keys = pd.MultiIndex.from_frame(facilities[["programme", "site_id"]])
    by_row = pd.Series(tiers[~tiers.index.duplicated()].reindex(keys).to_numpy(), facilities.index)
    if by_row.isna().all():
        return plain, []
    said: dict[Any, str] = {tier: words(f"tier.{tier}") for tier in TIER_COLOURS}
    return _recoloured(plain, by_row, TIER_COLOURS, said, words("tier.unknown"), words)


def _recoloured(
    plain: pd.Series[Any],
    values: pd.Series[Any],
    palette: Mapping[Any, str],
    said: Mapping[Any, str],
    other: str,
    words: Wording,
) -> tuple[pd.Series[Any], list[Row]]:
    """Return looks in the colours of their values, and the legend of it with how many are of each.

    What has a value of which the palette says nothing is grey and hollow, called ``other``.
    """
    chosen = [
        look._replace(colour=palette[value]) if value in palette
        else UNPAID._replace(shape=look.shape)
        for look, value in zip(plain, values, strict=True)
    ]  # fmt: skip
    rows = []
    for value, colour in palette.items():
        count = int((values == value).sum())
        if count:
            told = words("legend.count", label=said[value], count=words.number(count))
            rows.append((Look("circle", colour), LEGEND_PT, told))
    rest = int((~values.isin(list(palette))).sum())
    if rest:
        told = words("legend.count", label=other, count=words.number(rest))
        rows.append((UNPAID, LEGEND_PT, told))
    return pd.Series(chosen, index=plain.index, dtype=object), rows


def year_colours(plan: WholePlan) -> dict[float, str]:
    """Return a colour for each year in which something opens, the first darkest."""
    years = sorted(plan.programme["year"].dropna().unique())
    shades = mpl.colormaps["plasma"](np.linspace(0, PLASMA, max(len(years), 2)))
    return {float(year): to_hex(shade) for year, shade in zip(years, shades, strict=False)}


def spent_rows(sheet: MapSheet, year: int) -> None:
    """Write what each source gives in a year."""
    plan, words = sheet.plan, sheet.words
    if plan.phases is None:
        return
    sources = plan.about["phases"]["sources"]
    rows = [
        (sources[row["source"]][words.language],
         words("money", money=words.number(row["spent_bn_vnd"])))
        for _, row in plan.phases[plan.phases["year"] == year].iterrows()
        if row["spent_bn_vnd"] > 0
    ]  # fmt: skip
    if not rows:
        sheet.column.text(words("phase.spent.none", year=str(year)), colour=INK)
        return
    sheet.column.text(words("phase.spent", year=str(year)), colour=INK)
    sheet.column.pairs(rows)


def position_words(plan: WholePlan, facilities: gpd.GeoDataFrame, words: Wording) -> str:
    """Return how far the positions can be trusted."""
    upgraded = facilities["upgraded"].astype(bool)
    told = [words("position.new")] if (~upgraded).any() else []
    known = facilities.loc[upgraded, "facility_id"]
    quality = plan.facilities["position_quality"].reindex(known)
    estimated = int((quality != "surveyed").sum())
    if estimated:
        told.append(
            words("position.upgrades", estimated=words.number(estimated),
                  total=words.number(len(known)))
        )  # fmt: skip
    return " ".join(told)


def at_most(gap: float, words: Wording) -> str:
    """Return a gap in percent, rounded up, so that it is never told smaller than it is."""
    return words.percent(math.ceil(1000 * gap - 1e-6) / 1000)
