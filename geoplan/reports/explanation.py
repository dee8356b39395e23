"""Why a site of a written plan is where it is, read back from the plan's folder."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from geoplan.errors import PlanError
from geoplan.numerals import with_vietnamese_separators

Language = Literal["vi", "en"]
Row = dict[str, Any]

WORDS = {
    "rank": ("hạng {rank} trên {count}", "rank {rank} of {count}"),
    "gained": ("Người được bao phủ thêm", "People newly covered"),
    "newly_served": ("Người mới có chỗ", "People newly with a place"),
    "captured": ("Người sẽ chọn bệnh viện này", "People it would draw"),
    "taken": ("  trong đó từ bệnh viện khác", "  of them from other hospitals"),
    "travel": ("Đến cơ sở gần nhất", "To the nearest facility"),
    "travel.value": ("{before} → {after} phút", "{before} → {after} min"),
    "saved": ("Tiết kiệm mỗi lượt đi", "Saved on one trip"),
    "saved.value": ("{mean} phút mỗi người, {all} phút tổng cộng",
                    "{mean} min each, {all} min in all"),
    "lost": ("Nếu bỏ, bao phủ giảm", "Fewer covered if dropped"),
    "alternative": ("Vị trí tốt nhất gần đó", "Best other site in reach"),
    "anywhere": ("Vị trí khác tốt nhất", "Best other site anywhere"),
    "fewer": ("{site}: bao phủ ít hơn {people} người", "{site}: {people} fewer covered"),
    "more": ("{site}: bao phủ nhiều hơn {people} người", "{site}: {people} more covered"),
    "fewer.market": ("{site}: thu hút ít hơn {people} người", "{site}: {people} fewer drawn"),
    "more.market": ("{site}: thu hút nhiều hơn {people} người", "{site}: {people} more drawn"),
    "held": ("Giới hạn", "Held by"),
    "held.capacity": ("sức chứa: đã kín chỗ, người chờ chỗ tiếp theo ở {commune}",
                      "capacity: full, the next person left out lives in {commune}"),
    "held.copies": ("số cơ sở: đã kín chỗ, địa điểm không nhận thêm cơ sở",
                    "copies: full, and the site takes no more facilities"),
    "held.distance": ("khoảng cách: còn {idle} chỗ, trong tầm đi tới không còn ai được lợi thêm",
                      "distance: {idle} places left, nobody more in reach would gain"),
    "held.distance.taken": ("khoảng cách: vừa kín chỗ, trong tầm đi tới không còn ai được lợi thêm",
                            "distance: just full, nobody more in reach would gain"),
    "times": ("Cách tính thời gian", "How times are made"),
    "commune": ("Phục vụ ai", "Whom it serves"),
    "column.served": ("có chỗ ở đây", "place here"),
    "column.newly_served": ("mới có chỗ", "newly a place"),
    "column.newly_covered": ("bao phủ thêm", "newly covered"),
    "total": ("Tổng", "Total"),
}  # fmt: skip
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
COLUMNS = ("served", "newly_served", "newly_covered")


def explain(folder: Path, site_id: str, *, language: Language = "en") -> str:
    """Return the explanation of a site in plain text.

    Parameters
    ----------
    folder
        Where ``Plan.write`` left the plan.
    site_id
        As in ``sites.csv``; case does not matter. An id that two programmes share has two
        explanations.
    language
        ``vi`` or ``en``.

    Raises
    ------
    PlanError
        When the folder holds no plan that says this, or the plan no such site.
    """
    summary, sites, communes = _read(folder, site_id)
    blocks = [_Text(language, summary, site, communes).block() for site in sites]
    return "\n\n".join(blocks)


def _read(folder: Path, site_id: str) -> tuple[Row, list[Row], list[Row]]:
    """Return the summary of a plan, the sites of that id, and whom they serve."""
    try:
        held = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        summary = {key: held[key] for key in ("programmes", "travel")}
        path = folder / "plan.gpkg"
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            sites = _rows(database, SITES, site_id)
            if not sites:
                known = [row["site_id"] for row in _rows(database, "SELECT site_id FROM sites")]
                raise _unknown(folder, site_id, known)
            return summary, sites, _rows(database, BENEFICIARIES, site_id)
    except (OSError, ValueError, KeyError, sqlite3.Error):
        raise PlanError(
            f"{folder} holds no plan of this version of geoplan. Make one with "
            f"`geoplan plan --out {folder}`, or name another folder with --plan."
        ) from None


def _rows(database: sqlite3.Connection, query: str, *values: str) -> list[Row]:
    return [dict(row) for row in database.execute(query, values)]


def _unknown(folder: Path, site_id: str, known: list[str]) -> PlanError:
    close = get_close_matches(site_id.upper(), known, n=3, cutoff=0.0)
    return PlanError(
        f"the plan in {folder} recommends no site {site_id}. Close to it: {', '.join(close)}; "
        f"all of them stand in {folder / 'sites.csv'}."
    )


class _Text:
    """Puts one site of a plan into words."""

    def __init__(self, language: Language, summary: Row, site: Row, communes: list[Row]) -> None:
        self._language = language
        self._programme = summary["programmes"][site["programme"]]
        self._travel = summary["travel"][language]
        self._site = site
        self._communes = [
            row
            for row in communes
            if (row["programme"], row["site_id"]) == (site["programme"], site["site_id"])
        ]
        self._market = site["people_captured"] is not None

    def block(self) -> str:
        site = self._site
        place = self._word("rank", rank=site["rank"], count=self._programme["count"])
        lines = [
            f"{site['site_id']}, {site['commune']} "
            f"({self._programme[f'title_{self._language}']}, {place})",
            site[f"reason_{self._language}"],
            "",
        ]
        facts = [(key, value) for key, value in self._facts() if value is not None]
        width = max(len(self._word(key)) for key, _ in facts)
        lines += [f"{self._word(key):{width}}  {value}" for key, value in facts]
        return "\n".join([*lines, "", *self._table()])

    def _facts(self) -> list[tuple[str, str | None]]:
        site = self._site
        travel = saved = None
        if site["minutes_saved"] is not None:
            travel = self._word(
                "travel.value",
                before=self._number(site["travel_min_before"], 1),
                after=self._number(site["travel_min_after"], 1),
            )
            saved = self._word(
                "saved.value",
                mean=self._number(site["minutes_saved"], 1),
                all=self._number(site["person_minutes_saved"]),
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
            ("times", self._travel),
        ]  # fmt: skip

    def _other(self, site_id: str | None, cost: float | None) -> str | None:
        if not site_id or cost is None:
            return None
        key = ("fewer" if cost >= 0 else "more") + (".market" if self._market else "")
        return self._word(key, site=site_id, people=self._number(abs(cost)))

    def _held(self) -> str | None:
        by = self._site["held_by"]
        if by is None:
            return None
        idle = self._site["idle_places"]
        return self._word(
            f"held.{by}" if idle or by != "distance" else "held.distance.taken",
            commune=self._site["next_commune"],
            idle=self._number(idle),
        )

    def _table(self) -> list[str]:
        """Return whom the site serves, commune by commune, as lines."""
        columns = [
            column for column in COLUMNS if any(row[column] is not None for row in self._communes)
        ]
        head = [self._word("commune"), *(self._word(f"column.{column}") for column in columns)]
        rows = [
            [row["name"], *(self._number(row[column]) for column in columns)]
            for row in self._communes
        ]
        total = [sum(row[column] for row in self._communes) for column in columns]
        rows.append([self._word("total"), *map(self._number, total)])
        widths = [max(len(str(cell)) for cell in cells) for cells in zip(head, *rows, strict=True)]
        return [
            "  ".join(
                f"{cell:<{width}}" if number == 0 else f"{cell:>{width}}"
                for number, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in (head, *rows)
        ]

    def _word(self, key: str, **values: object) -> str:
        return WORDS[key][self._language == "en"].format(**values)

    def _number(self, number: float | None, decimals: int = 0) -> str | None:
        if number is None:
            return None
        text = f"{number:,.{decimals}f}"
        return with_vietnamese_separators(text) if self._language == "vi" else text
