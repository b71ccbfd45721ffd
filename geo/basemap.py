"""A small map as SVG: area borders as pale streets, or a plain sheet where none are loaded.

Only presentation attributes are used, so that it may stand in a page whose policy forbids inline style.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, radians, sin
from statistics import median
from zlib import crc32

import numpy as np
import shapely
from shapely import LineString, box, get_parts, polygonize, simplify, unary_union
from shapely.geometry.base import BaseGeometry

from geo.edges import Edges
from geo.points import Point
from geo.sheet import (
    CASING,
    DISTANCE_PX,
    INK,
    OPEN_LAND,
    SHAPE_PX,
    SHORT_WORDS_PX,
    SOFT,
    STREET,
    Frame,
    Label,
    Pixel,
    distance_words,
    is_clear,
    names,
    project,
    ring,
    sheet,
    spread,
    text_at,
)

__all__ = ["Frame", "Label", "Pixel", "draw_basemap", "draw_plain", "project", "spread"]

MOST_BYTES = 30_000

_WIDE = 6.0  # an area this many times the usual size holds few homes: park, field, works or water
_MOST_WIDE = 60  # only so many are worth their bytes
_MARGIN_PX = 8  # drawn beyond the sheet, so that no line is seen to end
_FINEST_PX, _COARSEST_PX = 0.8, 3.0  # corners left out; coarser than that a street map falls into splinters
_TURNS = (90, 270, 0, 180, 60, 120, 240, 300, 30, 150, 210, 330)  # degrees: where a ring's distance may be written
_STEPS_M = (100, 250, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)


def draw_basemap(
    edges: Edges,
    centre: Point,
    width: int,
    height: int,
    metres_across: float,
    ring_m: float | None,
    labels: Sequence[Label] = (),
    shapes: Sequence[Pixel] = (),
) -> str:
    """Area borders as streets, wide areas tinted, a dashed ring of `ring_m` metres, names; at most 30,000 bytes.

    Where no border falls in the window, the plain sheet is drawn instead. Nothing is written under the `shapes`.
    """
    frame = Frame(centre, width, height, metres_across)
    streets = _streets(edges, frame)
    if not streets:
        return draw_plain(centre, width, height, metres_across, ring_m, labels, shapes)
    wide, over = _wide_areas(streets, frame), ring(frame, ring_m) + names(frame, labels, shapes=shapes)
    tolerance, shortest = _FINEST_PX, 0.0
    while True:
        svg = sheet(frame, _land(wide, tolerance) + _lines(streets, tolerance, shortest) + over)
        if len(svg.encode()) <= MOST_BYTES:
            return svg
        if tolerance < _COARSEST_PX:
            tolerance *= 1.5
        else:
            shortest = shortest * 1.3 + 3  # a wide view: leave out the side streets


def draw_plain(
    centre: Point,
    width: int,
    height: int,
    metres_across: float,
    ring_m: float | None,
    labels: Sequence[Label] = (),
    shapes: Sequence[Pixel] = (),
) -> str:
    """A sheet with a grid, distance rings that say how far they are, a compass and names: nothing is made up.

    What would lie under one of the `shapes` is written elsewhere, or left out where there is no room.
    """
    frame = Frame(centre, width, height, metres_across)
    step = next((s for s in _STEPS_M if metres_across / s <= 9), _STEPS_M[-1])
    rings, compass = _rings(frame, step, shapes), _compass_spot(frame, shapes)
    taken = [spot for _, spot in rings if spot] + ([compass] if compass else [])
    parts = _bands(frame, step) + _grid(frame, step) + ring(frame, ring_m) + _rings_said(frame, step, rings)
    return sheet(frame, parts + names(frame, labels, taken, shapes) + (_compass(*compass) if compass else []))


def _streets(edges: Edges, frame: Frame) -> list[BaseGeometry]:
    """Borders in pixels, cut a little outside the sheet."""
    near = np.array(edges.within(*frame.window()), dtype=object)
    if not len(near):
        return []
    m = _MARGIN_PX
    drawn = shapely.transform(near, frame.pixels)
    cut = shapely.clip_by_rect(drawn, -m, -m, frame.width + m, frame.height + m)
    return [part for part in get_parts(cut) if isinstance(part, LineString) and part.length > 1]


def _wide_areas(streets: list[BaseGeometry], frame: Frame) -> list[BaseGeometry]:
    """Areas far larger than their neighbours."""
    m = _MARGIN_PX
    rim = box(-m, -m, frame.width + m, frame.height + m).exterior
    # Borders meet only at their ends already: just the rim has to be cut where they reach it.
    faces = list(get_parts(polygonize(get_parts(unary_union([*streets, rim])))))
    if len(faces) < 8:
        return []
    usual = median(face.area for face in faces)
    return sorted((face for face in faces if face.area > usual * _WIDE), key=lambda face: -face.area)[:_MOST_WIDE]


def _land(wide: list[BaseGeometry], tolerance: float) -> list[str]:
    rings = [simplify(face, tolerance) for face in wide]
    d = "".join(_path(face.exterior) + "z" for face in rings if face.geom_type == "Polygon" and not face.is_empty)
    return [f'<path d="{d}" fill="{OPEN_LAND}"/>'] if d else []


def _lines(streets: list[BaseGeometry], tolerance: float, shortest: float) -> list[str]:
    """One path drawn twice, wide and grey below, narrow and white above; the id depends on what is drawn."""
    d = "".join(_path(simplify(line, tolerance)) for line in streets if line.length >= shortest)
    name = f"s{crc32(d.encode()):08x}"
    join = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
    return [
        f'<defs><path id="{name}" d="{d}"/></defs>',
        f'<use href="#{name}" {join} stroke="{CASING}" stroke-width="5.5"/>',
        f'<use href="#{name}" {join} stroke="{STREET}" stroke-width="3.2"/>',
    ]


def _path(line: BaseGeometry) -> str:
    """Whole pixels, each step from the one before: a third of the bytes of absolute decimals."""
    corners = [(round(x), round(y)) for x, y, *_ in line.coords]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners) if a != b]
    if not steps:
        return ""
    return f"M{_pair(*corners[0])}l" + "".join(
        pair if i == 0 or pair.startswith("-") else " " + pair for i, pair in enumerate(_pair(*step) for step in steps)
    )


def _pair(x: int, y: int) -> str:
    return f"{x}{y}" if y < 0 else f"{x} {y}"


def _bands(frame: Frame, step: int) -> list[str]:
    """Discs of ever lighter ground: the nearer, the brighter."""
    middle = f'cx="{frame.width / 2:g}" cy="{frame.height / 2:g}"'
    radii = [n * step * frame.px_a_metre for n in range(6, 0, -1)]
    return [f'<circle {middle} r="{r:.1f}" fill="#fff" fill-opacity=".13"/>' for r in radii]


def _grid(frame: Frame, step: int) -> list[str]:
    """Squares of `step` metres, counted from the middle."""
    px, (mid_x, mid_y) = step * frame.px_a_metre, (frame.width / 2, frame.height / 2)
    columns = [mid_x + n * px for n in range(-int(mid_x / px), int(mid_x / px) + 1)]
    rows = [mid_y + n * px for n in range(-int(mid_y / px), int(mid_y / px) + 1)]
    d = "".join(f"M{x:.1f} 0V{frame.height}" for x in columns) + "".join(f"M0 {y:.1f}H{frame.width}" for y in rows)
    return [f'<path d="{d}" fill="none" stroke="{OPEN_LAND}" stroke-width="2"/>']


def _rings(frame: Frame, step: int, shapes: Sequence[Pixel]) -> list[tuple[int, Pixel | None]]:
    """Up to three distance rings that the sheet has room for: which, and where on it its distance can be read."""
    found: list[tuple[int, Pixel | None]] = []
    for n in (1, 2, 3):
        if n * step * frame.px_a_metre + 18 <= min(frame.width, frame.height) / 2:
            around = [_on_ring(frame, n * step, turn) for turn in _TURNS]
            taken = [*shapes, *(spot for _, spot in found if spot)]
            found.append((n, next((spot for spot in around if is_clear(spot, SHORT_WORDS_PX, taken)), None)))
    return found


def _on_ring(frame: Frame, metres: float, turn: float) -> Pixel:
    """A spot on a ring, so far round from the east by the south; the words' foot stands a little below the line."""
    away = metres * frame.px_a_metre
    return frame.width / 2 + away * cos(radians(turn)), frame.height / 2 + away * sin(radians(turn)) + 5


