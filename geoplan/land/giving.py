"""One plot for each site over all groups: the greatest total of scores, no plot twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geoplan.land.assignment import NONE, assign
from geoplan.land.offering import GroupOffers
from geoplan.layers.sites import TOGETHER, plots_of

KEYS = ["programme", "site_id"]


def given_plots(groups: Sequence[GroupOffers]) -> pd.Series[str]:
    """Return the plot that each site is given, missing where none is left for it.

    As many sites as can be get a plot, and of such choices the one with the greatest total of
    scores counts. Adjoining plots go to a site together: where one of them is given to another
    site, the site of lower rank goes without.

    Parameters
    ----------
    groups
        What is offered.

    Returns
    -------
    Series
        Indexed by ``programme`` and ``site_id``.
    """
    sites = pd.MultiIndex.from_tuples(
        [(each.group.programme, site) for each in groups for site in each.group.sites.index],
        names=KEYS,
    )
    pairs = offered(groups)
    plot, labels = pd.factorize(pairs["parcel_id"])
    site = sites.get_indexer(pd.MultiIndex.from_frame(pairs[KEYS]))
    pair = assign(site, plot, pairs["score"].to_numpy(np.float64), sites=len(sites))
    given = pd.Series(pd.NA, sites, dtype="string")
    given[pair != NONE] = np.asarray(labels)[plot[pair[pair != NONE]]]
    return _apart(given, groups)


def offered(groups: Sequence[GroupOffers]) -> pd.DataFrame:
    """Return all offers of all groups, one row each.

    ``programme``, ``kind``, ``site_id``, ``parcel_id``, ``standing``, ``gain_kept``, ``score``, and
    ``position`` from 1, as they are offered.
    """
    columns = [
        "programme",
        "kind",
        "site_id",
        "parcel_id",
        "standing",
        "gain_kept",
        "score",
        "position",
    ]
    rows = [
        pd.DataFrame(
            {
                "programme": each.group.programme,
                "kind": each.group.kind,
                "site_id": site,
                "parcel_id": offer.pool.index[offer.best.rows],
                "standing": offer.standing,
                "gain_kept": offer.best.share,
                "score": offer.best.score,
                "position": np.arange(1, offer.best.rows.size + 1),
            }
        )
        for each in groups
        for site, offer in each.offers.items()
    ]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)


def _apart(given: pd.Series[str], groups: Sequence[GroupOffers]) -> pd.Series[str]:
    """Take the plots from sites one of whose plots a site of higher rank, or alone, has."""
    rank = {
        (each.group.programme, str(site)): int(number)
        for each in groups
        for site, number in each.group.sites["rank"].items()
    }
    held = dict(zip(rank, given.loc[[*rank]], strict=True))
    held = {key: plot for key, plot in held.items() if not pd.isna(plot)}
    taken: set[str] = set()
    left = []
    for key in sorted(held, key=lambda key: (TOGETHER in held[key], rank[key], key)):
        plots = set(plots_of(held[key]))
        if plots & taken:
            left.append(key)
        else:
            taken |= plots
    return given.mask(given.index.isin(left))
