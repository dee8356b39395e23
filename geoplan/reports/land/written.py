"""Short lists read back from the folder of a plan, site by site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError

from geoplan.errors import PlanError
from geoplan.layers.files import sha256
from geoplan.layers.sites import plot_label
from geoplan.reports.land.decided import concerning

FILE = "parcels.gpkg"
COLUMNS = {
    "sites": ("site_id", "programme", "kind", "rank", "standing", "listed"),
    "search_areas": ("site_id", "programme"),
    "plots": ("site_id", "programme", "parcel_id", "position", "is_given", "score"),
    "findings": ("parcel_id", "kind", "finding_vi", "finding_en"),
    "decisions": ("decision_id", "what", "site_id", "parcel_id"),
    "about": ("part", "name", "value", "note"),
}


@dataclass(frozen=True, eq=False)
class WrittenLists:
    """The short lists of a folder, and what they were made for.

    Parameters
    ----------
    folder
        Of the plan.
    summary
        The content of ``plan.json``.
    layers
        Of ``parcels.gpkg``, by name.
    reasons
        Of ``plan.gpkg``, layer sites: why each is recommended, by ``programme`` and ``site_id``.
    communes, facilities
        Of ``plan.gpkg``.
    """

    folder: Path
    summary: dict[str, Any]
    layers: dict[str, Any]
    reasons: pd.DataFrame
    communes: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame

    def about(self, part: str) -> pd.DataFrame:
        """Return what ``about`` says of a part: ``value`` and ``note`` by name."""
        table = self.layers["about"]
        return pd.DataFrame(table[table["part"] == part].set_index("name")[["value", "note"]])

    @property
    def decisions(self) -> pd.DataFrame:
        """The decisions in force when the lists were made, indexed by ``decision_id``."""
        return pd.DataFrame(self.layers["decisions"].set_index("decision_id"))


@dataclass(frozen=True, eq=False)
class SiteList:
    """The short list of one site.

    Parameters
    ----------
    site
        Its row of the layer sites, what is missing as None.
    area
        Where it keeps the share of its gain that the study asks, one row.
    plots
        By position.
    reason_vi, reason_en
        Why it is recommended.
    decisions
        Those that name the site or a plot of its list, indexed by ``decision_id``.
    """

    site: dict[str, Any]
    area: gpd.GeoDataFrame
    plots: gpd.GeoDataFrame
    reason_vi: str
    reason_en: str
    decisions: pd.DataFrame


def read_lists(folder: Path) -> WrittenLists:
    """Read what ``geoplan parcels shortlist`` wrote into the folder of a plan.

    Raises
    ------
    PlanError
        When a file is missing or damaged, or the lists are of another plan than the one there.
    """
    path, plan = folder / FILE, folder / "plan.gpkg"
    if not path.is_file():
        raise PlanError(
            f"{folder} holds no short lists of plots. Make them with `geoplan parcels shortlist "
            f"--plan {folder}`, or name another folder with --plan."
        )
    with _whole(path):
        layers = {name: _layer(path, name) for name in COLUMNS}
        for name, columns in COLUMNS.items():
            missing = set(columns) - set(layers[name].columns)
            if missing:
                raise KeyError(*missing)
    with _whole(plan):
        summary = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        sites = _layer(plan, "sites").set_index(["programme", "site_id"])
        lists = WrittenLists(
            folder,
            summary,
            layers,
            pd.DataFrame(sites[["reason_vi", "reason_en"]]),
            _layer(plan, "communes"),
            _layer(plan, "facilities"),
        )
    if lists.about("input")["value"].get("plan") != sha256(folder / "plan.json"):
        raise PlanError(
            f"{path}: the short lists are of another plan than the one in {folder}. Make them "
            f"again with `geoplan parcels shortlist --plan {folder}`."
        )
    return lists


def lists_of(
    lists: WrittenLists, site_id: str, decisions: pd.DataFrame | None = None
) -> list[SiteList]:
    """Return the short list of a site; of an id that two programmes share, both.

    Parameters
    ----------
    lists
        Of the plan.
    site_id
        As in ``sites.csv``; case does not matter. A site for which a plot was chosen may be named
        as it was before.
    decisions
        In force; None takes those that were in force when the lists were made.

    Raises
    ------
    PlanError
        When no list is of such a site, with ids close to it.
    """
    sites = lists.layers["sites"]
    held = lists.decisions if decisions is None else decisions
    ids = {name.upper() for name in (site_id, *_plots_for(held, site_id))}
    own = sites[sites["site_id"].str.upper().isin(ids)]
    if own.empty:
        close = get_close_matches(site_id.upper(), sites["site_id"].tolist(), n=3, cutoff=0.0)
        raise PlanError(
            f"the short lists in {lists.folder} have no site {site_id}; they are made for new "
            f"public facilities and private hospitals. Close to it: {', '.join(close)}; all of "
            f"them stand in {lists.folder / 'sites.csv'}."
        )
    return [_one(lists, row, held) for row in _records(own)]


def _plots_for(decisions: pd.DataFrame, site_id: str) -> list[str]:
    """Return the sites that stand for one for which decisions chose a plot."""
    chosen = decisions[decisions["what"] == "choose"]
    return [
        plot_label(str(parcel))
        for site, parcel in zip(chosen["site_id"], chosen["parcel_id"], strict=True)
        if str(site).upper() == site_id.upper()
    ]


def _one(lists: WrittenLists, site: dict[str, Any], decisions: pd.DataFrame) -> SiteList:
    key = (site["programme"], site["site_id"])

    def own(layer: str) -> gpd.GeoDataFrame:
        table = lists.layers[layer]
        rows = (table["programme"] == key[0]) & (table["site_id"] == key[1])
        return gpd.GeoDataFrame(table[rows])

    plots = own("plots").sort_values("position")
    reason = lists.reasons.loc[key]
    return SiteList(
        site,
        own("search_areas"),
        gpd.GeoDataFrame(plots),
        reason["reason_vi"],
        reason["reason_en"],
        concerning(decisions, key[1], site["kind"], plots["parcel_id"], _places(key[1])),
    )


def _places(site_id: str) -> list[str]:
    """Return the place of which a site may be a further facility."""
    return [site_id.rpartition("-")[0]]


def _records(table: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    held = pd.DataFrame(table).astype(object)
    held = held.where(held.notna(), None)
    return [dict(zip(held.columns, row, strict=True)) for row in held.to_numpy()]


def _layer(path: Path, name: str) -> Any:
    return gpd.read_file(path, layer=name)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    try:
        yield
    except (DataSourceError, DataLayerError, KeyError, OSError, ValueError):
        raise PlanError(
            f"{path}: the file cannot be read; it is damaged or of another version of geoplan. "
            f"Make the plan again with `geoplan plan --out {path.parent}`, then the short lists "
            f"with `geoplan parcels shortlist --plan {path.parent}`."
        ) from None
