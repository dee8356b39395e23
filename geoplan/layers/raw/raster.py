"""A raster as cells of about 1 km: finer pixels summed in blocks, coarser ones split evenly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.io import DatasetReader
from rasterio.windows import Window

from geoplan.errors import LayerError
from geoplan.layers.files import WGS84
from geoplan.layers.raw.cells import SIDE_M, Cells

Floats = NDArray[np.float64]

ENDINGS = (".tif", ".tiff")
EDGE_DEGREES = 0.01  # between vertices of the frame that is read, since it bends in another CRS


@dataclass(frozen=True)
class Grid:
    """Cells over the pixels of a raster, counted from its own corner along columns and rows.

    Parameters
    ----------
    pixel_m
        Width and height of a pixel, metres.
    summed
        Pixels to a cell along each, 1 or more.
    split
        Cells to a pixel along each, 1 or more.
    """

    pixel_m: Floats
    summed: NDArray[np.int64]
    split: NDArray[np.int64]

    @classmethod
    def over(cls, pixel_m: Floats) -> Grid:
        """Return the grid whose cells are nearest to 1 km for pixels of a size."""
        summed = np.maximum(np.rint(SIDE_M / pixel_m), 1).astype(np.int64)
        split = np.maximum(np.rint(pixel_m / SIDE_M), 1).astype(np.int64)
        return cls(pixel_m, summed, split)

    @property
    def step(self) -> Floats:
        """Width and height of a cell in pixels."""
        return self.summed / self.split

    @property
    def side_km(self) -> float:
        """Side of the square as large as a cell."""
        return float(np.sqrt((self.pixel_m * self.step).prod()) / 1000)

    def __str__(self) -> str:
        """Return in words how pixels become cells."""
        width, height = self.pixel_m
        words = f"pixels of {width:,.0f} × {height:,.0f} m"
        if (self.summed > 1).any():
            words += f" summed in blocks of {self.summed[0]} × {self.summed[1]}"
        if (self.split > 1).any():
            words += f" split evenly in {self.split[0]} × {self.split[1]}"
        return f"{words}, cells of {self.side_km:.2f} km"

    def cells(self, values: Floats) -> Floats:
        """Return the sums of cells from the values of pixels, rows × columns."""
        rows, columns = (np.arange(0, size, step) for size, step in
                         zip(values.shape, self.summed[::-1], strict=True))  # fmt: skip
        sums = np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
        even = sums / self.split.prod()
        return np.repeat(np.repeat(even, self.split[1], axis=0), self.split[0], axis=1)


def raster_cells(path: Path, communes: gpd.GeoDataFrame, layer: str, crs: str) -> Cells:
    """Return the cells of a raster around some communes.

    Parameters
    ----------
    path
        GeoTIFF of one band, with a declared CRS; values are sums over a pixel, such as people.
    communes
        Whose bounds are read.
    layer
        Named in the message when the file is refused.
    crs
        Metric coordinate reference system in which pixels are measured.

    Raises
    ------
    LayerError
        When the file is no such raster, lies elsewhere, or holds values below 0.
    """
    try:
        with rasterio.open(path) as raster:
            _refuse_unusable(raster, path, layer)
            first, last = _frame(raster, communes, path, layer)
            grid = Grid.over(_pixel_m(raster, (first + last) / 2, crs))
            first = np.maximum(first // grid.summed * grid.summed, 0).astype(np.int64)
            last = np.minimum(np.ceil(last / grid.summed) * grid.summed, raster.shape[::-1])
            window = Window.from_slices((first[1], int(last[1])), (first[0], int(last[0])))
            read = raster.read(1, window=window, masked=True).astype(np.float64).filled(0.0)
            to_ground, raster_crs = raster.transform, raster.crs.to_wkt()
    except rasterio.errors.RasterioIOError as bad:
        raise LayerError(
            f"the raster cannot be read: {str(bad).rstrip('.')}.",
            "Check the path, and that it is a whole GeoTIFF.",
            file=path,
            layer=layer,
        ) from None
    values = np.nan_to_num(read)
    if (values < 0).any():
        raise LayerError(
            f"the raster holds values below 0, the least {values.min():g}.",
            "Declare in the file which value stands for no data.",
            file=path,
            layer=layer,
        )
    sums = grid.cells(values)
    rows, columns = np.nonzero(sums)
    column, row = first[:, None] + (np.stack([columns, rows]) + 0.5) * grid.step[:, None]
    centres = gpd.points_from_xy(*_at(to_ground, column, row), crs=raster_crs)
    points = gpd.GeoDataFrame({"weight": sums[rows, columns]}, geometry=centres).to_crs(WGS84)
    return Cells(points, grid.side_km, f"{path.name}: {grid}")


def _refuse_unusable(raster: DatasetReader, path: Path, layer: str) -> None:
    problem = cure = ""
    if raster.crs is None:
        problem, cure = "the raster declares no CRS.", "Save it with its CRS."
    elif raster.count != 1:
        problem, cure = f"the raster has {raster.count} bands.", "Save the one that counts alone."
    if problem:
        raise LayerError(problem, cure, file=path, layer=layer)


def _frame(
    raster: DatasetReader, communes: gpd.GeoDataFrame, path: Path, layer: str
) -> tuple[Floats, Floats]:
    """Return the first and the last column and row that lie around the communes."""
    frame = shapely.segmentize(shapely.box(*communes.to_crs(WGS84).total_bounds), EDGE_DEGREES)
    x, y = shapely.get_coordinates(gpd.GeoSeries([frame], crs=WGS84).to_crs(raster.crs.to_wkt())).T
    pixels = np.stack(_at(~raster.transform, x, y))
    first, last = np.floor(pixels.min(axis=1)), np.ceil(pixels.max(axis=1))
    if (last <= 0).any() or (first >= raster.shape[::-1]).any() or not np.isfinite(pixels).all():
        raise LayerError(
            "the raster lies elsewhere than the boundaries.",
            "Give the raster of the province, or declare the CRS in which it was made.",
            file=path,
            layer=layer,
        )
    return first, last


def _pixel_m(raster: DatasetReader, middle: Floats, crs: str) -> Floats:
    """Return width and height of the pixel in the middle, metres."""
    corners = middle[:, None] + np.array([[0, 1, 0], [0, 0, 1]])
    places = gpd.GeoSeries.from_xy(*_at(raster.transform, *corners), crs=raster.crs.to_wkt())
    first, *others = places.to_crs(crs).to_numpy()
    return np.asarray(shapely.distance(others, first), np.float64)


def _at(transform: Affine, across: Floats, down: Floats) -> tuple[Floats, Floats]:
    """Return where an affine transform takes places, which may be many."""
    a, b, c, d, e, f = tuple(transform)[:6]
    return a * across + b * down + c, d * across + e * down + f
