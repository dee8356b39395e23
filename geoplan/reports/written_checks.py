"""Whether the files of a written plan are of one plan."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geoplan.errors import PlanError

if TYPE_CHECKING:
    from geoplan.reports.written import WrittenPlan


def cure(folder: Path) -> str:
    """Return what to do about a folder that cannot be used."""
    return f"Make the plan with `geoplan plan --out {folder}`, or name another folder."


def mixed(folder: Path, problem: str) -> PlanError:
    """Return the error to raise when files contradict each other."""
    return PlanError(f"{folder}: {problem}; the files are not of one plan. {cure(folder)}")


def refuse_mixed(plan: WrittenPlan) -> None:
    """Compare the files of a plan with each other.

    Raises
    ------
    PlanError
        When they are not of one plan.
    """
    for problem in (
        _facilities(plan), _counts(plan), _sites(plan), _phases(plan), _opened(plan),
    ):  # fmt: skip
        if problem:
            raise mixed(plan.folder, problem)


def _facilities(plan: WrittenPlan) -> str:
    """Return what is wrong with the facilities and where they stand, if anything."""
    facilities = plan.facilities
    strangers = sorted(set(facilities["commune_code"]) - set(plan.communes.index))
    if strangers:
        return f"programme.csv names the commune {strangers[0]}, communes.csv not"
    if facilities["id"].isna().any():
        return "programme.csv has a facility without facility_id and site_id"
    twice = facilities.loc[facilities.duplicated(["programme", "id"]), "id"]
    return "" if twice.empty else f"programme.csv names the facility {twice.iloc[0]} twice"


def _counts(plan: WrittenPlan) -> str:
    held = Counter(plan.facilities["programme"])
    said = Counter({name: result.count for name, result in plan.summary.programmes.items()})
    for programme in sorted(held | said):
        if held[programme] != said[programme]:
            return (
                f"programme.csv has {held[programme]} facilities of the programme {programme}, "
                f"plan.json {said[programme]}"
            )
    return ""


def _sites(plan: WrittenPlan) -> str:
    """Return which site of the programmes in sites.csv is in one of the files alone, if any."""
    same = plan.facilities[plan.facilities["programme"].isin(plan.sites["programme"])]
    named, placed = (_keys(table, "programme", "site_id") for table in (plan.sites, same))
    alone = sorted(f"{site} of {programme}" for programme, site in named ^ placed)
    return f"the site {alone[0]} is not in both sites.csv and programme.csv" if alone else ""


def _phases(plan: WrittenPlan) -> str:
    """Return what is wrong with the years and sources of money, if anything."""
    if plan.phases is None or plan.summary.phases is None:
        return ""
    twice = plan.phases[plan.phases.duplicated(["year", "source"])]
    if not twice.empty:
        return f"phases.csv names {twice['year'].iloc[0]} and {twice['source'].iloc[0]} twice"
    strangers = sorted(set(plan.phases["source"]) - set(plan.summary.phases.unpaid_bn_vnd))
    return f"phases.csv names the source {strangers[0]}, plan.json not" if strangers else ""


def _opened(plan: WrittenPlan) -> str:
    """Return which file opens another number of facilities than plan.json, if any."""
    if plan.phases is None or plan.summary.phases is None:
        return ""
    built = plan.summary.phases.built
    opened = {
        "programme.csv": int(plan.facilities["year"].notna().sum()),
        "phases.csv": int(plan.phases["facilities"].sum()),
    }
    for name, count in opened.items():
        if count != built:
            return f"{name} has {count} facilities with a year, plan.json {built}"
    return ""


def _keys(table: pd.DataFrame, *columns: str) -> set[tuple[str, ...]]:
    return set(table[[*columns]].itertuples(index=False, name=None))
