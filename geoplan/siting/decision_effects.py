"""What each decision does to a plan: what the plan would be without it, all else as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geoplan.layers.decision_rules import Decision
from geoplan.layers.read import StudyLayers
from geoplan.siting.capacitated.explain import Covered
from geoplan.siting.capacitated.undecided import Bound
from geoplan.siting.decided import Settled, settled
from geoplan.siting.market import undecided as market_undecided
from geoplan.siting.market.entry import MarketEntry
from geoplan.siting.market.huff import HospitalMarket
from geoplan.siting.market.search import EntryRules
from geoplan.siting.undecided import Undecided

if TYPE_CHECKING:
    from geoplan.siting.public import PublicAnswer


class Effect(NamedTuple):
    """What one decision does to the facilities of one kind.

    Parameters
    ----------
    decision
        In force.
    kind
        Of facility.
    without
        What would change without it; None where that cannot be told: the facility could not go
        back to its place, or a forbidden place is no candidate site of the kind.
    other
        The site that a facility would go to then, "" for none.
    """

    decision: Decision
    kind: str
    without: Undecided | None
    other: str


def public_effects(answer: PublicAnswer, layers: StudyLayers) -> list[Effect]:
    """Return what decisions do to one step of the public programme, in the order of the file."""
    has = settled(layers, answer.step.kind)
    if not (has.required or has.forbids):
        return []
    level, index = answer.level, answer.places.index
    bound = Bound(level.problem, answer.siting.order, Covered(level.cover))
    return _effects(
        answer.step.kind,
        has,
        index,
        (bound.without_pin, bound.without_forbidding, bound.at_its_place),
    )


def private_effects(
    market: HospitalMarket,
    rules: EntryRules,
    entry: MarketEntry,
    has: Settled,
    sites: pd.Index[str],
) -> list[Effect]:
    """Return what decisions do to the private hospitals, in the order of the file."""
    return _effects(
        "private_hospital",
        has,
        sites,
        (
            lambda site: market_undecided.without_pin(market, entry, site),
            lambda site: market_undecided.without_forbidding(market, rules, entry, site),
            lambda plot, place: market_undecided.at_its_place(market, rules, entry, plot, place),
        ),
    )


def gathered(effects: Sequence[Effect]) -> list[Effect]:
    """Return the effects of each decision by its number; of a forbidden place those that cost.

    A place is forbidden to every kind. Where that costs none of them anything, one effect says so.
    """
    kept: dict[str, list[Effect]] = {}
    for effect in effects:
        kept.setdefault(effect.decision.decision_id, []).append(effect)
    told = []
    for own in kept.values():
        known = [each for each in own if each.without is not None]
        costly = [each for each in known if each.other]
        told += own if own[0].decision.what != "forbid" else costly or (known or own)[:1]
    return sorted(told, key=lambda effect: int(effect.decision.decision_id[1:]))


def _effects(
    kind: str,
    has: Settled,
    sites: pd.Index[str],
    without: tuple[
        Callable[[int], Undecided],
        Callable[[int], Undecided],
        Callable[[int, int], Undecided | None],
    ],
) -> list[Effect]:
    numbers = {str(label): number for number, label in enumerate(sites)}
    pin, forbid, choose = without
    effects = []

    def add(decision: Decision, found: Undecided | None) -> None:
        other = str(sites[found.site]) if found is not None and found.site >= 0 else ""
        effects.append(Effect(decision, kind, found, other))

    for each in has.pins:
        add(each, pin(numbers[has.at(each)]))
    for each in has.forbids:
        place = numbers.get(has.at(each))
        add(each, None if place is None else forbid(place))
    for each in has.choices:
        place = numbers.get(has.places[each.site_id])
        add(each, None if place is None else choose(numbers[has.at(each)], place))
    return effects
