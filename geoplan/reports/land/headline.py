"""What short lists came to, in a few lines for a terminal."""

from __future__ import annotations

import pandas as pd

from geoplan.reports.land.tables import SITE, LandTables
from geoplan.words.catalogue import catalogue

SAID = {
    "chosen": "have a plot by decision",
    "fits": "have a plot that fits",
    "waiver": "only one with a waiver of its size",
    "union": "only adjoining plots together",
    "outside": "only one outside the search area",
}


def headline(tables: LandTables, *, seconds: float) -> str:
    """Return the headline.

    Parameters
    ----------
    tables
        The short lists.
    seconds
        That they took.
    """
    about = tables.about.set_index(["part", "name"])["value"]
    sites, plots = tables.sites, tables.plots
    count, made_up = int(about["figure", "parcels"]), int(about["figure", "made_up"])
    held = sites["standing"].value_counts()
    told = [f"{held.get(name, 0):,} {words}" for name, words in SAID.items()]
    lines = [
        f"{len(sites):,} sites, {count:,} parcels, {len(plots):,} places on short lists, "
        f"{seconds:.1f} s",
        f"sites: {', '.join(told)}, {sites['standing'].isna().sum():,} none",
        _conflicts(sites, plots),
        _firm(sites, float(about["figure", "weight_change"])),
        f"judgements of the criteria: consistency ratio {float(about['consistency', 'ratio']):.3f}",
    ]
    if made_up:
        lines.append(f"MADE UP: {made_up:,} of {count:,} parcels do not exist")
    begin = catalogue("land")["limits.later"].en.partition("{")[0]
    later = [text for text in tables.about["note"] if text.startswith(begin)]
    return "\n".join([*lines, *later])


def conflicts(plots: pd.DataFrame) -> pd.DataFrame:
    """Return the first plots of lists that go to another site, and who has another.

    Parameters
    ----------
    plots
        As ``fields.PLOTS`` has them.

    Returns
    -------
    DataFrame
        ``programme``, ``site_id``, ``parcel_id``, ``given_to``, ``has_other``.
    """
    served = plots.loc[plots["is_given"], SITE].apply(tuple, axis=1)
    lost = plots[(plots["position"] == 1) & plots["given_to"].notna()]
    told = lost[[*SITE, "parcel_id", "given_to"]]
    keys = [tuple(key) for key in told[SITE].to_numpy()]
    return told.assign(has_other=[key in set(served) for key in keys])


def _conflicts(sites: pd.DataFrame, plots: pd.DataFrame) -> str:
    lost = conflicts(plots)
    given, other = int(sites["parcel_id"].notna().sum()), int(lost["has_other"].sum())
    none = len(lost) - other
    return (
        f"no plot goes to two sites: {given:,} sites are given one; the first plot of "
        f"{len(lost):,} goes to another site, {other:,} of them have another, {none:,} none"
    )


def _firm(sites: pd.DataFrame, change: float) -> str:
    tried = sites["first_holds"].dropna()
    return (
        f"the first plot stays first under every change of the weights by {change:.0%} on "
        f"{int((tried == 1).sum()):,} of {len(tried):,} lists"
    )
