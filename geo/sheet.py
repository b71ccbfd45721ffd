"""The sheet a map is drawn on: where a point falls on it, its ring, its names, and shapes pushed apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from geo.distance import METRES_A_DEGREE
from geo.points import Point

GROUND, STREET, CASING, OPEN_LAND, INK, SOFT = "#ebece4", "#ffffff", "#dfe1d6", "#d9e4c8", "#20263a", "#4b5164"

NAME_PX, DISTANCE_PX = 20, 18  # letters: a phone draws a sheet of 600 px at little more than half
SHORT_WORDS_PX = 30.0  # half the width of "1.5 km"
SHAPE_PX = 34.0  # from the middle of a numbered shape to its edge, with a little air

_FONT = 'font-family="Atkinson Hyperlegible Next,Arial,sans-serif"'

Pixel = tuple[float, float]
Label = tuple[str, Point]


@dataclass(frozen=True)
class Frame:
    """What a map shows: its middle, its size in pixels and how many metres it is across."""

    centre: Point
    width: int
    height: int
    metres_across: float

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or not self.metres_across > 0 or abs(self.centre.lat) > 85:
            raise ValueError("a map needs a size, and a middle away from the poles")

    @property
    def px_a_metre(self) -> float:
        return self.width / self.metres_across

    def pixel(self, point: Point) -> Pixel:
        """Where a point falls (may be outside)."""
        x, y = project(point, self)
        return x * self.width, y * self.height

    def pixels(self, degrees: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows of longitude and latitude as rows of x and y."""
        a_degree = np.array([METRES_A_DEGREE * cos(radians(self.centre.lat)), -METRES_A_DEGREE]) * self.px_a_metre
        return (degrees - (self.centre.lon, self.centre.lat)) * a_degree + (self.width / 2, self.height / 2)

    def window(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees."""
        half_lat = self.metres_across * self.height / self.width / 2 / METRES_A_DEGREE
        half_lon = self.metres_across / 2 / METRES_A_DEGREE / cos(radians(self.centre.lat))
        lat, lon = self.centre.lat, self.centre.lon
        return lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat


def project(point: Point, frame: Frame) -> Pixel:
    """Where a point falls as fractions of width and height: (0.5, 0.5) is the middle, y runs down.

    Plate carree scaled at the middle latitude: within 20 km of it the error is under one part in 300.
    """
    metres_east = (point.lon - frame.centre.lon) * METRES_A_DEGREE * cos(radians(frame.centre.lat))
    metres_north = (point.lat - frame.centre.lat) * METRES_A_DEGREE
    down = frame.metres_across * frame.height / frame.width
    return 0.5 + metres_east / frame.metres_across, 0.5 - metres_north / down


def spread(points: Iterable[Pixel], min_px: float = 24.0, size: tuple[float, float] | None = None) -> list[Pixel]:
    """The points, each moved as little as will keep it `min_px` from those before it; same input, same answer.

    With `size` (width, height) moved points stay inside where there is room.
    """
    placed: list[Pixel] = []
    for x, y in points:
        placed.append(next(spot for spot in _spots(x, y, min_px, size) if _free(spot, placed, min_px)))
    return placed


def _spots(x: float, y: float, min_px: float, size: tuple[float, float] | None) -> Iterable[Pixel]:
    """The point itself, then places around it on ever wider circles; without end, so that one is always free."""
    yield x, y
    circle = 0
    while True:
        circle += 1
        away, many = circle * min_px / 4, 8 + 4 * circle
        for turn in range(many):
            spot = x + away * cos(2 * pi * turn / many), y + away * sin(2 * pi * turn / many)
            room = size is None or circle > 200 or (0 <= spot[0] <= size[0] and 0 <= spot[1] <= size[1])
            if room:
                yield spot


def _free(spot: Pixel, placed: list[Pixel], min_px: float) -> bool:
    return all((spot[0] - x) ** 2 + (spot[1] - y) ** 2 >= min_px**2 for x, y in placed)


def sheet(frame: Frame, parts: list[str]) -> str:
    """The whole SVG."""
    w, h = frame.width, frame.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" aria-hidden="true">'
        f'<rect width="{w}" height="{h}" fill="{GROUND}"/>{"".join(parts)}</svg>'
    )


def ring(frame: Frame, ring_m: float | None) -> list[str]:
    """A dashed ring around the middle; none when there is no distance."""
    if not ring_m or ring_m <= 0:
        return []
    return [
        f'<circle cx="{frame.width / 2:g}" cy="{frame.height / 2:g}" r="{ring_m * frame.px_a_metre:.1f}" fill="#fff" '
        f'fill-opacity=".32" stroke="{INK}" stroke-width="1.6" stroke-dasharray="2 6" stroke-linecap="round"/>'
    ]


def names(
    frame: Frame, labels: Sequence[Label], taken: Sequence[Pixel] = (), shapes: Sequence[Pixel] = ()
) -> list[str]:
    """Names that fit on the sheet and run into none written before, into no short words at `taken`, under no shape."""
    written = [(x, y, SHORT_WORDS_PX) for x, y in taken]
    parts = []
    for text, point in labels:
        x, y = frame.pixel(point)
        half = len(text) * 5.7 + 6
        inside = half < x < frame.width - half and 20 < y < frame.height - 8
        clear = all(abs(y - v) > 26 or abs(x - u) > half + other for u, v, other in written)
        if inside and clear and is_clear((x, y), half, shapes):
            written.append((x, y, half))
            parts.append(text_at(x, y, text, NAME_PX, "700", SOFT))
    return parts


def is_clear(spot: Pixel, half: float, shapes: Iterable[Pixel]) -> bool:
    """Whether words of `half` that width in pixels, centred on a spot, would lie under none of the shapes."""
    return all(abs(spot[0] - x) > half + SHAPE_PX or abs(spot[1] - y) > SHAPE_PX + 12 for x, y in shapes)


def text_at(x: float, y: float, text: str, size: int, weight: str, colour: str) -> str:
    """Words centred on a spot, with a halo of ground around them."""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" {_FONT} font-size="{size}" font-weight="{weight}" text-anchor="middle" '
        f'fill="{colour}" stroke="{GROUND}" stroke-width="4" stroke-linejoin="round" paint-order="stroke">'
        f"{escape(text)}</text>"
    )


def distance_words(metres: float) -> str:
    """ "500 m", "1 km" or "1.5 km"."""
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:g} km"
