"""The slides on programmes, money and targets."""

from __future__ import annotations

import pandas as pd

from geoplan.exports.columns import value_words
from geoplan.exports.deck.deck import Deck
from geoplan.exports.deck.pages import Told
from geoplan.exports.deck.slide import Line, Table, add_columns, add_table, add_text
from geoplan.exports.written_whole import WholePlan
from geoplan.words.wording import Wording

MONEY = "#,##0"
NOTE_IN = 0.9  # below a table


def programmes_page(deck: Deck, told: Told) -> None:
    """Add the slide of the programmes: how many, for whom, for how much, how good."""
    plan, words = told.plan, told.words
    programmes = plan.about["programmes"]
    total = sum(programme["count"] for programme in programmes.values())
    title = words("programmes.title", count=words.number(total), programmes=len(programmes))
    slide, place = deck.slide(title, [words("programmes.notes")])
    names = ["programme", "count", "people", "gap"]
    names += ["cost", "unpaid"] if plan.phases is not None else []
    rows = [
        [
            plan.programme_title(key, words.language),
            words.number(programme["count"]),
            words.number(programme["people_gained"]),
            "–" if programme["gap"] is None else words.percent(programme["gap"]),
            *_paid(plan, key, words),
        ]
        for key, programme in programmes.items()
    ]
    titles = [words(f"programmes.column.{name}") for name in names]
    above, _ = place.cut(place.height - NOTE_IN)
    numbers = tuple(range(1, len(names)))
    table = Table(titles, rows, (4.2, 1.2, 1.6, 2, 1.7, 1.6)[: len(names)], numbers)
    below = add_table(slide, above, table)
    add_text(slide, below._replace(height=NOTE_IN), [Line(words("programmes.gained"), scale=0.8)])


def money_page(deck: Deck, told: Told) -> None:
    """Add the slide of money and years, with a chart and a table; without money, of steps."""
    plan, words, phases = told.plan, told.words, told.plan.phases
    if phases is None:
        _steps(deck, told)
        return
    total = words.number(len(plan.programme))
    title = words("money.title", spent=told.value("spent_bn_vnd"),
                  paid=told.value("facilities_paid"), total=total)  # fmt: skip
    slide, place = deck.slide(title, [words("money.notes")])
    above, below = place.cut(place.height - 0.75)
    left, right = above.split(0.55)
    years = sorted(phases["year"].unique())
    sources = plan.about["phases"]["sources"]
    spent = phases.pivot_table(index="year", columns="source", values="spent_bn_vnd", aggfunc="sum")
    series = {
        told_of[words.language]: [_known(spent[source].get(year)) for year in years]
        for source, told_of in sources.items()
        if source in spent.columns
    }
    add_columns(slide, left, [str(year) for year in years], series, number_format=MONEY,
                axis=words("money.axis"))  # fmt: skip
    add_table(slide, right, _by_year(told, phases))
    unpaid = [
        words(
            "money.lacking", source=sources[source][words.language], lacking=words.number(lacking)
        )
        for source, lacking in plan.about["phases"]["unpaid_bn_vnd"].items()
        if lacking > 0
    ]
    lines = [Line(words("money.placeless"), scale=0.8)]
    if unpaid:
        held = words(
            "money.unpaid", count=told.value("facilities_unpaid"), lacking="; ".join(unpaid)
        )
        lines.append(Line(held, scale=0.8))
    add_text(slide, below, lines)


def targets_page(deck: Deck, told: Told) -> None:
    """Add the slide of the targets; without targets, of how evenly access is spread."""
    plan, words = told.plan, told.words
    targets = plan.about["targets"]
    if not targets:
        _equity(deck, told)
        return
    slide, place = deck.slide(words("targets.title"), [words("targets.notes")])
    rows = [
        [
            str(value_words("indicator", target["indicator"], told.fields)),
            str(target["year"]),
            words.number(target["today"]),
            words.number(target["target"]),
            words.number(target["planned"]),
            _against(target["shortfall"], told),
        ]
        for target in targets
    ]
    names = ("indicator", "year", "today", "target", "planned", "against")
    titles = [words(f"targets.column.{name}") for name in names]
    table = Table(titles, rows, (3.6, 1, 1.4, 1.4, 1.6, 2.2), numbers=(2, 3, 4, 5))
    above, _ = place.cut(place.height - NOTE_IN)
    below = add_table(slide, above, table)
    add_text(slide, below._replace(height=NOTE_IN), [Line(words("targets.note"), scale=0.8)])


