"""The one question before a deed: may they? A refusal says whether signing in would help."""

from uuid import UUID

from app.access.rules import Deed, may
from app.kernel.callers import Caller
from app.kernel.errors import Forbidden, SignInNeeded


def require(caller: Caller, deed: Deed, area_ids: frozenset[UUID] = frozenset()) -> None:
    """Nothing when `caller` may do `deed` in any of `area_ids` (see `may`).

    Raises SignInNeeded for somebody we do not know, Forbidden for somebody we do.
    """
    if may(caller, deed, area_ids):
        return
    if caller.account_id is None and caller.key_scopes is None:
        raise SignInNeeded("Sign in first: this is for people who look after the directory.")
    raise Forbidden("Your account may not do this here. Ask whoever runs this directory.")
