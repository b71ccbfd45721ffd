"""The pages of neighbourhood networks: all of them with their numbers, and one with its groups and its week."""

from typing import Any, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Engine

from app.areas.book import AreaBook
from app.areas.rules import WITH_A_PAGE, AreaKind, Purpose
from app.db.engine import unit_of_work
from app.edge.templating import page
from app.insight.networks.drawing import Chart, draw, frame_for
from app.insight.networks.gather import Covered, gather
from app.kernel.clock import Clock, local_date
from app.kernel.errors import NotFound
from geo.edges import Edges
from geo.gazetteer import Gazetteer
from geo.points import Point

router = APIRouter(include_in_schema=False)


class Kith(Protocol):
    """What these pages ask of the application."""

    engine: Engine
    clock: Clock
    gazetteer: Gazetteer

    @property
    def areas(self) -> AreaBook:
        """The areas as last read."""
        ...

    def refresh(self) -> None:
        """Read what is new."""
        ...

    def map_edges(self, point: Point, metres: float) -> Edges | None:
        """Edges of loaded areas near a point, for the base map."""
        ...


@router.get("/networks")
def networks(request: Request) -> Response:
    """Every neighbourhood network by name, with whom to ring."""
    kith = _kith(request)
    kith.refresh()
    book = kith.areas
    found = sorted((one for one in book.areas if one.kind == AreaKind.NETWORK), key=lambda one: one.name.casefold())
    rows = [(one, next((c for c in book.contacts([one.code]) if c.purpose == Purpose.NETWORK), None)) for one in found]
    return page(request, "insight/networks.html", networks=rows)


@router.get("/networks/{code}")
def network(request: Request, code: str) -> Response:
    """One network, or a footprint: its groups, its week, its sectors."""
    kith = _kith(request)
    kith.refresh()
    area = kith.areas.area(code)
    if area is None or area.kind not in WITH_A_PAGE:
        raise NotFound("There is no such network here.")
    now = kith.clock()
    with unit_of_work(kith.engine) as session:
        picture = gather(session, area, kith.areas, now)
    days: dict[Any, list[Any]] = {}
    for time, it in picture.week:
        days.setdefault(local_date(time.starts), []).append((time, it))
    return page(
        request, "insight/network.html", area=area, picture=picture, days=days,
        chart=_chart(kith, picture.covered),
    )  # fmt: skip


def _chart(kith: Kith, covered: tuple[Covered, ...]) -> Chart | None:
    frame = frame_for(covered)
    if frame is None:
        return None
    edges = kith.map_edges(frame.centre, frame.metres_across / 2)
    return draw(covered, frame, edges, kith.gazetteer.names_near(frame.centre, frame.metres_across / 2))


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
