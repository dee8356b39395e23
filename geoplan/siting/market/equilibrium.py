r"""Where entrants end up when each looks only after its own market.

The plan places entrants where the group captures most. An investor who owns one of them asks
something else: where does my hospital win most, the others being where they are? With
:math:`w_k(S)` the market that entrant *k* wins when the sites *S* are open, a placement is an
equilibrium when nobody gains by moving alone:

.. math::

    w_k(s_1, \dots, s_k, \dots, s_p) \ge w_k(s_1, \dots, s, \dots, s_p)
    \quad \text{for every } k \text{ and every permitted } s.

Permitted is what keeps the spacing and leaves every entrant its minimum market: the rules bind the
group, as a province that grants the licences would have it. It is sought by best response: from the
plan on, one entrant after another moves to where it wins most. When a full round passes without a
move, that is an equilibrium. There need not be one: when a placement recurs with the same entrant
to move next, the moves would go round for ever.

What the group captures at the equilibrium, less than the best that it could, is the price of
anarchy.

Sources: Nash (1951), Non-cooperative games, Annals of Mathematics 54, 286–295; Rosen (1965),
Existence and uniqueness of equilibrium points for concave n-person games, Econometrica 33,
520–534, for rules that bind the group; Koutsoupias and Papadimitriou (1999), Worst-case
equilibria, STACS 99, LNCS 1563, 404–413, for the price of anarchy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geoplan.siting.market.entry import MarketEntry
from geoplan.siting.market.field import Floats, MarketField, Whole, captured, patients, served
from geoplan.siting.market.huff import HospitalMarket
from geoplan.siting.market.search import EntryRules, best_response

ROUNDS_MAX = 100  # an equilibrium is reached, or a placement recurs, within a few


@dataclass(frozen=True)
class Responses:
    """How best responses went.

    Parameters
    ----------
    sites
        Where the entrants stand in the end, shape (count,).
    settled
        Whether nobody gains by moving alone.
    cycle
        Placements that follow one another for ever, ``sites`` among them; 0 when none recurred.
    rounds
        Times that all had their turn; the last one counts though it may be cut short.
    """

    sites: Whole
    settled: bool
    cycle: int
    rounds: int


@dataclass(frozen=True)
class Equilibrium:
    """What comes of a plan when every investor moves where it wins most; people are not rounded.

    Parameters
    ----------
    responses
        Where the entrants stand, in the order of the plan, and whether it is an equilibrium.
    patients
        People whom each wins for itself there, shape (count,).
    newly_served
        Those whom no hospital serves without the entrants, all together.
    objective
        People captured by the group there, as investors count them.
    planned
        The same at the sites of the plan.
    bound
        No group of as many entrants captures more.
    better_site
        Site where each entrant of the plan would win most by moving alone, shape (count,); its
        present one when it would win no more anywhere.
    regret
        People, as investors count them, whom it would win more there; shape (count,).
    """

    responses: Responses
    patients: Floats
    newly_served: float
    objective: float
    planned: float
    bound: float
    better_site: Whole
    regret: Floats

    @property
    def loss(self) -> float:
        """Share of what the plan captures that the group forgoes; below 0 if it captures more."""
        return 1 - self.objective / self.planned if self.planned > 0 else 0.0

    @property
    def loss_max(self) -> float:
        """Share of the most that any group could capture, at the most, that it forgoes."""
        return 1 - self.objective / self.bound if self.bound > 0 else 0.0


def find_equilibrium(market: HospitalMarket, rules: EntryRules, entry: MarketEntry) -> Equilibrium:
    """Let the entrants of a plan move where each wins most for itself.

    Parameters
    ----------
    market
        That they entered.
    rules
        That they keep to.
    entry
        The plan.
    """
    field, heads = market.field, market.heads
    plan = entry.order.tolist()
    alone = [best_response(field, rules, plan, entrant) for entrant in range(len(plan))]
    responses = respond(field, rules, plan)
    sites = responses.sites.tolist()
    return Equilibrium(
        responses=responses,
        patients=patients(heads, sites).sum(axis=0),
        newly_served=served(heads, sites) - served(heads, []),
        objective=captured(field, sites),
        planned=entry.objective,
        bound=entry.bound,
        better_site=np.array([site for site, _ in alone], np.int64),
        regret=np.array([gain for _, gain in alone], np.float64),
    )


def respond(field: MarketField, rules: EntryRules, start: Sequence[int]) -> Responses:
    """Let entrants move in turn until nobody gains by moving alone, or a placement recurs.

    Parameters
    ----------
    field, rules
        The market, and what to keep to.
    start
        Site of each entrant, which keep the rules; the first one has the first turn.
    """
    group, count = list(start), len(start)
    seen: dict[tuple[int, ...], int] = {}  # who moved last and where all stood then: which move
    turns = unmoved = cycle = 0
    while unmoved < count and turns < ROUNDS_MAX * count:
        entrant = turns % count
        turns += 1
        site, _ = best_response(field, rules, group, entrant)
        if site == group[entrant]:
            unmoved += 1
            continue
        group[entrant], unmoved = site, 1
        state = (entrant, *group)
        if state in seen:
            cycle = len(seen) - seen[state]
            break
        seen[state] = len(seen)
    return Responses(
        sites=np.array(group, np.int64),
        settled=unmoved == count,
        cycle=cycle,
        rounds=-(-turns // count) if count else 0,
    )