def _rings_said(frame: Frame, step: int, rings: Sequence[tuple[int, Pixel | None]]) -> list[str]:
    """Circles with their distance written on them."""
    parts = []
    for n, spot in rings:
        at = f'cx="{frame.width / 2:g}" cy="{frame.height / 2:g}" r="{n * step * frame.px_a_metre:.1f}"'
        parts.append(f'<circle {at} fill="none" stroke="#c9cdbd" stroke-width="1.5"/>')
        if spot:
            parts.append(text_at(*spot, distance_words(n * step), DISTANCE_PX, "400", SOFT))
    return parts


def _compass_spot(frame: Frame, shapes: Sequence[Pixel]) -> Pixel | None:
    """The corner for the compass that no shape reaches into."""
    sides, heights = (frame.width - 34, 34), (46, frame.height - 58)
    corners = [(float(x), float(y)) for y in heights for x in sides]
    wide, high = SHAPE_PX + 14, SHAPE_PX + 50
    return next(((x, y) for x, y in corners if all(abs(x - u) > wide or abs(y - v) > high for u, v in shapes)), None)


def _compass(x: float, y: float) -> list[str]:
    return [
        f'<path d="M{x:g} {y - 26:g}l9 26l-9-6l-9 6z" fill="{INK}"/>',
        f'<path d="M{x:g} {y + 26:g}l9-26l-9 6l-9-6z" fill="{CASING}" stroke="{SOFT}"/>',
        text_at(x, y + 46, "N", DISTANCE_PX, "700", INK),
    ]
