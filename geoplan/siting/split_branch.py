"""Branch and cut over how many sites are open in neighbourhoods."""

from __future__ import annotations

import heapq
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import sparse

from geoplan.progress import Progress, Standing, silent
from geoplan.siting.highs import STEP_MARGIN, TOLERANCE, Outcome, Programme, minimise
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Floats
from geoplan.siting.relaxation import rises
from geoplan.siting.split_cuts import Split, splits_at
from geoplan.siting.strengthen import Cutting, Tight, strengthened

NODES_OF_A_ROUND = 100  # of HiGHS, that a round of cuts from splits counts as, or a node with cuts
FEW = 500  # variables left to choose from up to which HiGHS branches
ROUNDS = 100  # of cuts from splits ahead of branching, at most
AT_A_TIME = 4  # nodes branched
NODE_ROUNDS = 5  # of cuts at a node, at most
WORTH_A_ROUND = 0.04  # of the gap: a round that gains less is the last at a node
TRIED = 20  # splits tried out before one is taken
ITERATIONS = 150  # of the simplex method, on each side of each of them


@dataclass(frozen=True, eq=False)
class _Best:
    """The best solution known."""

    values: Floats | None
    objective: float


def branched(
    programme: Programme,
    known: float,
    limits: Limits,
    *,
    step: float = 0.0,
    progress: Progress = silent,
) -> Outcome:
    """Add cuts, and branch over counts of open sites.

    Parameters
    ----------
    programme
        As ``Cutting`` takes it.
    known
        Objective of a solution, best a good one; only better ones are looked for.
    limits
        When to stop.
    step
        Two different objectives differ by at least so much.
    progress
        Called with the stage, the share of it that is done, and how things stand.

    Returns
    -------
    Outcome
        Without values where nothing better was found.
    """
    begun, cutting = time.perf_counter(), Cutting(programme)
    enough = max(step * (1 - STEP_MARGIN), limits.gap * abs(known))
    cut = partial(strengthened, cutting, known=known, enough=enough, progress=progress)
    root = cut(Tight.given(programme), seconds=limits.seconds)
    if root.left_to_choose > FEW:
        rounds, seconds = limits.nodes // NODES_OF_A_ROUND, _left(limits, begun).seconds
        root = cut(root, split_rounds=min(rounds, ROUNDS), seconds=seconds)
    return Tree(cutting, known, enough).search(root, _left(limits, begun), progress)


