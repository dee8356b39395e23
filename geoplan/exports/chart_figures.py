"""Charts of a plan on paper: who is reached how soon, how evenly, for what money, when."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from geoplan.exports.drawing.chart_sheet import AFTER, BEFORE, KNEE, SHADES, STYLES, ChartSheet
from geoplan.exports.written_whole import WholePlan
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording

WIDE = (13.33, 7.5)  # inches
PAST_LIMIT = 2.0  # times the limit of primary care, as far as the curve of access is drawn
STATES = ("before", "after")
COLOURS = {"before": BEFORE, "after": AFTER}
BAR = 0.72  # of the room that a year has
ROOM = 1.1  # of the highest column, for what stands above it


def access_curve(
    plan: WholePlan, language: Language, *, size_in: tuple[float, float] = WIDE, title: bool = True
) -> Figure:
    """Draw which share of people lives within so many minutes of primary care, today and after.

    Parameters
    ----------
    plan
        As read from its folder.
    language
        Of the words.
    size_in
        Width and height, inches.
    title
        Whether title and subtitle stand above.

    Returns
    -------
    Figure
    """
    words = Wording("drawing", language)
    sheet = ChartSheet(plan, words, size_in, "curve.title" if title else None)
    axes = sheet.axes(words("curve.x"), words("curve.y"))
    held, people = plan.demand, plan.demand["people"].to_numpy(float)
    limits = {row["key"]: row["value"] for row in plan.about["assumptions"]}
    end = PAST_LIMIT * float(limits["standards.primary.limit_min"])
    for state in STATES:
        minutes, share = _within(held[f"travel_min_{state}"].to_numpy(float), people)
        minutes, share = np.append(minutes, max(end, minutes[-1])), np.append(share, share[-1])
        axes.step(minutes, share, where="post", color=COLOURS[state], linewidth=2.4,
                  linestyle=STYLES[state])  # fmt: skip
        sheet.key(words(f"state.{state}"), COLOURS[state], STYLES[state])
    for name in ("full", "limit"):
        sheet.mark(axes, float(limits[f"standards.primary.{name}_min"]), words(f"curve.{name}"))
    axes.set(xlim=(0, end), ylim=(0, 1.02))
    sheet.percents(axes.yaxis)
    sheet.numbers(axes.xaxis)
    coverage = plan.about["coverage"]
    sheet.note(
        words(
            "curve.note",
            **{
                f"{name}_{state}": words.number(coverage[f"people_within_{name}"][state])
                for name in ("full", "limit")
                for state in STATES
            },
        )
    )
    return sheet.paper.figure


def lorenz(
    plan: WholePlan, language: Language, *, size_in: tuple[float, float] = WIDE, title: bool = True
) -> Figure:
    """Draw how evenly access is spread: the share that the worst-off people have of it.

    Parameters
    ----------
    plan, language, size_in, title
        As in ``access_curve``.

    Returns
    -------
    Figure
    """
    words = Wording("drawing", language)
    sheet = ChartSheet(plan, words, size_in, "lorenz.title" if title else None)
    axes = sheet.axes(words("lorenz.x"), words("lorenz.y"))
    axes.plot([0, 1], [0, 1], color=KNEE, linewidth=1.2, linestyle=(0, (2, 2)))
    sheet.key(words("lorenz.even"), KNEE, (0, (2, 2)))
    gini = plan.about["equity"]["gini"]
    for state in STATES:
        people, access = _spread(plan.demand, state)
        axes.plot(people, access, color=COLOURS[state], linewidth=2.4, linestyle=STYLES[state])
        value = gini[state]
        told = words.number(np.nan if value is None else value, 2)
        said = words("lorenz.key", state=words(f"state.{state}"), gini=told)
        sheet.key(said, COLOURS[state], STYLES[state])
    axes.set(xlim=(0, 1), ylim=(0, 1.005))
    sheet.percents(axes.yaxis)
    sheet.percents(axes.xaxis)
    sheet.note(words("lorenz.note"))
    return sheet.paper.figure


def money_people(
    plan: WholePlan, language: Language, *, size_in: tuple[float, float] = WIDE, title: bool = True
) -> Figure | None:
    """Draw people against money: the best order there is, and year by year as phased.

    Parameters
    ----------
    plan, language, size_in, title
        As in ``access_curve``.

    Returns
    -------
    Figure or None
        None where the plan says nothing of money.
    """
    if plan.phases is None:
        return None
    about = plan.about["phases"]
    words = Wording("drawing", language)
    sheet = ChartSheet(plan, words, size_in, "money.title" if title else None)
    left, right = sheet.axes_pair(
        (words("money.curve.x"), words("money.curve.y")),
        (words("money.year.x"), words("money.year.y")),
        key_rows=0,
    )
    _curve(sheet, left, about["curve"], words)
    _years(sheet, right, plan, words)
    sheet.note(words("money.note"))
    return sheet.paper.figure


def phases_chart(
    plan: WholePlan, language: Language, *, size_in: tuple[float, float] = WIDE, title: bool = True
) -> Figure | None:
    """Draw the money of each year by source, and the facilities that open by programme.

    Parameters
    ----------
    plan, language, size_in, title
        As in ``access_curve``.

    Returns
    -------
    Figure or None
        None where the plan says nothing of money.
    """
    if plan.phases is None:
        return None
    about = plan.about["phases"]
    words = Wording("drawing", language)
    sheet = ChartSheet(plan, words, size_in, "phases.title" if title else None)
    left, right = sheet.axes_pair(
        ("", words("phases.money.y")), ("", words("phases.open.y")), key_rows=4
    )
    spent = plan.phases.pivot_table(index="year", columns="source", values="spent_bn_vnd")
    given = plan.phases.pivot_table(index="year", columns="source", values="envelope_bn_vnd")
    names = {key: about["sources"][key][language] for key in about["sources"] if key in spent}
    envelope = given.sum(axis=1)
    _stacked(sheet, left, spent[list(names)], names, envelope)
    held = envelope[envelope > 0]
    left.hlines(held, held.index - BAR / 2, held.index + BAR / 2, color=KNEE, linewidth=2,
                linestyle=(0, (2, 1)))  # fmt: skip
    sheet.key(words("phases.envelope"), KNEE, (0, (2, 1)))
    opened = pd.crosstab(plan.programme["year"], plan.programme["programme"])
    opened = opened.reindex(spent.index, fill_value=0)
    titles = {
        key: plan.programme_title(key, language)
        for key in plan.about["programmes"] if key in opened
    }  # fmt: skip
    sheet.second_keys()
    _stacked(sheet, right, opened[list(titles)], titles, None)
    built, left_out = (words.number(about[name]) for name in ("built", "not_built"))
    sheet.note(words("phases.note", built=built, left=left_out))
    return sheet.paper.figure


def _within(
    minutes: NDArray[np.float64], people: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return minutes in order and which share of people lives within them, from 0 on."""
    reached = ~np.isnan(minutes)
    order = np.argsort(minutes[reached], kind="stable")
    share = np.cumsum(people[reached][order]) / people.sum()
    times = minutes[reached][order]
    last = np.append(times[1:] != times[:-1], True)[: len(times)]
    return np.append(0.0, times[last]), np.append(0.0, share[last])


