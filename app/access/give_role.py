"""Give somebody a role and take it away again."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.access.audit import record
from app.access.rules import STAFF, Role
from app.access.store import Known, add_grant, end_devices, end_grants, find_account, grants_of
from app.access.use_link import account_of
from app.kernel.addresses import read_address
from app.kernel.callers import Caller, Grant
from app.kernel.errors import NotFound, NotUsable


def give_role(
    session: Session, address: str, role: Role, area_id: UUID | None, *, who: Caller | str, now: datetime
) -> bool:
    """Give a role to an address, whose account is made when there is none; False when it was held already."""
    if role not in STAFF:
        raise NotUsable(f"A role is one of: {', '.join(sorted(STAFF))}.")
    account = account_of(session, _read(address), now)
    grant = Grant(role, area_id)
    if grant in grants_of(session, account.id):
        return False
    add_grant(session, account.id, grant, now)
    area = str(area_id) if area_id else None
    record(session, who, "role given", at=now, about=str(account.id), role=role, area=area)
    return True


def take_roles(session: Session, address: str, role: Role | None, *, who: Caller | str, now: datetime) -> int:
    """End somebody's roles, all or one kind, and sign them out everywhere; how many. Raises NotFound."""
    account = find_person(session, address)
    ended = end_grants(session, account.id, now, role)
    if ended:
        end_devices(session, account.id, now)
        record(session, who, "roles ended", at=now, about=str(account.id), role=role, number=ended)
    return ended


def find_person(session: Session, address: str) -> Known:
    """The account of an address as typed; raises NotFound."""
    found = find_account(session, email=_read(address))
    if found is None:
        raise NotFound("There is no account with that address.")
    return found


def _read(address: str) -> str:
    plain = read_address(address)
    if plain is None:
        raise NotUsable("That is not an e-mail address.")
    return plain
