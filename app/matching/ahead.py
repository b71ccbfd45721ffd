"""`POST /api/v1/match` ahead of the framework: the same body model, the same verb, the same bytes."""

from datetime import datetime
from typing import Any

from pydantic import ValidationError

from app.edge.ahead import Ready
from app.kernel.errors import KithError
from app.matching.shapes import MatchIn
from geo.gazetteer import PlaceError

PATH = "/api/v1/match"
NOT_KEPT = (b"cache-control", b"no-store")
HELD_SINCE = "Kith-Held-Since"  # the database is away: this is what was last read


async def match_ahead(scope: Any, body: bytes) -> Ready | None:
    """The answer; None where there is something to say instead, which the framework's handler then says."""
    kith = scope["app"].state.kith
    try:
        said = MatchIn.model_validate_json(body)
        content = await kith.match_as_json(said)
    except (ValidationError, KithError, PlaceError):
        return None
    return Ready(content, tuple(held(kith.desk.held_since)))


def held(since: datetime | None) -> list[tuple[bytes, bytes]]:
    """The headers of an answer: kept by nobody, and marked while the database is away."""
    if since is None:
        return [NOT_KEPT]
    return [NOT_KEPT, (HELD_SINCE.lower().encode(), since.isoformat().encode())]
