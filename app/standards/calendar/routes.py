"""Calendar files to keep on a telephone: a listing's times, and the week of an area."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.db.engine import unit_of_work
from app.directory.in_area import ids_in_area
from app.edge.problems import problem_responses
from app.kernel.clock import local_date
from app.kernel.errors import NotFound
from app.standards.read_open import read_open

# People open these from a page too, and then a problem is a page.
router = APIRouter(tags=["calendar"], responses=problem_responses(pages=True))

ICS = "text/calendar"
KEEP = "public, max-age=300"


@router.get(
    "/listings/{listing_id}.ics",
    summary="When it happens, as iCalendar",
    response_class=Response,
    responses={200: {"content": {ICS: {"schema": {"type": "string"}}}}},
)
def calendar(request: Request, listing_id: UUID) -> Response:
    """The sessions of a listing with the days they leave out; of a home the sector only, of a person none."""
    from app.standards.calendar.mapping import calendar_of  # late: the library takes a while that no command needs

    kith: Any = request.app.state.kith
    with unit_of_work(kith.engine) as session:
        found = read_open(session, [listing_id], kith.areas)
    if not found:
        raise NotFound("There is no such listing here.")
    page_url = f"{kith.settings.base_url.rstrip('/')}/listings/{listing_id}"
    body = calendar_of(found[0], page_url, local_date(kith.clock()))
    headers = {"Cache-Control": KEEP, "Content-Disposition": f'inline; filename="{listing_id}.ics"'}
    return Response(body, media_type=ICS, headers=headers)


@router.get(
    "/areas/{code}.ics",
    summary="The coming week in an area, as iCalendar",
    response_class=Response,
    responses={200: {"content": {ICS: {"schema": {"type": "string"}}}}},
)
def week(request: Request, code: Annotated[str, Path(max_length=60)]) -> Response:
    """Each time in the next seven days that a group or a network there meets."""
    from app.standards.calendar.week import week_of  # late: the library takes a while that no command needs

    kith: Any = request.app.state.kith
    area = kith.areas.area(code)
    if area is None:
        raise NotFound("There is no such area here.")
    with unit_of_work(kith.engine) as session:
        found = read_open(session, ids_in_area(session, area, kith.areas), kith.areas)
    body = week_of(found, area.name, kith.settings.base_url, kith.clock())
    return Response(body, media_type=ICS, headers={"Cache-Control": KEEP, "Content-Disposition": "inline"})
