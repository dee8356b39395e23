"""Which decisions are about a site and the plots on its list."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from geoplan.layers.decision_rules import place_of
from geoplan.layers.sites import plot_label, plots_of


def concerning(
    decisions: pd.DataFrame,
    site_id: str,
    kind: str,
    plots: Collection[str],
    places: Collection[str] = (),
) -> pd.DataFrame:
    """Return the decisions that name a site, or one of some plots for it or for any site.

    Parameters
    ----------
    decisions
        In force, indexed by ``decision_id``.
    site_id, kind
        Of the facility. A site that stands on a chosen plot is named by that choice.
    plots
        On its list; of adjoining plots each counts.
    places
        Every candidate site, as ``place_of`` takes them.

    Examples
    --------
    >>> row = {"what": "choose", "site_id": "SC7", "parcel_id": "An|1|2", "kind": "polyclinic"}
    >>> table = pd.DataFrame([row], ["D1"])
    >>> [len(concerning(table, site, "polyclinic", [])) for site in ("SC7", "PAn|1|2", "SC8")]
    [1, 1, 0]
    """
    parcels = {parcel for plot in plots for parcel in plots_of(plot)}
    names_site = decisions["site_id"].isin({site_id, place_of(site_id, places)})
    stands_for = decisions["parcel_id"].map(plot_label, na_action="ignore") == site_id
    stands_for &= decisions["what"] == "choose"
    names_plot = decisions["site_id"].isna() & naming(decisions, parcels)
    any_kind = decisions["kind"].isna() | (decisions["kind"] == kind)
    about = names_site | stands_for.fillna(value=False) | names_plot
    return decisions[(about & any_kind).astype(bool)]


def naming(decisions: pd.DataFrame, parcels: Collection[str]) -> pd.Series[bool]:
    """Return which decisions name one of some parcels, alone or together with others."""
    named = [
        pd.notna(parcel) and not set(plots_of(str(parcel))).isdisjoint(parcels)
        for parcel in decisions["parcel_id"]
    ]
    return pd.Series(named, decisions.index, dtype=bool)
