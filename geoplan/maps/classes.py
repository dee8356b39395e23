"""The classes by which maps colour a share of people: their limits, why these, their colours."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

# ColorBrewer YlGnBu, six classes (Harrower and Brewer, 2003): light to dark, safe for the
# colour-blind; the second moved a little, so that every eye parts it from the first, and the last
# three, so that steps are even and a projector keeps the darkest from black.
COLOURS = ("#ffffcc", "#bfe5b2", "#7fcdbb", "#37a9bd", "#2877b3", "#274b9f")
EVEN = (0.2, 0.4, 0.6, 0.8, 0.95)  # fifths, and the last one cut, where a good plan lands
TIMES = ("before", "after")
STEPS = (0.05, 0.01)  # to which limits are rounded: to the first that costs little
ROUNDING_COST = 0.01  # of the goodness of fit, at most, that the rounder limits may cost
PERCENT = 100
Values = NDArray[np.float64]


class ShareClasses(NamedTuple):
    """Classes of a share; each begins at its lower limit.

    Parameters
    ----------
    breaks
        Limits between the classes, 0 to 1, rising.
    colours
        Of the classes, one more than limits.
    scheme
        ``natural``, or ``even`` where the values are too few for natural groups.
    step
        To what the limits are rounded, 0 to 1.
    fit
        Goodness of variance fit, 0 to 1, at the time that they tell less well; NaN where all values
        of a time are the same.
    fit_equal, fit_quantiles
        That of as many classes of equal width, and with as many communes in each.
    """

    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    scheme: Literal["natural", "even"]
    step: float
    fit: float
    fit_equal: float
    fit_quantiles: float

    def number_of(self, shares: ArrayLike) -> NDArray[np.intp]:
        """Return the number of the class of each share; NaN is put in the last one."""
        return np.searchsorted(self.breaks, np.asarray(shares, dtype=float), side="right")

    def limits(self) -> list[tuple[float, float]]:
        """Return where each class begins and ends."""
        ends = (0.0, *self.breaks, 1.0)
        return list(pairwise(ends))


def share_classes(communes: pd.DataFrame) -> ShareClasses:
    """Return the classes of the share of people covered, the same for today and for the plan.

    Limits lie between the groups that Fisher and Jenks find in the shares of either time: of all
    groupings into so many, theirs has the values of a group nearest to their mean. A good plan
    leaves all communes well above today, and groups of both times together would not part them any
    more; so the limits are shared out between the times, in the way that tells the less well told
    one best. They are rounded where that costs little. Where shares in whole percent take fewer
    different values than there are classes, there is nothing to group, and steps are even.

    Parameters
    ----------
    communes
        With ``covered_share_before`` and ``covered_share_after``, 0 to 1, NaN where nobody lives.

    Returns
    -------
    ShareClasses

    Notes
    -----
    Source: Fisher, W. D. (1958), On grouping for maximum homogeneity, JASA 53; Jenks, G. F. (1977),
    Optimal data classification for choropleth maps.
    """
    columns = (communes[f"covered_share_{time}"].to_numpy(float) for time in TIMES)
    times = [np.sort(column[~np.isnan(column)]) for column in columns]
    values, many = np.sort(np.concatenate(times)), len(COLOURS)
    if _different(values) < many:
        return ShareClasses(
            EVEN, COLOURS, "even", STEPS[0], _least_fit(times, EVEN), np.nan, np.nan
        )
    from mapclassify import EqualInterval, Quantiles

    between = max(_shared_out(times, many), key=lambda limits: _least_fit(times, limits))
    step, breaks = _rounded(times, between)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of quantiles that fall together
        fits = {
            method: _least_fit(times, _between(values, method(values, k=many).bins))
            for method in (EqualInterval, Quantiles)
        }
    return ShareClasses(
        breaks,
        ramp(len(breaks) + 1),
        "natural",
        step,
        _least_fit(times, breaks),
        fits[EqualInterval],
        fits[Quantiles],
    )


def goodness_of_fit(values: Values, breaks: ArrayLike) -> float:
    """Return which part of the variance of values lies between classes, not within them.

    Parameters
    ----------
    values
        (n,).
    breaks
        Limits between the classes, rising; a class begins at its limit.

    Returns
    -------
    float
        0 to 1, the goodness of variance fit; NaN where all values are the same.

    Notes
    -----
    Source: Jenks, G. F., and Caspall, F. C. (1971), Error on choroplethic maps.

    Examples
    --------
    >>> goodness_of_fit(np.array([0.1, 0.3, 0.8, 1.0]), [0.5])
    0.9245283018867924
    """
    whole = float(((values - values.mean()) ** 2).sum()) if len(values) else 0.0
    if whole == 0:
        return float("nan")
    numbers = np.searchsorted(np.asarray(breaks), values, side="right")
    parts = (values[numbers == number] for number in np.unique(numbers))
    return 1 - sum(float(((part - part.mean()) ** 2).sum()) for part in parts) / whole


def ramp(classes: int) -> tuple[str, ...]:
    """Return so many of the colours, from the first to the last as evenly as can be."""
    chosen = np.linspace(0, len(COLOURS) - 1, classes).round().astype(int)
    return tuple(COLOURS[at] for at in chosen)


def _different(values: Values) -> int:
    """Return how many values differ in whole percent."""
    return len(np.unique((PERCENT * values).round()))


def _shared_out(times: Sequence[Values], many: int) -> Iterator[Values]:
    """Yield the limits of so many classes for each way to share them out between two times.

    A time that has fewer different values than groups are asked of it gets fewer.
    """
    from mapclassify import FisherJenks

    first, second = times
    for groups in range(1, many + 1):
        asked = ((first, groups), (second, many + 1 - groups))
        able = [(values, min(k, _different(values))) for values, k in asked]
        found = [_between(values, FisherJenks(values, k=k).bins) for values, k in able if k > 1]
        if found:
            yield np.unique(np.concatenate(found))


def _least_fit(times: Sequence[Values], breaks: ArrayLike) -> float:
    """Return the goodness of fit at the time that the classes tell less well."""
    fits = [goodness_of_fit(values, breaks) for values in times]
    return min((fit for fit in fits if fit == fit), default=np.nan)  # noqa: PLR0124 - NaN


def _between(values: Values, bins: Sequence[float]) -> Values:
    """Return what lies midway between the values on either side of each limit.

    Parameters
    ----------
    values
        Rising.
    bins
        Upper ends of classes, which hold them; at the greatest value no other class begins.
    """
    ends = np.asarray(bins)
    above = np.searchsorted(values, ends[ends < values[-1]], side="right")
    return np.unique((values[above - 1] + values[above]) / 2)


def _rounded(times: Sequence[Values], between: Values) -> tuple[float, tuple[float, ...]]:
    """Return the first step to which limits can be rounded at little cost, and the limits."""
    least = _least_fit(times, between) - ROUNDING_COST
    for step in STEPS:
        rounded = np.unique((np.floor((between / step).round(9) + 0.5) * step).round(2))
        breaks = tuple(rounded[(rounded > 0) & (rounded < 1)].tolist())
        if len(breaks) == len(between) and _least_fit(times, breaks) >= least:
            break
    return step, breaks
