"""The parcels layer: its fields, and the columns in which offices hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.raw.columns import Wanted, plain

PART = "parcels"
STATUS_WORDS = {
    "surplus": (
        "dôi dư", "trụ sở dôi dư", "trụ sở làm việc dôi dư", "nhà đất dôi dư",
        "cơ sở nhà đất dôi dư", "cơ sở nhà, đất dôi dư", "tài sản công dôi dư",
        "dôi dư sau sáp nhập", "dôi dư sau sắp xếp", "surplus premises", "surplus office",
    ),
    "cleared": (
        "đất sạch", "quỹ đất sạch", "mặt bằng sạch", "đã giải phóng mặt bằng",
        "đất đã giải phóng mặt bằng", "đã GPMB", "đã GPMB xong", "GPMB xong",
        "giải phóng mặt bằng xong", "cleared land",
    ),
    "public": (
        "đất công", "đất công ích", "đất nhà nước", "đất nhà nước quản lý", "nhà nước quản lý",
        "UBND", "UBND xã", "UBND phường", "UBND quản lý", "UBND xã quản lý", "UBND phường quản lý",
        "đất do UBND quản lý", "đất do UBND xã quản lý", "đất do UBND phường quản lý",
        "public land", "state",
    ),
    "private": (
        "hộ gia đình", "cá nhân", "hộ gia đình, cá nhân", "hộ gia đình cá nhân", "hộ dân",
        "đất hộ dân", "đất hộ gia đình", "tư nhân", "đất tư nhân", "doanh nghiệp tư nhân",
        "household", "private land",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class WholePhrase(Wanted):
    """A field whose words count only as a whole: *đất công* is public, *đất công nghiệp* is not."""

    def understood(self, text: str) -> str:
        """Return geoplan's word for a text, or for the part before its first bracket or dash."""
        usual = {
            key: ours
            for ours, written in self.words.items()
            for phrase in (ours, *written)
            for key in (_letters(phrase), plain(phrase))
        }
        head = re.split(r"[(;:–—]|\s-", text)[0]
        return next((usual[key] for key in map(_letters, (text, head)) if key in usual), "")


def _letters(text: str) -> str:
    """Return the letters and digits of a text, the diacritics kept where it has any."""
    return plain(text) if text.isascii() else re.sub(r"[\W_]", "", text.casefold())


