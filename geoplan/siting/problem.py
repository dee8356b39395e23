"""The siting problem and its answer, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.errors import GeoplanError, InfeasibleError

Ints = NDArray[np.int64]
Floats = NDArray[np.floating]
Objective = Literal["coverage", "median", "center", "set-cover"]

ROUNDING = 1e-9  # relative; a smaller gap is rounding of sums


@dataclass(frozen=True, eq=False)
class SitingProblem:
    r"""Choose whole numbers of new copies of a facility at candidate sites.

    With :math:`k_j` new copies at site *j* and :math:`x_{ij} \ge 0` people of demand *i* served
    there, :math:`\sum_j x_{ij} \le` ``people[i]`` and :math:`\sum_i x_{ij} \le` ``capacity[j]`` ·
    (``copies_fixed[j]`` + :math:`k_j`); without capacity, any open site serves everybody who
    comes. ``family`` builds each member of the family from minutes and says its formula.

    Parameters
    ----------
    objective
        ``coverage``: greatest :math:`\sum_{ij} w_{ij} x_{ij}`, ``pairs`` holds the benefit
        :math:`w_{ij} > 0` per person. ``median``: least :math:`\sum_{ij} t_{ij} x_{ij}`;
        ``center``: least :math:`\max t_{ij}` over :math:`x_{ij} > 0`; ``pairs`` holds minutes
        :math:`t_{ij} \ge 0`, everybody is served. ``set-cover``: least :math:`\sum_j c_j k_j`
        with everybody served within a pair.
    people
        People at each demand point, int64, shape (demand,).
    pairs
        CSC float64, demand × sites, sorted indices, as ``objective`` says; an absent pair cannot
        be served, a stored zero is a true zero.
    copies_fixed
        Copies that stand already, int64, shape (sites,).
    copies_min, copies_max
        New copies that the site must and can take, int64, shape (sites,); a required site has
        ``copies_min`` of 1, a forbidden one ``copies_max`` of 0.
    capacity
        People that one copy at the site can serve, int64, shape (sites,); None for no limit.
    p
        New copies to open in all, exactly; None with a budget, and for ``set-cover``.
    cost
        Of one new copy at each site, shape (sites,), > 0; None where each costs 1.
    budget
        Most that the new copies may cost together, instead of ``p``.
    conflicts
        Pairs of sites too near to each other to take new copies both, int64, shape (pairs, 2);
        None for no spacing.

    Raises
    ------
    InfeasibleError
        If no choice of copies can keep to the rules, as far as counting tells.
    GeoplanError
        If the arrays do not describe a problem.
    """

    objective: Objective
    people: Ints
    pairs: sparse.csc_array[np.float64]
    copies_fixed: Ints
    copies_min: Ints
    copies_max: Ints
    capacity: Ints | None = None
    p: int | None = None
    cost: Floats | None = None
    budget: float | None = None
    conflicts: Ints | None = None

    def __post_init__(self) -> None:
        demand, sites = self.pairs.shape
        counts = {"people": demand, "copies_fixed": sites, "copies_min": sites, "copies_max": sites}
        for name, size in counts.items():
            _check_counts(name, getattr(self, name), size)
        if self.capacity is not None:
            _check_counts("capacity", self.capacity, sites)
        _check_pairs(self.pairs, zero_allowed=self.objective != "coverage")
        self._check_rules()
        self._check_room()
        if self.everybody:
            self._check_reach()

    @property
    def maximise(self) -> bool:
        """Whether more is better."""
        return self.objective == "coverage"

    @property
    def everybody(self) -> bool:
        """Whether all people must be served."""
        return self.objective != "coverage"

    @cached_property
    def new_cost(self) -> Floats:
        """Cost of one new copy at each site, shape (sites,)."""
        return np.ones(self.copies_max.size) if self.cost is None else self.cost

    @cached_property
    def places(self) -> Ints:
        """People that one copy at each site can serve; all of them where there is no limit."""
        everyone = int(self.people.sum())
        if self.capacity is None:
            return np.full(self.copies_max.size, everyone)
        places: Ints = np.minimum(self.capacity, everyone)
        return places

    @cached_property
    def most_copies(self) -> int:
        """Most new copies that p, the budget or the sites allow."""
        room = int(self.copies_max.sum())
        if self.p is not None:
            return self.p
        if self.budget is None:
            return room
        cheapest = np.sort(np.repeat(self.new_cost, self.copies_max))
        return int(np.searchsorted(np.cumsum(cheapest), self.budget, side="right"))

    def _check_rules(self) -> None:
        sites = self.copies_max.size
        limits = (self.p is not None) + (self.budget is not None)
        if limits != (self.objective != "set-cover"):
            raise GeoplanError(
                "a set cover takes neither p nor a budget."
                if self.objective == "set-cover"
                else "either p or a budget says how much can be opened, and only one of them."
            )
        if self.p is not None and self.p < 0:
            raise GeoplanError(f"p is {self.p}; the number of copies to open cannot be negative.")
        if self.cost is not None and (
            self.cost.shape != (sites,) or not (np.isfinite(self.cost) & (self.cost > 0)).all()
        ):
            raise GeoplanError(f"cost must be greater than 0 and finite, of shape ({sites},).")
        if self.conflicts is not None and (
            self.conflicts.ndim != 2
            or self.conflicts.shape[1] != 2
            or ((self.conflicts < 0) | (self.conflicts >= sites)).any()
            or (self.conflicts[:, 0] == self.conflicts[:, 1]).any()
        ):
            raise GeoplanError("conflicts must be pairs of two different sites.")

    def _check_room(self) -> None:
        room, required = int(self.copies_max.sum()), int(self.copies_min.sum())
        over = np.flatnonzero(self.copies_min > self.copies_max)
        if over.size:
            raise InfeasibleError(
                f"sites {over[:3].tolist()} must take more copies than they can; a site cannot be "
                "both required and forbidden."
            )
        if self.p is not None and self.p > room:
            raise InfeasibleError(
                f"{self.p} facilities are to be opened, but the candidate sites take {room} at "
                "most; ask for fewer, or allow more sites or more facilities at a site."
            )
        if self.p is not None and required > self.p:
            raise InfeasibleError(
                f"{required} facilities are required, but only {self.p} are to be opened; "
                "require fewer or open more."
            )
        if self.budget is not None:
            spent = float(self.new_cost @ self.copies_min)
            if spent > self.budget:
                raise InfeasibleError(
                    f"the required facilities cost {spent:g}, but the budget is {self.budget:g}; "
                    "require fewer or raise the budget."
                )
        if self.conflicts is not None:
            both = (self.copies_min[self.conflicts] > 0).all(axis=1)
            if both.any():
                raise InfeasibleError(
                    f"sites {self.conflicts[both][0].tolist()} are both required, but too near to "
                    "each other; require one of them or lower the spacing."
                )

    def _check_reach(self) -> None:
        usable = (self.copies_fixed + self.copies_max) > 0
        reached = np.zeros(self.people.size, np.bool_)
        site = np.repeat(np.arange(usable.size), np.diff(self.pairs.indptr))
        reached[self.pairs.indices[usable[site]]] = True
        alone = np.flatnonzero(~reached & (self.people > 0))
        if alone.size:
            raise InfeasibleError(
                f"everybody must be served, but no site is in reach of {alone.size} demand "
                f"points, such as {alone[:3].tolist()}; allow more time or more sites."
            )
        if self.capacity is not None:
            places = float(self.capacity @ (self.copies_fixed + self.copies_max).astype(float))
            if places < self.people.sum():
                raise InfeasibleError(
                    f"everybody must be served, {self.people.sum():,} people, but all sites "
                    f"together have places for {places:,.0f}; raise capacity or allow more copies."
                )


def _check_counts(name: str, values: Ints, size: int) -> None:
    if values.dtype != np.int64 or values.shape != (size,):
        raise GeoplanError(
            f"{name} has dtype {values.dtype} and shape {values.shape}, "
            f"but int64 and ({size},) are needed."
        )
    bad = np.flatnonzero(values < 0)
    if bad.size:
        raise GeoplanError(f"{name} is negative at {bad[:3].tolist()}; it cannot be.")


def _check_pairs(pairs: sparse.csc_array[np.float64], *, zero_allowed: bool) -> None:
    if pairs.format != "csc" or pairs.dtype != np.float64:
        raise GeoplanError(
            f"pairs is a {pairs.format} array of {pairs.dtype}; csc of float64 is needed."
        )
    if not pairs.has_canonical_format:
        raise GeoplanError("pairs holds unsorted or repeated pairs; call sum_duplicates() first.")
    if not np.isfinite(pairs.data).all() or (pairs.data < 0).any():
        raise GeoplanError(
            "pairs holds values that are negative or not finite; "
            "leave out the pairs that cannot be served."
        )
    if not zero_allowed and not pairs.data.all():
        raise GeoplanError("pairs holds a benefit that is not greater than 0; leave it out.")


@dataclass(frozen=True, eq=False)
class Siting:
    """A solution of a ``SitingProblem``.

    Parameters
    ----------
    order
        Site of each new copy in the order in which each next adds most, int64, shape (opened,).
    served
        People of each demand point served at each site, CSC int64, demand × sites, with all
        copies open; an optimal assignment.
    objective
        In the terms of the problem.
    bound
        No choice of copies has a better objective.
    method
        In words.
    """

    order: Ints
    served: sparse.csc_array[np.int64]
    objective: float
    bound: float
    method: str

    @property
    def gap(self) -> float:
        """Distance of objective and bound as a share of the greater one."""
        greater = max(self.bound, self.objective)
        return abs(self.bound - self.objective) / greater if greater > 0 else 0.0

    @property
    def proven(self) -> bool:
        """Whether nothing better exists, but for rounding."""
        return self.gap <= ROUNDING
