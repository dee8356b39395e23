"""The places of the made-up cadastre: five recommended sites and what is built around each.

Sites, communes and kinds are those of the bundled plan (seed 0, no decisions): ``sites.csv`` of
``geoplan plan``. Everything else here is invented.
"""

from __future__ import annotations

from dataclasses import dataclass

SURPLUS, CLEARED = "Trụ sở dôi dư", "Đất sạch"
STATE, HOUSEHOLD = "UBND quản lý", "Hộ gia đình, cá nhân"


@dataclass(frozen=True)
class Premises:
    """A lot of an institution.

    Parameters
    ----------
    share
        Of the width of its block, 0 to 1.
    land_use
        Code.
    name
        Without the mark that it is made up, which is put behind it.
    status
        In an office's words.
    planned
        Land-use code of the plan; ``/`` where the border of two zones runs through the lot.
    floor_m2
        Of its buildings, 0 where there are none.
    """

    share: float
    land_use: str
    name: str
    status: str
    planned: str = "TSC"
    floor_m2: int = 0


@dataclass(frozen=True, eq=False)
class Place:
    """A few blocks around a recommended site.

    Parameters
    ----------
    site_id, kind, commune_code, lon, lat
        As the bundled plan has them, EPSG:4326.
    old_commune
        Invented name of a commune of before the merger.
    zone
        Code of the VN-2000 zone in which the office keeps its maps.
    sheet
        Number of the map sheet.
    blocks
        A text per row of blocks, a letter per block: H houses of a town, V houses of a village, F
        fields, L large fields (in a row these run on from block to block), P pond, W forest; a
        digit: the premises of that number.
    widths_m, depths_m
        Of the columns and rows of blocks.
    turn_deg
        By which the streets are turned against the axes of the zone.
    premises
        By digit, from the left.
    canal
        Whether a canal crosses the last row of blocks.
    """

    site_id: str
    kind: str
    commune_code: str
    old_commune: str
    zone: str
    sheet: int
    lon: float
    lat: float
    blocks: tuple[str, ...]
    widths_m: tuple[float, ...]
    depths_m: tuple[float, ...]
    turn_deg: float
    premises: dict[str, tuple[Premises, ...]]
    canal: bool = False

    @property
    def home_use(self) -> str:
        """Land use of homes: urban in towns, rural in villages."""
        return "ODT" if any("H" in row for row in self.blocks) else "ONT"


WARD = Place(
    "SC2116", "commune_station", "11383", "Phường Giả Định Một", "EPSG:9210", 12,
    106.686250, 20.837083,
    blocks=("HHH", "H1H", "2HH"), widths_m=(86, 94, 80), depths_m=(38, 36, 40), turn_deg=17,
    premises={
        "1": (
            Premises(0.34, "TSC", "Trụ sở UBND phường cũ", SURPLUS, "DYT", 1450),
            Premises(0.12, "DSH", "Nhà văn hóa tổ dân phố 4", STATE, "DSH", 210),
            Premises(0.54, "DGD", "Trường tiểu học", STATE, "DGD", 2300),
        ),
        "2": (
            Premises(0.22, "TSC", "Trụ sở Công an phường cũ", SURPLUS, "TSC", 620),
            Premises(0.30, "TMD", "Cửa hàng bách hóa cũ", CLEARED, "TMD", 0),
            Premises(0.13, "TSC", "Trụ sở Đội thuế", SURPLUS, "TSC", 340),
            Premises(0.35, "DVH", "Nhà văn hóa phường", STATE, "DVH", 800),
        ),
    },
)  # fmt: skip
VILLAGE = Place(
    "SC1663", "commune_station", "11131", "Xã Giả Định Hai", "EPSG:9209", 3,
    106.427916, 20.803750,
    blocks=("VV1", "V2V", "VPV", "FFF"), widths_m=(96, 90, 100), depths_m=(40, 42, 40, 60),
    turn_deg=-11,
    premises={
        "1": (
            Premises(0.52, "TSC", "Trụ sở UBND xã cũ", SURPLUS, "DYT/ONT", 980),
            Premises(0.26, "DVH", "Nhà văn hóa xã", STATE, "DVH", 420),
            Premises(0.22, "DTT", "Sân bóng chuyền", STATE, "DTT"),
        ),
        "2": (
            Premises(0.35, "BCS", "Khu đất chợ cũ đã giải tỏa", CLEARED, "TMD"),
            Premises(0.11, "DYT", "Trạm y tế xã cũ", STATE, "DYT", 260),
            Premises(0.54, "DGD", "Trường trung học cơ sở", STATE, "DGD", 1700),
        ),
    },
    canal=True,
)  # fmt: skip
TOWN = Place(
    "SC1578", "polyclinic", "11074", "Thị trấn Giả Định Ba", "EPSG:9209", 21,
    106.402916, 20.820417,
    blocks=("HH1", "2HH", "H3H"), widths_m=(90, 100, 84), depths_m=(40, 44, 38), turn_deg=28,
    premises={
        "1": (
            Premises(0.78, "TSC", "Trụ sở Huyện ủy cũ", SURPLUS, "DYT", 3900),
            Premises(0.22, "DVH", "Thư viện huyện", STATE, "DVH", 900),
        ),
        "2": (
            Premises(0.55, "TSC", "Trụ sở Chi cục Thuế huyện cũ", SURPLUS, "TSC", 1900),
            Premises(0.45, "DGD", "Trung tâm giáo dục thường xuyên cũ", SURPLUS, "DGD", 1200),
        ),
        "3": (
            Premises(0.64, "SKC", "Xưởng may cũ", CLEARED, "TMD"),
            Premises(0.36, "TMD", "Chợ huyện", STATE, "TMD"),
        ),
    },
)  # fmt: skip
ISLAND = Place(
    "SC3617", "commune_station", "11914", "Xã Giả Định Bốn", "EPSG:9210", 7,
    107.027916, 20.762083,
    blocks=("HH1", "2HH", "HHF", "WPF"), widths_m=(80, 86, 90), depths_m=(36, 38, 36, 60),
    turn_deg=-35,
    premises={
        "1": (
            Premises(0.20, "TSC", "Trụ sở UBND xã đảo cũ", SURPLUS, "DYT", 560),
            Premises(0.30, "DVH", "Nhà văn hóa xã đảo", STATE, "DVH", 380),
            Premises(0.50, "TMD", "Nhà nghỉ công đoàn cũ", CLEARED, "TMD"),
        ),
        "2": (
            Premises(0.16, "DYT", "Trạm y tế xã đảo cũ", SURPLUS, "DYT", 240),
            Premises(0.84, "DGD", "Trường tiểu học và trung học cơ sở", STATE, "DGD", 1500),
        ),
    },
)  # fmt: skip
OUTSKIRTS = Place(
    "SC0096", "regional", "10546", "Phường Giả Định Năm", "EPSG:9209", 34,
    106.327916, 21.112083,
    blocks=("VVV", "V1V", "LLL", "VVF"), widths_m=(100, 96, 104), depths_m=(40, 50, 80, 42),
    turn_deg=6,
    premises={"1": (Premises(1.0, "CSD", "Bãi tập kết vật liệu cũ", CLEARED, "DYT"),)},
)  # fmt: skip
PLACES = (WARD, VILLAGE, TOWN, ISLAND, OUTSKIRTS)
