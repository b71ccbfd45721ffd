"""Whether this process lives and is ready, and its numbers, for those who look after machines."""

from typing import Protocol

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from app.edge.metrics import CONTENT_TYPE
from app.kernel.errors import NotReady
from app.matching.desk import Desk


class Kith(Protocol):
    """What is asked of the application."""

    @property
    def desk(self) -> Desk:
        """What was read of the directory."""
        ...

    async def catch_up(self) -> None:
        """Read what was written since."""
        ...

    def behind(self) -> int:
        """How many changes of the database this process has not read."""
        ...

    def is_current(self) -> bool:
        """Whether the schema is the newest."""
        ...


router = APIRouter(tags=["health"])
numbers = APIRouter(tags=["health"])  # not for everybody


@router.get("/healthz", summary="Alive")
async def healthz() -> dict[str, str]:
    """Answers as long as the process lives."""
    return {"status": "alive"}


@numbers.get(
    "/metrics",
    summary="Numbers for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Requests by route template and status, how long they took, matches, listings, whether the database is away.

    Of this process alone; with several workers each answers in turn and says which it is. For this machine itself; from
    elsewhere for an admin, or a key with the scope `see_numbers`.
    """
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE)


@router.get("/readyz", summary="Ready to answer")
async def readyz(request: Request) -> dict[str, str]:
    """Whether the directory has been read and the schema is current.

    `held` while the database does not answer: matches go on with what was read before, so keep asking this node.
    """
    kith: Kith = request.app.state.kith
    if not kith.desk.ready:
        raise NotReady("The directory is still being read. Try again in a moment.")
    await kith.catch_up()
    if since := kith.desk.held_since:
        return {"status": "held", "since": since.isoformat()}
    if behind := await run_in_threadpool(kith.behind):
        raise NotReady(f"This worker is {behind} changes behind the database. Try again in a moment.")
    if not await run_in_threadpool(kith.is_current):
        raise NotReady("The directory is still being read. Try again in a moment.")
    return {"status": "ready"}
