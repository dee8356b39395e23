"""The facilities of a province from its own register, and stations where there is none."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geoplan.errors import LayerError
from geoplan.layers.facilities import FIELDS
from geoplan.layers.files import points
from geoplan.layers.raw.cells import home, rounded
from geoplan.layers.raw.columns import RawTable, Wanted
from geoplan.layers.raw.files import read_raw_features, read_raw_table, refuse_separators
from geoplan.layers.raw.notes import Note
from geoplan.layers.raw.population import LAT, LON

PART = "facilities"
STATION, FORMER = "commune_station", "former_station"
KINDS = {
    "municipal": ("bệnh viện tỉnh", "bệnh viện đa khoa tỉnh", "bệnh viện thành phố",
                  "bệnh viện tuyến tỉnh", "provincial hospital", "municipal hospital"),
    "regional": ("bệnh viện khu vực", "bệnh viện đa khoa khu vực", "regional hospital"),
    "ministry": ("bệnh viện trung ương", "bệnh viện tuyến trung ương", "bệnh viện bộ",
                 "ministry hospital"),
    "private_hospital": ("bệnh viện tư nhân", "bệnh viện đa khoa tư nhân", "private hospital"),
    "polyclinic": ("phòng khám đa khoa", "pkđk", "general clinic"),
    STATION: ("trạm y tế", "tyt", "commune station", "commune health station", "health station"),
    FORMER: ("trạm y tế cũ", "former station"),
}  # fmt: skip
WANTED = (
    Wanted("facility_id", "its identifier", ("mã", "mã cơ sở", "mã CSKCB", "mã CSYT", "id"),
           required=False),
    Wanted("name", "its name", ("tên", "tên cơ sở", "tên CSYT", "tên CSKCB", "tên đơn vị")),
    Wanted("kind", "what it is", ("loại", "loại hình", "loại cơ sở", "type"), required=False,
           words=KINDS, told_by="name"),
    Wanted("ownership", "who owns it", ("sở hữu", "hình thức sở hữu", "owner"), required=False,
           words={"public": ("công lập", "nhà nước", "công"),
                  "private": ("tư nhân", "ngoài công lập", "tư"),
                  "military": ("quân đội", "quân y", "lực lượng vũ trang")}),
    Wanted("status", "whether it serves patients today", ("trạng thái", "tình trạng"),
           required=False,
           words={"operating": ("hoạt động", "đang hoạt động"),
                  "planned": ("quy hoạch", "dự kiến", "đang xây dựng"),
                  "former": ("cũ", "ngừng hoạt động", "đã sáp nhập")}),
    Wanted("beds", "its beds", ("giường", "số giường", "giường bệnh", "số giường bệnh"),
           required=False),
    LON,
    LAT,
)  # fmt: skip


def read_register(path: Path) -> tuple[RawTable, list[Note]]:
    """Read a register: a CSV with longitude and latitude, or a layer of points.

    Raises
    ------
    LayerError
        When it is unreadable, or holds something else than points.
    """
    if path.suffix.lower() == ".csv":
        return RawTable(PART, path, read_raw_table(path, FIELDS.layer), WANTED), []
    features, notes = read_raw_features(path, FIELDS.layer)
    bad = features.geometry.isna() | (features.geom_type != "Point") | features.is_empty
    if bad.any():
        raise LayerError(
            "the feature is not a point.",
            "Give one point for each facility.",
            file=path,
            layer=FIELDS.layer,
            field="geometry",
            rows=[f"feature {number + 1}" for number in bad.to_numpy().nonzero()[0]],
        )
    placed = features.drop(
        columns=[c for c in map(str, features) if LON.is_called(c) or LAT.is_called(c)]
    )
    placed = placed.assign(lon=features.geometry.x, lat=features.geometry.y)
    return RawTable(PART, path, placed, WANTED), notes


def facilities_of(
    named: pd.DataFrame, path: Path, communes: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, list[Note]]:
    """Return the facilities of a register, each in the commune where it stands.

    Parameters
    ----------
    named
        Its rows with geoplan's names and words.
    path
        The file.
    communes
        Indexed by ``commune_code``, EPSG:4326.

    Returns
    -------
    DataFrame
        Fields as in ``geoplan.layers.facilities.FIELDS``.

    Raises
    ------
    LayerError
        When a row breaks the field table, or stands in no commune.
    """
    notes = []
    frame = pd.DataFrame(named.drop(columns="geometry", errors="ignore")).reset_index(drop=True)
    if "beds" in frame:
        refuse_separators(frame["beds"], path, FIELDS.layer, "beds")
    if "facility_id" not in frame:
        digits = max(len(str(len(frame))), 4)
        frame["facility_id"] = [f"F{n:0{digits}d}" for n in range(1, len(frame) + 1)]
    private = frame["kind"] == "private_hospital"
    usual = {
        "ownership": ("public, or private for private hospitals",
                      pd.Series("public", frame.index).mask(private, "private")),
        "status": ("operating, or former for former stations",
                   pd.Series("operating", frame.index).mask(frame["kind"] == FORMER, "former")),
    }  # fmt: skip
    for field, (words, values) in usual.items():
        given = frame[field] if field in frame else pd.Series(pd.NA, frame.index)
        blank = int(given.isna().sum())
        if blank:
            said = f"{path.name}: {field}, blank for {blank:,} facilities, is {words}"
            notes.append(Note("Assumed", said))
        frame[field] = given.fillna(values)
    notes.append(Note("Assumed", f"{path.name}: positions are from addresses, none is surveyed"))
    frame = frame.assign(
        position_quality="address", commune_code="00000", source=path.name, verified=False
    )
    register = rounded(points(FIELDS.validate(frame, path)))
    commune = home(register, communes)
    if commune.isna().any():
        raise LayerError(
            "the facility stands in no commune of the boundaries.",
            "Correct its position (degrees, WGS 84), or leave the row out.",
            file=path,
            layer=FIELDS.layer,
            field="lon, lat",
            rows=[f"{label} {row['name']} ({row['lon']}, {row['lat']})"
                  for label, row in register[commune.isna()].iterrows()],
        )  # fmt: skip
    register["commune_code"] = commune
    return _table(register.reset_index()), notes


def modelled_stations(communes: gpd.GeoDataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    """Return one commune station in each commune, at its most populated cell.

    Parameters
    ----------
    communes
        Indexed by ``commune_code``, with ``name``.
    demand
        The cells of each.

    Returns
    -------
    DataFrame
        Fields as in ``geoplan.layers.facilities.FIELDS``.
    """
    order = demand.sort_values(["people", "demand_id"], ascending=[False, True])
    cell = order.groupby("commune_code").first().reindex(communes.index)
    name = communes["name"]
    stations = pd.DataFrame(
        {
            "facility_id": "TYT-" + communes.index,
            "name": "Trạm Y tế " + name.str[0].str.lower() + name.str[1:],
            "kind": STATION,
            "ownership": "public",
            "status": "operating",
            "lon": cell["lon"],
            "lat": cell["lat"],
            "position_quality": "modelled",
            "commune_code": communes.index,
            "source": "assumed: one station in each commune",
            "verified": False,
            "note": "position: most populated cell of the commune",
        },
        index=communes.index,
    )
    return _table(stations)


def has_stations(facilities: pd.DataFrame) -> bool:
    """Return whether a register holds any commune station."""
    return bool((facilities["kind"] == STATION).any())


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the fields of the layer in their order, and no others."""
    return frame.reindex(columns=[field.name for field in FIELDS.fields]).astype({"beds": "Int64"})
