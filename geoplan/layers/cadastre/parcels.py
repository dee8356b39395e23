"""The parcels layer: its fields, and the columns in which offices hold them."""

from __future__ import annotations

from geoplan.layers.fields import Field, FieldTable, FieldType
from geoplan.layers.raw.columns import Wanted

PART = "parcels"
FIELDS = FieldTable(
    "parcels",
    "Cadastral parcels, one polygon each, or one point where a list holds no more.",
    (
        Field("parcel_id", FieldType.TEXT, "commune|sheet|number, ? for what is not stated"),
        Field("row", FieldType.WHOLE, "row of the file, the first one 1; of a list of corners the "
              "row of the first corner", minimum=1),
        Field("old_commune", FieldType.TEXT, "commune as the file states it, often one of before "
              "the merger; sheet and number are unique only within it", required=False),
        Field("sheet", FieldType.TEXT, "number of the map sheet (số tờ)", required=False),
        Field("number", FieldType.TEXT, "number of the parcel on its sheet (số thửa)",
              required=False),
        Field("commune_code", FieldType.TEXT, "commune of the study that old_commune names, if it "
              "is one", required=False),
        Field("land_use", FieldType.TEXT, "land-use code, such as DYT for medical land",
              required=False),
        Field("stated_area_m2", FieldType.NUMBER, "legal area, or else the area that the file "
              "states", "m²", required=False),
        Field("area_m2", FieldType.NUMBER, "geodesic area of the polygon", "m²", required=False),
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
