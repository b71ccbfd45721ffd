"""How far an admin reaches: roles within their own areas, and people whose roles all lie there; pure."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from app.access.rules import NOWHERE, Deed, Role, may
from app.kernel.callers import Caller, Grant

GIVE_BACK = timedelta(days=30)  # so long a role that was taken stands on the page, to be given back
KEY_DAYS = (30, 90, 365)  # a key that nobody renews is a key that nobody misses when it is stolen
USUAL_KEY_DAYS = 365
A_PAGE = 50


def reaches(caller: Caller, area_id: UUID | None) -> bool:
    """Whether `caller` may give and take roles and keys there; None is everywhere."""
    return may(caller, Deed.MANAGE_ACCOUNTS, frozenset((area_id or NOWHERE,)))


def sees(caller: Caller, grants: Iterable[Grant]) -> bool:
    """Whether somebody with these roles stands on the admin's list: one of their roles lies in an area of the admin."""
    return reaches(caller, None) or any(reaches(caller, grant.area_id) for grant in grants)


def may_tend(caller: Caller, grants: Iterable[Grant]) -> bool:
    """Whether `caller` may sign somebody out or drop their codes: only when none of their roles reaches further."""
    held = list(grants)
    return reaches(caller, None) or (bool(held) and all(reaches(caller, grant.area_id) for grant in held))


def is_last_admin(taken: Grant, admins_everywhere: int) -> bool:
    """Whether nobody would be left who may give roles everywhere."""
    return taken == Grant(Role.ADMIN, None) and admins_everywhere <= 1
