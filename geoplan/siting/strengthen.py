"""A programme whose relaxation is tighter: with cuts, without what no better solution uses."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geoplan.progress import Progress, Standing, silent
from geoplan.siting.highs import TOLERANCE, Programme
from geoplan.siting.odd_rows import Cuts, broken_cuts
from geoplan.siting.relaxation import Relaxed, relax
from geoplan.siting.split_cuts import likeness, split_cuts

ODD_ROUNDS = 50
WORTHWHILE = 0.005  # of all that the cuts have gained: a round that gains less is the last
WORTH_A_SPLIT = 0.015  # of the gap: a round with cuts from splits that gains less is the last
SEED = 0  # of the splits that are looked at


def strengthened(
    cutting: Cutting,
    tight: Tight,
    known: float = np.inf,
    *,
    split_rounds: int = 0,
    enough: float = 0.0,
    seconds: float | None = None,
    progress: Progress = silent,
) -> Tight:
    """Add the cuts that the relaxation breaks, and fix what no solution better than one known uses.

    Round follows on round until one gains little.

    Parameters
    ----------
    cutting
        Adds the cuts.
    tight
        One that has a solution.
    known
        Objective of a solution; solutions as good as this stay.
    split_rounds
        Rounds with cuts from splits too, at most, which take longer and go further; 0 for rounds
        with cuts from odd numbers of rows only.
    enough
        A bound this near to the known objective is not improved further.
    seconds
        Wall time after which no further round begins; None for no limit.
    progress
        Called with the stage, the share of the rounds that is done, and how things stand.

    Source: Crowder, Johnson and Padberg (1983), Operations Research 31, 803–834, for cuts and
    fixing ahead of branch and bound.
    """
    begun, first = time.perf_counter(), tight.relaxed.objective
    generator = np.random.default_rng(SEED) if split_rounds else None
    rounds = split_rounds or ODD_ROUNDS
    for done in range(rounds):
        late = seconds is not None and time.perf_counter() - begun >= seconds
        before = tight.relaxed.objective
        if late or known - before <= enough:
            break
        tight = cutting.round(tight, known, generator)
        now = tight.relaxed.objective
        progress("Cuts", (done + 1) / rounds, Standing(known, now))
        least = WORTH_A_SPLIT * (known - before) if split_rounds else WORTHWHILE * (now - first)
        if now <= before or now - before < least:
            break
    progress("Cuts", 1.0)
    return tight.settled(known)


@dataclass(frozen=True, eq=False)
class Tight:
    """A programme with cuts and the optimum of its relaxation.

    Parameters
    ----------
    programme
        With the cuts.
    stay
        So many of its rows, the first ones, are no cuts.
    relaxed
        The optimum where no variable need be whole.
    """

    programme: Programme
    stay: int
    relaxed: Relaxed

    @classmethod
    def given(cls, programme: Programme) -> Tight:
        """Return a programme that has no cuts yet."""
        return cls(programme, programme.row_lower.size, relax(programme))

    def settled(self, known: float) -> Tight:
        """Return it without cuts that its optimum can spare, and with variables fixed.

        Those are fixed whose change would cost more than a solution that is known.
        """
        programme, relaxed = self.programme, self.relaxed
        kept = relaxed.prices != 0
        kept[: self.stay] = True
        room = known - relaxed.objective + TOLERANCE * max(1.0, abs(relaxed.objective))
        low = programme.whole & (relaxed.reduced_costs > room)
        high = programme.whole & (-relaxed.reduced_costs > room)
        settled = replace(
            programme,
            lower=np.where(high, programme.upper, programme.lower),
            upper=np.where(low, programme.lower, programme.upper),
            rows=sparse.csr_array(programme.rows[np.flatnonzero(kept)]),
            row_lower=programme.row_lower[kept],
            row_upper=programme.row_upper[kept],
        )
        relaxed = replace(relaxed, prices=relaxed.prices[kept], basis=relaxed.basis.kept(kept))
        return replace(self, programme=settled, relaxed=relaxed)

    @property
    def left_to_choose(self) -> int:
        """How many whole variables are not fixed."""
        programme = self.programme
        return int((programme.whole & (programme.upper > programme.lower)).sum())

    @property
    def is_whole(self) -> bool:
        """Whether the optimum keeps to all that the programme asks for."""
        values = self.relaxed.values[self.programme.whole]
        return bool((np.abs(values - np.rint(values)) <= TOLERANCE).all())

    def with_row(self, row: sparse.csr_array[np.float64], lower: float, upper: float) -> Tight:
        """Return it with one more row that stays; variables that it closes are closed by bounds.

        Parameters
        ----------
        row
            Ones at some variables, shape (1, variables).
        lower, upper
            Bounds of their sum.
        """
        before = self.programme
        highest = before.upper.copy()
        if upper == 0:
            highest[row.indices] = np.maximum(before.lower[row.indices], 0.0)
        programme = replace(
            before,
            upper=highest,
            rows=sparse.csr_array(sparse.vstack([row, before.rows])),
            row_lower=np.concatenate([[lower], before.row_lower]),
            row_upper=np.concatenate([[upper], before.row_upper]),
        )
        return Tight(programme, self.stay + 1, relax(programme, self.relaxed.basis.grown(1, 0)))


class Cutting:
    """Adds cuts to a programme, and to others made from it by more rows and narrower bounds.

    Parameters
    ----------
    programme
        Its cover rows (at least 1, all factors 1) hold only variables that are at least 0, and
        whole at some optimum, whether they are said to be whole or not.
    """

    def __init__(self, programme: Programme) -> None:
        self._cover = _cover_rows(programme)
        self.alike = likeness(self._cover, programme.whole)

    def round(
        self,
        tight: Tight,
        known: float,
        generator: np.random.Generator | None,
        *,
        around: int | None = None,
    ) -> Tight:
        """Add the cuts that the relaxation breaks, settle and solve again.

        Without a generator that takes splits, there are cuts from odd numbers of rows only. Where
        nothing is broken it stays as it is. See ``split_cuts`` for ``around``.
        """
        cuts = [broken_cuts(self._cover, tight.relaxed.values)]
        if generator is not None:
            programme, relaxed = tight.programme, tight.relaxed
            cuts.append(split_cuts(programme, relaxed, self.alike, generator, around=around))
        if not any(found.lower.size for found in cuts):
            return tight
        settled = tight.settled(known)
        programme = _with(settled.programme, cuts)
        basis = settled.relaxed.basis.grown(0, sum(found.lower.size for found in cuts))
        return replace(settled, programme=programme, relaxed=relax(programme, basis))


def _cover_rows(programme: Programme) -> sparse.csr_array[np.float64]:
    """Return the rows that ask for at least one of some variables."""
    other = programme.rows.copy()
    other.data = (other.data != 1).astype(np.float64)
    ones = other.sum(axis=1) == 0
    cover = sparse.csr_array(
        programme.rows[(programme.row_lower == 1) & np.isinf(programme.row_upper) & ones]
    )
    cover.sort_indices()
    return cover


def _with(programme: Programme, cuts: list[Cuts]) -> Programme:
    lower = np.concatenate([found.lower for found in cuts])
    return replace(
        programme,
        rows=sparse.csr_array(sparse.vstack([programme.rows, *(found.rows for found in cuts)])),
        row_lower=np.concatenate([programme.row_lower, lower]),
        row_upper=np.concatenate([programme.row_upper, np.full(lower.size, np.inf)]),
    )