FIELDS = FieldTable(
    "parcels",
    "Cadastral parcels, one polygon each, or one point where a list holds no more.",
    (
        Field("parcel_id", FieldType.TEXT, "commune|sheet|number, ? for what is not stated"),
        Field("row", FieldType.WHOLE, "row of the file, the first one beneath the names of the "
              "columns 1; of a list of corners that of the first corner; of a drawing the place of "
              "the line among those of parcel edges", minimum=1),
        Field("old_commune", FieldType.TEXT, "commune as the file states it, often one of before "
              "the merger; sheet and number are unique only within it", required=False),
        Field("sheet", FieldType.TEXT, "number of the map sheet (số tờ)", required=False),
        Field("number", FieldType.TEXT, "number of the parcel on its sheet (số thửa)",
              required=False),
        Field("commune_code", FieldType.TEXT, "commune of the study that old_commune names, if it "
              "is one", required=False),
        Field("land_use", FieldType.TEXT, "land-use code, such as DYT for medical land; of several "
              "ONT+CLN, or ONT 120; CLN 80 where the file states m²", required=False),
        Field("stated_area_m2", FieldType.NUMBER, "legal area, or else the area that the file "
              "states", "m²", required=False),
        Field("area_m2", FieldType.NUMBER, "geodesic area of the polygon", "m²", required=False),
        Field("name", FieldType.TEXT, "name of the premises on it", required=False),
        Field("status", FieldType.TEXT, "who holds it, and whether it is free: surplus premises, "
              "cleared land, other public land, private", required=False,
              values=("surplus", "cleared", "public", "private")),
        Field("floor_m2", FieldType.NUMBER, "floor area of the buildings on it", "m²",
              required=False, minimum=0),
        Field("price_m_vnd_m2", FieldType.NUMBER, "price of the land; one above the maximum is "
              "hardly in millions", "million VND/m²", required=False, minimum=0, maximum=10_000),
        Field("zones", FieldType.TEXT, "planning zones it lies in, with m²: DYT 350; ODT 120",
              required=False),
        Field("source", FieldType.TEXT, "name of the file it was read from", required=False),
        Field("crs", FieldType.TEXT, "code of the reference system by which it was read",
              required=False),
        Field("datum_operation", FieldType.TEXT, "how it was brought to WGS 84", required=False),
        Field("geometry", FieldType.GEOMETRY, "polygon or point, EPSG:4326"),
    ),
)  # fmt: skip
ATTRIBUTES = (
    Wanted("old_commune", "the commune it belongs to",
           ("xã", "xã cũ", "tên xã", "tên xã phường", "phường", "phường xã", "xã phường",
            "đơn vị hành chính", "ĐVHC", "tên ĐVHC", "commune", "commune name", "ward"),
           required=False),
    Wanted("commune_code", "the code of its commune",
           ("mã xã", "mã phường xã", "mã xã phường", "mã ĐVHC", "mã đơn vị hành chính", "KVHC",
            "commune id"),
           required=False),
    Wanted("sheet", "the number of its map sheet",
           ("tờ bản đồ", "số tờ", "tờ", "tờ BĐ", "số tờ bản đồ", "tờ bản đồ số",
            "số hiệu bản đồ", "số hiệu tờ bản đồ", "SHBANDO", "SHBĐ", "sheet number", "map sheet"),
           required=False),
    Wanted("number", "its number on the sheet",
           ("số thửa", "thửa", "thửa đất", "thửa đất số", "số hiệu thửa", "số thứ tự thửa",
            "SHTHUA", "parcel", "parcel number", "plot", "plot number"),
           required=False),
    Wanted("land_use", "its land-use code",
           ("loại đất", "KH loại đất", "mã loại đất", "ký hiệu loại đất", "mục đích sử dụng",
            "MĐSD", "loại mục đích sử dụng", "land type", "land use code"),
           required=False),
    Wanted("stated_area_m2", "its area in m²",
           ("diện tích", "diện tích m2", "DT", "DT m2", "area", "area m2"), required=False),
    Wanted("legal_area_m2", "its legal area in m²",
           ("diện tích pháp lý", "diện tích PL", "DTPL", "legal area"), required=False),
    Wanted("name", "the name of the premises on it",
           ("tên trụ sở", "tên cơ sở", "tên cơ sở nhà đất", "tên công trình", "tên khu đất",
            "tên nhà đất", "premises", "name of premises"), required=False),
    WholePhrase("status", "who holds it, and whether it is free",
                ("tình trạng", "tình trạng mặt bằng", "tình trạng quản lý", "hiện trạng quản lý"),
                required=False, words=STATUS_WORDS),
    Wanted("floor_m2", "the floor area of its buildings in m²",
           ("diện tích sàn", "diện tích sàn m2", "DT sàn", "DT sàn m2", "diện tích sàn xây dựng",
            "diện tích sàn xây dựng m2", "floor area", "floor area m2"), required=False),
    Wanted("price_m_vnd_m2", "its price in million VND per m²",
           ("giá đất (triệu đồng/m2)", "giá (triệu đồng/m2)", "đơn giá (triệu đồng/m2)",
            "giá đất (tr.đ/m2)", "đơn giá (tr.đ/m2)", "giá đất triệu/m2", "đơn giá triệu/m2"),
           required=False),
    Wanted("zones", "the planning zones it lies in",
           ("quy hoạch", "loại đất quy hoạch", "đất quy hoạch", "quy hoạch sử dụng đất",
            "quy hoạch SDĐ", "loại đất QH", "QHSDĐ", "planning zones"), required=False),
)  # fmt: skip
CORNERS = (
    Wanted("point", "the number of the corner",
           ("điểm", "số điểm", "số hiệu điểm", "tên điểm", "STT điểm", "đỉnh", "số đỉnh", "mốc",
            "số hiệu mốc", "point number", "corner", "vertex"),
           required=False),
    Wanted("x", "the first coordinate",
           ("X (m)", "tọa độ X", "tọa độ X (m)", "hoành độ đông", "easting", "east", "đông", "lon",
            "longitude", "kinh độ")),
    Wanted("y", "the second coordinate",
           ("Y (m)", "tọa độ Y", "tọa độ Y (m)", "northing", "north", "bắc", "lat", "latitude",
            "vĩ độ")),
)  # fmt: skip
