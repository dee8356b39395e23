"""What changed from one written plan to another of the same study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.errors import ROWS_SHOWN, PlanError
from geoplan.reports.moves import FATES, site_moves
from geoplan.reports.quantities import FURTHER, HEADLINE, MEASURES, PROGRAMME, Quantity
from geoplan.reports.written import Bilingual, ProgrammeResult, Summary, WrittenPlan, read_plan

NAMES = ["name", "name_ascii", "name_en", "type", "people"]
ASSUMPTION = ["key", "label_vi", "label_en", "unit", "value"]


@dataclass(frozen=True)
class Figure:
    """A headline figure in both plans; NaN where it is not known.

    ``first`` says whether it stands among the few that are read first.
    """

    key: str
    quantity: Quantity
    old: float
    new: float
    first: bool

    @property
    def difference(self) -> float:
        """The new value less the old one."""
        return self.new - self.old


@dataclass(frozen=True)
class Comparison:
    """Two plans of one study, side by side.

    Parameters
    ----------
    old, new
        The plans as they were written.
    figures
        Headline figures, those to be read first at the top.
    assumptions
        Those whose value differs, by ``key``: ``label_vi``, ``label_en``, ``unit``, ``old`` and
        ``new``; NaN where a study has no such assumption.
    inputs
        Files whose content differs, by ``layer``: ``old`` and ``new`` name them; empty where a
        plan has no such layer.
    communes
        Indexed by ``commune_code``, EPSG:4326: names and shapes of the new plan, and each of
        ``MEASURES`` with ``_old``, ``_new`` and ``_difference``. Minutes out of reach are
        infinite, and so is what they differ by; NaN where both are.
    sites
        What became of each site, as ``site_moves`` tells it.
    """

    old: WrittenPlan
    new: WrittenPlan
    figures: list[Figure]
    assumptions: pd.DataFrame
    inputs: pd.DataFrame
    communes: gpd.GeoDataFrame
    sites: pd.DataFrame

    @property
    def travel(self) -> tuple[Bilingual, Bilingual] | None:
        """How travel times were made, then and now, where both plans tell it."""
        old, new = self.old.summary.travel, self.new.summary.travel
        return (old, new) if old and new else None

    @property
    def programmes(self) -> dict[str, ProgrammeResult]:
        """The programmes of either plan, as the new one has them where it does."""
        return self.old.summary.programmes | self.new.summary.programmes

    def count(self, programme: str, fate: str) -> int:
        """Return how many sites of a programme came to a fate; a pair counts once."""
        return int(((self.sites["programme"] == programme) & (self.sites["fate"] == fate)).sum())

    def __str__(self) -> str:
        """Return the headline figures and what differs in the study, in a few lines."""
        rows = [
            (
                figure.quantity.en,
                figure.quantity.said(figure.old),
                figure.quantity.said(figure.new),
                figure.quantity.change(figure.difference),
            )
            for figure in self.figures
            if figure.first
        ]
        label, old, new, change = (max(map(len, column)) for column in zip(*rows, strict=True))
        lines = [f"{self.new.summary.study.title_en}: {self.old.name} → {self.new.name}"]
        lines += [f"{a:{label}}  {b:>{old}} → {c:>{new}}  {d:>{change}}" for a, b, c, d in rows]
        for programme, result in self.programmes.items():
            fates = ", ".join(f"{self.count(programme, fate)} {fate}" for fate in FATES)
            lines.append(f"{result.title_en}: {fates}")
        lines.append(f"assumptions that differ: {_first(self.assumptions.index.to_list())}")
        lines.append(f"input files that differ: {_first(self.inputs.index.to_list())}")
        return "\n".join(lines)


def compare(old: Path, new: Path) -> Comparison:
    """Read two folders that ``geoplan plan`` wrote and say what changed.

    Parameters
    ----------
    old, new
        The folders.

    Raises
    ------
    PlanError
        When one holds no plan, or the plans are not of the same study and communes.
    """
    before, after = read_plan(old), read_plan(new)
    _refuse_strangers(before, after)
    return Comparison(
        old=before,
        new=after,
        figures=_figures(before.summary, after.summary),
        assumptions=_assumptions(before.summary, after.summary),
        inputs=_inputs(before.summary, after.summary),
        communes=_communes(before.communes, after.communes),
        sites=site_moves(before.sites, after.sites),
    )


def _refuse_strangers(old: WrittenPlan, new: WrittenPlan) -> None:
    ids = [plan.summary.study.id for plan in (old, new)]
    if ids[0] != ids[1]:
        raise PlanError(
            f"{old.folder} holds a plan of the study {ids[0]}, {new.folder} one of {ids[1]}: "
            "different studies have nothing to compare. Name two plans of one study."
        )
    alone = [
        f"{len(codes)} only in {plan.folder} ({_first(codes)})"
        for plan, other in ((old, new), (new, old))
        if (codes := sorted(set(plan.communes.index) - set(other.communes.index)))
    ]
    if alone:
        raise PlanError(
            f"the communes of the two plans differ: {'; '.join(alone)}. "
            "Make both plans with the same communes layer."
        )


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - ROWS_SHOWN} more" if len(names) > ROWS_SHOWN else ""
    return ", ".join(names[:ROWS_SHOWN]) + more if names else "none"


def _figures(old: Summary, new: Summary) -> list[Figure]:
    return [
        *_of_whole(HEADLINE, old, new, first=True),
        *_of_programmes(old, new),
        *_of_whole(FURTHER, old, new, first=False),
    ]


def _of_whole(
    quantities: dict[str, Quantity], old: Summary, new: Summary, *, first: bool
) -> list[Figure]:
    def value(summary: Summary, key: str) -> float:
        name, _, state = key.rpartition("_")
        figure = summary.coverage.get(name) or getattr(summary.equity, name, None)
        return _known(getattr(figure, state, None))

    return [
        Figure(key, quantity, value(old, key), value(new, key), first)
        for key, quantity in quantities.items()
    ]


def _of_programmes(old: Summary, new: Summary) -> list[Figure]:
    def value(summary: Summary, programme: str, key: str) -> float:
        return _known(getattr(summary.programmes.get(programme), key, None))

    return [
        Figure(
            f"{programme}.{key}",
            replace(
                quantity,
                vi=f"{result.title_vi}: {quantity.vi}",
                en=f"{result.title_en}: {quantity.en}",
            ),
            value(old, programme, key),
            value(new, programme, key),
            first=True,
        )
        for programme, result in (old.programmes | new.programmes).items()
        for key, quantity in PROGRAMME.items()
    ]


def _known(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _assumptions(old: Summary, new: Summary) -> pd.DataFrame:
    before, after = (
        pd.DataFrame([vars(row) for row in summary.assumptions], columns=ASSUMPTION).set_index(
            "key"
        )
        for summary in (old, new)
    )
    order = dict.fromkeys([*after.index, *before.index])
    both = after.combine_first(before).loc[list(order), ASSUMPTION[1:-1]]
    both = both.assign(old=before["value"], new=after["value"])
    return both[both["old"] != both["new"]]


def _inputs(old: Summary, new: Summary) -> pd.DataFrame:
    rows = []
    for layer in dict.fromkeys(file.layer for file in (*new.inputs, *old.inputs)):
        before, after = (
            [file for file in summary.inputs if file.layer == layer] for summary in (old, new)
        )
        if [file.sha256 for file in before] != [file.sha256 for file in after]:
            names = (", ".join(file.path for file in files) for files in (before, after))
            rows.append((layer, *names))
    return pd.DataFrame(rows, columns=["layer", "old", "new"]).set_index("layer")


def _communes(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    communes = new[[*NAMES, "geometry"]].copy()
    for name in MEASURES:
        communes[f"{name}_old"], communes[f"{name}_new"] = old[name], new[name]
        communes[f"{name}_difference"] = new[name] - old[name]
    return communes
