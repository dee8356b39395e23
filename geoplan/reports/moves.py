"""What became of the sites of one plan in another: kept, moved, dropped, added."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod
from scipy.optimize import linear_sum_assignment

FATES = ("kept", "moved", "dropped", "added")
MOVED_KM = 5.0  # farther, a new site does not stand in for an old one: a commune is some 6 km wide
SAME_ID_KM = 1.0  # a site id that lies farther off was given to another place
SAME_PLACE_KM = 0.05  # nearer, another id stands for the same place

EARTH = Geod(ellps="WGS84")
PLACE = ["site_id", "rank", "commune_code", "lon", "lat", "people_gained"]


def site_moves(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Pair the sites of two plans, programme by programme.

    A site whose id both plans hold is kept, unless the id was given to another place. The others
    are paired so that the sum of the distances is least, where a pair farther apart than
    ``MOVED_KM`` counts no less than leaving both alone. Pairs have moved, or are kept if the place
    is the same.

    Parameters
    ----------
    old, new
        One row per site with ``programme``, ``site_id``, ``rank``, ``commune_code``, ``lon``,
        ``lat`` (degrees, WGS 84) and ``people_gained``.

    Returns
    -------
    DataFrame
        One row per site or pair: ``programme``, ``fate`` (one of ``FATES``), the other columns
        each with ``_old`` and ``_new``, missing where a plan has no such site, and
        ``distance_km``. By programme, fate, and rank in the new plan, then in the old one.
    """
    programmes = dict.fromkeys([*old["programme"], *new["programme"]])
    parts = [
        _of_programme(
            name, old[old["programme"] == name][PLACE], new[new["programme"] == name][PLACE]
        )
        for name in programmes
    ]
    return pd.concat(parts, ignore_index=True)


def _of_programme(name: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    old, new = old.set_index("site_id", drop=False), new.set_index("site_id", drop=False)
    both = old.index.intersection(new.index, sort=False)
    both = both[_km(old.loc[both], new.loc[both]) < SAME_ID_KM]
    dropped, added = old.drop(index=both), new.drop(index=both)
    km = _km_between(dropped, added)
    rows, columns = linear_sum_assignment(np.minimum(km, MOVED_KM))
    near = km[rows, columns] < MOVED_KM
    gone, come = dropped.iloc[rows[near]], added.iloc[columns[near]]
    sites = pd.concat(
        [
            _beside(old.loc[both], new.loc[both]),
            _beside(gone, come),
            _beside(dropped.drop(index=gone.index), new.iloc[:0]),
            _beside(old.iloc[:0], added.drop(index=come.index)),
        ],
        ignore_index=True,
    )
    sites.insert(0, "programme", name)
    sites.insert(1, "fate", _fates(sites))
    return sites.sort_values(["fate", "rank_new", "rank_old"], ignore_index=True)


def _fates(sites: pd.DataFrame) -> pd.Series[str]:
    same_id = (sites["site_id_old"] == sites["site_id_new"]).fillna(value=False)
    near_km = np.where(same_id, SAME_ID_KM, SAME_PLACE_KM)
    alone = [sites["site_id_new"].isna(), sites["site_id_old"].isna()]
    kept = sites["distance_km"] < near_km
    fates = np.select([*alone, kept], ["dropped", "added", "kept"], "moved")
    return pd.Series(pd.Categorical(fates, FATES), sites.index)


def _beside(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Set the rows of two tables beside each other; one of them may be empty."""
    left, right = old.reset_index(drop=True), new.reset_index(drop=True)
    pairs = left.add_suffix("_old").join(right.add_suffix("_new"), how="outer")
    whole = [f"{name}_{plan}" for name in ("rank", "people_gained") for plan in ("old", "new")]
    pairs = pairs.astype(dict.fromkeys(whole, "Int64"))
    return pairs.assign(distance_km=_km(left, right) if len(left) == len(right) else np.nan)


def _km(old: pd.DataFrame, new: pd.DataFrame) -> NDArray[np.float64]:
    """Return the distance of each row from the same row of the other, kilometres, geodesic."""
    _, _, metres = EARTH.inv(old["lon"], old["lat"], new["lon"], new["lat"])
    return np.asarray(metres, dtype=np.float64) / 1000


def _km_between(old: pd.DataFrame, new: pd.DataFrame) -> NDArray[np.float64]:
    """Return the distance of every row from every row of the other, likewise."""
    rows, columns = np.indices((len(old), len(new))).reshape(2, -1)
    return _km(old.iloc[rows], new.iloc[columns]).reshape(len(old), len(new))
