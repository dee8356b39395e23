"""Interchange: copies move to where they are worth more, until that is nowhere."""

from __future__ import annotations

import numpy as np

from geoplan.progress import Progress, Standing, silent
from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.greedy import open_greedily
from geoplan.siting.capacitated.rules import Rules
from geoplan.siting.capacitated.trials import NONE, best_addition, gain_bounds
from geoplan.siting.problem import Ints

ADDED_TRIALS, DROPPED_TRIALS = 2, 4
UNSEEN = -1


class Interchange:
    """Moves copies of a solution, one at a time, wherever that gains.

    Two kinds of moves find what there is to gain for little work. *Far* moves open a copy where
    it gains most in all and close the one that is missed least. *Near* moves take a copy to one
    of the sites that would suit best the very people whom it serves: had they all to follow it
    there, the gain would be plain to see, and to serve everybody anew only adds to that.

    Parameters
    ----------
    rules
        Of the problem.
    assignment, copies
        Where people are served and the new copies that are open, shape (sites,); ``copies`` is
        changed in place.

    Notes
    -----
    Interchange: Teitz and Bart, *Operations Research* 16 (1968). Near moves follow the location
    step of Cooper, *SIAM Review* 6 (1964).
    """

    def __init__(self, rules: Rules, assignment: Assignment, copies: Ints) -> None:
        self.assignment, self.copies = assignment, copies
        self._rules = rules
        self._rent_seen = np.full(copies.size, UNSEEN)

    def sweep(
        self,
        near: int,
        *,
        stage: str,
        progress: Progress = silent,
        note: Standing | str = "",
    ) -> bool:
        """Make all far moves that gain, then one near move of each site, if one gains.

        A site whose rent is still what it was when it was looked at last is passed over: nothing
        has changed around it.

        Parameters
        ----------
        near
            Sites tried for each copy, at most.
        stage, progress, note
            The progress is called with the stage, the share of it that is done, and the note.

        Returns
        -------
        bool
            Whether anything has been gained.
        """
        gained = self._fill_up()
        while self._move_far():
            gained = True
        sites = np.flatnonzero(self.copies > self._rules.required)
        for done, site in enumerate(sites.tolist()):
            progress(stage, done / sites.size, note)
            if self.assignment.rent[site] != self._rent_seen[site]:
                self._rent_seen[site] = self.assignment.rent[site]
                gained |= self._move_near(site, near)
        progress(stage, 1.0, note)
        return self._fill_up() or gained

    def _fill_up(self) -> bool:
        """Open what the budget has still room for."""
        return bool(open_greedily(self.assignment, self.copies, self._rules, trials=ADDED_TRIALS))

    def _move_far(self) -> bool:
        """Open one more copy where it gains most, and close one that is missed less."""
        rules, copies = self._rules, self.copies
        upper = gain_bounds(self.assignment, rules.has_room(copies))
        opened, gain = best_addition(self.assignment, upper, floor=0, trials=ADDED_TRIALS)
        if opened == NONE:
            return False
        richer = self.assignment.copy()
        richer.open(opened)
        # Rents are what the last place at each site is worth: a copy is missed no less than that.
        missed = np.array(richer.rent * richer.capacity, np.float64)
        missed[copies <= rules.required] = np.inf
        missed[opened] = np.inf
        for closed in np.argsort(missed, kind="stable")[:DROPPED_TRIALS].tolist():
            if missed[closed] >= gain:
                return False
            if not rules.may_move(copies, closed)[opened]:
                continue
            fewer = richer.copy()
            if fewer.close(closed) < gain:
                self.assignment = fewer
                copies[opened] += 1
                copies[closed] -= 1
                return True
        return False

    def _move_near(self, site: int, near: int) -> bool:
        """Move one copy to the best of the sites that suit the people served by it."""
        best, gain = NONE, 0
        for other in self._suited(site, near):
            better = self.assignment.move_gain(site, other, floor=gain)
            if better > gain:
                best, gain = other, better
        if best == NONE:
            return False
        self.assignment.move(site, best)
        self.copies[site] -= 1
        self.copies[best] += 1
        return True

    def _suited(self, site: int, count: int) -> list[int]:
        """Return the sites that suit the people served at one best, the best first."""
        benefit = self.assignment.benefit_elsewhere(site)
        benefit[~self._rules.may_move(self.copies, site)] = 0
        best = np.argsort(-benefit, kind="stable")[:count]
        suited: list[int] = best[benefit[best] > 0].tolist()
        return suited
