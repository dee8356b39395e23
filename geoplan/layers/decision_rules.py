"""Which decisions contradict each other, said with who took the other one, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from geoplan.layers.sites import plots_of


class Decision(NamedTuple):
    """One line of a file of decisions; blank where it names no such thing."""

    decision_id: str
    what: str
    site_id: str
    parcel_id: str
    kind: str
    norm: str
    reopens: str
    why: str
    by: str
    when: str

    @property
    def taken(self) -> str:
        """Who took it, when and why."""
        return f"{self.decision_id}, {self.by}, {self.when}: {self.why}"


class Contradiction(NamedTuple):
    """Why a decision cannot be taken beside those in force, and what to do about it."""

    problem: str
    cure: str


class Force:
    """The decisions in force, as they are taken one after another.

    Parameters
    ----------
    places
        Every candidate site, as ``place_of`` takes them.
    """

    def __init__(self, places: Collection[str] = ()) -> None:
        self.held: dict[str, Decision] = {}
        self._taken_back: dict[str, Decision] = {}
        self._places = places
        self._about: dict[tuple[str, str], dict[str, Decision]] = defaultdict(dict)

    def contradiction(self, new: Decision) -> Contradiction | None:
        """Return why a decision cannot be taken now, None if it can."""
        if new.what == "reopen":
            return self._not_to_reopen(new)
        for about in self._names(new):
            for other in self._about[about].values():
                clash = _clash(new, other)
                if clash:
                    return Contradiction(
                        f"{clash} ({other.taken}).",
                        "Take that back first, with `geoplan decide reopen "
                        f"{other.decision_id}`, or leave this one out.",
                    )
        return None

    def add(self, new: Decision) -> None:
        """Take a decision that contradicts none."""
        if new.what == "reopen":
            gone = self.held.pop(new.reopens)
            self._taken_back[gone.decision_id] = new
            for about in self._names(gone):
                del self._about[about][gone.decision_id]
            return
        self.held[new.decision_id] = new
        for about in self._names(new):
            self._about[about][new.decision_id] = new

    def _names(self, decision: Decision) -> list[tuple[str, str]]:
        """Return what a decision is about; two that have nothing in common do not clash."""
        about = []
        if decision.what in ("pin", "forbid", "choose"):
            about.append(("place", place_of(decision.site_id, self._places)))
        if decision.parcel_id:
            about += [("parcel", plot) for plot in plots_of(decision.parcel_id)]
        return about

    def _not_to_reopen(self, new: Decision) -> Contradiction | None:
        if new.reopens in self.held:
            return None
        if new.reopens in self._taken_back:
            by = self._taken_back[new.reopens]
            return Contradiction(
                f"{new.reopens} is reopened already ({by.taken}).", "Leave this one out."
            )
        return Contradiction(
            f"there is no earlier decision {new.reopens} to reopen.",
            f"In force are: {', '.join(self.held) or 'none'}; what was taken back is to be decided "
            "anew.",
        )


def listed(table: pd.DataFrame) -> list[Decision]:
    """Return the decisions of a table in its order."""
    columns = [name for name in Decision._fields if name != "decision_id"]
    rows = table[columns].astype(object).where(table[columns].notna(), "")
    return [
        Decision(str(decision_id), *map(str, row))
        for decision_id, row in zip(rows.index, rows.to_numpy(), strict=True)
    ]


def place_of(site_id: str, places: Collection[str]) -> str:
    """Return the place of a site: a further facility there has the suffix -2, -3, ….

    Parameters
    ----------
    site_id
        Of a candidate or recommended site.
    places
        Every candidate site; one that is not among them, with its suffix or without, is a place
        of its own.

    Examples
    --------
    >>> place_of("SC7-2", {"SC7"}), place_of("SC7-2", {"SC7-2"})
    ('SC7', 'SC7-2')
    """
    place, _, number = site_id.rpartition("-")
    further = number.isdecimal() and int(number) > 1
    return place if further and site_id not in places and place in places else site_id


def _clash(new: Decision, other: Decision) -> str:
    """Return how two decisions on one place or one parcel clash, nothing if they do not."""
    site, parcel = new.site_id, new.parcel_id
    same_use = (site, new.kind) == (other.site_id, other.kind)
    both = [plot for plot in plots_of(parcel) if plot in plots_of(other.parcel_id)]
    same_parcel = bool(both)
    twice = f"the parcel {both[0] if both else parcel} is taken by {other.site_id} already"
    if same_use:
        twice = f"{site} goes to the parcel {other.parcel_id} already"
    clashes = {
        ("pin", "pin"): (same_use, f"{site} is pinned already"),
        ("forbid", "forbid"): (True, f"{site} is forbidden already"),
        ("pin", "forbid"): (True, f"{site} is forbidden, so that nothing can be pinned there"),
        ("forbid", "pin"): (True, f"{site} is pinned, so that it cannot be forbidden"),
        ("choose", "choose"): (same_use or same_parcel, twice),
        ("choose", "reject"): (
            same_parcel and other.site_id in ("", site),
            f"the parcel {other.parcel_id} is rejected",
        ),
        ("reject", "choose"): (
            same_parcel and site in ("", other.site_id),
            f"the parcel {parcel} is chosen for {other.site_id}",
        ),
        ("reject", "reject"): (
            other.site_id in ("", site),
            f"the parcel {parcel} is rejected already",
        ),
        ("waive", "waive"): (
            (new.kind, new.norm) == (other.kind, other.norm),
            f"{new.norm} is waived for the parcel {parcel} already",
        ),
    }
    holds, words = clashes.get((new.what, other.what), (False, ""))
    return words if holds else ""
