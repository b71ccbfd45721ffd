"""Letters are queued in the transaction of what they tell, and go out later: none lost, none for what was undone."""

from sqlmodel import Session

from app.kernel.clock import system_clock
from app.kernel.ids import new_id
from app.mail.rules import Letter
from app.mail.store import add_letter, wipe_address

__all__ = ["Letter", "forget_address", "queue"]

# The right half of a Message-ID only has to be nobody else's; the UUID on its left is what makes it one of a kind.
ID_HOST = "letters.kith.invalid"


def queue(session: Session, letter: Letter, *, key: str) -> bool:
    """Put a letter in the outbox; False when one with the same key is there already, sent or not.

    It goes out once the session's transaction has been committed. The outbox lives by the real clock, whatever clock
    the directory is shown: what waits and is tried again are servers, not people.
    """
    id_ = new_id()
    return add_letter(session, letter, id_=id_, key=key, message_id=f"<{id_}@{ID_HOST}>", now=system_clock())


def forget_address(session: Session, address: str) -> int:
    """Take somebody's address and words out of the outbox; what had not gone out never will. How many letters."""
    return wipe_address(session, address, system_clock())
