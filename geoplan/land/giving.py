"""One plot for each site over all groups: the greatest total of scores, no plot twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from geoplan.land.assignment import NONE, assign
from geoplan.land.offering import GroupOffers
from geoplan.layers.sites import plots_of

KEYS = ["programme", "site_id"]
COLUMNS = [
    "programme", "kind", "site_id", "parcel_id", "standing", "gain_kept", "score", "position",
]  # fmt: skip


def given_plots(groups: Sequence[GroupOffers]) -> pd.Series[str]:
    """Return the plot that each site is given, missing where none is left for it.

    As many sites as can be get one, adjoining plots that are offered together count as one offer,
    and of such choices the one with the greatest total of scores counts.

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
    offers = offered(groups)
    parts = offers["parcel_id"].map(plots_of).explode()
    number, plots = pd.factorize(parts)
    taken = sparse.csr_array(
        (np.ones(len(parts)), (parts.index.to_numpy(), number)), shape=(len(offers), len(plots))
    )
    site = sites.get_indexer(pd.MultiIndex.from_frame(offers[KEYS]))
    offer = assign(site, taken, offers["score"].to_numpy(np.float64), sites=len(sites))
    given = pd.Series(pd.NA, sites, dtype="string")
    given[offer != NONE] = offers["parcel_id"].to_numpy()[offer[offer != NONE]]
    return given


def holders(given: pd.Series[str], plots: pd.Series[str]) -> pd.Series[str]:
    """Return a site that is given each plot, or one of several together; missing where none is.

    Parameters
    ----------
    given
        As ``given_plots`` returns it.
    plots
        ``parcel_id`` of one or several.
    """
    held = given.dropna().map(plots_of).explode().reset_index(name="parcel_id")
    holder = held.set_index("parcel_id")["site_id"]
    of_part = plots.map(plots_of).explode().map(holder)
    return of_part.groupby(level=0).first().reindex(plots.index).astype("string")


def offered(groups: Sequence[GroupOffers]) -> pd.DataFrame:
    """Return all offers of all groups, one row each.

    ``programme``, ``kind``, ``site_id``, ``parcel_id``, ``standing``, ``gain_kept``, ``score``, and
    ``position`` from 1, as they are offered.
    """
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
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COLUMNS)
