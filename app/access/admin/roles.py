"""An admin gives a role within the areas they reach, tells its owner by letter, and takes it again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session

from app.access.admin.rules import is_last_admin, may_tend, reaches, sees
from app.access.admin.store import Held, admins_everywhere, end_grant, grants_held
from app.access.audit import record
from app.access.give_role import give_role
from app.access.keep_account import drop_codes
from app.access.rules import Role
from app.access.store import Known, end_devices, find_account, grants_of
from app.kernel.addresses import read_address
from app.kernel.callers import Caller
from app.kernel.errors import Forbidden, NotFound, NotUsable
from app.mail.outbox import Letter, queue

Say = Callable[[str], str]
EVER = datetime.min.replace(tzinfo=UTC)
NOT_HERE = "Your account may not do this here. Ask whoever runs this directory."


@dataclass(frozen=True)
class Told:
    """The words of the letter to somebody who is given a role."""

    role: str
    area: str
    base_url: str
    gettext: Say


def invite(
    session: Session, address: str, role: Role, area_id: UUID | None, told: Told, *, caller: Caller, now: datetime
) -> Known:
    """Give a role to an address and write to its owner; the account. Raises NotUsable, and Forbidden out of reach."""
    if not reaches(caller, area_id):
        raise Forbidden(NOT_HERE)
    plain = read_address(address)
    if plain is None:
        raise NotUsable("Please type their e-mail address, like pat@example.org.")
    if not give_role(session, plain, role, area_id, who=caller, now=now):
        raise NotUsable("They have that role there already.")
    account = find_account(session, email=plain)
    assert account is not None
    queue(session, _letter(plain, told), key=f"role {account.id} {role} {area_id} {now.isoformat()}")
    return account


def _letter(address: str, told: Told) -> Letter:
    said = told.gettext
    words = (
        said("You have a role in Kith: %(role)s, %(area)s.") % {"role": told.role, "area": told.area},
        said("Sign in with this e-mail address. We send you a link, so you need no password:"),
        f"{told.base_url.rstrip('/')}/sign-in?next=/me",
        said("Is this a mistake? Tell whoever runs the directory. Until you sign in nothing happens."),
    )
    return Letter(address, said("You have a role in Kith"), "\n\n".join(words) + "\n")


def account_in_reach(session: Session, caller: Caller, account_id: UUID) -> Known:
    """An account that stands on this admin's list, or did until a moment ago; raises NotFound for any other."""
    found = find_account(session, id_=account_id)
    held = [one.grant for one in grants_held(session, [account_id], ended_since=EVER)] if found else []
    if found is None or not sees(caller, held):
        raise NotFound("There is no such account here.")
    return found


def take_role(session: Session, account_id: UUID, grant_id: UUID, *, caller: Caller, now: datetime) -> None:
    """End one role and sign its owner out. Raises NotUsable for the last one who may give roles everywhere."""
    held = _held(session, account_id, grant_id)
    if not reaches(caller, held.grant.area_id):
        raise Forbidden(NOT_HERE)
    if is_last_admin(held.grant, admins_everywhere(session)):
        raise NotUsable("Then nobody could give roles any more. Give this role to somebody else first.")
    end_grant(session, grant_id, now)
    end_devices(session, account_id, now)
    area = str(held.grant.area_id) if held.grant.area_id else None
    record(session, caller, "roles ended", at=now, about=str(account_id), role=held.grant.role, area=area, number=1)


def _held(session: Session, account_id: UUID, grant_id: UUID) -> Held:
    found = [one for one in grants_held(session, [account_id]) if one.id == grant_id]
    if not found:
        raise NotFound("They do not have that role any more.")
    return found[0]


def sign_out_everywhere(session: Session, account_id: UUID, *, caller: Caller, now: datetime) -> int:
    """End every stay of somebody; in how many browsers they were signed in."""
    _tend(session, account_id, caller)
    ended = end_devices(session, account_id, now)
    record(session, caller, "signed out by an admin", at=now, about=str(account_id), number=ended)
    return ended


def let_in_without_codes(session: Session, account: Known, *, caller: Caller, now: datetime) -> None:
    """Ask somebody for no code any more, because their phone is gone."""
    _tend(session, account.id, caller)
    drop_codes(session, account, who=caller, now=now)


def _tend(session: Session, account_id: UUID, caller: Caller) -> None:
    if not may_tend(caller, grants_of(session, account_id)):
        raise Forbidden(NOT_HERE)
