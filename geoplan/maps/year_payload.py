"""What the page carries of the communes year by year: whom primary care covers at its end."""

from __future__ import annotations

from typing import Any

from geoplan.maps.plain import plain
from geoplan.result import PlanTables

MEASURES = ("people_covered", "covered_share")
SHARE_DECIMALS = 4  # as in communes.csv, so that a share falls into the same class


def communes_by_year(tables: PlanTables) -> dict[str, dict[str, Any]]:
    """Return the measures that are known for every year, by commune.

    Returns
    -------
    dict
        By commune code: ``people_covered`` and ``covered_share`` at the end of each year of
        ``money["years"]``, in their order. Empty without phases.
    """
    table = tables.communes_by_year
    if table is None:
        return {}
    table = table.round({"covered_share": SHARE_DECIMALS}).sort_values("year", kind="stable")
    return {
        str(code): {name: plain(years[name].tolist()) for name in MEASURES}
        for code, years in table.groupby("commune_code")
    }
