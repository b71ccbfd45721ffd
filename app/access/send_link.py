"""Send a link to sign in with: the same for an address that is known and one that is not."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from app.access.limits import Tried, Who, note_try
from app.access.rules import LINK_LASTS, next_path
from app.access.store import add_link
from app.access.tokens import new_token, token_hash
from app.kernel.errors import TooSoon
from app.mail.outbox import Letter, queue

Say = Callable[[str], str]


def send_link(
    session: Session,
    email: str,
    then: str,
    *,
    line: str | None,
    secret: str,
    base_url: str,
    now: datetime,
    gettext: Say,
) -> TooSoon | None:
    """Put a letter with a link for `email` (canonical) in the outbox; the refusal when it is one too many.

    Whoever opens it is `email`'s owner: an account is made then, not now, so that nothing tells whether there is one.
    """
    refusal = note_try(session, Tried.LINK, Who(secret, email, line), now)
    if refusal is None:
        address = make_link(session, email, then, base_url, now)
        queue(session, letter(email, address, gettext), key=f"link {token_hash(address)}")
    return refusal


def make_link(session: Session, email: str, then: str, base_url: str, now: datetime) -> str:
    """The address of a link that works once, for twenty minutes."""
    token = new_token()
    add_link(session, token_hash(token), email, next_path(then), now)
    return f"{base_url.rstrip('/')}/sign-in/link?t={token}"


def letter(email: str, address: str, gettext: Say) -> Letter:
    """The words around a link."""
    minutes = int(LINK_LASTS.total_seconds() // 60)
    words = (
        gettext("Open this link to sign in to Kith:"),
        address,
        gettext("It works once, for %(num)s minutes. Please do not pass it on.") % {"num": minutes},
        gettext("You did not ask for it? Then you need do nothing. Nobody can get in without this letter."),
    )
    return Letter(email, gettext("Your link to sign in to Kith"), "\n\n".join(words) + "\n")
