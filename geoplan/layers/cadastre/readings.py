"""The ways in which the numbers of a cadastral file may be meant: CRS, axes, unit, false easting.

The zones come from the EPSG registry that pyproj carries, never from a list of our own. The
deprecated codes 6956 to 6959, which have a false easting of 0 and a false northing of 500,000 m,
stand among them, since old software still writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError
from pyproj.transformer import TransformerGroup

from geoplan.layers.files import WGS84

VN2000 = "VN-2000"
TM3 = "VN-2000 / TM-3"
UTM = ("EPSG:3405", "EPSG:3406", "EPSG:32648", "EPSG:32649")
SHIFT = "VN-2000 to WGS 84 (2)"  # EPSG:6960, seven parameters, coordinate frame rotation
SHIFT_CODE = "EPSG:6960"
FALSE_EASTING_M = 500_000.0  # of every TM-3 zone in force
MM_PER_M = 1000.0
ODDITIES = ("swapped", "mm", "false-easting-0")  # as they are declared behind a code

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """One way to understand pairs of numbers.

    Parameters
    ----------
    crs
        Authority code, such as ``EPSG:9210``, or WKT where the system has none.
    is_swapped
        The first number is the northing, as Vietnamese surveyors write X.
    is_mm
        The numbers are millimetres, as in some drawings.
    lacks_false_easting
        The numbers were written without the 500,000 m that the zone adds to its eastings.
    """

    crs: str
    is_swapped: bool = False
    is_mm: bool = False
    lacks_false_easting: bool = False

    @property
    def name(self) -> str:
        """Name of the reference system."""
        return str(_crs(self.crs).name)

    @property
    def axes(self) -> str:
        """Order of the numbers, in words."""
        first, second = ("lon", "lat") if _crs(self.crs).is_geographic else ("east", "north")
        return f"{second}, {first}" if self.is_swapped else f"{first}, {second}"

    @property
    def unit(self) -> str:
        """Unit of the numbers."""
        return "°" if _crs(self.crs).is_geographic else "mm" if self.is_mm else "m"

    @property
    def oddness(self) -> int:
        """How many things must have gone unsaid for this reading to be right."""
        return self.is_swapped + self.is_mm + self.lacks_false_easting

    @property
    def operation(self) -> str:
        """Name of the datum operation to WGS 84, with its EPSG code where it is the pinned one."""
        return _pinned(self.crs)[1]

    def __str__(self) -> str:
        """Return the reading in words."""
        code = self.crs if self.crs.startswith("EPSG:") else "no EPSG code"
        easting = ", false easting 0" if self.lacks_false_easting else ""
        return f"{code} {self.name} ({self.axes}, {self.unit}{easting})"

    @property
    def code(self) -> str:
        """The reading as it is declared, such as ``EPSG:9209,swapped``."""
        odd = zip((self.is_swapped, self.is_mm, self.lacks_false_easting), ODDITIES, strict=True)
        return ",".join([self.crs, *(word for is_so, word in odd if is_so)])

    def to_degrees(self, xy: Numbers) -> Numbers:
        """Return longitude and latitude in EPSG:4326.

        Parameters
        ----------
        xy
            Pairs as they stand in the file, shape (n, 2).

        Returns
        -------
        ndarray
            Degrees, shape (n, 2); infinite where the numbers cannot be meant so.
        """
        pairs = xy[:, ::-1] if self.is_swapped else xy
        if self.is_mm:
            pairs = pairs / MM_PER_M
        if self.lacks_false_easting:
            pairs = pairs + np.array([FALSE_EASTING_M, 0.0])
        lon, lat = _pinned(self.crs)[0].transform(pairs[:, 0], pairs[:, 1])
        return np.column_stack([lon, lat])


def candidates() -> list[Reading]:
    """Return every reading that evidence is sought for, the likelier first.

    Plain readings come before odd ones, and among those TM-3, in which cadastral maps are kept,
    before UTM of VN-2000, and that before UTM of WGS 84.

    All VN-2000 / TM-3 zones in force and deprecated, UTM 48N and 49N of VN-2000 and of WGS 84, and
    degrees; each with swapped axes, the metric ones in millimetres, and the zones in force also
    with a false easting of 0.

    Examples
    --------
    >>> [str(reading) for reading in candidates() if reading == Reading("EPSG:9210")]
    ['EPSG:9210 VN-2000 / TM-3 105-45 (east, north, m)']
    """
    in_force, deprecated = tm3_zones()
    readings = [Reading(WGS84, is_swapped=swapped) for swapped in (False, True)]
    for code in (*in_force, *deprecated, *UTM):
        readings += [
            Reading(code, swapped, mm, lacking)
            for swapped in (False, True)
            for mm in (False, True)
            for lacking in ((False, True) if code in in_force else (False,))
        ]
    return sorted(readings, key=lambda reading: reading.oddness)


@cache
def tm3_zones() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the VN-2000 / TM-3 zones, those in force and the deprecated ones."""
    known: dict[bool, set[str]] = {False: set(), True: set()}
    for info in query_crs_info("EPSG", PJType.PROJECTED_CRS, allow_deprecated=True):
        if info.name.startswith(TM3):
            known[info.deprecated].add(f"EPSG:{info.code}")
    return tuple(sorted(known[False])), tuple(sorted(known[True]))


def declared_reading(text: str) -> Reading | None:
    """Return the reading that a text declares; None where it declares none that is known.

    Parameters
    ----------
    text
        A code such as ``EPSG:9210`` or ``9210``, behind it by commas what else is unusual:
        ``swapped`` (northing first), ``mm``, ``false-easting-0``.

    Examples
    --------
    >>> str(declared_reading("9209,swapped"))
    'EPSG:9209 VN-2000 / TM-3 105-30 (north, east, m)'
    """
    parts = [part.strip() for part in text.split(",")]
    words = [part for part in parts if part in ODDITIES]
    code = ",".join(part for part in parts if part not in ODDITIES)
    try:
        crs = code_of(int(code) if code.isdecimal() else code)
    except CRSError:
        return None
    return Reading(crs, *(word in words for word in ODDITIES))


def code_of(crs: Any) -> str:
    """Return the authority code of a reference system, or its WKT where it has none.

    Parameters
    ----------
    crs
        Anything that pyproj takes for one; ``pyproj.exceptions.CRSError`` where it does not.
    """
    system = CRS(crs)
    number = system.to_epsg()
    return f"EPSG:{number}" if number else system.to_wkt()


@cache
def _crs(code: str) -> CRS:
    return CRS(code)


@cache
def _pinned(code: str) -> tuple[Transformer, str]:
    """Return the way to WGS 84 and the name of its datum operation.

    PROJ may choose another operation from point to point; for VN-2000 the newer of the two seven-
    parameter operations of the EPSG registry is taken throughout. Leaving the shift out would move
    everything by 224 m, a wrong sign of the rotations by 0.75 m.
    """
    ways = TransformerGroup(code, WGS84, always_xy=True).transformers
    for way in ways:
        if SHIFT in [step.name for step in way.operations or ()]:
            return way, f"{SHIFT}, {SHIFT_CODE}"
    geodetic = _crs(code).geodetic_crs
    if geodetic is not None and geodetic.name == _crs(WGS84).name:
        return ways[0], "none, the datum is WGS 84"
    if "Ballpark" in ways[0].description:
        return ways[0], "none known for its datum, so everything may lie some 200 m off"
    return ways[0], ways[0].description
