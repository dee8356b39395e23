"""Sentences about targets, in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass

from geoplan.numerals import viet, with_vietnamese_separators

Words = tuple[str, str]  # Vietnamese, English


@dataclass(frozen=True)
class Tally:
    """What the sentence on one indicator is about, in whole numbers of its unit.

    Parameters
    ----------
    year
        Of the target.
    need
        The target of the whole city.
    today, added
        What there is today, and what the plan adds by the year.
    """

    year: int
    need: int
    today: int
    added: int

    @property
    def planned(self) -> int:
        """What there is by the year."""
        return self.today + self.added

    @property
    def shortfall(self) -> int:
        """What is lacking by the year; below 0: more than needed."""
        return self.need - self.planned


def doctors_words(tally: Tally, *, rate: float, planned_rate: float, notes: list[Words]) -> Words:
    """Return the sentence on doctors; rates are per 10,000 people."""
    vi, en = _against(tally.shortfall)
    return _joined(
        (
            f"Bác sĩ năm {tally.year}: {vi} {viet(tally.need)} bác sĩ ứng với {_vi_rate(rate)} bác "
            f"sĩ trên 10.000 dân; hiện có {viet(tally.today)}, phương án thêm {viet(tally.added)} "
            f"nếu tuyển đủ, thành {_vi_rate(planned_rate)} trên 10.000 dân",
            f"Doctors in {tally.year}: {en} the {tally.need:,} that {_rate(rate)} per 10,000 "
            f"people mean; {tally.today:,} today and {tally.added:,} from the plan, if every post "
            f"is filled, make {_rate(planned_rate)} per 10,000",
        ),
        notes,
    )


def beds_words(tally: Tally, *, rate: float, planned_rate: float, notes: list[Words]) -> Words:
    """Return the sentence on hospital beds; rates are per 10,000 people."""
    vi, en = _against(tally.shortfall)
    return _joined(
        (
            f"Giường bệnh năm {tally.year}: {vi} {viet(tally.need)} giường ứng với {_vi_rate(rate)}"
            f" giường trên 10.000 dân; hiện có {viet(tally.today)}, phương án thêm "
            f"{viet(tally.added)}, thành {_vi_rate(planned_rate)} trên 10.000 dân",
            f"Hospital beds in {tally.year}: {en} the {tally.need:,} that {_rate(rate)} per 10,000 "
            f"people mean; {tally.today:,} today and {tally.added:,} from the plan make "
            f"{_rate(planned_rate)} per 10,000",
        ),
        notes,
    )


def other_reading(counted: Tally, read: Tally, *, rate: float) -> Words:
    """Say what another reading of today's beds, a rate per 10,000 people, would change."""
    vi, en = _against(read.shortfall)
    more = read.today - counted.today
    vi_side, en_side = ("ít hơn", "fewer") if more < 0 else ("nhiều hơn", "more")
    return (
        f"nếu hiểu hiện có {_vi_rate(rate)} giường trên 10.000 dân thì là {viet(read.today)} "
        f"giường, {vi_side} {viet(abs(more))}, và năm {read.year} sẽ {vi} mục tiêu",
        f"read as {_rate(rate)} per 10,000 people, today's beds would be {read.today:,}, "
        f"{abs(more):,} {en_side}, and {read.year} would be {en} the target",
    )


def read_as_rate(rate: float, counted: int) -> Words:
    """Say that today's beds are a rate per 10,000 people here, and how many the table counts."""
    return (
        f"ở đây hiểu hiện có {_vi_rate(rate)} giường trên 10.000 dân, bảng chỉ tiêu tính "
        f"{viet(counted)} giường",
        f"today's beds are here read as {_rate(rate)} per 10,000 people, the table counts "
        f"{counted:,}",
    )


def exceeds(stated: int) -> Words:
    """Say that those with a known place are more than are stated today, and are taken."""
    return (
        f"riêng số đã biết nơi đã nhiều hơn con số {viet(stated)} nêu ra, nên lấy số đó làm "
        "hiện có",
        f"those whose place is known are more than the {stated:,} stated for today, and are taken",
    )


def no_hospital_beds(beds: int) -> Words:
    """Say how many beds of the plan are no hospital beds."""
    return (
        f"{viet(beds)} giường của viện dưỡng lão và trạm y tế trong phương án không tính là giường "
        "bệnh",
        f"{beds:,} beds of nursing homes and stations in the plan are no hospital beds",
    )


def station_words(tally: Tally, *, each: float, stations: int, lacking: tuple[int, int]) -> Words:
    """Return the sentence on doctors of commune stations.

    Parameters
    ----------
    tally
        The doctors.
    each
        Doctors that a station is to have.
    stations
        Stations that operate by the year.
    lacking
        Communes that lack doctors, and how many these lack in all.
    """
    vi, en = _against(tally.shortfall)
    communes, missing = lacking
    spare = missing - tally.shortfall
    notes = []
    if missing and spare:
        notes = [
            (
                f"{viet(communes)} xã, phường, đặc khu thiếu {viet(missing)}, nơi khác thừa "
                f"{viet(spare)}",
                f"communes with too few ({communes:,}) lack {missing:,}, the others have "
                f"{spare:,} to spare",
            )
        ]
    return _joined(
        (
            f"Bác sĩ trạm y tế năm {tally.year}: {vi} {viet(tally.need)} bác sĩ, mỗi trạm "
            f"{_vi_rate(each)} bác sĩ ở {viet(stations)} trạm; hiện có {viet(tally.today)}, phương "
            f"án thêm {viet(tally.added)}",
            f"Doctors of commune stations in {tally.year}: {en} the {tally.need:,} that "
            f"{_rate(each)} at each of {stations:,} stations mean; {tally.today:,} today and "
            f"{tally.added:,} from the plan",
        ),
        notes,
    )


