"""Writes the made-up lots as offices send them: Shapefile, DXF, XLSX; the same bytes every time."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Collection, Iterable
from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from ezdxf import units
from ezdxf.enums import TextEntityAlignment
from made_up_faults import crossing
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from geoplan.layers.cadastre.readings import Reading

NOTE = "Giả định – made up"
DAY = (2026, 1, 12, 0, 0, 0)
LAYERS = {"edge": "10_GIA_DINH", "number": "13_GIA_DINH", "area": "4_GIA_DINH", "use": "2_GIA_DINH"}
GAP_M = 0.2  # that an open ring is short of its first corner
TITLES = (
    "DANH SÁCH TRỤ SỞ DÔI DƯ VÀ ĐẤT SẠCH (GIẢ ĐỊNH – MADE UP)",
    "Tọa độ VN-2000, kinh tuyến trục 105°45′, múi chiếu 3°; X hướng bắc, Y hướng đông",
)
HEADERS = (
    "Tên trụ sở", "Mã xã", "Xã cũ", "Số tờ", "Số thửa", "Loại đất", "Diện tích (m²)",
    "Diện tích sàn (m²)", "Tình trạng", "Giá đất (triệu đồng/m²)", "Số điểm", "X (m)", "Y (m)",
    "Nguồn",
)  # fmt: skip
PRICES = {"TSC": 18.0, "TMD": 32.0, "DYT": 9.0}  # million VND per m², made up


def write_shapefile(lots: gpd.GeoDataFrame, path: Path) -> None:
    """Write lots as a Shapefile in a ZIP, names of columns as offices shorten them."""
    columns = {
        "MAXA": lots["commune_code"],
        "XACU": lots["old_commune"],
        "SOTO": lots["sheet"],
        "SOTHUA": lots["number"],
        "LOAIDAT": lots["land_use"],
        "DIENTICH": lots["stated_area_m2"].round(1),
        "TENCOSO": lots["name"],
        "TINHTRANG": lots["status"],
        "QUYHOACH": lots["zones"],
        "NGUON": NOTE,
    }
    frame = gpd.GeoDataFrame(columns, geometry=lots.geometry, crs=lots.crs)
    with tempfile.TemporaryDirectory() as folder:
        frame.to_file(
            Path(folder) / f"{path.stem}.shp",
            engine="pyogrio",
            encoding="UTF-8",
            layer_options={"RESIZE": "YES", "DBF_DATE_LAST_UPDATE": "2026-01-12"},
        )
        files = {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}
    _write_zip(files, path)


def write_drawing(
    lots: gpd.GeoDataFrame,
    path: Path,
    *,
    unclosed: Collection[int] = (),
    again: Collection[int] = (),
    texts: Iterable[tuple[str, str, shapely.Point]] = (),
) -> None:
    """Write lots as a drawing on the numbered layers of cadastral maps, without any CRS.

    Parameters
    ----------
    lots
        Without a number no number is written.
    path
        DXF of AutoCAD 2010.
    unclosed, again
        Lots whose line ends short of its first corner, and lots that are drawn twice.
    texts
        Further texts: key of ``LAYERS``, text, place.
    """
    ezdxf.options.write_fixed_meta_data_for_testing = True
    drawing = ezdxf.new("R2010", units=units.M)
    drawing.header["$LASTSAVEDBY"] = NOTE
    for name in LAYERS.values():
        drawing.layers.add(name)
    space = drawing.modelspace()
    rows = [*lots.index, *again]
    for row in rows:
        corners = shapely.get_coordinates(lots.geometry[row])[:-1]
        if row in unclosed:
            last = corners[-1] - corners[0]
            short = corners[0] + last * GAP_M / np.hypot(*last)
            corners = np.vstack([corners, short.round(3)])
        line = {"layer": LAYERS["edge"]}
        space.add_lwpolyline(corners, close=row not in unclosed, dxfattribs=line)
    centres = lots.geometry.representative_point()
    for at, lot in lots.iterrows():
        told = {"number": lot["number"], "area": f"{lot['stated_area_m2']:.1f}"}
        told |= {"use": lot["land_use"]}
        for step, (key, text) in enumerate(told.items()):
            if pd.notna(text):
                _put(space, key, text, (centres[at].x, centres[at].y - 0.02 * step))
    for key, text, point in texts:
        _put(space, key, text, (point.x, point.y))
    west, _, _, north = lots.total_bounds
    note = {"layer": "GHI_CHU_GIA_DINH", "height": 6.0}
    space.add_text(f"SỐ LIỆU {NOTE.upper()}", dxfattribs=note).set_placement((west, north + 20))
    for kind in sorted(drawing.entitydb.dxf_types_in_use()):  # else in the order of a set
        drawing.classes.add_class(kind)
    drawing.saveas(path)


def write_list(premises: gpd.GeoDataFrame, path: Path, *, crossed: Collection[int] = ()) -> None:
    """Write premises as a list of corner points, northing first, under a title.

    Parameters
    ----------
    premises
        As ``made_up_town.lots_of`` returns them.
    path
        XLSX.
    crossed
        Premises of whose corners two are exchanged.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Giả định"
    for title in TITLES:
        sheet.append([title])
        sheet.merge_cells(
            start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(HEADERS)
        )
        sheet.cell(sheet.max_row, 1).alignment = Alignment(horizontal="center")
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    sheet.append(HEADERS)
    for at, lot in premises.iterrows():
        ring = shapely.get_coordinates(lot.geometry)[:-1]
        ring = crossing(ring) if at in crossed else ring
        for point, (east, north) in enumerate(ring, start=1):
            sheet.append([
                lot["name"], lot["commune_code"], lot["old_commune"], lot["sheet"], lot["number"],
                lot["land_use"], round(float(lot["stated_area_m2"]), 1), int(lot["floor_m2"]),
                lot["status"], PRICES[lot["land_use"]], point, round(float(north), 3),
                round(float(east), 3), NOTE,
            ])  # fmt: skip
    for text in ("title", "subject", "creator", "description"):
        setattr(book.properties, text, NOTE)
    with tempfile.TemporaryDirectory() as folder:
        book.save(Path(folder) / path.name)
        with zipfile.ZipFile(Path(folder) / path.name) as held:
            files = {name: held.read(name) for name in held.namelist()}
    day = f"{'-'.join(f'{part:02d}' for part in DAY[:3])}T00:00:00Z".encode()
    core = "docProps/core.xml"
    files[core] = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", day, files[core])
    _write_zip(files, path)


def write_areas(areas: gpd.GeoDataFrame, path: Path) -> None:
    """Write areas of one VN-2000 zone or several as GeoJSON.

    Parameters
    ----------
    areas
        ``zone`` (code of the CRS of each), ``geometry``; other columns become properties.
    path
        File to write.
    """
    features = []
    for area in areas.to_dict("records"):
        shape, reading = area.pop("geometry"), Reading(area.pop("zone"))
        degrees = shapely.transform(shape, reading.to_degrees)
        rounded = json.loads(
            shapely.to_geojson(degrees), parse_float=lambda text: round(float(text), 8)
        )
        features.append({"type": "Feature", "properties": area, "geometry": rounded})
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{{"type": "FeatureCollection", "name": "{path.stem}", "features": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def _put(space: ezdxf.layouts.Modelspace, key: str, text: str, at: tuple[float, float]) -> None:
    style = {"layer": LAYERS[key], "height": 1.5}
    placed = space.add_text(text, dxfattribs=style)
    placed.set_placement(np.round(at, 3), align=TextEntityAlignment.MIDDLE_CENTER)


def _write_zip(files: dict[str, bytes], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, DAY), content, zipfile.ZIP_DEFLATED)
