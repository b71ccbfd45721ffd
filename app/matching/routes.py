"""The match as JSON."""

from fastapi import APIRouter, Request, Response

from app.matching.shapes import MatchIn, MatchOut, WhyIn, WhyNotOut

router = APIRouter(prefix="/api/v1", tags=["match"])


@router.post("/match", response_model=MatchOut, summary="Good ideas near a place")
async def match(body: MatchIn, request: Request) -> Response:
    """From a place, hopes and gifts to people, groups and places, informal before formal, each with its reason.

    Nothing about the person or the question is kept.
    """
    return _sent(await request.app.state.kith.match(body))


@router.post("/match/why", response_model=WhyNotOut, summary="Why one listing was or was not suggested")
async def match_why(body: WhyIn, request: Request) -> Response:
    """The same conversation as for the ideas, and a listing: why it is among them, or what speaks against it.

    Nothing about the person or the question is kept.
    """
    return _sent(await request.app.state.kith.why(body))


def _sent(found: MatchOut | WhyNotOut) -> Response:
    """Bytes at once: handing the model back would have every field checked a second time."""
    content = found.model_dump_json(by_alias=True)
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})
