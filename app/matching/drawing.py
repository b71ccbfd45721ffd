"""The map beside the ideas: an SVG sheet with a numbered shape for each, linked to its card; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from app.matching.view import Idea, Results
from geo.basemap import Frame, Label, Pixel, draw_basemap, draw_plain, spread
from geo.distance import metres_between, metres_for_minutes
from geo.edges import Edges
from geo.points import Point

WIDTH, HEIGHT = 600, 540
APART_PX = 62.0  # on a 320 px phone the sheet is drawn at 0.48, and a finger needs 24 px and a gap
RIM_PX = 34.0  # no shape is cut by the edge
FARTHEST_M = 15_000.0  # beyond this a pin would shrink the neighbourhood to a dot
RING_MINUTES = (10, 30)  # a ring helps on foot only
ROOM = 2.6  # the sheet is this many times as wide as the farthest pin is away


@dataclass(frozen=True)
class Chart:
    """A drawn map: the sheet, the pins on it, the minutes of its ring (None without one), how many ideas are beyond."""

    sheet: Markup
    pins: Markup
    ring_minutes: int | None
    real_edges: bool
    beyond: int


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
    ring = _ring_m(results.mode, results.minutes) or 600.0
    return Frame(centre, WIDTH, HEIGHT, ROOM * max(*near, ring))


def draw(results: Results, frame: Frame, edges: Edges | None, labels: Sequence[Label]) -> Chart:
    """The sheet with the ring and the pins, which are pushed apart so that each can be pressed."""
    ring = _ring_m(results.mode, results.minutes)
    base = (frame.centre, frame.width, frame.height, frame.metres_across, ring, labels)
    sheet = draw_basemap(edges, *base) if edges else draw_plain(*base)
    placed = [(idea, frame.pixel(point)) for idea in results.ideas if (point := _point(idea))]
    inside = [(idea, spot) for idea, spot in placed if 0 <= spot[0] <= WIDTH and 0 <= spot[1] <= HEIGHT]
    pins = "".join(_pin(idea, spot) for (idea, _), spot in zip(inside, _apart([s for _, s in inside]), strict=True))
    return Chart(
        Markup(sheet), Markup(pins), results.minutes if ring else None, bool(edges), len(results.ideas) - len(inside)
    )


def _ring_m(mode: str, minutes: int) -> float | None:
    walks = mode == "walk" and RING_MINUTES[0] <= minutes <= RING_MINUTES[1]
    return metres_for_minutes(minutes, "walk") if walks else None


def _point(idea: Idea) -> Point | None:
    return Point(idea.it.lat, idea.it.lon) if idea.it.lat is not None and idea.it.lon is not None else None


def _apart(spots: list[Pixel]) -> list[Pixel]:
    """Apart from each other and from "you" in the middle, and inside the rim."""
    room = (WIDTH - 2 * RIM_PX, HEIGHT - 2 * RIM_PX)
    inner = [(min(max(x - RIM_PX, 0.0), room[0]), min(max(y - RIM_PX, 0.0), room[1])) for x, y in spots]
    middle = (room[0] / 2, room[1] / 2)
    return [(x + RIM_PX, y + RIM_PX) for x, y in spread([middle, *inner], APART_PX, room)[1:]]


_SHAPES = {
    "people": '<circle class="shape" r="25"/>',
    "groups": '<rect class="shape" x="-23" y="-23" width="46" height="46" rx="7"/>',
    "places": '<path class="shape" d="M0-32 32 0 0 32-32 0z" stroke-linejoin="round"/>',
}


def _pin(idea: Idea, spot: Pixel) -> str:
    return (
        f'<a class="pin pin-{idea.section}" href="#{idea.anchor}" aria-label="{idea.number}, {escape(idea.it.name)}" '
        f'transform="translate({spot[0]:.0f} {spot[1]:.0f})">{_SHAPES[idea.section]}'
        f'<text y="1" font-size="24">{idea.number}</text></a>'
    )
