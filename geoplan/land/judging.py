"""Scores of plots by the criteria and weights of a study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geoplan.land import topsis
from geoplan.land.ahp import Weights, weigh
from geoplan.land.criteria import Worths, worths
from geoplan.land.topsis import Floats
from geoplan.layers.norms import LandUse
from geoplan.study_land import Criterion, Land

GAIN: Criterion = "gain_kept"


@dataclass(frozen=True, eq=False)
class Judge:
    """Scores plots, all of them by the same criteria.

    Parameters
    ----------
    rules
        Of the study.
    land_use
        What codes are worth.
    weights
        Of the criteria that can be told of the plots of the study.
    """

    rules: Land
    land_use: LandUse
    weights: Weights

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria, in the order of the weights."""
        return self.weights.criteria

    def worths(self, plots: pd.DataFrame, least_m2: float, share: Floats) -> Worths:
        """Return what plots are worth by each criterion.

        Parameters
        ----------
        plots
            As ``measure_plots`` returns them.
        least_m2
            Plot that the facility has to have.
        share
            Of its gain that it keeps on each plot, shape (plots,).
        """
        usable = plots.drop(columns=["geometry", "point"], errors="ignore").assign(
            area_m2=plots["usable_m2"], needed_m2=least_m2, gain_kept=share
        )
        told = worths(pd.DataFrame(usable), self.rules, self.land_use, criteria=self.criteria)
        order = list(self.criteria)
        return Worths(told.values[order], told.unknown[order])

    def scores(self, values: Floats, share: Floats) -> Floats:
        """Return the scores of plots at other shares of the gain than they were told at.

        Parameters
        ----------
        values
            Worths, plots × criteria; left as they are.
        share
            Of the gain, shape (plots,).
        """
        if GAIN in self.criteria:
            least = self.rules.gain_kept.value
            kept = (share - least) / (1 - least) if least < 1 else (share >= 1).astype(float)
            values = values.copy()
            values[:, self.criteria.index(GAIN)] = np.clip(kept, 0, 1)
        return topsis.scores(values, self.weights.weights)


def judge_of(plots: pd.DataFrame, rules: Land, land_use: LandUse, file: Path) -> Judge:
    """Return who judges the plots of a study, by the criteria of which something is known.

    Parameters
    ----------
    plots
        All of them, as ``measure_plots`` returns them.
    rules, land_use
        Of the study.
    file
        The study file, for what is wrong with its judgements.

    Raises
    ------
    StudyError
        When the judgements contradict each other.
    """
    told = worths(
        pd.DataFrame(plots.drop(columns=["geometry", "point"])).assign(
            gain_kept=1.0, needed_m2=1.0
        ),
        rules,
        land_use,
    )
    return Judge(rules, land_use, weigh(rules.judgements, told.criteria, file=file))
