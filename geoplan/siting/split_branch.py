"""Branch and cut over how many sites are open in neighbourhoods."""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from geoplan.progress import Progress, Standing, silent
from geoplan.siting.highs import STEP_MARGIN, TOLERANCE, Outcome, Programme, minimise, relax, rises
from geoplan.siting.large_neighbourhood import improved
from geoplan.siting.limits import Limits
from geoplan.siting.problem import Floats, Ints
from geoplan.siting.split_cuts import Split, splits_at
from geoplan.siting.strengthen import Cutting, Tight, strengthened

NODES_OF_A_ROUND = 100  # of HiGHS, that a round of cuts from splits counts as, or a node with cuts
FEW = 500  # variables left to choose from up to which HiGHS branches
ROUNDS = 100  # of cuts from splits ahead of branching, at most
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
    start: Ints,
    known: float,
    limits: Limits,
    *,
    step: float = 0.0,
    progress: Progress = silent,
) -> Outcome:
    """Improve a choice of sites, add cuts, and branch over counts of open sites.

    Parameters
    ----------
    programme
        As ``strengthened`` takes it; its first variables are the copies at each site.
    start
        A feasible choice of these, shape (sites,).
    known
        Its objective.
    limits
        When to stop.
    step
        Two different objectives differ by at least so much.
    progress
        Called with the stage, the share of it that is done, and how things stand.

    Returns
    -------
    Outcome
        Without values where nothing better than the start was found.
    """
    begun = time.perf_counter()

    def seconds() -> float | None:
        return _left(limits, begun).seconds

    def near_enough(best: float) -> float:
        return max(step * (1 - STEP_MARGIN), limits.gap * abs(best))

    cutting, copies, best = Cutting(programme), start, known
    root = strengthened(
        programme, best, enough=near_enough(best), seconds=seconds(), progress=progress
    )
    if best - root.relaxed.objective > near_enough(best) and _left_to_choose(root) > FEW:
        copies, best = improved(
            root.programme,
            copies,
            best,
            cutting.alike,
            step=step,
            seconds=seconds(),
            progress=progress,
        )
        root = strengthened(
            root.programme,
            best,
            enough=near_enough(best),
            split_rounds=min(limits.nodes // NODES_OF_A_ROUND, ROUNDS),
            seconds=seconds(),
            progress=progress,
        )
    tree = Tree(cutting, best, near_enough(best))
    outcome = tree.search(root, _left(limits, begun), progress)
    if outcome.values is None and best < known:
        return replace(outcome, values=copies.astype(np.float64), objective=best)
    return outcome


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
        self._nodes = 0
        self._generator = np.random.default_rng(0)

    def search(self, root: Tight, limits: Limits, progress: Progress = silent) -> Outcome:
        """Branch until no better solution can exist, or a limit is reached.

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
        self._take(root, limits)
        while self._waiting:
            bound, left = self._bound(), _left(limits, begun)
            share = min(self._nodes / max(limits.nodes, 1), 1.0)
            progress("Exact model", share, Standing(self._best.objective, bound))
            if self._hopeless(bound) or self._nodes >= limits.nodes or left.seconds == 0:
                break
            _, _, node = heapq.heappop(self._waiting)
            split = self._chosen(node)
            sides = ((-np.inf, float(split.most)), (float(split.most + 1), np.inf))
            for lower, upper in sides:
                self._nodes += NODES_OF_A_ROUND
                child = _with_row(node, split, lower, upper)
                if _left(limits, begun).seconds != 0:
                    child = self._cut(child, split.centre)
                self._take(child, left)
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

    def _cut(self, node: Tight, around: int) -> Tight:
        """Add cuts near what was branched upon, where most has changed."""
        for _ in range(NODE_ROUNDS):
            before = node.relaxed.objective
            if self._hopeless(before):
                break
            node = self._cutting.round(node, self._best.objective, splits=True, around=around)
            gap = self._best.objective - before
            if node.relaxed.objective - before < WORTH_A_ROUND * gap:
                break
        return node

    def _take(self, node: Tight, limits: Limits) -> None:
        """Let a node wait for its branches, unless it can be decided at once."""
        if self._hopeless(node.relaxed.objective):
            return
        node = node.settled(self._best.objective)
        programme, values = node.programme, node.relaxed.values
        if _is_whole(programme, values):
            self._best = _Best(values, node.relaxed.objective)
        elif _left_to_choose(node) <= FEW:
            self._decide(node, limits)
        else:
            heapq.heappush(self._waiting, (node.relaxed.objective, self._nodes, node))

    def _decide(self, node: Tight, limits: Limits) -> None:
        hopeless = self._best.objective - self._enough
        outcome = minimise(node.programme, limits, hopeless=hopeless)
        self._nodes += outcome.nodes
        if outcome.values is not None and outcome.objective < hopeless:
            self._best = _Best(outcome.values, outcome.objective)
        if not self._hopeless(outcome.bound):
            bound = max(outcome.bound, node.relaxed.objective)
            self._given_up = min(self._given_up, bound)

    def _chosen(self, node: Tight) -> Split:
        """Return the split whose sides both cost much, of some tried out."""
        values, programme = node.relaxed.values, node.programme
        splits = splits_at(self._cutting.alike, values, self._generator, TRIED)
        if not splits:
            values = np.where(programme.whole, values, 0.0)
            site = int(np.argmax(np.abs(values - np.rint(values))))
            return Split(site, np.array([site]), int(values[site]))
        most = np.array([float(split.most) for split in splits])
        gains = rises(
            programme,
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


def _left_to_choose(node: Tight) -> int:
    """Return how many whole variables are not fixed."""
    programme = node.programme
    return int((programme.whole & (programme.upper > programme.lower)).sum())


def _is_whole(programme: Programme, values: Floats) -> bool:
    away = np.abs(values - np.rint(values))[programme.whole]
    return bool((away <= TOLERANCE).all())


def _members(splits: list[Split], columns: int) -> sparse.csr_array[np.float64]:
    """Return a row with ones at the sites of each split."""
    sites = np.concatenate([split.sites for split in splits])
    begin = np.cumsum([0, *(split.sites.size for split in splits)])
    ones: Floats = np.ones(sites.size)
    return sparse.csr_array((ones, sites, begin), shape=(len(splits), columns))


def _with_row(node: Tight, split: Split, lower: float, upper: float) -> Tight:
    """Return a node with one more row that stays; what it closes is closed by bounds."""
    before = node.programme
    row = _members([split], before.cost.size)
    highest = before.upper.copy()
    if upper == 0:
        highest[split.sites] = np.maximum(before.lower[split.sites], 0.0)
    programme = replace(
        before,
        upper=highest,
        rows=sparse.csr_array(sparse.vstack([row, before.rows])),
        row_lower=np.concatenate([[lower], before.row_lower]),
        row_upper=np.concatenate([[upper], before.row_upper]),
    )
    return Tight(programme, node.stay + 1, relax(programme))
