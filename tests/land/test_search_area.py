import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoplan.land.search_area import search_areas, shares
from tests.land.told import Told

CRS = "EPSG:3405"
WEST, SOUTH = 600_000, 2_300_000
KEEP = 0.95


class Cones:
    """Facilities that lose a share of their gain for every metre they are moved."""

    def __init__(self, points, metres, places):
        self.points, self.metres, self.places = points, metres, places

    def lift(self, site):
        far = self.places.distance(self.points[site]).to_numpy()
        return Told(1 - far / self.metres[site], over=0.05, under=0.05)


def areas(metres):
    """Return the search areas of two facilities in a square of 4 km, east and west."""
    communes = gpd.GeoSeries(
        {"00001": shapely.box(WEST, SOUTH, WEST + 4000, SOUTH + 4000)}, crs=CRS
    )
    points = gpd.GeoSeries(
        {
            "east": shapely.Point(WEST + 3100, SOUTH + 2050),
            "west": shapely.Point(WEST + 870, SOUTH + 1910),
        },
        crs=CRS,
    )
    sites = gpd.GeoDataFrame({"commune_code": "00001"}, index=points.index, geometry=points)
    asked = []

    def beside(places):
        asked.append(len(places))
        return Cones(points, metres, places.to_crs(CRS))

    found = search_areas(gpd.GeoDataFrame(sites.to_crs(4326)), communes, beside, KEEP)
    return found, points, communes["00001"], asked


def test_the_area_is_the_disk_in_which_the_share_is_kept_clipped_by_the_commune():
    metres = {"east": 30_000, "west": 24_000}  # 5 % within 1,500 m and 1,200 m
    found, points, commune, asked = areas(metres)
    assert list(found.index) == ["east", "west"]
    assert len(asked) == 1
    for site, radius in (("east", 1500), ("west", 1200)):
        disk = shapely.intersection(points[site].buffer(radius), commune)
        wrong = shapely.symmetric_difference(found[site], disk).area / disk.area
        assert wrong < 0.05


def test_a_small_area_is_measured_more_closely():
    found, points, _, asked = areas({"east": 30_000, "west": 6_000})  # 5 % within 300 m
    disk = points["west"].buffer(300)
    assert len(asked) == 2
    assert found["west"].contains(points["west"])
    assert shapely.symmetric_difference(found["west"], disk).area / disk.area < 0.25


@given(st.lists(st.tuples(st.integers(80, 110), st.integers(0, 20), st.integers(0, 20)),
                min_size=1, max_size=30))  # fmt: skip
def test_shares_are_on_the_right_side_of_what_is_to_be_kept(drawn):
    share, over, under = (np.array(column) / 100 for column in zip(*drawn, strict=True))
    told = Told(share, over, under)
    found = shares(told, np.arange(len(share)), KEEP)
    assert ((found >= KEEP) == (share >= KEEP))[np.abs(share - KEEP) > 0.0101].all()
    assert (found[share >= KEEP] <= share[share >= KEEP] + 1e-9).all()
    band = np.abs(share - KEEP) < 0.02
    assert found[band] == pytest.approx(share[band], abs=0.0101)


def test_what_is_plain_from_its_bounds_is_not_measured():
    told = Told([1.0, 0.5, 0.96], over=0.01, under=0.01)
    shares(told, np.arange(3), KEEP)
    assert told.asked == [2]
