"""How a programme other than the public and the private one came out."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd


@dataclass(frozen=True, eq=False)
class OtherAnswer:
    """Places of a programme by rank, and how far they are from the best there can be.

    Parameters
    ----------
    places
        One row per facility by rank, index 0, 1, …, EPSG:4326, with ``facility_id`` (of the
        register) or ``site_id`` (of a candidate site), "" for the other; ``kind``,
        ``commune_code``, ``people_gained`` (int64), ``reason_vi``, ``reason_en``.
    objective, bound
        In the unit of ``objective_meaning``; no choice of places is better than ``bound``.
    objective_meaning
        What the programme is good at, in English.
    method
        In words.
    figures
        What only this programme has.
    """

    places: gpd.GeoDataFrame
    objective: float
    bound: float
    objective_meaning: str
    method: str
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """Distance of objective and bound, as a share of the larger of the two."""
        larger = max(abs(self.objective), abs(self.bound))
        return abs(self.bound - self.objective) / larger if larger else 0.0
