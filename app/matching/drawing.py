"""The map beside the ideas: an SVG sheet with a numbered shape for each, linked to its card; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import dist

from markupsafe import Markup

from app.matching.view import Idea, Results
from geo.basemap import Frame, Label, Pixel, draw_basemap, draw_plain, spread
from geo.distance import metres_between, metres_for_minutes
from geo.edges import Edges
from geo.points import Point

WIDTH, HEIGHT = 600, 540
MIDDLE: Pixel = (WIDTH / 2, HEIGHT / 2)
APART_PX = 70.0  # corner to corner two squares reach 66; on a 320 px phone the sheet is drawn at 0.47
MOVED_PX = 30.0  # a shape that was pushed farther than that has a line to where it belongs
RIM_PX = 36.0  # no shape is cut by the edge
FARTHEST_M = 15_000.0  # beyond this a pin would shrink the neighbourhood to a dot
RING_MINUTES = (30, 25, 20, 15, 10, 5)  # the widest that fits on the sheet and into what was asked
ROOM = 2.6  # the sheet is this many times as wide as the farthest pin is away
LEAST_M = 300.0  # a map of one street shows nothing


@dataclass(frozen=True)
class Chart:
    """A drawn map: the sheet, the pins on it, the minutes of its ring (None without one), how many ideas are beyond."""

    sheet: Markup
    pins: Markup
    ring_minutes: int | None
    real_edges: bool
    beyond: int
    window: str  # west, south, east and north in degrees, for a map that can be moved


def chart_of(
    results: Results,
    edges_at: Callable[[Point, float], Edges | None],
    names_near: Callable[[Point, float], Sequence[Label]],
) -> Chart | None:
    """The map for these ideas, with the borders and the names that stand around its middle; None without a place."""
    frame = frame_for(results)
    if frame is None:
        return None
    half = frame.metres_across / 2
    return draw(results, frame, edges_at(frame.centre, half), names_near(frame.centre, half))


def frame_for(results: Results) -> Frame | None:
    """What the map should show; None when the place is not known or nothing can be pinned."""
    place = results.answer.place
    if place is None:
        return None
    centre = Point(place.lat, place.lon)
    away = [metres_between(centre, point) for idea in results.ideas if (point := _point(idea))]
    near = [metres for metres in away if metres <= FARTHEST_M]
    if not near:
        return None
    return Frame(centre, WIDTH, HEIGHT, ROOM * max(*near, LEAST_M))


def draw(results: Results, frame: Frame, edges: Edges | None, labels: Sequence[Label]) -> Chart:
    """The sheet with the ring and the pins, which are pushed apart so that each can be pressed."""
    placed = [(idea, frame.pixel(point)) for idea in results.ideas if (point := _point(idea))]
    inside = [(idea, spot) for idea, spot in placed if 0 <= spot[0] <= WIDTH and 0 <= spot[1] <= HEIGHT]
    spots = _apart([spot for _, spot in inside])
    minutes = _ring_minutes(results, frame)
    ring_m = metres_for_minutes(minutes) if minutes else None
    base = (frame.centre, frame.width, frame.height, frame.metres_across, ring_m, labels, [*spots, MIDDLE])
    sheet = draw_basemap(edges, *base) if edges else draw_plain(*base)
    sheet += _lines([spot for _, spot in inside], spots)
    pins = "".join(_pin(idea, spot) for (idea, _), spot in zip(inside, spots, strict=True))
    window = ",".join(f"{degrees:.5f}" for degrees in frame.window())
    return Chart(Markup(sheet), Markup(pins), minutes, bool(edges), len(results.ideas) - len(inside), window)


def _ring_minutes(results: Results, frame: Frame) -> int | None:
    if results.mode != "walk":
        return None
    room = frame.metres_across * HEIGHT / WIDTH / 2
    fits = (m for m in RING_MINUTES if m <= results.minutes and metres_for_minutes(m) <= room)
    return next(fits, None)


def _lines(true: Sequence[Pixel], drawn: Sequence[Pixel]) -> str:
    """A line from each shape that was pushed aside to its true spot, with a dot there; "" when none was."""
    moved = [(a, b) for a, b in zip(true, drawn, strict=True) if dist(a, b) > MOVED_PX]
    lines = "".join(f"M{a[0]:.0f} {a[1]:.0f}L{b[0]:.0f} {b[1]:.0f}" for a, b in moved)
    dots = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in dict.fromkeys((round(a[0]), round(a[1])) for a, _ in moved))
    return f'<path class="moved" d="{lines}"/><path class="moved spot" d="{dots}"/>' if moved else ""


def _point(idea: Idea) -> Point | None:
    return Point(idea.it.lat, idea.it.lon) if idea.it.lat is not None and idea.it.lon is not None else None


def _apart(spots: list[Pixel]) -> list[Pixel]:
    """Apart from each other and from "you" in the middle, and inside the rim."""
    room = (WIDTH - 2 * RIM_PX, HEIGHT - 2 * RIM_PX)
    inner = [(min(max(x - RIM_PX, 0.0), room[0]), min(max(y - RIM_PX, 0.0), room[1])) for x, y in spots]
    middle = (MIDDLE[0] - RIM_PX, MIDDLE[1] - RIM_PX)
    return [(x + RIM_PX, y + RIM_PX) for x, y in spread([middle, *inner], APART_PX, room)[1:]]


_SHAPES = {
    "people": '<circle class="shape" r="27"/>',
    "groups": '<rect class="shape" x="-25" y="-25" width="50" height="50" rx="8"/>',
    "places": '<path class="shape" d="M0-32 32 0 0 32-32 0z" stroke-linejoin="round"/>',
}


def _pin(idea: Idea, spot: Pixel) -> str:
    # Out of the way of the keyboard: each idea is a link in the list already.
    return (
        f'<a class="pin pin-{idea.section}" href="#{idea.anchor}" tabindex="-1" data-at="{idea.it.lat},{idea.it.lon}" '
        f'aria-label="{idea.number}, {escape(idea.it.name)}" '
        f'transform="translate({spot[0]:.0f} {spot[1]:.0f})">{_SHAPES[idea.section]}'
        f'<text y="1" font-size="24">{idea.number}</text></a>'
    )