def private_beds_words(
    tally: Tally, *, share: float, of_beds: int, assumed: tuple[int, int], unlisted: tuple[int, int]
) -> Words:
    """Return the sentence on private beds.

    Parameters
    ----------
    tally
        The private beds.
    share, of_beds
        Share that is to be private, 0 to 1, and of how many beds.
    assumed
        Hospitals of which the beds are assumed, and these beds, within those of today.
    unlisted
        Hospitals that are published and not in the register, and the beds to assume of them, which
        those of today leave out.
    """
    vi, en = _against(tally.shortfall)
    notes = []
    if assumed[0]:
        notes.append(
            (
                f"{viet(assumed[1])} giường hiện nay là giả định cho bệnh viện chưa biết số giường "
                f"({viet(assumed[0])})",
                f"{assumed[1]:,} of today's are assumed, for hospitals whose beds are not known "
                f"({assumed[0]:,})",
            )
        )
    if unlisted[0]:
        notes.append(
            (
                f"chưa tính bệnh viện tư nhân đã công bố mà danh mục chưa có ({viet(unlisted[0])}),"
                f" theo giả định có thêm {viet(unlisted[1])} giường",
                f"published private hospitals that are not in the register ({unlisted[0]:,}) are "
                f"left out and would, as assumed, have {unlisted[1]:,} beds more",
            )
        )
    return _joined(
        (
            f"Giường bệnh tư nhân năm {tally.year}: {vi} {viet(tally.need)} giường, là "
            f"{_vi_rate(100 * share)} % của {viet(of_beds)} giường; hiện có {viet(tally.today)}, "
            f"phương án thêm {viet(tally.added)}",
            f"Private beds in {tally.year}: {en} the {tally.need:,} that are {_rate(100 * share)} "
            f"% of {of_beds:,} beds; {tally.today:,} today and {tally.added:,} from the plan",
        ),
        notes,
    )


def equipment_words(tally: Tally, *, called_for: int) -> Words:
    """Return the sentence on equipment; ``called_for`` by the whole plan, whenever it opens."""
    vi, en = _against(tally.shortfall)
    return (
        f"Máy móc, thiết bị năm {tally.year}: {vi} mục tiêu {viet(tally.need)}; cơ sở công hoạt "
        f"động đến lúc đó cần {viet(tally.planned)}, cả phương án cần {viet(called_for)}.",
        f"Machines and equipment in {tally.year}: {en} the target of {tally.need:,} items; public "
        f"facilities that open by then call for {tally.planned:,}, those of the whole plan for "
        f"{called_for:,}.",
    )


def recruits_words(tally: Tally, *, called_for: int) -> Words:
    """Return the sentence on recruits; ``called_for`` by the whole plan, whenever it opens."""
    need, gap = tally.need, abs(tally.shortfall)
    if tally.shortfall > 0:
        vi = f"{viet(gap)} trong {viet(need)} người tuyển mới chưa có vị trí làm việc"
        en = f"{gap:,} of the {need:,} have no post yet"
    elif tally.shortfall < 0:
        vi = f"{viet(need)} người tuyển mới còn thiếu {viet(gap)} so với số vị trí làm việc"
        en = f"the {need:,} leave {gap:,} posts unfilled"
    else:
        vi = f"{viet(need)} người tuyển mới vừa đủ số vị trí làm việc"
        en = f"the {need:,} fill all posts exactly"
    return (
        f"Nhân lực tuyển mới đến năm {tally.year}: {vi}; cơ sở công hoạt động đến lúc đó có "
        f"{viet(tally.planned)} vị trí, cả phương án có {viet(called_for)}.",
        f"Recruits by {tally.year}: {en}; public facilities that open by then have "
        f"{tally.planned:,} posts, those of the whole plan {called_for:,}.",
    )


def _against(shortfall: int) -> Words:
    """Say how what is planned stands against a number that follows."""
    if shortfall > 0:
        return f"thiếu {viet(shortfall)} so với", f"{shortfall:,} short of"
    if shortfall < 0:
        return f"nhiều hơn {viet(-shortfall)} so với", f"{-shortfall:,} more than"
    return "vừa đủ", "exactly"


def _joined(sentence: Words, notes: list[Words]) -> Words:
    vi, en = ("; ".join(parts) + "." for parts in zip(sentence, *notes, strict=True))
    return vi, en


def _rate(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def _vi_rate(number: float) -> str:
    return with_vietnamese_separators(_rate(number))
