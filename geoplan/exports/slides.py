"""Ten slides of a plan: native text, tables and charts, with notes on where figures come from."""

from __future__ import annotations

from pathlib import Path

from geoplan.exports.deck.deck import Deck
from geoplan.exports.deck.opening import open_template
from geoplan.exports.deck.pages import headline_page, map_page, title_page, told_of, where_page
from geoplan.exports.deck.pages_of_limits import land_page, next_page
from geoplan.exports.deck.pages_of_plan import money_page, programmes_page, targets_page
from geoplan.exports.same_bytes import without_dates
from geoplan.exports.written_fields import STATES
from geoplan.exports.written_whole import WholePlan
from geoplan.layers.files import sha256
from geoplan.reports.land.written import WrittenLists
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording


def write_slides(
    plan: WholePlan,
    path: Path,
    language: Language,
    *,
    template: Path | None = None,
    lists: WrittenLists | None = None,
) -> None:
    """Write title, headline, two maps, sites, programmes, money, targets, land and next steps.

    The same plan gives the same bytes.

    Parameters
    ----------
    plan
        The plan.
    path
        The file, ``.pptx``.
    language
        Of all texts.
    template
        PowerPoint file with the layouts ``Title Slide`` and ``Title Only``, whose look the slides
        take; its own slides are left out. None for a plain look, 16:9.
    lists
        The short lists of plots of the plan, if it has any.

    Raises
    ------
    OutputError
        When the template cannot be used.
    """
    words, about = Wording("slides", language), plan.about
    foot = words("foot", study=plan.title(language), version=about["geoplan"],
                 travel=about["travel"][language])  # fmt: skip
    deck, told = Deck(template, foot), told_of(plan, words)
    title_page(deck, told)
    headline_page(deck, told)
    for state in STATES:
        map_page(deck, told, state)
    where_page(deck, told)
    programmes_page(deck, told)
    money_page(deck, told)
    targets_page(deck, told)
    land_page(deck, told, lists)
    next_page(deck, told, lists)
    made_of = sha256(plan.folder / "plan.json")
    comments = f"geoplan {about['geoplan']}; {about['study']['id']}; plan.json SHA-256 {made_of}"
    path.write_bytes(without_dates(deck.saved(plan.title(language), words("subject"), comments)))


def refuse_template(path: Path) -> None:
    """Refuse a template that slides cannot be made on, before any long work starts.

    Raises
    ------
    OutputError
        Naming what it lacks.
    """
    open_template(path)
