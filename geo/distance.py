"""How far apart two places are, in metres and in minutes on foot."""

from math import asin, cos, inf, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from geo.points import Point

Floats = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8  # mean radius of the GRS80 ellipsoid (IUGG, R1)
METRES_A_DEGREE = EARTH_RADIUS_M * pi / 180  # of latitude

STREETS_PER_CROW = 1.3  # streets bend: a walk is about 1.3 times the straight line
WALK_KMH = 3.5  # an unhurried pace, rests included
SLOW_WALK_KMH = 2.0
LONGEST_WALK = 45  # minutes; further than that a walk is no help, and miles tell more
METRES_A_MILE = 1_609.344

# Door to door in town, plainly estimated: no timetable is asked.
STOP_M = 200.0  # streets to walk to a stop, and again from one: stops stand about 400 m apart in towns
WAIT_MINUTES = 5.0  # half of the ten minutes between two buses of a town route
BUS_KMH = 15.0  # stops and lights included
CAR_KMH, PARKING_MINUTES = 25.0, 3.0


def metres_between(a: Point, b: Point) -> float:
    """Great-circle metres by the haversine formula (R. W. Sinnott, Sky and Telescope 68, 1984)."""
    return metres_from_to(a.lat, a.lon, b.lat, b.lon)


def metres_from_to(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The same of degrees that were checked before."""
    lat_a, lat_b = radians(lat), radians(other_lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(other_lon - lon) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))  # rounding may carry the chord past 1 at antipodes


def metres_to_many(point: Point, lats: Floats, lons: Floats) -> Floats:
    """Haversine metres from one point to many (degrees in, float64 metres out, same shape)."""
    lat, many = radians(point.lat), np.radians(lats, dtype=np.float64)
    half_lat = (many - lat) / 2
    half_lon = np.radians(np.asarray(lons, dtype=np.float64) - point.lon) / 2
    chord = np.sin(half_lat) ** 2 + cos(lat) * np.cos(many) * np.sin(half_lon) ** 2
    metres: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return metres


def walking_minutes(metres: float, slow: bool = False) -> int:
    """About how many minutes' walk a straight line of `metres` is; never less than 1."""
    kmh = SLOW_WALK_KMH if slow else WALK_KMH
    return max(1, int(metres * STREETS_PER_CROW / (kmh * 1000 / 60) + 0.5))


def miles(metres: float) -> int:
    """The same distance in whole miles."""
    return round(metres / METRES_A_MILE)


def walk_or_miles(metres: float | None) -> tuple[int | None, int | None]:
    """How far something is as people are told it: minutes on foot, or whole miles where a walk that long is no help."""
    if metres is None:
        return None, None
    minutes = walking_minutes(metres)
    return (minutes, None) if minutes <= LONGEST_WALK else (None, miles(metres))


def bus_minutes(metres: float, slow: bool = False) -> int:
    """About how many minutes a straight line of `metres` takes by bus, an estimate; never longer than on foot.

    Walking 200 m to a stop and 200 m from one at 3.5 km/h (slowly 2.0), waiting 5 minutes, and riding 1.3 times the
    straight line at 15 km/h. 1 km takes 17 minutes, 3 km 27, 5 km 38.
    """
    return _ridden(metres, "bus", slow)


def travel_minutes(metres: float, mode: str = "walk", slow: bool = False) -> int:
    """About how many minutes a straight line of `metres` takes on foot, by bus or by car; never less than 1.

    Whoever asked for things online walks to what is not. Raises ValueError for another mode.
    """
    if mode in ("walk", "online"):
        return walking_minutes(metres, slow)
    return _ridden(metres, mode, slow)


def _ridden(metres: float, mode: str, slow: bool) -> int:
    kmh, before = _ride(mode, slow)
    riding = int(before + metres * STREETS_PER_CROW / (kmh * 1000 / 60) + 0.5)
    return min(riding, walking_minutes(metres, slow))


def _ride(mode: str, slow: bool) -> tuple[float, float]:
    """The speed of a ride, and the minutes on foot, waiting and parking."""
    if mode == "bus":
        walk_kmh = SLOW_WALK_KMH if slow else WALK_KMH
        return BUS_KMH, WAIT_MINUTES + 2 * STOP_M / (walk_kmh * 1000 / 60)
    if mode == "car":
        return CAR_KMH, PARKING_MINUTES
    raise ValueError("mode is walk, bus, car or online")


def metres_for_minutes(minutes: float, mode: str = "walk", slow: bool = False) -> float:
    """Straight-line metres within reach in `minutes` by walk, bus, car or online (no limit: infinity).

    A ride never reaches less far than one's own feet. Raises ValueError for another mode.
    """
    if mode == "online":
        return inf
    on_foot = _metres(minutes, SLOW_WALK_KMH if slow else WALK_KMH)
    if mode == "walk":
        return on_foot
    kmh, before = _ride(mode, slow)
    return max(on_foot, _metres(minutes - before, kmh))


def _metres(minutes: float, kmh: float) -> float:
    return max(0.0, minutes) * kmh * 1000 / 60 / STREETS_PER_CROW
