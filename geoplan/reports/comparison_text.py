"""What changed between two plans in a few lines, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from geoplan.errors import ROWS_SHOWN
from geoplan.reports.comparison_figures import Figure
from geoplan.reports.comparison_study import AssumptionChange
from geoplan.reports.moves import CHANGES, FATES

if TYPE_CHECKING:
    from geoplan.reports.comparison import Comparison

COVERED = "people_covered_after"
OPENED = {
    "same": "as before",
    "earlier": "earlier",
    "later": "later",
    "no longer": "no longer",
    "newly": "newly",
}
MONEY = ("paid", "cost", "envelope", "spent", "unpaid", "people_years")


def text(comparison: Comparison) -> str:
    """Return the figures, what became of facilities, years and communes, and what differs."""
    names = f"{comparison.old.name} → {comparison.new.name}"
    lines = [
        f"{comparison.new.summary.study.title_en}: {names}",
        *_figures(comparison),
        "",
        *_programmes(comparison),
        *_years(comparison),
        *_sources(comparison),
        _communes(comparison),
        "",
        *_study(comparison),
    ]
    return "\n".join(lines)


def first_of(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = f" and {len(names) - ROWS_SHOWN} more" if len(names) > ROWS_SHOWN else ""
    return ", ".join(names[:ROWS_SHOWN]) + more if names else "none"


def _figures(comparison: Comparison) -> list[str]:
    rows = [(figure.quantity.name.en, *_said(figure)) for figure in comparison.headline]
    if comparison.money is not None:
        told = (each for each in comparison.money.figures if each.key in MONEY)
        rows += [(_label(figure), *_said(figure)) for figure in told]
    lacking = (each.shortfall for each in comparison.targets if each.shortfall.differs)
    rows += [(f"Lacking: {figure.quantity.name.en}", *_said(figure)) for figure in lacking]
    label, old, new, change = (max(map(len, column)) for column in zip(*rows, strict=True))
    return [f"{a:{label}}  {b:>{old}} → {c:>{new}}  {d:>{change}}" for a, b, c, d in rows]


def _label(figure: Figure) -> str:
    quantity = figure.quantity
    return f"{quantity.name.en}, {quantity.unit}" if quantity.unit == "bn VND" else quantity.name.en


def _said(figure: Figure) -> tuple[str, str, str]:
    quantity = figure.quantity
    return (
        quantity.said(figure.old),
        quantity.said(figure.new),
        quantity.change(figure.difference),
    )


def _programmes(comparison: Comparison) -> Iterator[str]:
    same = []
    for name, result in comparison.programmes.items():
        facilities = comparison.of(name)
        fates = facilities["fate"].value_counts()
        changed = facilities["changed"].str.get_dummies("; ").sum()
        if fates["kept"] == len(facilities) and changed.empty:
            same.append(result.title_en)
            continue
        fated = [f"{fates[fate]} {fate}" for fate in FATES if fates[fate]]
        other = [f"{kind} {changed[kind]}" for kind in CHANGES if kind in changed]
        told = f"; of these, other {', '.join(other)}" if other else ""
        yield f"{result.title_en}: {', '.join(fated)}{told}"
    if same:
        yield f"no facility changed: {', '.join(same)}"


def _years(comparison: Comparison) -> Iterator[str]:
    if comparison.money is None:
        return
    counts = comparison.facilities["opening"].value_counts()
    told = [f"{counts[key]} {words}" for key, words in OPENED.items() if counts[key]]
    yield f"opening: {', '.join(told) or 'none'}"
    table = comparison.money.by_year
    years = [
        f"{year} {old} → {new}"
        for year, old, new in table[["facilities_old", "facilities_new"]].itertuples()
        if old != new
    ]
    if years:
        yield f"facilities that open in: {', '.join(years)}"
    covered = [
        f"{figure.key} {figure.quantity.change(figure.difference)}"
        for figure in comparison.money.covered
        if abs(figure.difference) > 0
    ]
    if covered:
        yield f"people covered at the end of: {', '.join(covered)}"


def _sources(comparison: Comparison) -> Iterator[str]:
    if comparison.money is None:
        return
    table = comparison.money.by_source
    for name, words in (("envelope_bn_vnd", "envelopes"), ("spent_bn_vnd", "spent")):
        told = [
            f"{comparison.money.sources[str(source)][1]} {_signed(difference)}"
            for source, difference in table[f"{name}_difference"].items()
            if difference
        ]
        if told:
            yield f"{words}, bn VND: {', '.join(told)}"


def _signed(difference: float) -> str:
    return f"{difference:+,.0f}".replace("-", "−")


def _communes(comparison: Comparison) -> str:
    told = [
        f"{len(part)} {word}{_most(comparison, part, sign)}"
        for part, word, sign in zip(
            comparison.better_and_worse(COVERED), ("gain", "lose"), "+−", strict=True
        )
    ]
    return f"people covered by commune: {', '.join(told)}"


def _most(comparison: Comparison, part: pd.Series[float], sign: str) -> str:
    if part.empty:
        return ""
    return f" (most {comparison.communes.loc[part.index[0], 'name_en']}, {sign}{part.iloc[0]:,.0f})"


def _study(comparison: Comparison) -> Iterator[str]:
    differing = comparison.assumptions
    yield f"assumptions that differ: {len(differing) or 'none'}"
    for each in differing[:ROWS_SHOWN]:
        yield f"  {each.key}: {_assumption(each)}"
    if len(differing) > ROWS_SHOWN:
        yield f"  and {len(differing) - ROWS_SHOWN} more"
    if comparison.settings:
        told = [f"{each.key} {' → '.join(map(str, each.values))}" for each in comparison.settings]
        yield f"settings that differ: {first_of(told)}"
    yield f"input files that differ: {first_of([each.layer for each in comparison.inputs])}"
    for plan, own in zip((comparison.old, comparison.new), comparison.decisions, strict=True):
        if own:
            yield f"decisions of {plan.name} alone:"
            yield from (f"  {each.sentence_en}" for each in own[:ROWS_SHOWN])
        if len(own) > ROWS_SHOWN:
            yield f"  and {len(own) - ROWS_SHOWN} more"
    for name, (old, new) in comparison.made.items():
        yield f"{name}: {old} → {new}"


def _assumption(change: AssumptionChange) -> str:
    if change.old is None or change.new is None:
        return f"in the {'new' if change.old is None else 'old'} study alone"
    told = []
    if "value" in change.differs:
        told.append(f"{change.old.value:,g} → {change.new.value:,g} {change.unit}")
    if "range" in change.differs:
        told.append(f"range {_range(change.old.range)} → {_range(change.new.range)}")
    if "verified" in change.differs:
        told.append("now verified" if change.new.verified else "no longer verified")
    if {"source", "range_source"} & {*change.differs}:
        told.append("other source")
    return ", ".join(told)


def _range(ends: Any) -> str:
    return f"{ends[0]:,g} to {ends[1]:,g}" if ends else "none"
