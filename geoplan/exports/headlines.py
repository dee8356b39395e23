"""The headline figures of a plan, once, for every document that tells them."""

from __future__ import annotations

from typing import NamedTuple

from geoplan.exports.written_whole import WholePlan


class Headline(NamedTuple):
    """A figure that every document of a plan tells alike.

    ``decimals`` is how many it is told with; ``unit`` is ``people``, ``facilities``, ``bn VND``,
    ``share`` (0 to 1, told in percent) or ``min``.
    """

    key: str
    value: float
    unit: str
    decimals: int
    label_vi: str
    label_en: str


def headlines(plan: WholePlan) -> list[Headline]:
    """Return the headline figures of a plan, as its ``plan.json`` holds them."""
    coverage = plan.about["coverage"]
    people, share = coverage["people_covered"], coverage["covered_share"]
    found = [
        Headline("people_total", coverage["people_total"]["after"], "people", 0,
                 "Dân số", "People"),
        Headline("people_covered_before", people["before"], "people", 0,
                 "Người được bao phủ hiện nay", "People covered today"),
        Headline("people_covered_after", people["after"], "people", 0,
                 "Người được bao phủ theo phương án", "People covered with the plan"),
        Headline("covered_share_before", share["before"], "share", 1,
                 "Tỷ lệ bao phủ hiện nay", "Share covered today"),
        Headline("covered_share_after", share["after"], "share", 1,
                 "Tỷ lệ bao phủ theo phương án", "Share covered with the plan"),
    ]  # fmt: skip
    for key, programme in plan.about["programmes"].items():
        words = programme["title_vi"], programme["title_en"]
        found.append(Headline(f"count_{key}", programme["count"], "facilities", 0, *words))
    if plan.phases is not None:
        built, left = (plan.about["phases"][key] for key in ("built", "not_built"))
        spent = round(float(plan.phases["spent_bn_vnd"].sum()), 3)
        found += [
            Headline("spent_bn_vnd", spent, "bn VND", 0, "Kinh phí đã bố trí", "Money spent"),
            Headline("facilities_paid", built, "facilities", 0,
                     "Cơ sở đủ kinh phí", "Facilities paid for"),
            Headline("facilities_unpaid", left, "facilities", 0,
                     "Cơ sở chưa đủ kinh phí", "Facilities not paid for"),
        ]  # fmt: skip
    return found
