"""A mark in an ordered list that outlives changes: it says what was shown last, never how many were shown."""

import base64
import binascii
import json
from dataclasses import dataclass
from uuid import UUID

from app.kernel.errors import NotUsable, Problem

LONGEST_CURSOR = 1_000
MOST = 2**53  # a number that JSON carries whole


@dataclass(frozen=True, order=True)
class Mark:
    """The place of one row in the order: by `band`, then `far` (decimetres), then `name`, then id.

    Each part belongs to the row itself, so rows that come and go around it do not move it.
    """

    band: int
    far: int
    name: str
    id: UUID


def to_cursor(mark: Mark) -> str:
    """The mark as text for an address; what it holds is public anyway."""
    said = json.dumps([mark.band, mark.far, mark.name, mark.id.hex], separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def from_cursor(text: str) -> Mark:
    """The mark in a cursor. Raises NotUsable when it is none of ours."""
    try:
        if len(text) > LONGEST_CURSOR or not text.isascii():
            raise ValueError("too long, or not of our signs")
        padded = text + "=" * (-len(text) % 4)
        band, far, name, key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if type(band) is not int or type(far) is not int or not isinstance(name, str) or not isinstance(key, str):
            raise ValueError("not the parts of a mark")
        if max(abs(band), abs(far)) > MOST:
            raise ValueError("no such place in any list")
        return Mark(band, far, name, UUID(hex=key))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        problem = Problem("cursor", "This is no cursor of ours. Start again without it.")
        raise NotUsable("That cursor cannot be used.", (problem,)) from None
