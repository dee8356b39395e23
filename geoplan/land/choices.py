"""What decisions say of plots: which are taken or rejected, and which norms are waived."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geoplan.layers.sites import plot_label, plots_of

PLOT_NORM = "plot_m2"


@dataclass(frozen=True)
class Choices:
    """Decisions in force, as short lists need them.

    Parameters
    ----------
    chosen
        Plot of each facility that has one, by kind and site.
    rejected
        Plots that are not offered, with the site for which they are not, or None for any.
    waived
        Plot, kind of facility and norm of each waiver.
    """

    chosen: dict[tuple[str, str], str] = field(default_factory=dict)
    rejected: set[tuple[str, str | None]] = field(default_factory=set)
    waived: set[tuple[str, str, str]] = field(default_factory=set)

    def plot_for(self, kind: str, site_id: str, sites: pd.Index[str]) -> str | None:
        """Return the plot chosen for a site, None where there is none.

        Once a plan was made with the choice, the plot is a site itself (``plot_label``), and the
        place that it was chosen for is free again.

        Parameters
        ----------
        kind, site_id
            Of the facility.
        sites
            All sites of its kind.
        """
        for (of, site), plot in self.chosen.items():
            label = plot_label(plot)
            if of == kind and site_id == (label if label in sites else site):
                return plot
        return None

    def open_to(self, parcels: pd.Index[str], site_id: str) -> NDArray[np.bool_]:
        """Return whether each plot may be offered for a site, shape (plots,)."""
        shut = {plot for plot, site in self.rejected if site in (None, site_id)}
        taken = {plot for chosen in self.chosen.values() for plot in plots_of(chosen)}
        return ~parcels.isin(shut | taken)

    def waives_size(self, parcels: pd.Index[str], kind: str) -> NDArray[np.bool_]:
        """Return whether the least size is waived for each plot, shape (plots,)."""
        plots = {
            plot for plot, of, norm in self.waived if of == kind and norm.startswith(PLOT_NORM)
        }
        return parcels.isin(plots)


def choices_of(decisions: pd.DataFrame) -> Choices:
    """Return what the decisions say of plots that ``layers.decisions.in_force`` returns."""
    chosen, rejected, waived = (
        decisions[decisions["what"] == what] for what in ("choose", "reject", "waive")
    )
    return Choices(
        {(str(r.kind), str(r.site_id)): str(r.parcel_id) for r in chosen.itertuples()},
        {
            (str(plot), None if pd.isna(site) else str(site))
            for plot, site in zip(rejected["parcel_id"], rejected["site_id"], strict=True)
        },
        {(str(r.parcel_id), str(r.kind), str(r.norm)) for r in waived.itertuples()},
    )
