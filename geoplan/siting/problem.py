"""The siting problem and its answer, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geoplan.errors import GeoplanError, InfeasibleError

Ints = NDArray[np.int64]
Floats = NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class SitingProblem:
    r"""Capacitated gradual coverage with existing facilities fixed.

    Choose whole numbers of copies :math:`k_j \le` ``copies_max[j]`` with :math:`\sum_j k_j = p`
    so that :math:`\sum_{ij} w_{ij} x_{ij}` is greatest, where :math:`x_{ij} \ge 0` people of
    demand *i* are served at site *j*, :math:`\sum_j x_{ij} \le` ``people[i]`` and
    :math:`\sum_i x_{ij} \le` ``capacity[j]`` · (``copies_fixed[j]`` + :math:`k_j`).

    Parameters
    ----------
    people
        People at each demand point, int64, shape (demand,).
    benefit
        Benefit per person served, :math:`w_{ij} =` priority × g(minutes) > 0, CSC float64,
        demand × sites, sorted indices; an absent pair cannot be served.
    capacity
        People that one copy at the site can serve, int64, shape (sites,).
    copies_fixed
        Copies that stand already, int64, shape (sites,).
    copies_max
        New copies that the site can take, int64, shape (sites,).
    p
        New copies to open in all.

    Raises
    ------
    InfeasibleError
        If the sites cannot take ``p`` copies.
    GeoplanError
        If the arrays do not describe a problem.
    """

    people: Ints
    benefit: sparse.csc_array[np.float64]
    capacity: Ints
    copies_fixed: Ints
    copies_max: Ints
    p: int

    def __post_init__(self) -> None:
        demand, sites = self.benefit.shape
        for name, size in (
            ("people", demand),
            ("capacity", sites),
            ("copies_fixed", sites),
            ("copies_max", sites),
        ):
            _check_counts(name, getattr(self, name), size)
        _check_benefit(self.benefit)
        if self.p < 0:
            raise GeoplanError(f"p is {self.p}; the number of copies to open cannot be negative.")
        room = int(self.copies_max.sum())
        if self.p > room:
            raise InfeasibleError(
                f"{self.p} facilities are to be opened, but the candidate sites take {room} at "
                "most; ask for fewer, or allow more sites or more facilities at a site."
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


def _check_benefit(benefit: sparse.csc_array[np.float64]) -> None:
    if benefit.format != "csc" or benefit.dtype != np.float64:
        raise GeoplanError(
            f"benefit is a {benefit.format} array of {benefit.dtype}; csc of float64 is needed."
        )
    if not benefit.has_canonical_format:
        raise GeoplanError("benefit holds unsorted or repeated pairs; call sum_duplicates() first.")
    if not (np.isfinite(benefit.data) & (benefit.data > 0)).all():
        raise GeoplanError(
            "benefit holds values that are not greater than 0 and finite; "
            "leave out the pairs that cannot be served."
        )


@dataclass(frozen=True, eq=False)
class Siting:
    """A solution of a ``SitingProblem``.

    Parameters
    ----------
    order
        Site of each new copy in the order in which each next adds most, int64, shape (p,).
    served
        People of each demand point served at each site, CSC int64, demand × sites, with all
        copies open; an optimal assignment.
    objective
        Sum of benefit × people served.
    bound
        No choice of p copies has a greater objective.
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
        """Distance to the bound as a share of it."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0
