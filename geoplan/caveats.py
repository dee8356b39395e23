"""What a reader must know before using the figures of a plan."""

from __future__ import annotations

from geoplan.checking import located_counts
from geoplan.layers.read import StudyLayers
from geoplan.numerals import viet
from geoplan.study import Study
from geoplan.travel.words import travel_words

Caveat = tuple[str, str]  # Vietnamese, English


def caveats(study: Study, layers: StudyLayers) -> list[Caveat]:
    """Return what a reader must know before using a plan's figures, the weightiest first."""
    return [
        *_what_if(study),
        *_decisions(layers),
        _travel(study, layers),
        *_hospitals(study, layers),
        *_positions(layers),
        _population(layers),
        *_programmes(study),
        *_unverified(study),
    ]


def _what_if(study: Study) -> list[Caveat]:
    if not study.changes:
        return []
    vi, en = (
        "; ".join(f"{each.key} = {each.value} ({word} {each.instead_of})" for each in study.changes)
        for word in ("thay cho", "instead of")
    )
    return [(f"Phương án giả định: {vi}.", f"A what-if: {en}.")]


def _decisions(layers: StudyLayers) -> list[Caveat]:
    if not layers.torn_decisions:
        return []
    lines = ", ".join(map(str, layers.torn_decisions))
    return [
        (
            f"Tệp quyết định: dòng {lines} bị ngắt khi đang ghi nên không được tính.",
            f"The file of decisions: line {lines} was cut off while it was written and does not "
            "count.",
        )
    ]


def _travel(study: Study, layers: StudyLayers) -> Caveat:
    vi, en = travel_words(study, layers.roads)
    limit = (
        "sông ít cầu có thể làm thời gian thật dài hơn",
        "where a river has few bridges, real times are longer",
    )
    if layers.roads is not None:
        limit = (
            "tốc độ là giả định, chưa đo; đèn đỏ và rẽ chỉ tính chung trong tốc độ",
            "speeds are assumed, not measured; lights and turns count in them only on the whole",
        )
    return f"Thời gian đi lại: {vi}; {limit[0]}.", f"Travel times: {en}; {limit[1]}."


def _hospitals(study: Study, layers: StudyLayers) -> list[Caveat]:
    counts = located_counts(study, layers).loc[list(study.standards.hospital.kinds)]
    located, published = int(counts["located"].sum()), int(counts["published"].sum())
    if published == 0:
        return [
            (
                f"Đã định vị {located} bệnh viện; chưa biết có tất cả bao nhiêu. Bệnh viện chưa "
                "định vị không tính vào thị trường và khoảng cách.",
                f"{located} hospitals are located; how many there are is not known. Those that "
                "are not located count neither in the market nor in distances.",
            )
        ]
    return [
        (
            f"Mới định vị được {located} trong {published} bệnh viện; bệnh viện chưa định vị không "
            "tính vào thị trường và khoảng cách.",
            f"{located} of {published} hospitals are located; those that are not count neither in "
            "the market nor in distances.",
        )
    ]


def _positions(layers: StudyLayers) -> list[Caveat]:
    modelled = int((layers.facilities["position_quality"] == "modelled").sum())
    if modelled == 0:
        return []
    return [
        (
            f"{viet(modelled)} trạm y tế có vị trí mô hình (ô đông dân nhất trong địa bàn của "
            "trạm), chưa khảo sát.",
            f"{modelled:,} stations have modelled positions (the most populated cell of the area "
            "that they serve), not surveyed.",
        )
    ]


def _population(layers: StudyLayers) -> Caveat:
    official, raster = layers.demand["people"].sum(), layers.demand["people_raster"].sum()
    vi = f"Dân số: {viet(official)} người theo công bố, phân bổ theo ô 1 km"
    en = f"Population: {official:,} as published, spread over 1 km cells"
    if raster == 0:
        return f"{vi}.", f"{en}."
    return (
        f"{vi}; số gốc của các ô là {viet(raster)}.",
        f"{en}; the cells themselves hold {raster:,.0f}.",
    )


def _programmes(study: Study) -> list[Caveat]:
    if study.money is None:
        return []
    return [
        (
            "Số người hưởng lợi cộng qua các chương trình: một người có thể được tính nhiều lần. "
            "Đơn giá, vốn từng năm và cách chia theo loại cơ sở lấy theo hồ sơ đầu vào.",
            "People gained are added up over programmes: one person may count several times. Unit "
            "costs, yearly envelopes and the split by kind are those of the study.",
        )
    ]


def _unverified(study: Study) -> list[Caveat]:
    unverified = sum(not row.verified for row in study.assumptions())
    if unverified == 0:
        return []
    return [
        (
            f"{unverified} giả định chưa được kiểm chứng; xem phần Giả định.",
            f"{unverified} assumptions are not verified; see Assumptions.",
        )
    ]
