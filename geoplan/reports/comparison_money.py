"""The money and the years of two plans side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from geoplan.reports.comparison_figures import Figure, beside, known, total
from geoplan.reports.quantities import COVERED_BY_YEAR, MONEY
from geoplan.reports.written import WrittenPlan
from geoplan.reports.written_summary import Summary

AMOUNTS = ("envelope_bn_vnd", "spent_bn_vnd", "facilities")


@dataclass(frozen=True)
class MoneyCompared:
    """The money of two plans.

    Parameters
    ----------
    table
        One row per year and source of either plan, by year, then in the order of ``sources``:
        ``year``, ``source`` and each of ``AMOUNTS`` with ``_old``, ``_new`` and ``_difference``.
        Envelopes and spending are in bn VND of their year; ``facilities`` open in that year and are
        counted with the source that pays most of them. A source or a year that a plan does not have
        gives nothing in it.
    sources
        By id, what they are called: (Vietnamese, English).
    figures
        Of all programmes together.
    covered
        People covered at the end of each year of either plan, by year.
    """

    table: pd.DataFrame
    sources: dict[str, tuple[str, str]]
    figures: list[Figure]
    covered: list[Figure]

    @property
    def by_year(self) -> pd.DataFrame:
        """The table summed over its sources, indexed by year."""
        return self._summed("year")

    @property
    def by_source(self) -> pd.DataFrame:
        """The table summed over its years, indexed by source."""
        return self._summed("source")

    def _summed(self, key: str) -> pd.DataFrame:
        amounts = self.table.drop(columns=["year", "source"]).columns.tolist()
        return self.table.groupby(key, sort=False)[amounts].sum().round(3)


def money(old: WrittenPlan, new: WrittenPlan) -> MoneyCompared | None:
    """Set the money of two plans side by side; None where a plan says nothing of money."""
    if old.phases is None or new.phases is None:
        return None
    sources = _titles(new.summary)
    sources |= {name: title for name, title in _titles(old.summary).items() if name not in sources}
    before, after = (table.set_index(["year", "source"]) for table in (old.phases, new.phases))
    order = list(sources)
    keys = sorted({*before.index, *after.index}, key=lambda key: (key[0], order.index(key[1])))
    index = pd.MultiIndex.from_tuples(keys, names=["year", "source"])
    before, after = (
        table.reindex(index)[[*AMOUNTS]].fillna(0).astype({"facilities": "int64"})
        for table in (before, after)
    )
    parts = {"old": before, "new": after, "difference": (after - before).round(3)}
    table = pd.concat([part.add_suffix(f"_{name}") for name, part in parts.items()], axis=1)
    figures = beside(MONEY, _totals(old), _totals(new))
    return MoneyCompared(table.reset_index(), sources, figures, _covered(old.summary, new.summary))


def _covered(old: Summary, new: Summary) -> list[Figure]:
    before, after = (each.people_covered_by_year or {} for each in (old, new))
    return [
        Figure(
            year,
            replace(COVERED_BY_YEAR, when=int(year)),
            known(before.get(year)),
            known(after.get(year)),
        )
        for year in sorted({*before, *after})
    ]


def _titles(summary: Summary) -> dict[str, tuple[str, str]]:
    """Return what the sources are called; their assumptions go by "title: what it is"."""
    labels = {
        row.key: (row.label_vi.rpartition(": ")[0], row.label_en.rpartition(": ")[0])
        for row in summary.assumptions
    }
    sources = () if summary.phases is None else summary.phases.unpaid_bn_vnd
    return {
        name: labels.get(f"money.sources.{name}.reserve_share", (name, name)) for name in sources
    }


def _totals(plan: WrittenPlan) -> dict[str, float]:
    """Return the figures of ``MONEY`` of one plan."""
    phases, result = plan.phases, plan.summary.phases
    if phases is None or result is None:
        return dict.fromkeys(MONEY, float("nan"))
    return {
        "facilities": len(plan.facilities),
        "paid": result.built,
        "cost": total(plan.facilities["cost_bn_vnd"]),
        "envelope": total(phases["envelope_bn_vnd"]),
        "spent": total(phases["spent_bn_vnd"]),
        "unpaid": round(sum(result.unpaid_bn_vnd.values()), 3),
        "people_years": result.objective,
        "gap": known(result.gap),
    }
