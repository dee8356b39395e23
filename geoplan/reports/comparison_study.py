"""What differs in the studies of two plans: assumptions, other settings, files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geoplan.reports.written_summary import (
    AssumptionValue,
    DecisionResult,
    Input,
    SetValue,
    Summary,
)

TOLD = ("value", "range", "verified", "source", "range_source")  # of an assumption, in this order


@dataclass(frozen=True)
class AssumptionChange:
    """An assumption in which two studies differ; None where one has no such assumption.

    ``differs`` says in which of ``TOLD``; it is empty where only one study has it.
    """

    key: str
    label_vi: str
    label_en: str
    unit: str
    differs: tuple[str, ...]
    old: AssumptionValue | None
    new: AssumptionValue | None


@dataclass(frozen=True)
class SettingChange:
    """What was set for a plan and is no assumption; None where the study's own stands."""

    key: str
    old: SetValue | None
    new: SetValue | None

    @property
    def values(self) -> tuple[Any, Any]:
        """What stands there in each plan: the study's own is known from the other one."""
        sides = (self.old, self.new), (self.new, self.old)
        old, new = (own.value if own else other and other.instead_of for own, other in sides)
        return old, new


@dataclass(frozen=True)
class InputChange:
    """The files of a layer whose content differs; empty where a plan has no such layer."""

    layer: str
    old: list[Input]
    new: list[Input]


def assumptions(old: Summary, new: Summary) -> list[AssumptionChange]:
    """Return the assumptions in which two studies differ, in the order of the new one."""
    before, after = ({row.key: row for row in each.assumptions} for each in (old, new))
    found = []
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key), after.get(key)
        differs: tuple[str, ...] = ()
        if was and now:
            differs = tuple(name for name in TOLD if getattr(was, name) != getattr(now, name))
        either = now or was
        if either and (differs or not (was and now)):
            words = either.label_vi, either.label_en, either.unit
            found.append(AssumptionChange(key, *words, differs, was, now))
    return found


def settings(old: Summary, new: Summary) -> list[SettingChange]:
    """Return what was set for one plan or otherwise for the other, and is no assumption."""
    figures = {row.key for each in (old, new) for row in each.assumptions}
    before, after = ({each.key: each for each in summary.changes} for summary in (old, new))
    found = [
        SettingChange(key, before.get(key), after.get(key))
        for key in sorted({*before, *after} - figures)
    ]
    return [each for each in found if each.values[0] != each.values[1]]


def inputs(old: Summary, new: Summary) -> list[InputChange]:
    """Return the layers whose files have other content, in the order of the new plan."""
    found = []
    for layer in dict.fromkeys(file.layer for file in (*new.inputs, *old.inputs)):
        before, after = (
            [file for file in summary.inputs if file.layer == layer] for summary in (old, new)
        )
        if [file.sha256 for file in before] != [file.sha256 for file in after]:
            found.append(InputChange(layer, before, after))
    return found


def decisions(old: Summary, new: Summary) -> tuple[list[DecisionResult], list[DecisionResult]]:
    """Return the decisions that only the old plan honours, and those that only the new one does.

    One that is counted for several kinds of facility stands there once.
    """
    before, after = ({each.taken: each for each in summary.decisions} for summary in (old, new))
    return (
        [each for taken, each in before.items() if taken not in after],
        [each for taken, each in after.items() if taken not in before],
    )


def made(old: Summary, new: Summary) -> dict[str, tuple[str, str]]:
    """Return what else made the plans and differs: ``version`` of geoplan and ``seed``."""
    seeds = [
        ", ".join(map(str, dict.fromkeys(result.seed for result in each.programmes.values())))
        for each in (old, new)
    ]
    said = {"version": (old.geoplan, new.geoplan), "seed": (seeds[0], seeds[1])}
    return {name: both for name, both in said.items() if both[0] != both[1]}
