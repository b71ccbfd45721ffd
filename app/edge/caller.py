"""Who is asking: by a key or the sign-in cookie, looked up at most once a request and only when it matters."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request
from starlette.types import Scope

from app.edge.sent import sent
from app.kernel.callers import NOBODY, Caller, Grant

__all__ = [
    "COOKIE",
    "NOBODY",
    "Caller",
    "Grant",
    "LookUp",
    "Shown",
    "caller_of",
    "cookie_name",
    "is_secure",
    "shown_by",
]

COOKIE = "kith"
_BEARER = "bearer "


@dataclass(frozen=True)
class Shown:
    """What a request shows of who asks: a machine's key, or else the token of a sign-in cookie."""

    key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)


LookUp = Callable[[Shown], Caller]


def caller_of(request: Request) -> Caller:
    """A dependency: who asks, NOBODY when nothing is shown. It may read the database, so it belongs in a thread.

    `main` puts the look-up on `app.state.look_up`. Raises SignInNeeded for a key that is not in use: a machine that
    shows one means to be known.
    """
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        shown, look_up = shown_by(request), getattr(request.app.state, "look_up", None)
        known = look_up(shown) if look_up and shown != Shown() else NOBODY
        request.state.caller = known
    return known


def shown_by(request: Request) -> Shown:
    """The key or the cookie's token; where there is a key, no cookie is looked at."""
    if (key := key_in(request.scope)) is not None:
        return Shown(key=key)
    return Shown(token=request.cookies.get(cookie_name(request)) or None)


def key_in(scope: Scope) -> str | None:
    """The key that a machine shows; None where there is none."""
    authorization = sent(scope, b"authorization") or ""
    return authorization[len(_BEARER) :].strip() if authorization[: len(_BEARER)].lower() == _BEARER else None


def cookie_name(request: Request) -> str:
    """Under https a name that browsers take from this very host alone, and only over https."""
    return f"__Host-{COOKIE}" if is_secure(request) else COOKIE


def is_secure(request: Request) -> bool:
    """Whether the person's own connection is encrypted, as the headers or the address we were given say."""
    return bool(getattr(request.state, "secure", False) or getattr(request.app.state, "https", False))
