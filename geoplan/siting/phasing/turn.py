"""One class of items that share sources, phased in its turn."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geoplan.errors import GeoplanError, InfeasibleError
from geoplan.progress import Progress, in_terms
from geoplan.siting.highs import TOLERANCE, Outcome, Programme, minimise
from geoplan.siting.limits import Limits
from geoplan.siting.phasing.formulation import Model
from geoplan.siting.phasing.money import spend_what_is_left
from geoplan.siting.phasing.problem import UNBUILT
from geoplan.siting.phasing.shortage import why_unpayable
from geoplan.siting.problem import Floats, Ints
from geoplan.siting.relaxation import relax

LARGE = 0.02  # of all money of a source: it pays for fewer than fifty such items
CORE = 100  # variables in doubt
CORE_NODES = 100


@dataclass(frozen=True, eq=False)
class Turn:
    """One class of items that share sources.

    Parameters
    ----------
    model
        Of these items, and of the required ones of later classes.
    items
        Of the class, int64, shape (any,).
    start
        Year in which each item starts that is not in the model, shape (items,).
    progress
        Called with the stage and how things stand.
    """

    model: Model
    items: Ints
    start: Ints
    progress: Progress

    def phased(self, limits: Limits) -> tuple[Ints, float]:
        """Return the year in which each item starts, and what the people-years cannot exceed.

        With many variables the starts of large items must be whole at first, which nearly gives
        the bound, then those in doubt, which nearly gives the best; all only if that is too wide.

        Raises
        ------
        InfeasibleError
            If the envelopes cannot pay for the required items, saying what is lacking.
        GeoplanError
            If the limits end the search before any phasing is found.
        """
        best, bound = None, np.inf
        if self.model.programme.whole.sum() > CORE:
            best, bound = self._nearly(replace(limits, gap=limits.gap / 4))
            if best is not None and self._gained(best) >= (1 - limits.gap) * bound:
                return best, bound
        outcome = self._minimised(self.model.programme, limits)
        bound = min(bound, -outcome.bound)
        if outcome.values is not None:
            found = self._completed(outcome.values)
            if best is None or self._gained(found) > self._gained(best):
                best = found
        if best is None:
            raise GeoplanError("the search ended before any phasing was found; allow more nodes.")
        return best, max(bound, self._gained(best))

    def _nearly(self, limits: Limits) -> tuple[Ints | None, float]:
        """Return starts found with whole numbers where they matter most, and a bound."""
        large = self._large()
        outcome = self._minimised(
            replace(self.model.programme, whole=self.model.programme.whole & large), limits
        )
        if outcome.values is None:
            return None, -outcome.bound
        try:
            core = self._core(large, outcome.values)
        except GeoplanError:  # HiGHS finds no corner; the whole model does without
            return None, -outcome.bound
        found = minimise(core, replace(limits, nodes=min(limits.nodes, CORE_NODES)))
        best = None if found.values is None else self._completed(found.values)
        return best, -outcome.bound

    def _large(self) -> NDArray[np.bool_]:
        """Return which variables are starts of large items, shape (variables,)."""
        problem = self.model.problem
        most = LARGE * problem.available_bn_vnd.sum(axis=1)
        large = np.zeros_like(self.model.programme.whole)
        for kind in self.model.kinds:
            one = kind.items[0]
            large[kind.starts] = (problem.cost_bn_vnd[one] * problem.source_share[one] > most).any()
        return large

    def _core(self, settled: NDArray[np.bool_], values: Floats) -> Programme:
        """Return the programme in which only few variables are left to choose.

        Settled ones keep their values. Of the others those are in doubt that are not whole in the
        relaxation, then those whose change costs least; the rest stays as it is there (Balas and
        Zemel 1980, Operations Research 28, 1130–1154).
        """
        programme = self.model.programme
        lower, upper = programme.lower.copy(), programme.upper.copy()
        lower[settled] = upper[settled] = np.rint(values[settled])
        relaxed = relax(replace(programme, lower=lower, upper=upper))
        free = np.flatnonzero(programme.whole & (lower < upper))
        near = np.rint(relaxed.values[free])
        parted = np.abs(relaxed.values[free] - near) > TOLERANCE
        doubt = np.where(parted, -1.0, np.abs(relaxed.reduced_costs[free]))
        sure = np.argsort(doubt, kind="stable")[CORE:]
        lower[free[sure]] = upper[free[sure]] = near[sure]
        return replace(programme, lower=lower, upper=upper)

    def _minimised(self, programme: Programme, limits: Limits) -> Outcome:
        progress = in_terms(self.progress, operator.neg)
        outcome = minimise(programme, limits, stage="Phasing", progress=progress)
        if outcome.infeasible:
            raise InfeasibleError(why_unpayable(self.model.problem))
        return outcome

    def _completed(self, values: Floats) -> Ints:
        start = self.model.starts(values, self.start)
        return spend_what_is_left(self.model.problem, start, self.items)

    def _gained(self, start: Ints) -> float:
        """Return the people-years of the class."""
        problem, built = self.model.problem, self.items[start[self.items] != UNBUILT]
        return float(problem.gain[built] @ problem.years_open(built, start[built]))
