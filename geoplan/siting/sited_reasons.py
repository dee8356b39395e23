"""One sentence of reason for each place of a few, in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass

from geoplan.labels import LABELS
from geoplan.numerals import viet
from geoplan.siting.reasons import COMMUNES_NAMED

NEAREST_FOR_NOBODY = ("Không phải là nơi gần nhất của ai.", "The nearest for nobody.")
PROXY = {  # what stands for a criterion that is not known itself
    "space": (
        " (đo bằng số dân trong vòng 1 km khi chưa có số liệu thửa đất)",
        " (by people living within 1 km, a proxy until parcels are known)",
    )
}


@dataclass(frozen=True)
class NearestFigures:
    """What the reason of a place is built from that is the nearest one for people.

    ``communes`` are those where they live, the one with most of them first; ``people_near`` of them
    live within ``limit_min``. ``farthest`` is the commune of those who are ``longest_min`` away,
    empty where the longest time does not matter.
    """

    older: bool
    communes: list[str]
    people: int
    people_near: int
    limit_min: float
    mean_min: float
    farthest: str
    longest_min: float


@dataclass(frozen=True)
class CriteriaFigures:
    """What the reason of a place chosen by criteria is built from.

    Scores lie between 0 and 1; ``next_site`` and ``next_commune`` are empty where there is no other
    site, ``challenger`` where no change of a single weight, in percentage points and of the
    criterion ``contested``, makes another site win.
    """

    score: float
    scores: dict[str, float]
    next_site: str
    next_commune: str
    next_behind: float
    contested: str
    change_points: float
    challenger: str


def nearest_reason(figures: NearestFigures) -> tuple[str, str]:
    """Return the reason of a place that is the nearest one for people: (Vietnamese, English).

    Examples
    --------
    >>> nearest_reason(
    ...     NearestFigures(True, ["Phường A", "Xã B"], 9812, 9100, 60, 21.3, "Xã B", 74.2)
    ... )[1]
    'The nearest for 9,812 older people in Phường A, Xã B, 21.3 min away on average; 9,100 of them \
live within 60 min; the farthest, in Xã B, 74.2 min away.'
    """
    named = ", ".join(figures.communes[:COMMUNES_NAMED])
    others = len(figures.communes) - COMMUNES_NAMED
    decimals = 0 if figures.limit_min == round(figures.limit_min) else 1
    vi = (
        f"Gần nhất với {viet(figures.people)} người{' cao tuổi' if figures.older else ''} ở {named}"
        + (f" và {others} nơi khác" if others > 0 else "")
        + f", trung bình cách {viet(figures.mean_min, 1)} phút; {viet(figures.people_near)} người "
        f"trong số đó ở trong vòng {viet(figures.limit_min, decimals)} phút"
    )
    en = (
        f"The nearest for {figures.people:,} {'older ' if figures.older else ''}people in {named}"
        + (f" and {others} more" if others > 0 else "")
        + f", {figures.mean_min:,.1f} min away on average; {figures.people_near:,} of them live "
        f"within {figures.limit_min:,.{decimals}f} min"
    )
    if figures.farthest:
        vi += f"; xa nhất là ở {figures.farthest}, cách {viet(figures.longest_min, 1)} phút"
        en += f"; the farthest, in {figures.farthest}, {figures.longest_min:,.1f} min away"
    return vi + ".", en + "."


def criteria_reason(figures: CriteriaFigures) -> tuple[str, str]:
    """Return the reason of a place chosen by criteria: (Vietnamese, English).

    Examples
    --------
    >>> criteria_reason(
    ...     CriteriaFigures(0.8, {"people": 0.9, "space": 0.1}, "S1", "Xã B", 0.05, "", 0, "")
    ... )[1]
    'Scores 0.800 of 1: people nearby 0.90, space 0.10 (by people living within 1 km, a proxy \
until parcels are known); the next best site, S1 in Xã B, scores 0.050 less; no change of a single \
weight makes another site win.'
    """
    vi = [f"Đạt {viet(figures.score, 3)} trên 1 điểm: {_scores(figures, 0)}"]
    en = [f"Scores {figures.score:.3f} of 1: {_scores(figures, 1)}"]
    if figures.next_site:
        where = figures.next_site, figures.next_commune
        vi.append(
            f"vị trí tốt tiếp theo, {' ở '.join(where)}, kém {viet(figures.next_behind, 3)} điểm"
        )
        en.append(
            f"the next best site, {' in '.join(where)}, scores {figures.next_behind:.3f} less"
        )
    moved = _moved(figures)
    return "; ".join([*vi, moved[0]]) + ".", "; ".join([*en, moved[1]]) + "."


def _scores(figures: CriteriaFigures, language: int) -> str:
    return ", ".join(
        f"{_label(criterion)[language]} {viet(score, 2) if language == 0 else f'{score:.2f}'}"
        f"{PROXY.get(criterion, ('', ''))[language]}"
        for criterion, score in figures.scores.items()
    )


def _moved(figures: CriteriaFigures) -> tuple[str, str]:
    if not figures.challenger:
        return (
            "thay đổi riêng từng trọng số không làm vị trí khác vượt lên",
            "no change of a single weight makes another site win",
        )
    points = abs(figures.change_points)
    vi_way, en_way = ("tăng", "rises") if figures.change_points >= 0 else ("giảm", "falls")
    vi, en = _label(figures.contested)
    return (
        f"{figures.challenger} vượt lên nếu trọng số của {vi} {vi_way} quá {viet(points, 1)} điểm "
        "phần trăm",
        f"{figures.challenger} wins if the weight of {en} {en_way} by more than {points:.1f} "
        "percentage points",
    )


def _label(criterion: str) -> tuple[str, str]:
    return LABELS[f"weights.{criterion}"]
