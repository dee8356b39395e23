"""The words of a dossier, Vietnamese and English."""

from __future__ import annotations

from typing import Any, Literal

from geoplan.numerals import with_vietnamese_separators

Language = Literal["vi", "en"]

WORDS = {
    "title": ("Hồ sơ vị trí {site}: {kind}, {commune}",
              "Dossier of site {site}: {kind}, {commune}"),
    "rank": ("hạng {rank}", "rank {rank}"),
    "made_up": ("THỬA ĐẤT GIẢ ĐỊNH: các thửa ghi dấu * không có thật, chỉ để thử",
                "MADE-UP PARCELS: plots marked * do not exist and are here to try things out"),
    "why": ("Vì sao đặt ở đây", "Why here"),
    "facts.people": ("Người được thêm nếu xây tại vị trí", "People added at the site"),
    "facts.least": ("Đất tối thiểu", "Least plot"),
    "facts.plots": ("Thửa của phường, xã · đủ lớn · trong vùng tìm",
                    "Plots of the commune · large enough · in the search area"),
    "facts.area": ("Vùng tìm thửa (giữ ≥ {share} lợi ích)",
                   "Search area (keeps ≥ {share} of the gain)"),
    "facts.standing": ("Danh sách dưới đây", "The list below"),
    "map.site": ("vị trí đề xuất", "recommended site"),
    "map.area": ("vùng tìm thửa", "search area"),
    "map.commune": ("ranh giới phường, xã", "commune"),
    "map.plot": ("thửa (số như bảng)", "plot (number as below)"),
    "map.given": ("thửa dành cho vị trí", "plot given to the site"),
    "map.facility": ("cơ sở hiện có", "facility today"),
    "map.north": ("B", "N"),
    "plots": ("Thửa đất, tốt nhất trước", "Plots, the best first"),
    "column.number": ("Số", "No."),
    "column.plot": ("Thửa", "Plot"),
    "column.shape": ("Hình", "Shape"),
    "column.area": ("Diện tích m²: khai · đo · dùng được", "Area m²: stated · measured · usable"),
    "column.score": ("Điểm và các phần", "Score and its parts"),
    "column.gain": ("Lợi ích giữ", "Gain kept"),
    "column.people": ("Người thêm", "People"),
    "given.here": ("dành cho vị trí này", "given to this site"),
    "given.other": ("dành cho {site}", "given to {site}"),
    "for": ("Thuận: ", "For: "),
    "against": ("Nghịch: ", "Against: "),
    "unknown": ("Chưa rõ: ", "Unknown: "),
    "norms": ("Tiêu chuẩn: ", "Norms: "),
    "nothing": ("không có gì đáng kể", "nothing that stands out"),
    "more": ("Còn {n} thửa nữa trong danh sách: parcels.csv.",
             "{n} more plots are on the list: parcels.csv."),
    "scoring": ("Các phần của điểm (trọng số)", "Parts of the score (weight)"),
    "scale": ("Các hình cùng tỷ lệ, cạnh ô xám {m} m.",
              "Shapes at one scale, the grey square is {m} m wide."),
    "firm.one": ("Danh sách chỉ có một thửa nên thứ tự không phụ thuộc trọng số.",
                 "The list has one plot only, so no weight can change its order."),
    "firm.all": ("Thửa 1 vẫn đứng đầu dù trọng số nào đổi ±{change}.",
                 "Plot 1 stays first whichever weights change by ±{change}."),
    "firm.some": ("Thửa 1 vẫn đứng đầu trong {share} các cách đổi trọng số ±{change}.",
                  "Plot 1 stays first in {share} of the changes of weights by ±{change}."),
    "firm.near": ("Gần vượt nhất: {plot}, khi tiêu chí “{criterion}” đổi.",
                  "Nearest to overtaking it: {plot}, when “{criterion}” changes."),
    "none": ("Chưa có thửa nào cho vị trí này", "There is no plot for this site"),
    "none.unread": ("Chưa đọc thửa nào của phường, xã này.",
                    "No parcel of this commune has been read."),
    "none.small": ("{n} thửa của phường, xã được xét; không thửa nào, kể cả gộp lại hay được miễn "
                   "theo mức của nghiên cứu, đủ {least}.",
                   "{n} plots of the commune were looked at; none has {least}, not even several "
                   "together or with the waiver that the study allows."),
    "none.far": ("{n} thửa của phường, xã đủ {least} nhưng không dùng được cho vị trí này.",
                 "{n} plots of the commune have {least}, but cannot be used for this site."),
    "none.do": ("Việc cần làm", "What to do"),
    "none.read": ("Đọc tệp địa chính, danh sách trụ sở dôi dư của phường, xã: geoplan parcels "
                  "read.",
                  "Read the cadastral file and the list of surplus premises of the commune: "
                  "geoplan parcels read."),
    "none.waive": ("Nếu có thửa nhỏ hơn mà dùng được, ghi quyết định miễn tiêu chuẩn: geoplan "
                   "decide waive.",
                   "If a smaller plot will do, record the waiver: geoplan decide waive."),
    "none.forbid": ("Nếu nơi này không thể có đất, loại vị trí rồi lập lại phương án: geoplan "
                    "decide forbid {site}, geoplan plan.",
                    "If there can be no land here, forbid the site and plan again: geoplan decide "
                    "forbid {site}, geoplan plan."),
    "decision": ("Quyết định", "Decision"),
    "decision.as_listed": ("như khi lập danh sách", "as they stood when the lists were made"),
    "decision.now": ("như trong tệp quyết định hiện nay", "as the file of decisions has them now"),
    "decision.none": ("Chưa có quyết định nào.", "There is none yet."),
    "decision.line": ("Chọn thửa số ……… Lý do: ……………………………………………………………………………………………………………………",
                      "Plot no. ……… chosen. Reason: ……………………………………………………………………………………………………………"),
    "decision.line.none": ("Việc đã quyết: …………………………………………………………………………………………………………………………………………",
                           "What was decided: ……………………………………………………………………………………………………………………………………"),
    "sign.made": ("Người lập", "Prepared by"),
    "sign.commune": ("Đại diện phường, xã, đặc khu", "For the commune"),
    "sign.decided": ("Người quyết định", "Decided by"),
    "sign.below": ("(ký, ghi rõ họ tên, ngày)", "(signature, name, date)"),
    "foot.source": ("{study} · geoplan {version} · thửa lưu ngày {day} · parcels {parcels} · "
                    "phương án {plan}",
                    "{study} · geoplan {version} · parcels stored on {day} · parcels {parcels} · "
                    "plan {plan}"),
    "foot.modelled": ("Mô hình: thời gian đi lại ({travel}), số người, lợi ích.",
                      "Modelled: travel times ({travel}), people, gain."),
    "foot.assumed": ("Giả định: trọng số, điểm của tiêu chí, tiêu chuẩn “cần kiểm chứng”.",
                     "Assumed: weights, worths of the criteria, norms “to be verified”."),
    "foot.assumed.norms": ("Giả định: tiêu chuẩn “cần kiểm chứng”.",
                           "Assumed: norms “to be verified”."),
    "foot.surveyed": ("Đo đạc: ranh giới và diện tích khai là của tệp {files}, không đo lại.",
                      "Surveyed: borders and stated areas are those of {files}, not measured "
                      "again."),
    "foot.made_up": ("Bịa ra để thử, không đo đạc: thửa ghi dấu * của tệp {files}.",
                     "Made up, not surveyed: the plots marked * of {files}."),
    "m2": ("{n} m²", "{n} m²"),
    "km2": ("{n} km²", "{n} km²"),
    "people": ("{n} người", "{n} people"),
    "not_known": ("–", "–"),
    "criterion.gain_kept": ("giữ {kept} lợi ích", "keeps {kept} of the gain"),
    "criterion.area": ("{share} diện tích cần", "{share} of the area needed"),
    "criterion.shape": ("rộng {width} m, độ gọn {compactness}",
                        "{width} m wide, compactness {compactness}"),
    "criterion.road": ("cách đường {m} m", "{m} m from a road"),
    "criterion.land_use": ("loại đất {use}", "land use {use}"),
    "criterion.clearance": ("{status}", "{status}"),
    "criterion.hazard": ("{share} trong vùng ngập, thiên tai", "{share} in flood or hazard areas"),
    "criterion.price": ("giá đất {price} triệu đồng/m²", "land at {price} m VND/m²"),
}  # fmt: skip


class Teller:
    """Words and numbers in one language.

    Parameters
    ----------
    language
        ``vi`` or ``en``.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.number = 0 if language == "vi" else 1

    def say(self, key: str, **values: object) -> str:
        """Return the words of a key with values put in."""
        return WORDS[key][self.number].format(**values)

    def pair(self, words: tuple[str, str]) -> str:
        """Return one of two texts."""
        return words[self.number]

    def decimal(self, value: Any, decimals: int = 0) -> str:
        """Return a number as the language writes it; a dash where it is not known."""
        if value is None or value != value:  # noqa: PLR0124 - NaN is not itself
            return self.say("not_known")
        text = f"{value:,.{decimals}f}"
        return with_vietnamese_separators(text) if self.language == "vi" else text

    def percent(self, share: Any, decimals: int = 0) -> str:
        """Return a share in percent."""
        known = share is not None and share == share  # noqa: PLR0124
        return f"{self.decimal(100 * share, decimals)}%" if known else self.say("not_known")
