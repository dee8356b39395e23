"""Why a site of a written plan is where it is, read back from the plan's folder."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path

from geoplan.errors import PlanError
from geoplan.layers.sites import plot_label
from geoplan.reports.facility_explanation import (
    Row,
    aligned,
    facility_block,
    figure,
    money_facts,
)
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording

SITES = """
    SELECT sites.*, communes.name AS next_commune FROM sites
    LEFT JOIN communes ON communes.commune_code = next_commune_code
    WHERE upper(site_id) = upper(?) ORDER BY sites.fid
"""
BENEFICIARIES = """
    SELECT beneficiaries.*, communes.name FROM beneficiaries
    JOIN communes USING (commune_code)
    WHERE upper(site_id) = upper(?) ORDER BY beneficiaries.fid
"""
FACILITIES = """
    SELECT programme.*, communes.name AS commune FROM programme
    LEFT JOIN communes USING (commune_code)
    WHERE upper(site_id) = upper(?) OR upper(facility_id) = upper(?) ORDER BY programme.fid
"""
COLUMNS = ("served", "newly_served", "newly_covered")


def explain(folder: Path, site_id: str, *, language: Language = "en") -> str:
    """Return the explanation of a site, or of any facility of the programme, in plain text.

    Parameters
    ----------
    folder
        Where ``Plan.write`` left the plan.
    site_id
        As in ``sites.csv``, or a ``facility_id`` of ``programme.csv``; case does not matter. An id
        that two programmes share has two explanations; that of a site whose facility went to a
        plot leads to the plot.
    language
        ``vi`` or ``en``.

    Raises
    ------
    PlanError
        When the folder holds no plan that says this, or the plan no such site.
    """
    summary, sites, communes, facilities = _read(folder, site_id)
    by_programme = {row["programme"]: row for row in facilities}
    words = Wording("explanation", language)
    blocks = [
        _Text(words, summary, site, communes, by_programme.pop(site["programme"])).block()
        for site in sites
    ]
    others = [facility_block(words, summary, row) for row in by_programme.values()]
    return "\n\n".join([*blocks, *others])


def _read(folder: Path, site_id: str) -> tuple[Row, list[Row], list[Row], list[Row]]:
    """Return the summary of a plan, the sites of that id, whom they serve, and the facilities."""
    try:
        held = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        summary = {key: held[key] for key in ("programmes", "travel")}
        path = folder / "plan.gpkg"
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            facilities = _rows(database, FACILITIES, site_id, site_id)
            if not facilities and (plot := _plot_of(held, site_id)):
                facilities = _rows(database, FACILITIES, plot, plot)
            if not facilities:
                known = "SELECT coalesce(nullif(site_id, ''), facility_id) AS id FROM programme"
                raise _unknown(folder, site_id, [row["id"] for row in _rows(database, known)])
            ids = sorted({row["site_id"] for row in facilities} - {"", None})
            sites, communes = (
                [row for held in ids for row in _rows(database, query, held)]
                for query in (SITES, BENEFICIARIES)
            )
            return summary, sites, communes, facilities
    except (OSError, ValueError, KeyError, sqlite3.Error):
        raise PlanError(
            f"{folder} holds no plan of this version of geoplan. Make one with "
            f"`geoplan plan --out {folder}`, or name another folder with --plan."
        ) from None


def _plot_of(held: Row, site_id: str) -> str | None:
    """Return the site that stands for the plot chosen for a site, None if none was."""
    for decision in held.get("decisions", []):
        if decision["what"] == "choose" and decision["site_id"].upper() == site_id.upper():
            return plot_label(decision["parcel_id"])
    return None


def _rows(database: sqlite3.Connection, query: str, *values: str) -> list[Row]:
    return [dict(row) for row in database.execute(query, values)]


def _unknown(folder: Path, site_id: str, known: list[str]) -> PlanError:
    close = get_close_matches(site_id.upper(), known, n=3, cutoff=0.0)
    return PlanError(
        f"the plan in {folder} recommends no site {site_id}. Close to it: {', '.join(close)}; "
        f"all of them stand in {folder / 'programme.csv'}."
    )


class _Text:
    """Puts one site of a plan into words."""

    def __init__(
        self, words: Wording, summary: Row, site: Row, communes: list[Row], facility: Row
    ) -> None:
        self._words = words
        self._facility = facility
        self._programme = summary["programmes"][site["programme"]]
        self._travel = summary["travel"][words.language]
        self._site = site
        self._communes = [
            row
            for row in communes
            if (row["programme"], row["site_id"]) == (site["programme"], site["site_id"])
        ]
        self._market = site["people_captured"] is not None

    def block(self) -> str:
        site = self._site
        place = self._words("rank", rank=site["rank"], count=self._programme["count"])
        lines = [
            f"{site['site_id']}, {site['commune']} "
            f"({self._programme[f'title_{self._words.language}']}, {place})",
            site[f"reason_{self._words.language}"],
            "",
        ]
        lines += aligned(self._words, self._facts())
        return "\n".join([*lines, "", *self._table()])

    def _facts(self) -> list[tuple[str, str | None]]:
        site = self._site
        travel = saved = None
        if site["minutes_saved"] is not None:
            travel = self._words(
                "travel.value",
                before=self._words.number(site["travel_min_before"], 1),
                after=self._words.number(site["travel_min_after"], 1),
            )
            saved = self._words(
                "saved.value",
                mean=self._words.number(site["minutes_saved"], 1),
                all=self._words.number(site["person_minutes_saved"]),
            )
        other = site["runner_up_site_id"]
        elsewhere = other and not self._market and other != site["alternative_site_id"]
        return [
            ("gained", self._number(site["people_gained"])),
            ("newly_served", self._number(site["newly_served"])),
            ("captured", self._number(site["people_captured"])),
            ("taken", self._number(site["people_taken"])),
            ("travel", travel),
            ("saved", saved),
            ("lost", self._number(site["lost_if_dropped"])),
            ("anywhere" if self._market else "alternative",
             self._other(site["alternative_site_id"], site["alternative_cost_people"])),
            ("anywhere",
             self._other(other, site["lost_if_dropped"] - site["runner_up_value"])
             if elsewhere else None),
            ("held", self._held()),
            *money_facts(self._words, self._facility),
            ("times", self._travel),
        ]  # fmt: skip

    def _other(self, site_id: str | None, cost: float | None) -> str | None:
        if not site_id or cost is None:
            return None
        change = "fewer" if cost >= 0 else "more"
        key = f"{change}.market" if self._market else change
        return self._words(key, site=site_id, people=self._words.number(abs(cost)))

    def _held(self) -> str | None:
        by = self._site["held_by"]
        if by is None:
            return None
        idle = self._site["idle_places"]
        return self._words(
            f"held.{by}" if idle or by != "distance" else "held.distance.taken",
            commune=self._site["next_commune"],
            idle=self._words.number(idle),
        )

    def _table(self) -> list[str]:
        """Return whom the site serves, commune by commune, as lines."""
        columns = [
            column for column in COLUMNS if any(row[column] is not None for row in self._communes)
        ]
        head = [self._words("commune"), *(self._words(f"column.{column}") for column in columns)]
        rows = [
            [row["name"], *(self._number(row[column]) for column in columns)]
            for row in self._communes
        ]
        total = [sum(row[column] for row in self._communes) for column in columns]
        rows.append([self._words("total"), *map(self._number, total)])
        widths = [max(len(str(cell)) for cell in cells) for cells in zip(head, *rows, strict=True)]
        return [
            "  ".join(
                f"{cell:<{width}}" if number == 0 else f"{cell:>{width}}"
                for number, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in (head, *rows)
        ]

    def _number(self, value: float | None, decimals: int = 0) -> str | None:
        return figure(self._words, value, decimals)
