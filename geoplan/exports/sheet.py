"""The spreadsheet of a plan: what the finance department sorts and sums."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geoplan.exports.columns import CATALOGUE
from geoplan.exports.workbook.layout import Sheet
from geoplan.exports.workbook.money import money_sheet
from geoplan.exports.workbook.summary import assumptions_sheet, headlines_sheet, log_sheet
from geoplan.exports.workbook.tables import (
    Words,
    city_targets,
    commune_targets_sheet,
    communes_sheet,
    parcels_sheet,
    phases_sheet,
    programme_sheet,
    sites_sheet,
)
from geoplan.exports.workbook.writing import Properties, workbook_bytes
from geoplan.exports.workbook.years import years_sheet
from geoplan.exports.written_whole import WholePlan
from geoplan.layers.files import sha256
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording


def write_sheet(
    plan: WholePlan,
    path: Path,
    language: Language,
    *,
    paper: str = "A3",
    plots: pd.DataFrame | None = None,
) -> None:
    """Write headlines, sites, communes, programme, money, targets and assumptions as a workbook.

    The same plan gives the same bytes.

    Parameters
    ----------
    plan
        The plan.
    path
        The file, ``.xlsx``.
    language
        Of headings, notes and words.
    paper
        ``A3`` or ``A4``, on which it is printed.
    plots
        The short lists of the plan, as ``parcels.csv`` has them, if it has any.
    """
    words, made_of = (
        Words(Wording("sheet", language), Wording(CATALOGUE, language)),
        sha256(plan.folder / "plan.json"),
    )
    about = plan.about
    properties = Properties(
        plan.title(language),
        words.sheet("subject"),
        f"geoplan {about['geoplan']}; {about['study']['id']}; plan.json SHA-256 {made_of}",
        words.sheet("total"),
        words.sheet("page"),
    )
    path.write_bytes(workbook_bytes(_sheets(plan, words, plots, made_of), properties, paper))


def _sheets(plan: WholePlan, words: Words, plots: pd.DataFrame | None, made_of: str) -> list[Sheet]:
    """Return the sheets that the plan has, in their order."""
    communes, programme = communes_sheet(plan, words), programme_sheet(plan, words)
    phases = phases_sheet(plan, words)
    counted = {"communes": communes, "programme": programme}
    held = [
        headlines_sheet(plan, words, counted | ({"phases": phases} if phases else {})),
        sites_sheet(plan, words),
        communes,
        years_sheet(plan, words),
        programme,
        phases,
        money_sheet(plan, words),
        city_targets(plan, words),
        commune_targets_sheet(plan, words),
        assumptions_sheet(plan, words),
        None if plots is None else parcels_sheet(plan, plots, words),
        log_sheet(plan, words, made_of),
    ]
    return [sheet for sheet in held if sheet is not None]
