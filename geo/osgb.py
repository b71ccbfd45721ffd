"""From Ordnance Survey eastings and northings (OSGB36) to WGS84 latitude and longitude.

The formulas are those of "A guide to coordinate systems in Great Britain" (Ordnance Survey, 2020):
annexe C.2 for the inverse transverse Mercator, annexe B for ellipsoid and Cartesian coordinates, and
section 6.6 for the seven-parameter Helmert shift. The shift is good to about 5 m; a postcode needs no better.
"""

from dataclasses import dataclass
from math import radians

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.points import Point

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Ellipsoid:
    a: float  # semi-major axis, metres
    b: float  # semi-minor axis, metres

    @property
    def e2(self) -> float:
        return 1 - (self.b / self.a) ** 2


_AIRY = _Ellipsoid(6_377_563.396, 6_356_256.909)
_WGS84 = _Ellipsoid(6_378_137.0, 6_356_752.314245)

# The National Grid: scale on the central meridian, true origin, false origin (metres).
_F0, _LAT0, _LON0, _E0, _N0 = 0.9996012717, radians(49), radians(-2), 400_000.0, -100_000.0

# OSGB36 to WGS84: metres, parts per million, arc seconds (the guide gives the opposite way; signs turned).
_SHIFT_M = (446.448, -125.157, 542.060)
_SCALE = 1 - 20.4894e-6
_TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def to_point(easting: float, northing: float) -> Point:
    """One grid position (metres) as a WGS84 point; ValueError when it lies off the earth's grid."""
    lats, lons = to_degrees([easting], [northing])
    return Point(float(lats[0]), float(lons[0]))


def to_degrees(eastings: ArrayLike, northings: ArrayLike) -> tuple[Floats, Floats]:
    """Many grid positions (metres) as WGS84 latitudes and longitudes in degrees."""
    lat, lon = _ungrid(np.asarray(eastings, dtype=np.float64), np.asarray(northings, dtype=np.float64))
    lat, lon = _geographic(*_helmert(*_cartesian(lat, lon)))
    return np.degrees(lat), np.degrees(lon)


def _meridian(lat: Floats) -> Floats:
    """Developed arc of the meridian from the true origin (guide, C.3)."""
    n = (_AIRY.a - _AIRY.b) / (_AIRY.a + _AIRY.b)
    less, more = lat - _LAT0, lat + _LAT0
    arc: Floats = (_AIRY.b * _F0) * (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
        - (3 * n + 3 * n**2 + 2.625 * n**3) * np.sin(less) * np.cos(more)
        + 1.875 * (n**2 + n**3) * np.sin(2 * less) * np.cos(2 * more)
        - (35 / 24) * n**3 * np.sin(3 * less) * np.cos(3 * more)
    )
    return arc


def _foot_latitude(northing: Floats) -> Floats:
    lat = np.full_like(northing, _LAT0)
    for _ in range(8):  # gains three digits a round; eight is below a micrometre anywhere in Britain
        lat = lat + (northing - _N0 - _meridian(lat)) / (_AIRY.a * _F0)
    return lat


def _ungrid(easting: Floats, northing: Floats) -> tuple[Floats, Floats]:
    """Inverse transverse Mercator on the Airy ellipsoid, radians (guide, C.2; names as printed there)."""
    lat = _foot_latitude(northing)
    sin2, tan, sec = np.sin(lat) ** 2, np.tan(lat), 1 / np.cos(lat)
    nu = _AIRY.a * _F0 / np.sqrt(1 - _AIRY.e2 * sin2)
    rho = nu * (1 - _AIRY.e2) / (1 - _AIRY.e2 * sin2)
    eta2, t2, d = nu / rho - 1, tan**2, easting - _E0
    vii = tan / (2 * rho * nu)
    viii = tan / (24 * rho * nu**3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2)
    ix = tan / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t2**2)
    x, xi = sec / nu, sec / (6 * nu**3) * (nu / rho + 2 * t2)
    xii = sec / (120 * nu**5) * (5 + 28 * t2 + 24 * t2**2)
    xiia = sec / (5040 * nu**7) * (61 + 662 * t2 + 1320 * t2**2 + 720 * t2**3)
    return lat - vii * d**2 + viii * d**4 - ix * d**6, _LON0 + x * d - xi * d**3 + xii * d**5 - xiia * d**7


def _cartesian(lat: Floats, lon: Floats) -> tuple[Floats, Floats, Floats]:
    nu = _AIRY.a / np.sqrt(1 - _AIRY.e2 * np.sin(lat) ** 2)
    return nu * np.cos(lat) * np.cos(lon), nu * np.cos(lat) * np.sin(lon), nu * (1 - _AIRY.e2) * np.sin(lat)


def _helmert(x: Floats, y: Floats, z: Floats) -> tuple[Floats, Floats, Floats]:
    (tx, ty, tz), (rx, ry, rz), s = _SHIFT_M, _TURN, _SCALE
    return tx + s * x - rz * y + ry * z, ty + rz * x + s * y - rx * z, tz - ry * x + rx * y + s * z


def _geographic(x: Floats, y: Floats, z: Floats) -> tuple[Floats, Floats]:
    flat = np.hypot(x, y)
    lat = np.arctan2(z, flat * (1 - _WGS84.e2))
    for _ in range(6):
        nu = _WGS84.a / np.sqrt(1 - _WGS84.e2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + _WGS84.e2 * nu * np.sin(lat), flat)
    return lat, np.arctan2(y, x)
