"""What the programmes of a study cost, beside the money there is, before any is placed."""

from __future__ import annotations

from geoplan.programme.items import work
from geoplan.programme.phases import bound_money, envelopes
from geoplan.siting.levels import steps
from geoplan.study import Study
from geoplan.study_kinds import Kind
from geoplan.study_money import Money
from geoplan.study_programmes import MarketProgramme, SitedProgramme


def budget_lines(study: Study) -> list[str]:
    """Return the costs of the programmes and the money of the sources, a line for each.

    Upgrades are left out: which kinds they are is known once they are ranked. A study without
    money has no lines.
    """
    money = study.money
    if money is None:
        return []
    return [*_costs(study, money), *_sources(money)]


def _costs(study: Study, money: Money) -> list[str]:
    lines = []
    for key, counts in _counts(study).items():
        cost = sum(
            count * work(study, money, key, kind).cost_bn_vnd for kind, count in counts.items()
        )
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
        lines.append(f"{key}: {kinds}, {cost:,.0f} bn VND at prices of {money.base_year}")
    return lines


def _counts(study: Study) -> dict[str, dict[Kind, int]]:
    """Return how many facilities of which kind each programme has, without upgrades."""
    counts: dict[str, dict[Kind, int]] = {
        study.programme_id(study.coverage_programme): {
            step.kind: step.count for step in steps(study)
        }
    }
    for key, programme in study.programmes.items():
        if isinstance(programme, MarketProgramme):
            counts[key] = {"private_hospital": programme.count.value}
        elif isinstance(programme, SitedProgramme) and programme.switched_on:
            counts[key] = {programme.kind: programme.count.value}
    return counts


def _sources(money: Money) -> list[str]:
    given, bound = envelopes(money).sum(axis=1), bound_money(money).sum(axis=1)
    lines = []
    for (name, source), total, taken in zip(money.sources.items(), given, bound, strict=True):
        reserve = total * source.reserve_share.value
        lines.append(
            f"{name}: {total:,.0f} bn VND in {money.years[0]}–{money.years[-1]}, {reserve:,.0f} in "
            f"reserve, {taken:,.0f} for lines without a place: {total - reserve - taken:,.0f} left "
            "to build with"
        )
    return lines
