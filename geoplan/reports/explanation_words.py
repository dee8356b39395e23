"""The words of explanations, Vietnamese and English."""

from __future__ import annotations

from typing import Literal

from geoplan.labels import LABELS
from geoplan.numerals import with_vietnamese_separators

Language = Literal["vi", "en"]

WORDS = {
    "rank": ("hạng {rank} trên {count}", "rank {rank} of {count}"),
    "gained": ("Người được bao phủ thêm", "People newly covered"),
    "newly_served": ("Người mới có chỗ", "People newly with a place"),
    "captured": ("Người sẽ chọn bệnh viện này", "People it would draw"),
    "taken": ("  trong đó từ bệnh viện khác", "  of them from other hospitals"),
    "travel": ("Đến cơ sở gần nhất", "To the nearest facility"),
    "travel.value": ("{before} → {after} phút", "{before} → {after} min"),
    "saved": ("Tiết kiệm mỗi lượt đi", "Saved on one trip"),
    "saved.value": ("{mean} phút mỗi người, {all} phút tổng cộng",
                    "{mean} min each, {all} min in all"),
    "lost": ("Nếu bỏ, bao phủ giảm", "Fewer covered if dropped"),
    "alternative": ("Vị trí tốt nhất gần đó", "Best other site in reach"),
    "anywhere": ("Vị trí khác tốt nhất", "Best other site anywhere"),
    "fewer": ("{site}: bao phủ ít hơn {people} người", "{site}: {people} fewer covered"),
    "more": ("{site}: bao phủ nhiều hơn {people} người", "{site}: {people} more covered"),
    "fewer.market": ("{site}: thu hút ít hơn {people} người", "{site}: {people} fewer drawn"),
    "more.market": ("{site}: thu hút nhiều hơn {people} người", "{site}: {people} more drawn"),
    "held": ("Giới hạn", "Held by"),
    "held.capacity": ("sức chứa: đã kín chỗ, người chờ chỗ tiếp theo ở {commune}",
                      "capacity: full, the next person left out lives in {commune}"),
    "held.copies": ("số cơ sở: đã kín chỗ, địa điểm không nhận thêm cơ sở",
                    "copies: full, and the site takes no more facilities"),
    "held.distance": ("khoảng cách: còn {idle} chỗ, trong tầm đi tới không còn ai được lợi thêm",
                      "distance: {idle} places left, nobody more in reach would gain"),
    "held.distance.taken": ("khoảng cách: vừa kín chỗ, trong tầm đi tới không còn ai được lợi thêm",
                            "distance: just full, nobody more in reach would gain"),
    "kind": ("Loại cơ sở", "What is built"),
    "upgraded": ("Nâng cấp", "What is upgraded"),
    "depend": ("Người phụ thuộc", "People who depend on it"),
    "reach": ("Người trong tầm đi tới", "People in reach"),
    "cost": ("Chi phí", "Cost"),
    "cost.value": ("{cost} tỷ đồng, giá năm gốc", "{cost} bn VND at prices of the base year"),
    "year": ("Năm hoạt động", "Opens in"),
    "unpaid": ("chưa bố trí được vốn", "the envelopes do not pay for it"),
    "times": ("Cách tính thời gian", "How times are made"),
    "commune": ("Phục vụ ai", "Whom it serves"),
    "column.served": ("có chỗ ở đây", "place here"),
    "column.newly_served": ("mới có chỗ", "newly a place"),
    "column.newly_covered": ("bao phủ thêm", "newly covered"),
    "total": ("Tổng", "Total"),
}  # fmt: skip


def word(language: Language, key: str, **values: object) -> str:
    """Return the words of a key with values put in."""
    return WORDS[key][language == "en"].format(**values)


def number(language: Language, value: float | None, decimals: int = 0) -> str | None:
    """Return a number as the language writes it; None where it is not known."""
    if value is None:
        return None
    text = f"{value:,.{decimals}f}"
    return with_vietnamese_separators(text) if language == "vi" else text


def kind_word(language: Language, kind: str) -> str:
    """Return what a kind of facility is called."""
    return LABELS[kind][language == "en"]


def aligned(language: Language, facts: list[tuple[str, str | None]]) -> list[str]:
    """Return facts that are known as lines with their values below each other."""
    known = [(word(language, key), value) for key, value in facts if value is not None]
    width = max(len(name) for name, _ in known)
    return [f"{name:{width}}  {value}" for name, value in known]