class Tree:
    """A tree whose branches are the sides of splits, with cuts at all nodes.

    Parameters
    ----------
    cutting
        Adds the cuts.
    known
        Objective of a solution known; only better ones are looked for.
    enough
        Two different objectives differ by more, or need not be told apart.
    """

    def __init__(self, cutting: Cutting, known: float, enough: float) -> None:
        self._cutting, self._enough = cutting, enough
        self._best = _Best(None, known)
        self._waiting: list[tuple[float, int, Tight]] = []
        self._given_up = np.inf  # least bound of what was left undecided
        self._nodes = self._entered = 0
        self._generator = np.random.default_rng(0)

    def search(self, root: Tight, limits: Limits, progress: Progress = silent) -> Outcome:
        """Branch until no better solution can exist, or a limit is reached.

        Several nodes are branched at a time, so that the tree is the same on any number of cores.

        Parameters
        ----------
        root
            All solutions keep to it that are better than the one known.
        limits
            When to stop: nodes and seconds.
        progress
            Called with the stage, the share of the nodes spent, and how things stand.

        Returns
        -------
        Outcome
            Without values where nothing better was found.
        """
        begun = time.perf_counter()
        self._take(self._looked_at(root, limits))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            while self._waiting:
                bound, left = self._bound(), _left(limits, begun)
                share = min(self._nodes / max(limits.nodes, 1), 1.0)
                progress("Exact model", share, Standing(self._best.objective, bound))
                if self._hopeless(bound) or self._nodes >= limits.nodes or left.seconds == 0:
                    break
                nodes = self._next(limits.nodes)
                branch = partial(self._sides, limits=left)
                for sides in list(pool.map(branch, nodes, self._generator.spawn(len(nodes)))):
                    self._nodes += 2 * NODES_OF_A_ROUND
                    for side in sides:
                        self._take(side)
        progress("Exact model", 1.0)
        bound = self._best.objective if self._hopeless(self._bound()) else self._bound()
        found = self._best.values
        return Outcome(
            found, self._best.objective if found is not None else np.inf, bound, self._nodes
        )

    def _bound(self) -> float:
        waiting = self._waiting[0][0] if self._waiting else np.inf
        return min(waiting, self._given_up, self._best.objective)

    def _hopeless(self, bound: float) -> bool:
        return self._best.objective - bound <= self._enough

    def _next(self, most: int) -> list[Tight]:
        """Take the nodes of least bound, few enough for the nodes that are left."""
        affordable = (most - self._nodes) // (2 * NODES_OF_A_ROUND)
        count = max(min(AT_A_TIME, affordable, len(self._waiting)), 1)
        return [heapq.heappop(self._waiting)[-1] for _ in range(count)]

    def _take(self, side: Tight | Outcome) -> None:
        """Let a node wait for its branches, or keep what it came to."""
        if isinstance(side, Tight):
            if not self._hopeless(side.relaxed.objective):
                self._entered += 1
                heapq.heappush(self._waiting, (side.relaxed.objective, self._entered, side))
            return
        self._nodes += side.nodes
        if side.values is not None and side.objective < self._best.objective - self._enough:
            self._best = _Best(side.values, side.objective)
        if not self._hopeless(side.bound):
            self._given_up = min(self._given_up, side.bound)

    def _sides(
        self, node: Tight, generator: np.random.Generator, *, limits: Limits
    ) -> list[Tight | Outcome]:
        """Return both sides of the split chosen at a node, with cuts, decided where possible."""
        begun = time.perf_counter()
        split = self._chosen(node, generator)
        row = _members([split], node.programme.cost.size)
        sides: list[Tight | Outcome] = []
        for lower, upper in ((-np.inf, float(split.most)), (float(split.most + 1), np.inf)):
            side = node.with_row(row, lower, upper)
            if _left(limits, begun).seconds != 0:
                side = self._cut(side, generator, split.centre)
            sides.append(self._looked_at(side, limits))
        return sides

    def _cut(self, node: Tight, generator: np.random.Generator, around: int) -> Tight:
        """Add cuts near what was branched upon, where most has changed."""
        for _ in range(NODE_ROUNDS):
            before = node.relaxed.objective
            if self._hopeless(before):
                break
            node = self._cutting.round(node, self._best.objective, generator, around=around)
            gap = self._best.objective - before
            if node.relaxed.objective - before < WORTH_A_ROUND * gap:
                break
        return node

    def _looked_at(self, node: Tight, limits: Limits) -> Tight | Outcome:
        """Return what a node comes to, if that can be said at once, or the node settled."""
        bound, hopeless = node.relaxed.objective, self._best.objective - self._enough
        if self._hopeless(bound):
            return Outcome(None, np.inf, bound, 0)
        node = node.settled(self._best.objective)
        if node.is_whole:
            return Outcome(node.relaxed.values, bound, bound, 0)
        if node.left_to_choose > FEW:
            return node
        outcome = minimise(node.programme, limits, hopeless=hopeless)
        return replace(outcome, bound=max(outcome.bound, bound))

    def _chosen(self, node: Tight, generator: np.random.Generator) -> Split:
        """Return the split whose sides both cost much, of some tried out."""
        values, programme = node.relaxed.values, node.programme
        splits = splits_at(self._cutting.alike, values, generator, TRIED)
        if not splits:
            values = np.where(programme.whole, values, 0.0)
            site = int(np.argmax(np.abs(values - np.rint(values))))
            return Split(site, np.array([site]), int(values[site]))
        most = np.array([float(split.most) for split in splits])
        gains = rises(
            programme,
            node.relaxed.basis,
            _members([*splits, *splits], programme.cost.size),
            np.concatenate([np.full(most.size, -np.inf), most + 1]),
            np.concatenate([most, np.full(most.size, np.inf)]),
            iterations=ITERATIONS,
        )
        gap = self._best.objective - node.relaxed.objective
        left, right = np.clip(gains, TOLERANCE, gap).reshape(2, -1)
        return splits[int(np.argmax(left * right))]


def _left(limits: Limits, begun: float) -> Limits:
    """Return the limits with the seconds that are left of them."""
    if limits.seconds is None:
        return limits
    return replace(limits, seconds=max(limits.seconds - (time.perf_counter() - begun), 0.0))


def _members(splits: list[Split], columns: int) -> sparse.csr_array[np.float64]:
    """Return a row with ones at the sites of each split."""
    sites = np.concatenate([split.sites for split in splits])
    begin = np.cumsum([0, *(split.sites.size for split in splits)])
    ones: Floats = np.ones(sites.size)
    return sparse.csr_array((ones, sites, begin), shape=(len(splits), columns))
