"""A plan as KML: communes by share covered, and every facility of every programme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geoplan.exports.columns import CATALOGUE, value_words
from geoplan.exports.drawing.symbols import BY_KIND, OTHER, UPGRADED
from geoplan.exports.written_whole import WholePlan
from geoplan.maps.classes import ShareClasses
from geoplan.reports.kml import Kml, Style, lines, place
from geoplan.reports.land.words import is_known
from geoplan.words.wording import Wording

UNKNOWN, UPGRADE, ELSE = "unknown", "upgrade", "else"
BORDER = "#8fa0ad"
CLEAR, STRONG, SOLID = "99", "cc", "ff"  # alpha


def write_plan_kml(plan: WholePlan, words: Wording, path: Path) -> None:
    """Write communes and facilities in a language, WGS 84.

    Parameters
    ----------
    plan
        The plan.
    words
        Of the catalogue ``export``.
    path
        The file.
    """
    language, about = words.language, plan.about
    warnings = [warning[language] for warning in about["warnings"]]
    said = lines([*warnings, *about["credits"]])
    document = Kml(plan.title(language), said, _styles(plan.classes))
    folder = document.folder(words("kml.communes"))
    for row in _rows(plan.communes.reset_index()):
        place(
            folder, row["name"], _commune(row, words), _class(row, plan.classes), [row["geometry"]]
        )
    told = Wording(CATALOGUE, language)
    for key in about["programmes"]:
        folder = document.folder(plan.programme_title(key, language))
        held = plan.programme[plan.programme["programme"] == key].sort_values("rank")
        for row in _rows(held):
            look = UPGRADE if row["upgraded"] else row["kind"] if row["kind"] in BY_KIND else ELSE
            kind = value_words("kind", row["kind"], told)
            name = f"{row['rank']} {_name(plan, row) or kind}"
            place(folder, name, _facility(plan, row, str(kind), words), look, [row["geometry"]])
    document.write(path)


def _styles(classes: ShareClasses) -> dict[str, Style]:
    looks = {**{kind: look.colour for kind, look in BY_KIND.items()},
             UPGRADE: UPGRADED.colour, ELSE: OTHER.colour}  # fmt: skip
    areas = {f"class{at}": colour for at, colour in enumerate(classes.colours)}
    border = _abgr(BORDER, SOLID)
    return {
        **{name: Style(border, _abgr(colour, CLEAR), 1) for name, colour in areas.items()},
        UNKNOWN: Style(border, _abgr("#ffffff", "00"), 1),
        **{
            name: Style(_abgr(colour, SOLID), _abgr(colour, STRONG), 2)
            for name, colour in looks.items()
        },
    }


def _class(commune: dict[str, Any], classes: ShareClasses) -> str:
    share = commune["covered_share_after"]
    if not is_known(share):
        return UNKNOWN
    return f"class{int(classes.number_of(share))}"


def _commune(row: dict[str, Any], words: Wording) -> str:
    shares = {
        state: words.percent(row[f"covered_share_{state}"])
        if is_known(row[f"covered_share_{state}"])
        else "–"
        for state in ("before", "after")
    }
    return words("kml.commune", people=words.number(row["people"]), **shares)


def _facility(plan: WholePlan, row: dict[str, Any], kind: str, words: Wording) -> str:
    commune = plan.communes["name"].get(row["commune_code"], row["commune_code"])
    opens = row.get("year", "")
    year = words("kml.opens", year=str(int(opens))) if is_known(opens) else None
    held = [
        words("kml.facility", kind=kind, commune=commune, id=row["site_id"] or row["facility_id"]),
        words("kml.people", people=words.number(row["people_gained"])),
        year or (None if plan.phases is None else words("kml.unpaid")),
        row[f"reason_{words.language}"],
    ]
    return lines(text for text in held if is_known(text))


def _name(plan: WholePlan, row: dict[str, Any]) -> str:
    return str(plan.facilities["name"].get(row["facility_id"], ""))


def _rows(table: Any) -> list[dict[str, Any]]:
    held = table.astype(object)
    return [dict(zip(held.columns, row, strict=True)) for row in held.to_numpy()]


def _abgr(colour: str, alpha: str) -> str:
    """Return a colour as KML has it.

    Examples
    --------
    >>> _abgr("#17354f", "ff")
    'ff4f3517'
    """
    return alpha + colour[5:7] + colour[3:5] + colour[1:3]
