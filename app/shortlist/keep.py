"""Keep a list for ninety days under a random code, read it again, end it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.kernel.errors import NotFound
from app.shortlist.rules import Chosen, is_code, last_day, new_code
from app.shortlist.store import delete_ended, delete_list, find_list, write_list


@dataclass(frozen=True)
class Kept:
    """A list as it is kept, with the last day on which it can be read."""

    code: str
    ends_on: date
    chosen: tuple[Chosen, ...]


def keep(session: Session, chosen: Sequence[Chosen], today: date) -> str:
    """Keep ideas that are in the directory; the code. Lists whose time is over go on the way."""
    delete_ended(session, today)
    code = new_code()
    write_list(session, code, chosen, last_day(today))
    return code


def open_kept(session: Session, code: str, today: date) -> Kept:
    """The list under a code; NotFound when there is none or its time is over."""
    found = find_list(session, code, today) if is_code(code) else None
    if found is None:
        raise NotFound("There is no list here. A list is kept for 90 days.")
    return Kept(code, *found)


def end(session: Session, code: str) -> None:
    """Forget a list now; one that is gone already is no error."""
    if is_code(code):
        delete_list(session, code)
