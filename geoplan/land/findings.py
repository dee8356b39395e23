"""What norms say of a plot: meets, short by so much, or unknown; never whether it may be taken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geoplan.layers.norms import Norms
from geoplan.study import Study
from geoplan.study_kinds import FacilityKind, Kind

GRADES = ("meets", "short", "unknown", "waived")
ASSUMED = "assumed"  # standing of the study's own figure, where no norm is known
PLOT_NORMS = ("plot_m2", "plot_m2_per_bed")
COLUMNS = (
    "parcel_id", "norm_id", "norm", "grade", "asked", "found", "short_by", "unit", "per_bed",
    "beds", "citation", "standing",
)  # fmt: skip
FOUND_IN = {"plot_m2": "area_m2", "plot_m2_per_bed": "area_m2", "floor_m2_per_bed": "floor_m2"}


def beds_of(kind: Kind, study: Study) -> int | None:
    """Return the beds that the study gives one facility of a kind, None where it says nothing."""
    held = _kind(kind, study)
    if held is not None and held.beds is not None:
        return held.beds.value
    return study.market_programme.beds.value if kind == "private_hospital" else None


def asked_of(kind: Kind, study: Study, norms: Norms) -> pd.DataFrame:
    """Return what is asked of the plot of a facility.

    Norms that a plot cannot tell (radius of service, façade) are left out. Where no norm of the
    plot is known that counts, the study's own ``kinds.plot_m2`` stands among them as assumed.

    Parameters
    ----------
    kind
        Of the facility.
    study
        Gives its beds.
    norms
        Of the study.

    Returns
    -------
    DataFrame
        Indexed by ``norm_id``: ``norm``, ``asked`` in m² (NaN where it depends on beds that are not
        known), ``per_bed`` in m² per bed (NaN where not by bed), ``beds``, ``citation``,
        ``standing``.
    """
    beds = beds_of(kind, study)
    held = norms.of(kind, beds)
    held = held[held["norm"].isin(FOUND_IN)]
    by_bed = held["norm"].str.endswith("_per_bed")
    number = np.nan if beds is None else float(beds)
    table = pd.DataFrame(
        {
            "norm": held["norm"],
            "asked": held["value"].where(~by_bed, held["value"] * number),
            "per_bed": held["value"].where(by_bed),
            "beds": pd.Series(number, index=held.index).where(by_bed),
            "citation": held["citation"],
            "standing": held["standing"],
        }
    )
    own = _kind(kind, study)
    if own is not None and own.plot_m2 is not None and np.isnan(_least(table)):
        assumed = ["plot_m2", own.plot_m2.value, np.nan, np.nan, own.plot_m2.source, ASSUMED]
        row = pd.DataFrame([assumed], index=[f"{kind}-assumed"], columns=table.columns)
        return pd.concat([table, row]).rename_axis("norm_id") if len(table) else row
    return table


def least_plot_m2(kind: Kind, study: Study, norms: Norms) -> float:
    """Return the plot that a facility has to have, m².

    The most that any norm asks that is not superseded, or else the study's own ``kinds.plot_m2``;
    NaN where neither is known.

    Parameters
    ----------
    kind, study, norms
        As in ``asked_of``.
    """
    return _least(asked_of(kind, study, norms))


def findings(plots: pd.DataFrame, kind: Kind, study: Study, norms: Norms) -> pd.DataFrame:
    """Return what each norm says of each plot.

    A norm that is superseded is graded too, for information.

    Parameters
    ----------
    plots
        ``parcel_id``, ``area_m2`` (geodesic), and where known ``floor_m2`` of the buildings that
        stand there.
    kind, study, norms
        As in ``asked_of``.

    Returns
    -------
    DataFrame
        Columns as in ``COLUMNS``, one row per plot and norm, in the order of the plots and then of
        the norms: ``grade`` is ``meets``, ``short`` or ``unknown``; ``asked``, ``found`` and
        ``short_by`` in ``unit``, ``short_by`` 0 where it meets and NaN where unknown.
    """
    asked = asked_of(kind, study, norms)
    count, each = len(plots), len(asked)
    known = plots if "floor_m2" in plots.columns else plots.assign(floor_m2=np.nan)
    sources = [FOUND_IN[norm] for norm in asked["norm"]]
    found = known[sources].astype("float64").to_numpy().reshape(count, each)
    short_by = np.clip(asked["asked"].to_numpy(np.float64) - found, 0, None).ravel()
    grade = np.select([np.isnan(short_by), short_by > 0], ["unknown", "short"], "meets")
    rows = np.tile(np.arange(each), count)
    told = asked.reset_index(names="norm_id").iloc[rows].reset_index(drop=True)
    told = told.assign(
        parcel_id=np.repeat(plots["parcel_id"].to_numpy(), each),
        grade=grade,
        found=found.ravel(),
        short_by=short_by,
        unit="m²",
    )
    return told[list(COLUMNS)]


def _kind(kind: Kind, study: Study) -> FacilityKind | None:
    return study.kinds.get(kind)


def _least(asked: pd.DataFrame) -> float:
    counts = asked["norm"].isin(PLOT_NORMS) & (asked["standing"] != "superseded")
    most: Any = asked["asked"][counts].max()
    return float(most)
