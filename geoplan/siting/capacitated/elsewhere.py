"""What the copy of an open site would bring at other places, everybody re-assigned."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from geoplan.siting.capacitated.assignment import Assignment
from geoplan.siting.capacitated.explain import Covered
from geoplan.siting.problem import Floats, Ints, SitingProblem


class OpenSites:
    """Sites that are open, one copy each, and places beside them where none is.

    Parameters
    ----------
    problem
        The open sites come first and have a fixed copy, the places have none.
    cover
        How much each person served counts, demand × (sites and places), stored where the benefit
        is.
    """

    def __init__(self, problem: SitingProblem, cover: sparse.csc_array[np.float64]) -> None:
        self.assignment = Assignment(problem)
        self.problem = problem
        self.covered = Covered(cover)
        self.first_place = int(problem.copies_fixed.sum())

    def lift(self, site: int) -> Lifted:
        """Return the copy of a site, lifted to be put down elsewhere."""
        return Lifted(self, site)


class Lifted:
    """The copy of a site, lifted to be put down elsewhere; all others stay where they are.

    What it brings is the benefit that an optimal assignment gains by it. Shares are of what it
    brings where it stands; of a copy that brings nothing there they tell no more than which place
    is better. A place serves as many people as the site does; places are numbered from 0.
    """

    def __init__(self, sites: OpenSites, site: int) -> None:
        self._sites, self._site = sites, site
        self._without = sites.assignment.copy()
        self._lost = self._without.close(site)
        self._whole = max(self._lost, 1)
        self._tried = (site, self._lost)

    @property
    def benefit(self) -> float:
        """What the copy brings where it stands, in the terms of the problem."""
        return self._lost * self._sites.assignment.unit

    def at_most(self, places: Ints) -> Floats:
        """Return shares that the copy cannot exceed at each of the places."""
        return self._without.gain_bounds(places + self._sites.first_place) / self._whole

    def at_most_again(self, places: Ints) -> Floats:
        """Return the same, judged by the prices that the last exact share came to."""
        return self._without.trial_bounds(places + self._sites.first_place) / self._whole

    def at_least(self, places: Ints) -> Floats:
        """Return the share that the copy keeps at each of the places by serving the same people."""
        people = self._sites.assignment.served_at(self._site)
        return self._serving(people, self._site, self._lost, places)

    def at_least_again(self, places: Ints) -> Floats:
        """Return the share that it keeps by serving the people of the last exact share."""
        site, gain = self._tried
        people = self._without.served_at(site, on_trial=True)
        return self._serving(people, site, gain, places)

    def exactly(self, place: int, *, floor: float = -1.0) -> float:
        """Return the share at a place if it exceeds ``floor``, else an upper bound up to that."""
        least = int(floor * self._whole) if floor >= 0 else -1
        site = place + self._sites.first_place
        gain = self._without.gain(site, floor=least)
        self._tried = (site, gain)
        return gain / self._whole

    def people(self, places: Ints) -> Floats:
        """Return the people whom the copy adds to those covered at each of the places."""
        return self._added((places + self._sites.first_place).tolist())

    def people_there(self) -> float:
        """Return the same where it stands."""
        return float(self._added([self._site])[0])

    def _serving(self, people: Ints, site: int, gain: int, places: Ints) -> Floats:
        """Return the share at places of a copy that gains something by serving people at a site."""
        sites = self._sites
        brought = sites.problem.pairs[:, places + sites.first_place].T @ people
        here = (sites.problem.pairs[:, [site]].T @ people)[0]
        kept: Floats = (gain + (brought - here) / sites.assignment.unit) / self._whole
        return kept

    def _added(self, sites: list[int]) -> Floats:
        covered = self._sites.covered
        before = covered.by(self._without.served())
        after = np.empty(len(sites))
        for number, site in enumerate(sites):
            self._without.gain(site)
            after[number] = covered.by(self._without.served_on_trial())
        return after - before
