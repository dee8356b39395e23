"""Made-up parcels in the bundled communes, and the numbers that an office would write for them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from pyproj import CRS, Transformer

import geoplan
from geoplan.errors import LayerError, StudyError
from geoplan.layers.communes import read_communes

BOUNDARIES = Path(geoplan.__file__).parents[1] / "data/boundaries/communes.geojson"
WIDE_M, DEEP_M = 20.0, 30.0
# VN-2000 to WGS 84 (2), EPSG:6960, written out: an oracle that asks no registry
HELMERT = (
    "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step +proj=helmert "
    "+x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 "
    "+rz=-0.00427372 +s=0.252906278 +convention={convention} "
    "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
)


@cache
def communes() -> gpd.GeoDataFrame:
    return read_communes(BOUNDARIES)


def oracle(meridian: float, convention: str = "coordinate_frame", *, shift: bool = True):
    """Return the way from a TM-3 zone of VN-2000 to degrees, by projection arithmetic alone."""
    return Transformer.from_pipeline(
        f"+proj=pipeline +step +inv +proj=tmerc +lon_0={meridian} +k=0.9999 +x_0=500000 "
        f"+ellps=WGS84 {HELMERT.format(convention=convention) if shift else ''}"
        "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )


def parcels(names=("Phường Thành Đông", "Xã Nam Sách"), each=6, crs="EPSG:9209"):
    """Return rectangles side by side around a point within each commune, to the millimetre."""
    found = []
    for name in names:
        home = communes()[communes()["name"] == name].to_crs(crs)
        x, y = np.round(shapely.get_coordinates(shapely.point_on_surface(home.geometry.iloc[0])))[0]
        west = x + WIDE_M * np.arange(each)
        found.append(
            gpd.GeoDataFrame(
                {
                    "ten_xa": name,
                    "so_to": "7",
                    "so_thua": [str(number + 1) for number in range(each)],
                    "loai_dat": "DYT",
                    "dien_tich": WIDE_M * DEEP_M,
                },
                geometry=shapely.box(west, y, west + WIDE_M, y + DEEP_M),
                crs=crs,
            )
        )
    return pd.concat(found, ignore_index=True)


def numbers(degrees, reading):
    """Return shapes of EPSG:4326 in the numbers that a reading understands."""
    way = Transformer.from_crs("EPSG:4326", reading.crs, always_xy=True)

    def written(lonlat):
        xy = np.column_stack(way.transform(*lonlat.T))
        if reading.lacks_false_easting:
            xy[:, 0] -= 500_000
        if reading.is_mm:
            xy *= 1000
        if not CRS(reading.crs).is_geographic:
            xy = np.round(xy, 3)
        return xy[:, ::-1] if reading.is_swapped else xy

    return shapely.transform(degrees, written)


def corner_list(frame):
    """Return a list of the corners of parcels, the repeated first one left out."""
    xy, of = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    table = pd.DataFrame(frame.drop(columns="geometry")).iloc[of].reset_index(drop=True)
    table["so_diem"] = table.groupby(of).cumcount() + 1
    table["X"], table["Y"] = xy.T
    is_last = ~pd.Series(of).duplicated(keep="last")
    return table[~is_last.to_numpy()].reset_index(drop=True)


def refusal(call, *arguments, **options) -> str:
    with pytest.raises((LayerError, StudyError)) as refused:
        call(*arguments, **options)
    return str(refused.value)


def drawn(path, rings=(), texts=(), *, lines=(), version="R2010", close=True):
    """Write a drawing: rings (closed) and lines on layer 10, texts as (layer, text, x, y)."""
    document = ezdxf.new(version)
    space = document.modelspace()
    for ring in rings:
        add = space.add_polyline2d if version == "R12" else space.add_lwpolyline
        add([tuple(at) for at in ring], close=close, dxfattribs={"layer": "10"})
    for start, end in lines:
        space.add_line(start, end, dxfattribs={"layer": "10"})
    for layer, text, x, y in texts:
        space.add_text(text, dxfattribs={"layer": layer, "insert": (x, y)})
    document.saveas(path)
    return path


def drawing_of(frame, path, **options):
    """Write parcels as a drawing with numbers, areas and land types; return its path."""
    inside = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    texts = [
        (layer, str(text), x, y)
        for layer, column in (("13", "so_thua"), ("4", "dien_tich"), ("2", "loai_dat"))
        for text, (x, y) in zip(frame[column], inside, strict=True)
    ]
    rings = [list(shape.exterior.coords)[:-1] for shape in frame.geometry]
    return drawn(path, rings, texts, **options)


def sheet(path, *sheets, merged=()):
    """Write an XLSX of named sheets, each a list of rows, some cells merged."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        for cells in merged:
            page.merge_cells(cells)
    book.save(path)
    return path
