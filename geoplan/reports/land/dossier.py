"""One page on paper for a recommended site: map, plots, findings, decision, signatures."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import shapely

from geoplan.layers.decision_rules import listed
from geoplan.layers.decision_words import decision_words
from geoplan.layers.decisions import decisions_path, in_force, read_decisions
from geoplan.reports.folder import write_all
from geoplan.reports.land.about import VERIFIED
from geoplan.reports.land.dossier_map import Drawn, in_metres, site_map, site_mark
from geoplan.reports.land.dossier_plots import cut, plot_table, scale_words, score_key
from geoplan.reports.land.html import clamped, el, page
from geoplan.reports.land.words import (
    criterion_words,
    is_known,
    kind_words,
    parcel_words,
    standing_words,
)
from geoplan.reports.land.written import SiteList, WrittenLists, lists_of, read_lists
from geoplan.study import Study
from geoplan.words.catalogue import Language
from geoplan.words.wording import Wording

DOTS = "…" * 95
SHOWN = 5  # plots on the page
DECISIONS = 2  # the last ones
MAP_MM = (92.0, 64.0)
COUNTS = ("plots_in_commune", "large_enough", "in_search_area")
SUM = 12  # letters of a checksum


def write_dossier(
    folder: Path,
    site_id: str,
    out: Path,
    *,
    study_file: Path | None = None,
    language: Language = "vi",
) -> Path:
    """Write the dossier of a site, one page A4 that opens without a network.

    Parameters
    ----------
    folder
        Of a plan with short lists.
    site_id
        As in ``sites.csv``; case does not matter. An id that two programmes share has a page for
        each.
    out
        The page, HTML.
    study_file
        Whose decisions are told as they stand now; without it, as they stood when the short lists
        were made.
    language
        ``vi`` or ``en``.

    Raises
    ------
    PlanError
        When the folder holds no short lists of its plan, or none of such a site.
    LayerError, StudyError
        When the decisions of the study cannot be read.
    OutputError
        When the page cannot be written; what stood there is untouched.
    """
    decisions = None
    if study_file is not None:
        held = read_decisions(decisions_path(Study.load(study_file).path))
        decisions = in_force(held.table)
    text = dossier(read_lists(folder), site_id, decisions=decisions, language=language)
    return write_all(out.parent, {out.name: partial(_write, text)})[0]


def dossier(
    lists: WrittenLists,
    site_id: str,
    *,
    decisions: pd.DataFrame | None = None,
    language: Language = "vi",
) -> str:
    """Return the dossier of a site as the text of one HTML file.

    Parameters
    ----------
    lists
        Of a plan.
    site_id, language
        As in ``write_dossier``.
    decisions
        Those in force now; None takes those of the short lists.
    """
    words = Wording("dossier", language)
    told = lists_of(lists, site_id, decisions)
    pages = [_Page(lists, one, words, is_now=decisions is not None).body() for one in told]
    css = files("geoplan.reports.land").joinpath("dossier.css").read_text(encoding="utf-8")
    return page(_title(told[0].site, words), css, pages, language=language)


class _Page:
    """Puts the short list of one site on a page."""

    def __init__(self, lists: WrittenLists, one: SiteList, words: Wording, *, is_now: bool) -> None:
        self._lists, self._one, self._words, self._is_now = lists, one, words, is_now
        self._crs = str(lists.about("crs")["value"].iloc[0])
        self._weights = lists.about("weight")["value"].astype("float64")
        self._figures = lists.about("figure")["value"]
        self._plots = _shown(one.plots)
        self._shapes = in_metres(self._plots, self._crs) if len(self._plots) else []

    def body(self) -> ET.Element:
        words, site, plots = self._words, self._one.site, self._plots
        study = self._lists.summary["study"][f"title_{words.language}"]
        made_up = bool(plots["made_up"].any()) if len(plots) else False
        return el(
            "section.page",
            el("h1", _title(site, words)),
            el("p.study", f"{study} · {words('rank', rank=words.number(site['rank']))}"),
            el("p.made-up", words("made_up")) if made_up else None,
            el("div.top", el("div", self._map(), self._map_key()), el("div", self._why())),
            self._table() if len(plots) else self._none(),
            self._decision(),
            self._signatures(),
            self._footer(),
        )

    def _map(self) -> ET.Element:
        lists, site = self._lists, self._one.site
        communes = lists.communes.set_index("commune_code")
        metric = communes.geometry.to_crs(self._crs)
        home = metric[site["commune_code"]]
        near = metric[metric.index != site["commune_code"]]
        point = gpd.GeoSeries([site["geometry"]], crs=lists.communes.crs).to_crs(self._crs)[0]
        [area] = in_metres(self._one.area, self._crs)
        around = shapely.box(*shapely.total_bounds([point, area, *self._shapes])).buffer(5_000)
        today = lists.facilities[lists.facilities["status"] == "operating"]
        stand = [at for at in in_metres(today, self._crs) if around.contains(at)]
        given = self._plots["is_given"].tolist() if len(self._plots) else []
        seen = [shape for shape in near if shape.intersects(around)]
        drawn = Drawn(point, area, home, seen, stand, self._shapes, given)
        return site_map(drawn, *MAP_MM, north=self._words("map.north"))

    def _map_key(self) -> ET.Element:
        line = "M0 1.5H7"
        drawn = {
            "site": site_mark(3.5, 1.5),
            "area": el("path.area", d="M0.3 0.3H6.7V2.7H0.3Z"),
            "commune": el("path.home", d=line),
            "plot": el("rect.plot", x=2, y=0.2, width=3, height=2.6),
            "given": el("rect.plot.given", x=2, y=0.3, width=3, height=2.4),
            "facility": el("path.facility", d="M2.5 1.5h2M3.5 0.5v2"),
        }
        if not len(self._plots):
            del drawn["plot"], drawn["given"]
        return el(
            "ul.key",
            [
                el("li", el("svg", shape, viewBox="-0.2 -1.6 7.4 6.2", width="6mm", height="4mm"),
                   self._words(f"map.{name}"))
                for name, shape in drawn.items()
            ],
        )  # fmt: skip

    def _why(self) -> list[ET.Element]:
        words, site = self._words, self._one.site
        reason = self._one.reason_vi if words.language == "vi" else self._one.reason_en
        share = words.percent(float(self._figures["gain_kept"]), 0)
        facts = [
            (words("facts.people"), words.number(site["people"])),
            (words("facts.least"), self._least()),
            (words("facts.area", share=share),
             words("km2", n=words.number(site["area_km2"], 2))),
            (words("facts.plots"), " · ".join(words.number(site[name]) for name in COUNTS)),
            (words("facts.standing"), standing_words(site["standing"]).in_language(words.language)),
        ]  # fmt: skip
        return [
            el("h2", words("why")),
            clamped(5, reason),
            el("dl", [[el("dt", name), el("dd", value)] for name, value in facts]),
            *(self._scoring() if len(self._plots) else []),
        ]

    def _scoring(self) -> list[ET.Element]:
        return [
            el("h2", self._words("scoring")),
            score_key(self._weights, self._words),
            clamped(3, " ".join(self._firm())),
        ]

    def _table(self) -> list[Any]:
        words = self._words
        more = len(self._one.plots) - len(self._plots)
        criteria = [str(name) for name in self._weights.index]
        return [
            el("h2", words("plots"), scale_words(self._shapes, words)),
            plot_table(self._plots, self._shapes, criteria, words),
            el("p", words("more", n=more)) if more else None,
        ]

    def _firm(self) -> list[str]:
        words, site = self._words, self._one.site
        if len(self._one.plots) == 1:
            return [words("firm.one")]
        share = site["first_holds"]
        if not is_known(share):
            return []
        change = words.percent(float(self._figures["weight_change"]), 0)
        key = "firm.all" if share == 1 else "firm.some"
        said = [words(key, share=words.percent(share, 0), change=change)]
        if is_known(site["challenger"]) and is_known(site["challenged_by"]):
            named = parcel_words({"parcel_id": site["challenger"], **self._named()})
            plot = cut(named.in_language(words.language), 60)
            criterion = criterion_words(site["challenged_by"])
            said.append(words("firm.near", plot=plot, criterion=criterion))
        return said

    def _named(self) -> dict[str, Any]:
        """Return sheet, number and commune of the challenger where it is on the list."""
        own = self._one.plots[self._one.plots["parcel_id"] == self._one.site["challenger"]]
        names = ["sheet", "number", "old_commune"]
        return {} if own.empty else dict(own[names].iloc[0])

    def _none(self) -> list[ET.Element]:
        words, site = self._words, self._one.site
        why = words("none.unread")
        if site["plots_in_commune"]:
            key = "none.far" if site["large_enough"] else "none.small"
            n = site["large_enough"] or site["plots_in_commune"]
            why = words(key, n=words.number(n), least=self._least())
        steps = ("read", "waive", "forbid")
        return [
            el("h2", words("none")),
            el(
                "div.none",
                el("p", why),
                el("p", el("b", words("none.do"))),
                el("ul", [el("li", words(f"none.{s}", site=site["site_id"])) for s in steps]),
            ),
        ]

    def _least(self) -> str:
        return self._words("m2", n=self._words.number(self._one.site["least_m2"]))

    def _decision(self) -> list[ET.Element]:
        words = self._words
        as_of = words("decision.now" if self._is_now else "decision.as_listed")
        taken = [
            decision_words(each).in_language(words.language) for each in listed(self._one.decisions)
        ]
        lines = [clamped(2, text) for text in taken[-DECISIONS:]]
        if not lines:
            line = "decision.line" if len(self._plots) else "decision.line.none"
            lines = [
                el("p", words("decision.none")),
                *(el("p.line", text) for text in (words(line), DOTS)),
            ]
        heading = words("decision")
        return [el("h2", f"{heading} ({as_of})"), *lines]

    def _signatures(self) -> ET.Element:
        words = self._words
        return el(
            "div.signatures",
            [
                el("div", el("b", words(f"sign.{who}")), words("sign.below"))
                for who in ("made", "commune", "decided")
            ],
        )

    def _footer(self) -> ET.Element:
        lists, words = self._lists, self._words
        inputs = lists.about("input")["value"]
        verified = self._figures["judgements"] == VERIFIED
        travel = lists.summary["travel"][words.language]
        said = [
            words("foot.modelled", travel=travel),
            words("foot.assumed.norms" if verified else "foot.assumed"),
            *self._sources(),
        ]
        source = words(
            "foot.source",
            study=lists.summary["study"]["id"],
            version=lists.about("version")["value"].iloc[0],
            day=words.day(lists.about("day")["value"].iloc[0]),
            parcels=inputs["parcels"][:SUM],
            plan=inputs["plan"][:SUM],
        )
        return el("footer", el("p", source), clamped(3, " ".join(said)))

    def _sources(self) -> list[str]:
        """Return from which files the plots are, made-up ones apart."""
        said = []
        for key, is_made_up in (("foot.surveyed", False), ("foot.made_up", True)):
            own = self._plots[self._plots["made_up"].astype(bool) == is_made_up]
            if len(own):
                files = sorted(set(own["source"].dropna())) or ["–"]
                said.append(self._words(key, files=cut(", ".join(files))))
        return said


def _shown(plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the plots that the page has room for, the one that the site is given among them."""
    if len(plots) <= SHOWN:
        return plots
    first = plots.iloc[:SHOWN]
    given = plots[plots["is_given"].astype(bool) & ~plots.index.isin(first.index)]
    if given.empty:
        return first
    return gpd.GeoDataFrame(pd.concat([first.iloc[: SHOWN - 1], given.iloc[:1]]))


def _title(site: dict[str, Any], words: Wording) -> str:
    kind = kind_words(site["kind"])
    return words("title", site=site["site_id"], kind=kind, commune=site["commune"])


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