def _against(shortfall: float, told: Told) -> str:
    words = told.words
    key = "short" if shortfall > 0 else "more" if shortfall < 0 else "met"
    return words(f"targets.{key}", count=words.number(abs(shortfall)))


def _by_year(told: Told, phases: pd.DataFrame) -> Table:
    words, covered = told.words, told.plan.about["people_covered_by_year"]
    sums = phases.groupby("year")[["envelope_bn_vnd", "spent_bn_vnd", "facilities"]].sum()
    rows = [
        [
            str(year),
            words.number(row["envelope_bn_vnd"]),
            words.number(row["spent_bn_vnd"]),
            words.number(row["facilities"]),
            *(
                [words.number(covered[str(year)]) if str(year) in covered else "–"]
                if covered
                else []
            ),
        ]
        for year, row in sums.iterrows()
    ]
    sums_of_all = sums.sum()
    rows.append(
        [
            words("money.total"),
            words.number(sums_of_all["envelope_bn_vnd"]),
            words.number(sums_of_all["spent_bn_vnd"]),
            words.number(sums_of_all["facilities"]),
            *([""] if covered else []),
        ]
    )
    names = ("year", "envelope", "spent", "facilities", *(("covered",) if covered else ()))
    titles = [words(f"money.column.{name}") for name in names]
    return Table(
        titles, rows, (1, 1.3, 1.2, 1.2, 1.6)[: len(names)], numbers=tuple(range(1, len(names)))
    )


def _steps(deck: Deck, told: Told) -> None:
    """Add a slide that says that the study has no money, and what the first sites bring."""
    plan, words = told.plan, told.words
    slide, place = deck.slide(words("steps.title"), [words("steps.notes")])
    steps: list[dict[str, int]] = next(
        (held["prefixes"] for held in plan.about["programmes"].values() if held["prefixes"]), []
    )
    if not steps:
        add_text(slide, place, [Line(words("steps.none"))])
        return
    above, below = place.cut(0.8)
    add_text(slide, above, [Line(words("steps.none"))])
    covered = {words("steps.covered"): [step["people_covered"] for step in steps]}
    add_columns(slide, below, [str(step["k"]) for step in steps], covered, number_format=MONEY,
                axis=words("steps.axis"))  # fmt: skip


def _equity(deck: Deck, told: Told) -> None:
    words, equity = told.words, told.plan.about["equity"]
    slide, place = deck.slide(words("equity.title"), [words("equity.notes")])
    rows = [
        [
            words(f"equity.{name}"),
            *(_number(equity[name][state], told) for state in ("before", "after")),
        ]
        for name in ("gini", "palma", "travel_min_p90")
    ]
    titles = [words(f"equity.column.{name}") for name in ("measure", "before", "after")]
    above, _ = place.cut(place.height - NOTE_IN)
    below = add_table(slide, above, Table(titles, rows, (5, 1.5, 1.5), numbers=(1, 2)))
    add_text(slide, below._replace(height=NOTE_IN), [Line(words("equity.no_targets"))])


def _number(value: float | None, told: Told) -> str:
    return "–" if value is None else told.words.number(value, 2)


def _paid(plan: WholePlan, key: str, words: Wording) -> list[str]:
    """Return what a programme costs and how many facilities are not paid for; none without money.

    The cost is missing if that of any facility is.
    """
    if plan.phases is None:
        return []
    held = plan.programme[plan.programme["programme"] == key]
    cost = float(held["cost_bn_vnd"].sum(skipna=False))
    return [words.number(cost), words.number(int(held["year"].isna().sum()))]


def _known(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
