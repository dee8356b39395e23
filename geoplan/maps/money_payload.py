"""What the page carries of money, years and targets."""

from __future__ import annotations

from typing import Any

from geoplan.maps.plain import both, plain
from geoplan.reports.money import phases
from geoplan.result import PlanTables

OTHER_READING = "beds_by_rate"  # of the beds today: a second sentence on the same target


def money(tables: PlanTables) -> dict[str, Any] | None:
    """Return how the programme is phased; None where the study says nothing of money.

    Returns
    -------
    dict
        ``years``, calendar years up to the last opening. ``sources``, each with its title, what it
        gives and what is spent of it by year, what the unpaid facilities lack of it and what
        building all at once would. ``covered``, people covered by primary care at the end of each
        year. All money is in bn VND.
    """
    asked, held, covered = tables.study.money, tables.phases, tables.people_covered_by_year
    if asked is None or held is None or covered is None:
        return None
    told = phases(held, tables.study)
    envelope, spent = (
        held.table.pivot_table(index="year", columns="source", values=f"{name}_bn_vnd")
        for name in ("envelope", "spent")
    )
    lacking = told["staging"].pop("lacking_bn_vnd")
    return {
        "base_year": asked.base_year,
        "horizon": asked.horizon,
        "years": envelope.index.tolist(),
        "covered": [covered[year] for year in envelope.index],
        "sources": [
            {
                "title": both((source.title_vi, source.title_en)),
                "envelope": plain(envelope[name].tolist()),
                "spent": plain(spent[name].tolist()),
                "unpaid": plain(told["unpaid_bn_vnd"][name]),
                "lacking_at_once": plain(lacking[name]),
            }
            for name, source in asked.sources.items()
        ],
        "people_years": plain(told["objective"]),
        "staging": plain(told["staging"]),
        "cuts": [
            {name: plain(cut[name]) for name in ("share", "people_years", "dropped", "delayed")}
            for cut in told["cuts"]
        ],
        "curve": plain(told["curve"]),
    }


def targets(tables: PlanTables) -> list[dict[str, Any]]:
    """Return the sentence of each target, and whether the plan falls short of it.

    ``short`` is None of a second sentence on the same target.
    """
    if tables.targets is None:
        return []
    return [
        {
            **both((each.words_vi, each.words_en)),
            "short": None if each.indicator == OTHER_READING else each.shortfall > 0,
        }
        for each in tables.targets.headline
    ]
