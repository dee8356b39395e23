"""The phasing problem and its answer, as arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geoplan.errors import GeoplanError, InfeasibleError
from geoplan.siting.problem import ROUNDING, Floats, Ints

UNBUILT = -1  # instead of a year
SHOWN = 3  # items named in a sentence


@dataclass(frozen=True, eq=False)
class PhasingProblem:
    r"""Choose the year in which each item of a programme starts, or that it is not built.

    An item *i* that starts in year *s* opens in :math:`s + d_i`. Its cost :math:`c_i` is paid in
    equal parts over :math:`D_i = \max(d_i, 1)` years from *s* on, each at the prices of its year,
    and all of it by the last year. In every year *t* each source *r* pays

    .. math:: \sum_i \sigma_{ir} \frac{c_i}{D_i} \pi_t\, [s_i \le t < s_i + D_i]
        \le (1 - \rho_r)\, E_{rt}

    or, where money that is left carries over, as much as that in all years up to *t* together.
    Wanted are the most people-years: :math:`\sum_i g_i \max(0,\ \text{horizon} + 1 - s_i - d_i)`.

    Gains are added up here. People whom one item serves may have been served by another; the
    people of each year follow from an optimal assignment to what is open then.

    Parameters
    ----------
    years
        Calendar years with an envelope, one after another, int64, shape (years,).
    horizon
        Last year whose people count; not before the last year of ``years``. An item that opens
        later gains nothing, so with durations a later horizon tells late items apart.
    cost_bn_vnd
        In prices of the base year, > 0, shape (items,).
    source_share
        Part of the cost that each source pays, rows sum to 1, shape (items, sources).
    duration
        Years of construction, int64, shape (items,); 0 opens in the year in which it is paid.
    gain
        People gained in each year in which the item is open, times what one of them counts, ≥ 0,
        shape (items,). A weight above 1 is a soft priority.
    earliest_start, latest_opening
        First year in which the item may start and last in which it may open, int64, shape
        (items,). An item that cannot do both is left unbuilt.
    priority_class
        Whole numbers, int64, shape (items,), phased in rising order: each class with all money
        that those before it leave, so that none of its items waits for one of a later class that
        need not be built.
    required
        Items that must be built, bool, shape (items,), whatever their class.
    envelope_bn_vnd
        Money of each source in each year, in prices of that year, ≥ 0, shape (sources, years).
    reserve_share
        Part of each envelope that is held back for good, 0 to 1, shape (sources,).
    price_index
        Of each year, 1 in the base year, > 0, shape (years,).
    carries_over
        Sources whose unspent money, without reserve, stays for later years, bool, shape
        (sources,); that of the others lapses.
    sources
        What to call each source in a sentence.

    Raises
    ------
    InfeasibleError
        If a required item cannot open in time, whatever there is of money.
    GeoplanError
        If the arrays do not describe a problem.
    """

    years: Ints
    horizon: int
    cost_bn_vnd: Floats
    source_share: Floats
    duration: Ints
    gain: Floats
    earliest_start: Ints
    latest_opening: Ints
    priority_class: Ints
    required: NDArray[np.bool_]
    envelope_bn_vnd: Floats
    reserve_share: Floats
    price_index: Floats
    carries_over: NDArray[np.bool_]
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        items, sources, years = self.cost_bn_vnd.size, len(self.sources), self.years.size
        for name, kind, shape in (
            ("years", "i", (years,)),
            ("cost_bn_vnd", "f", (items,)),
            ("source_share", "f", (items, sources)),
            ("duration", "i", (items,)),
            ("gain", "f", (items,)),
            ("earliest_start", "i", (items,)),
            ("latest_opening", "i", (items,)),
            ("priority_class", "i", (items,)),
            ("required", "b", (items,)),
            ("envelope_bn_vnd", "f", (sources, years)),
            ("reserve_share", "f", (sources,)),
            ("price_index", "f", (years,)),
            ("carries_over", "b", (sources,)),
        ):
            _check_array(name, getattr(self, name), kind, shape)
        self._check_money()
        self._check_time()

    @cached_property
    def available_bn_vnd(self) -> Floats:
        """Envelopes without reserve, shape (sources, years)."""
        return self.envelope_bn_vnd * (1 - self.reserve_share[:, None])

    @cached_property
    def paying_years(self) -> Ints:
        """Years over which each item is paid, shape (items,)."""
        return np.maximum(self.duration, 1)

    @cached_property
    def first_start(self) -> Ints:
        """First year in which each item can start, shape (items,)."""
        first: Ints = np.maximum(self.earliest_start, self.years[0])
        return first

    @cached_property
    def last_start(self) -> Ints:
        """Last year in which each item can start, shape (items,); before the first if none is."""
        paid_in_time = self.years[-1] - self.paying_years + 1
        last: Ints = np.minimum(self.latest_opening - self.duration, paid_in_time)
        return last

    def years_open(self, item: Ints | int, start: Ints) -> Ints:
        """Return the years up to the horizon in which items are open that start in given years."""
        years: Ints = np.maximum(self.horizon + 1 - start - self.duration[item], 0)
        return years

    def _check_money(self) -> None:
        for name, wrong, rule in (
            ("cost_bn_vnd", self.cost_bn_vnd <= 0, "greater than 0"),
            ("gain", self.gain < 0, "0 or more"),
            ("source_share", self.source_share < 0, "0 or more"),
            ("envelope_bn_vnd", self.envelope_bn_vnd < 0, "0 or more"),
            ("price_index", self.price_index <= 0, "greater than 0"),
            ("reserve_share", (self.reserve_share < 0) | (self.reserve_share > 1), "0 to 1"),
        ):
            if wrong.any():
                raise GeoplanError(f"{name} must be {rule}, but is not at {named(wrong)}.")
        unpaid = ~np.isclose(self.source_share.sum(axis=1), 1, rtol=0, atol=ROUNDING)
        if unpaid.any():
            raise GeoplanError(
                f"the shares of the sources do not sum to 1 for items {named(unpaid)}; "
                "say who pays all of their cost."
            )

    def _check_time(self) -> None:
        if self.years.size == 0 or (np.diff(self.years) != 1).any() or self.years[0] < 0:
            raise GeoplanError("years must follow one after another, at least one of them.")
        if self.horizon < self.years[-1]:
            raise GeoplanError(
                f"people are counted up to {self.horizon}, but money is given up to "
                f"{self.years[-1]}; count up to that year or a later one."
            )
        if (self.duration < 0).any():
            raise GeoplanError(f"duration is negative at {named(self.duration < 0)}; it cannot be.")
        late = np.flatnonzero(self.required & (self.first_start > self.last_start))
        if late.size:
            item = late[0]
            raise InfeasibleError(
                f"{late.size} required items cannot be built in time, such as item {item}: it may "
                f"start in {self.first_start[item]} and is paid over {self.paying_years[item]} "
                f"years, but must open by {self.latest_opening[item]} and be paid by "
                f"{self.years[-1]}; let it start earlier or open later, or do not require it."
            )


@dataclass(frozen=True, eq=False)
class Phasing:
    """A solution of a ``PhasingProblem``.

    Parameters
    ----------
    start, opening
        Year in which each item starts and opens, int64, shape (items,); ``UNBUILT`` for none.
    spending_bn_vnd
        What each source pays in each year, in prices of that year, shape (sources, years).
    people
        People gained in each year from the first to the horizon, gains added up, shape
        (horizon - first year + 1,).
    unpaid_bn_vnd
        What the items not built would cost each source in prices of the base year, shape
        (sources,).
    class_bounds
        People-years that no phasing gives each class, in their order, given the years of the
        classes before it, shape (classes,).
    method
        In words.
    """

    start: Ints
    opening: Ints
    spending_bn_vnd: Floats
    people: Floats
    unpaid_bn_vnd: Floats
    class_bounds: Floats
    method: str

    @property
    def people_years(self) -> float:
        """People gained, summed over the years up to the horizon."""
        return math.fsum(self.people)

    @property
    def bound(self) -> float:
        """Most people-years of all classes, each given the years of those before it."""
        return math.fsum(self.class_bounds)

    @property
    def gap(self) -> float:
        """Distance of people-years and bound as a share of the bound."""
        return (self.bound - self.people_years) / self.bound if self.bound > 0 else 0.0


def named(wrong: NDArray[np.bool_]) -> list[int]:
    """Return the first few places that are wrong, for a sentence."""
    places: list[int] = np.argwhere(wrong)[:SHOWN, 0].tolist()
    return places


def _check_array(name: str, values: NDArray[np.generic], kind: str, shape: tuple[int, ...]) -> None:
    types = {"i": "int64", "f": "float64", "b": "bool"}
    if values.dtype != types[kind] or values.shape != shape:
        raise GeoplanError(
            f"{name} has dtype {values.dtype} and shape {values.shape}, "
            f"but {types[kind]} and {shape} are needed."
        )
    if kind == "f" and not np.isfinite(values).all():
        raise GeoplanError(f"{name} is not finite at {named(~np.isfinite(values))}; it must be.")
