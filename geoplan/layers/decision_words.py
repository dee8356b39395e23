"""A decision in a sentence, Vietnamese and English."""

from __future__ import annotations

from geoplan.labels import LABELS
from geoplan.layers.decision_rules import Decision

HOSPITALS = {
    "municipal": "municipal hospital",
    "regional": "regional hospital",
    "ministry": "hospital of a ministry",
}


def kind_words(kind: str) -> tuple[str, str]:
    """Return what one facility of a kind is called: (Vietnamese, English).

    Examples
    --------
    >>> kind_words("commune_station")
    ('trạm y tế', 'commune station')
    """
    vi = LABELS.get(kind, (kind, kind))[0]
    return vi[:1].lower() + vi[1:], HOSPITALS.get(kind, kind.replace("_", " "))


def decision_words(decision: Decision) -> tuple[str, str]:
    """Return what was decided, by whom, when and why: (Vietnamese, English).

    Examples
    --------
    >>> decision_words(
    ...     Decision("D1", "forbid", "SC7", "", "", "", "", "flooded", "Lan", "2026-05-04")
    ... )[1]
    'D1: no new facility may stand at SC7 (Lan, 2026-05-04: flooded)'
    """
    vi, en = kind_words(decision.kind)
    site, parcel, norm = decision.site_id, decision.parcel_id, decision.norm
    said = {
        "pin": (f"{site} phải có {vi}", f"a {en} must stand at {site}"),
        "forbid": (
            f"không đặt cơ sở mới tại {site}",
            f"no new facility may stand at {site}",
        ),
        "choose": (
            f"{vi} của {site} đặt tại thửa {parcel}",
            f"the {en} of {site} goes to the parcel {parcel}",
        ),
        "waive": (
            f"miễn tiêu chuẩn {norm} cho {vi} tại thửa {parcel}",
            f"the norm {norm} is waived for a {en} on the parcel {parcel}",
        ),
        "reject": (
            f"không đề xuất lại thửa {parcel}" + (f" cho {site}" if site else ""),
            f"the parcel {parcel} is not offered again" + (f" for {site}" if site else ""),
        ),
        "reopen": (f"xét lại {decision.reopens}", f"{decision.reopens} is taken back"),
    }
    taken = f"({decision.by}, {decision.when}: {decision.why})"
    words_vi, words_en = said[decision.what]
    return (
        f"{decision.decision_id}: {words_vi} {taken}",
        f"{decision.decision_id}: {words_en} {taken}",
    )
