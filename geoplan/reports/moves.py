"""What became of the facilities of one plan in another: kept, moved, dropped, added."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod
from scipy.optimize import linear_sum_assignment

FATES = ("kept", "moved", "dropped", "added")
OPENINGS = ("same", "earlier", "later", "no longer", "newly", "never")
CHANGES = ("kind", "rank", "year", "cost", "people")
MOVED_KM = 5.0  # farther, a new site does not stand in for an old one: a commune is some 6 km wide
SAME_ID_KM = 1.0  # a site id that lies farther off was given to another place
SAME_PLACE_KM = 0.05  # nearer, another id stands for the same place
LEAST_BN_VND = 0.0005  # costs are written to three decimals

EARTH = Geod(ellps="WGS84")
PLACE = (
    "id", "facility_id", "site_id", "kind", "commune_code", "lon", "lat",
    "rank", "year", "people_gained", "cost_bn_vnd",
)  # fmt: skip
WHOLE = ("rank", "year", "people_gained")

Matrix = NDArray[np.bool_]
Floats = NDArray[np.float64]


def facility_moves(old: pd.DataFrame, new: pd.DataFrame, *, dated: bool) -> pd.DataFrame:
    """Pair the facilities of two plans, programme by programme.

    A facility of the register is the same wherever it lies, and stands for no other. A site whose
    id both plans hold is the same unless the id was given to another place; then sites at one place
    are, of one kind if there is one. The others are paired with sites of their kind so that the sum
    of the distances is least, where leaving both alone counts as ``MOVED_KM``. Pairs have moved, or
    are kept if the place is the same.

    Parameters
    ----------
    old, new
        One row per facility with ``programme`` and the columns ``PLACE``: ``id`` unique in the
        programme, ``site_id`` missing of what stands in the register alone, ``lon`` and ``lat`` in
        degrees (WGS 84), ``year`` missing of what does not open.
    dated
        Whether both plans say when facilities open.

    Returns
    -------
    DataFrame
        One row per facility or pair: ``programme``, ``fate`` (one of ``FATES``), ``changed``
        (those of ``CHANGES`` that differ in a pair, separated by "; "), ``opening`` (one of
        ``OPENINGS``, missing if not dated), the columns ``PLACE`` each with ``_old`` and ``_new``,
        missing where a plan has no such facility, ``people_gained_difference`` and
        ``cost_bn_vnd_difference``, in which it counts nothing there, and ``distance_km``. By
        programme, fate, and rank in the new plan, then in the old one.
    """
    programmes = dict.fromkeys([*old["programme"], *new["programme"]])
    parts = [
        _of_programme(str(name), *(table[table["programme"] == name] for table in (old, new)))
        for name in programmes
    ]
    table = pd.concat(parts, ignore_index=True)
    table.insert(2, "changed", _changed(table, dated=dated))
    table.insert(3, "opening", _openings(table, dated=dated))
    for name in ("people_gained", "cost_bn_vnd"):
        before, after = (
            table[f"{name}_{plan}"].mask(table[f"id_{plan}"].isna(), 0) for plan in ("old", "new")
        )
        table[f"{name}_difference"] = after - before
    return table


def _of_programme(name: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    old, new = (
        table[[*PLACE]].reset_index(drop=True).astype(dict.fromkeys(WHOLE, "Int64"))
        for table in (old, new)
    )
    km = _km_between(old, new)
    same_id = _alike(old, new, "id")
    here, there = (table["site_id"].notna().to_numpy(bool) for table in (old, new))
    sites = here[:, None] & there[None, :]
    same_id &= ~sites | (km < SAME_ID_KM)
    ends = _pairs(km, same_id, _alike(old, new, "kind"), sites)
    alone = [sorted(set(range(len(table))) - set(taken)) for table, taken in zip(
        (old, new), ends.T.tolist(), strict=True)]  # fmt: skip
    rows = [*ends[:, 0], *alone[0], *[-1] * len(alone[1])]
    columns = [*ends[:, 1], *[-1] * len(alone[0]), *alone[1]]
    table = (
        old.reindex(rows).add_suffix("_old").reset_index(drop=True)
        .join(new.reindex(columns).add_suffix("_new").reset_index(drop=True))
    )  # fmt: skip
    table["distance_km"] = np.nan
    table.loc[: len(ends) - 1, "distance_km"] = km[ends[:, 0], ends[:, 1]]
    table.insert(0, "programme", name)
    table.insert(1, "fate", _fates(table))
    return table.sort_values(["fate", "rank_new", "rank_old"], ignore_index=True)


def _pairs(km: Floats, same_id: Matrix, same_kind: Matrix, sites: Matrix) -> NDArray[np.int64]:
    """Return the rows of each pair, shape (pairs, 2); what is surer is paired first."""
    same_place = sites & (km < SAME_PLACE_KM)
    steps = (
        same_id & same_kind,
        same_place & same_kind,
        same_id,
        same_place,
        sites & same_kind & (km < MOVED_KM),
    )
    free = np.ones(km.shape, dtype=bool)
    found = []
    for step in steps:
        allowed = step & free
        apart = np.where(same_id, 0.0, km)
        rows, columns = linear_sum_assignment(np.where(allowed, apart, MOVED_KM))
        taken = allowed[rows, columns]
        free[rows[taken], :] = False
        free[:, columns[taken]] = False
        found.append(np.column_stack([rows[taken], columns[taken]]))
    return np.concatenate(found)


def _fates(table: pd.DataFrame) -> pd.Series[str]:
    same_id = (table["id_old"] == table["id_new"]).fillna(value=False).astype(bool)
    alone = [table["id_new"].isna(), table["id_old"].isna()]
    kept = table["distance_km"] < np.where(same_id, SAME_ID_KM, SAME_PLACE_KM)
    fates = np.select([*alone, kept], ["dropped", "added", "kept"], "moved")
    return pd.Series(pd.Categorical(fates, FATES), table.index)


def _changed(table: pd.DataFrame, *, dated: bool) -> pd.Series[str]:
    cost = (table["cost_bn_vnd_new"] - table["cost_bn_vnd_old"]).abs() >= LEAST_BN_VND
    differs = {
        "kind": table["kind_old"] != table["kind_new"],
        "rank": table["rank_old"] != table["rank_new"],
        "year": table["year_old"].fillna(0) != table["year_new"].fillna(0),
        "cost": cost,
        "people": table["people_gained_old"] != table["people_gained_new"],
    }
    if not dated:
        del differs["year"]
    paired = table["distance_km"].notna()
    flags = pd.DataFrame(differs).fillna(value=False).astype(bool)
    words = ["; ".join(flags.columns[row]) for row in flags.to_numpy(bool)]
    return pd.Series(words, table.index, dtype=object).where(paired, "")


def _openings(table: pd.DataFrame, *, dated: bool) -> pd.Series[str]:
    if not dated:
        return pd.Series(pd.NA, table.index, dtype=object)
    old, new = table["year_old"], table["year_new"]
    opened, opens = old.notna(), new.notna()
    cases = [
        ~opened & ~opens, ~opened, ~opens,
        (new < old).fillna(value=False), (new > old).fillna(value=False),
    ]  # fmt: skip
    words = ["never", "newly", "no longer", "earlier", "later"]
    said = np.select([case.to_numpy(bool) for case in cases], words, "same")
    return pd.Series(pd.Categorical(said, OPENINGS), table.index)


def _alike(old: pd.DataFrame, new: pd.DataFrame, column: str) -> Matrix:
    """Return whether each row of one table has what each of the other has in a column."""
    names = (table[column].to_numpy(object) for table in (old, new))
    here, there = names
    return np.asarray(here[:, None] == there[None, :], dtype=bool).reshape(len(here), len(there))


def _km_between(old: pd.DataFrame, new: pd.DataFrame) -> Floats:
    """Return the distance of each row of one table from each of the other, geodesic."""
    rows, columns = np.indices((len(old), len(new))).reshape(2, -1)
    start, end = old.iloc[rows], new.iloc[columns]
    _, _, metres = EARTH.inv(start["lon"], start["lat"], end["lon"], end["lat"])
    return np.asarray(metres, dtype=np.float64).reshape(len(old), len(new)) / 1000