def _spread(demand: pd.DataFrame, state: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the cumulative shares of people and of their access, the worst-off first."""
    access = demand[f"access_e2sfca_{state}"].to_numpy(float)
    people = demand["people"].to_numpy(float)
    order = np.argsort(access, kind="stable")
    held, living = np.cumsum((access * people)[order]), np.cumsum(people[order])
    with np.errstate(invalid="ignore"):
        return np.append(0.0, living / living[-1]), np.append(0.0, held / held[-1])


def _curve(sheet: ChartSheet, axes: Axes, curve: dict[str, list[float]], words: Wording) -> None:
    money, people = np.array(curve["money_bn_vnd"]), np.array(curve["people"])
    axes.plot(money, people, color=AFTER, linewidth=2.4)
    at = curve["knee_bn_vnd"], curve["knee_people"]
    axes.plot(*at, "o", color=KNEE, markersize=9)
    said = words(
        "money.knee",
        count=words.number(float(curve["knee_facilities"])),  # type: ignore[arg-type]
        money=words.number(at[0]),  # type: ignore[arg-type]
        people=words.number(at[1]),  # type: ignore[arg-type]
    )
    axes.set(xlim=(0, 1.03 * max(money[-1], 1)), ylim=(0, 1.1 * max(people[-1], 1)))
    sheet.say(axes, (at[0], at[1]), said)  # type: ignore[arg-type]
    sheet.numbers(axes.xaxis)
    sheet.numbers(axes.yaxis)


def _years(sheet: ChartSheet, axes: Axes, plan: WholePlan, words: Wording) -> None:
    if plan.phases is None:
        return
    covered = {int(year): people for year, people in plan.about["people_covered_by_year"].items()}
    spent = plan.phases.groupby("year")["spent_bn_vnd"].sum().cumsum()
    years = [year for year in spent.index if year in covered]
    money = spent[years].to_numpy(float)
    people = np.array([covered[year] for year in years], dtype=float)
    total = plan.about["coverage"]["people_total"]["after"]
    axes.plot(money, people, color=AFTER, linewidth=2.0, marker="o", markersize=8)
    axes.set(xlim=(0, 1.08 * max(money.max(), 1)), ylim=(0, 1.1 * total))
    axes.axhline(total, color=KNEE, linewidth=1.2, linestyle=(0, (2, 2)))
    sheet.say(axes, (0, total), words("money.everybody"), above=True)
    sheet.years(axes, money, people, years)
    sheet.numbers(axes.xaxis)
    sheet.numbers(axes.yaxis)


def _stacked(
    sheet: ChartSheet,
    axes: Axes,
    table: pd.DataFrame,
    names: dict[str, str],
    limits: pd.Series[float] | None,
) -> None:
    """Draw a column a year of the parts of a table, with the sum above, clear of its limit."""
    foot = np.zeros(len(table))
    for (name, said), (colour, hatch) in zip(names.items(), SHADES * len(names), strict=False):
        part = table[name].to_numpy(float)
        axes.bar(table.index, part, BAR, bottom=foot, color=colour, hatch=hatch, edgecolor="white",
                 linewidth=0.8)  # fmt: skip
        foot += part
        sheet.key(said, colour, hatch=hatch, bar=True)
    limit = np.zeros(len(table)) if limits is None else limits.to_numpy(float)
    most = max(foot.max(), limit.max(), 1.0)
    axes.set_ylim(0, ROOM * most)
    for year, total, end in zip(table.index, foot, limit, strict=True):
        up = end if 0 <= end - total < 0.08 * most else total
        sheet.above(axes, (float(year), float(up)), float(total))
    sheet.numbers(axes.yaxis)
    sheet.calendar(axes, [int(year) for year in table.index])
