"""A place on the ground as latitude and longitude."""

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84 degrees; raises ValueError when either value is out of range or not a number."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        # isfinite first: every comparison with NaN is false, and a wrong range must not slip through.
        if not (isfinite(self.lat) and isfinite(self.lon)):
            raise ValueError("a point needs two numbers")
        if not (-90.0 <= self.lat <= 90.0 and -180.0 <= self.lon <= 180.0):
            raise ValueError("latitude runs from -90 to 90 and longitude from -180 to 180")
