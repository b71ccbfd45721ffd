"""A network's sectors on a map: a numbered shape for each, hollow where no group meets; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from app.insight.networks.gather import Covered
from geo.basemap import Frame, Label, draw_basemap, draw_plain, spread
from geo.distance import metres_between
from geo.edges import Edges
from geo.points import Point

WIDTH, HEIGHT = 600, 460
APART_PX = 70.0  # corner to corner two squares reach 66; on a 320 px phone the sheet is drawn at 0.47
RIM_PX = 40.0
ROOM = 2.5  # the sheet is this many times as wide as the farthest sector is away
LEAST_M = 600.0


@dataclass(frozen=True)
class Chart:
    """A drawn map: the sheet and the shapes on it."""

    sheet: Markup
    pins: Markup
    real_edges: bool


def frame_for(covered: Sequence[Covered]) -> Frame | None:
    """What the map should show; None when no sector's place is known."""
    points = [one.sector.point for one in covered if one.sector.point]
    if not points:
        return None
    lats, lons = [point.lat for point in points], [point.lon for point in points]
    centre = Point((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
    return Frame(centre, WIDTH, HEIGHT, ROOM * max(LEAST_M, *(metres_between(centre, point) for point in points)))


def draw(covered: Sequence[Covered], frame: Frame, edges: Edges | None, labels: Sequence[Label]) -> Chart:
    """The sheet and a shape for every sector, pushed apart so that each number can be read."""
    shown = [(one, frame.pixel(one.sector.point)) for one in covered if one.sector.point]
    room = (WIDTH - 2 * RIM_PX, HEIGHT - 2 * RIM_PX)
    inside = [(min(max(x - RIM_PX, 0), room[0]), min(max(y - RIM_PX, 0), room[1])) for _, (x, y) in shown]
    spots = [(x + RIM_PX, y + RIM_PX) for x, y in spread(inside, APART_PX, room)]
    base = (frame.centre, frame.width, frame.height, frame.metres_across, None, labels, spots)
    has_edges = edges is not None and bool(edges.within(*frame.window()))
    sheet = draw_basemap(edges, *base) if edges is not None and has_edges else draw_plain(*base)
    pins = "".join(_pin(one, spot) for (one, _), spot in zip(shown, spots, strict=True))
    return Chart(Markup(sheet), Markup(pins), has_edges)


def _pin(one: Covered, spot: tuple[float, float]) -> str:
    # The table below says the same in words, so this is a picture and no link.
    kind = "groups" if one.groups else "none"
    return (
        f'<g class="pin pin-{kind}" transform="translate({spot[0]:.0f} {spot[1]:.0f})">'
        f"<title>{escape(one.sector.code)}</title>"
        f'<rect class="shape" x="-25" y="-25" width="50" height="50" rx="8"/>'
        f'<text y="1" font-size="24">{one.groups}</text></g>'
    )
