"""What a list may hold, how long a kept one lives, and how its code looks; pure."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.kernel.ids import as_uuid

MOST_IDEAS = 20  # five sheets of paper; more is no plan
DAYS_KEPT = 90
CODE_LENGTH = 10
# No vowels, so that no word comes out, and nothing that looks like something else when copied by hand from paper.
# 10 of these 26 signs are 1.4e14 codes: with 100,000 lists kept, a guess hits one in a thousand million.
CODE_SIGNS = "bcdfghjkmnpqrstvwxyz346789"
HOW_PREFIX = "how-"  # the field that says how one idea is done: "how-<id>"


class How(StrEnum):
    """Who does it: the person's own choice on each idea."""

    SELF = "self"
    FRIEND = "friend"
    COMPANION = "companion"
    FOR_ME = "for_me"


@dataclass(frozen=True)
class Chosen:
    """One idea on a list: a listing and how it is to be done, None as long as nobody said."""

    listing_id: UUID
    how: How | None = None


def read_choices(pairs: Iterable[tuple[str, str]]) -> tuple[Chosen, ...]:
    """The ideas of a form, each once and at most `MOST_IDEAS`; what cannot be read is left out.

    Fields: `id` for each idea, `how-<id>` for its choice, `drop` for one to take off.
    """
    fields = list(pairs)
    said = {name.removeprefix(HOW_PREFIX): value for name, value in fields if name.startswith(HOW_PREFIX)}
    dropped = {value for name, value in fields if name == "drop"}
    wanted = dict.fromkeys(value for name, value in fields if name == "id" and value not in dropped)
    found = [Chosen(listing_id, _how(said.get(text))) for text in wanted if (listing_id := as_uuid(text))]
    return tuple(found[:MOST_IDEAS])


def _how(text: str | None) -> How | None:
    return How(text) if text in set(How) else None


def new_code() -> str:
    """A random code that nobody can guess."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Whether a text can be the code of a kept list."""
    return len(text) == CODE_LENGTH and set(text) <= set(CODE_SIGNS)


def last_day(kept_on: date) -> date:
    """The last day on which a list that was kept on `kept_on` can be read."""
    return kept_on + timedelta(days=DAYS_KEPT)
