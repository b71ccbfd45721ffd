"""Finds any listing for a steward, whatever its status: by name, number, e-mail or postcode."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.access.require import require
from app.access.rules import Deed, areas_of
from app.db.engine import unit_of_work
from app.directory.mending import mend_email, mend_phone
from app.edge.caller import caller_of
from app.edge.forms import in_thread
from app.edge.templating import page
from app.kernel.clock import local_date
from app.kernel.text import one_line
from app.upkeep.asked import Kith
from app.upkeep.queue import within
from app.upkeep.store import Waiting, look_for
from geo.postcodes import Postcode, PostcodeError, parse_postcode

router = APIRouter(include_in_schema=False)

ASKED_MAX = 200
FOUND_SHOWN = 50


@router.get("/steward/find")
def ask(request: Request) -> Response:
    """Which listing? To look at it finds nothing yet."""
    return _page(request, "")


@router.post("/steward/find")
async def find(request: Request) -> Response:
    """What it finds. Names and numbers stay out of every address."""
    return await in_thread(request, lambda asked, said: _page(asked, one_line(dict(said).get("q", ""))[:ASKED_MAX]))


def _page(request: Request, asked: str) -> Response:
    caller, kith = caller_of(request), _kith(request)
    require(caller, Deed.SEE_QUEUE)
    found: list[Waiting] = []
    if asked:
        with unit_of_work(kith.engine) as session:
            some = look_for(
                session, asked.lower().split(), mend_phone(asked).value, mend_email(asked).value.lower(), _area(asked)
            )
            found = within(session, kith.areas, areas_of(caller, Deed.SEE_QUEUE), some)
    return page(
        request, "upkeep/steward/find.html", keep=False, asked=asked, found=found[:FOUND_SHOWN],
        more=max(0, len(found) - FOUND_SHOWN), today=local_date(kith.clock()),
    )  # fmt: skip


def _area(asked: str) -> Postcode | None:
    try:
        return parse_postcode(asked)
    except PostcodeError:
        return None


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
