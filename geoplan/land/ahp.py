r"""Weights of criteria from judgements in pairs: the analytic hierarchy process.

The weights are the principal eigenvector of the reciprocal matrix :math:`A`,
:math:`A w = \lambda_{max} w`; how far the judgements contradict each other is
:math:`CI = (\lambda_{max} - n)/(n - 1)` over the mean of random matrices, :math:`CR = CI / RI`.

References
----------
Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geoplan.errors import StudyError
from geoplan.study_land import Criterion, Judgements

Floats = NDArray[np.float64]

# Mean consistency index of random reciprocal matrices of 1, 2, … criteria (Saaty 1980).
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
RATIO_LIMIT = 0.1  # Saaty 1980: from here on the judgements are to be made again


@dataclass(frozen=True)
class Priorities:
    """Weights from a reciprocal matrix.

    Parameters
    ----------
    weights
        Of the criteria, summing to 1, shape (criteria,).
    lambda_max
        Principal eigenvalue; the number of criteria where nothing contradicts.
    consistency_index, consistency_ratio
        How far the judgements contradict each other; 0 for one or two criteria.
    """

    weights: Floats
    lambda_max: float
    consistency_index: float
    consistency_ratio: float


@dataclass(frozen=True)
class Weights(Priorities):
    """Weights of the criteria of a study that can be told of its plots."""

    criteria: tuple[Criterion, ...]

    def by_criterion(self) -> dict[Criterion, float]:
        """Return the weight of each criterion."""
        return dict(zip(self.criteria, self.weights.tolist(), strict=True))


def reciprocal(upper: Sequence[Sequence[float]]) -> Floats:
    """Return the whole matrix of judgements from the rows of its upper triangle.

    Examples
    --------
    >>> reciprocal([[2.0, 4.0], [2.0]]).tolist()
    [[1.0, 2.0, 4.0], [0.5, 1.0, 2.0], [0.25, 0.5, 1.0]]
    """
    matrix = np.eye(len(upper) + 1)
    for row, judgements in enumerate(upper):
        matrix[row, row + 1 :] = judgements
        matrix[row + 1 :, row] = 1 / np.asarray(judgements, np.float64)
    return matrix


def priorities(matrix: Floats) -> Priorities:
    """Return the weights that a reciprocal matrix stands for, and how consistent it is.

    Parameters
    ----------
    matrix
        Positive and reciprocal, shape (criteria, criteria), at most 10 criteria.

    Examples
    --------
    >>> priorities(reciprocal([[2.0, 4.0], [2.0]])).weights.round(4).tolist()
    [0.5714, 0.2857, 0.1429]
    """
    count = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    greatest = int(values.real.argmax())
    weights = np.abs(vectors[:, greatest].real)
    lambda_max = max(float(values[greatest].real), float(count))
    index = (lambda_max - count) / (count - 1) if count > 2 else 0.0
    ratio = index / RANDOM_INDEX[count - 1] if count > 2 else 0.0
    return Priorities(weights / weights.sum(), lambda_max, index, ratio)


def worst_triple(matrix: Floats) -> tuple[int, int, int]:
    r"""Return the three criteria whose judgements contradict each other most.

    The contradiction of *i, j, k* is :math:`|\ln(a_{ij} a_{jk} / a_{ik})|`, 0 where going over *j*
    says the same as comparing *i* and *k* at once (after the triads of Koczkodaj 1993).
    """
    log = np.log(matrix)
    triples = combinations(range(len(matrix)), 3)
    return max(triples, key=lambda t: round(abs(log[t[0], t[1]] + log[t[1], t[2]]
                                                - log[t[0], t[2]]), 9))  # fmt: skip


def weigh(
    judgements: Judgements,
    available: Collection[Criterion],
    *,
    file: Path | None = None,
) -> Weights:
    """Return the weights of those criteria that can be told of the plots.

    They are the principal eigenvector of the judgements among these criteria alone.

    Parameters
    ----------
    judgements
        Of the study.
    available
        Criteria that can be told; those that the judgements do not name do not count.
    file
        The study file, named when it is refused.

    Raises
    ------
    StudyError
        When the judgements contradict each other (all of them, or those that are left), naming the
        three that do so most; or when no criterion is left.
    """
    _refuse_contradiction(judgements, range(len(judgements.criteria)), file)
    kept = [place for place, name in enumerate(judgements.criteria) if name in available]
    if not kept:
        raise StudyError(
            "no criterion that judgements name can be told of the plots.",
            "Name one of: " + (", ".join(sorted(available)) or "none is there") + ".",
            file=file,
            key="land.judgements.criteria",
        )
    found = _refuse_contradiction(judgements, kept, file)
    return Weights(**vars(found), criteria=tuple(judgements.criteria[place] for place in kept))


def _refuse_contradiction(
    judgements: Judgements, kept: Sequence[int], file: Path | None
) -> Priorities:
    matrix = reciprocal(judgements.upper)[np.ix_(kept, kept)]
    found = priorities(matrix)
    if found.consistency_ratio < RATIO_LIMIT:
        return found
    names = [judgements.criteria[place] for place in kept]
    first, second, third = worst_triple(matrix)
    one, two, three = names[first], names[second], names[third]
    over = matrix[first, second] * matrix[second, third]
    among = "" if len(kept) == len(judgements.criteria) else f" among {', '.join(names)}"
    raise StudyError(
        f"the judgements{among} contradict each other (consistency ratio "
        f"{found.consistency_ratio:.2f}, must be under {RATIO_LIMIT:g}), most of all these three: "
        f"{one} against {two} is {_said(matrix[first, second])}, {two} against {three} is "
        f"{_said(matrix[second, third])}, so {one} against {three} would be {_said(over)}, but it "
        f"is {_said(matrix[first, third])}.",
        "Judge these three pairs again.",
        file=file,
        key="land.judgements.upper",
    )


def _said(value: float) -> str:
    """Return a judgement as people say it: 3, or 1/3."""
    fraction = Fraction(value).limit_denominator(99)
    return str(fraction) if fraction else f"{value:.3g}"
