"""The headline figures of a plan, once, for every document that tells them."""

from __future__ import annotations

from typing import NamedTuple

from geoplan.exports.written_whole import WholePlan
from geoplan.words.catalogue import Text, catalogue
from geoplan.words.wording import Wording


class Headline(NamedTuple):
    """A figure that every document of a plan tells alike.

    ``unit`` is ``people``, ``facilities``, ``bn VND`` or ``share`` (0 to 1, told in percent).
    """

    key: str
    value: float
    unit: str
    label: Text

    def told(self, words: Wording) -> str:
        """Return the value as every document writes it, without its unit."""
        if self.unit == "share":
            return words.percent(self.value)
        return words.number(self.value)


def headlines(plan: WholePlan) -> list[Headline]:
    """Return the headline figures of a plan, as its ``plan.json`` holds them."""
    coverage = plan.about["coverage"]
    people, share = coverage["people_covered"], coverage["covered_share"]
    found = [
        _named("people_total", coverage["people_total"]["after"], "people"),
        _named("people_covered_before", people["before"], "people"),
        _named("people_covered_after", people["after"], "people"),
        _named("covered_share_before", share["before"], "share"),
        _named("covered_share_after", share["after"], "share"),
    ]
    for key, programme in plan.about["programmes"].items():
        title = Text(programme["title_vi"], programme["title_en"])
        found.append(Headline(f"count_{key}", programme["count"], "facilities", title))
    if plan.phases is not None:
        built, left = (plan.about["phases"][key] for key in ("built", "not_built"))
        spent = round(float(plan.phases["spent_bn_vnd"].sum()), 3)
        found += [
            _named("spent_bn_vnd", spent, "bn VND"),
            _named("facilities_paid", built, "facilities"),
            _named("facilities_unpaid", left, "facilities"),
        ]
    return found


def _named(key: str, value: float, unit: str) -> Headline:
    return Headline(key, value, unit, catalogue("export")[f"headline.{key}"])
