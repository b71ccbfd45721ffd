"""What somebody does with their own account: a name, a password, codes from an app, and being forgotten."""

from datetime import datetime

from sqlmodel import Session

from app.access.audit import record
from app.access.codes import step_of
from app.access.devices import Here, Way
from app.access.passwords import hash_password, is_password
from app.access.rules import FRESH_LINK, LONGEST_NAME, password_problem
from app.access.store import Known, change_account, delete_links, end_devices, end_grants
from app.kernel.callers import Caller
from app.kernel.errors import NotUsable
from app.kernel.text import plain
from app.mail.outbox import forget_address


def set_name(session: Session, here: Here, name: str) -> None:
    """What they are called on their own pages; empty takes it away."""
    change_account(session, here.account.id, name=" ".join(plain(name).split())[:LONGEST_NAME] or None)


def needs_old_password(here: Here, now: datetime) -> bool:
    """Whether the old password is asked for: not just after a link, which is how a forgotten one is set anew."""
    fresh = here.device.way == Way.LINK and now - here.device.began_at <= FRESH_LINK
    return here.account.password is not None and not fresh


def new_password(here: Here, old: str, new: str, now: datetime) -> str:
    """The hash of a password that will do. Raises NotUsable with the reason for one that will not.

    Slow on purpose: it belongs outside any unit of work.
    """
    if needs_old_password(here, now) and not is_password(here.account.password, old):
        raise NotUsable("That is not your password now. Forgot it? Sign in by a link and set a new one.")
    if problem := password_problem(new, here.account.email):
        raise NotUsable(problem)
    return hash_password(new)


def set_password(session: Session, here: Here, hashed: str, now: datetime) -> None:
    """Keep it; everywhere else they are signed out."""
    change_account(session, here.account.id, password=hashed)
    end_devices(session, here.account.id, now, but=here.device.id)
    record(session, here.caller, "password set", at=now, about=str(here.account.id))


def start_codes(session: Session, here: Here, secret: str, code: str, now: datetime) -> None:
    """Ask for codes from now on, once the app has shown a right one. Raises NotUsable for a wrong one."""
    step = step_of(secret, code, now, 0)
    if step is None:
        raise NotUsable("That code is not right. Is the clock of your phone right? Try the next code.")
    change_account(session, here.account.id, code_secret=secret, code_step=step)
    end_devices(session, here.account.id, now, but=here.device.id)
    record(session, here.caller, "codes started", at=now, about=str(here.account.id))


def stop_codes(session: Session, here: Here, code: str, now: datetime) -> None:
    """Ask for no codes any more; takes one last code, so that a phone left lying about is not enough."""
    secret = here.account.code_secret
    if secret is None or step_of(secret, code, now, here.account.code_step) is None:
        raise NotUsable("That code is not right. Try the next code.")
    change_account(session, here.account.id, code_secret=None, code_step=0)
    record(session, here.caller, "codes stopped", at=now, about=str(here.account.id))


def drop_codes(session: Session, account: Known, *, who: Caller | str, now: datetime) -> None:
    """Ask somebody for no code any more, because their phone is gone; they are signed out everywhere."""
    change_account(session, account.id, code_secret=None, code_step=0)
    end_devices(session, account.id, now)
    record(session, who, "codes dropped", at=now, about=str(account.id))


def forget(session: Session, here: Here, now: datetime) -> None:
    """Take away all that tells who they are. An id stays, so that what they did can still be told apart."""
    forget_address(session, here.account.email)
    delete_links(session, here.account.email)
    end_grants(session, here.account.id, now)
    end_devices(session, here.account.id, now)
    change_account(
        session, here.account.id, email=None, name=None, password=None, code_secret=None, code_step=0, ended_at=now
    )
    record(session, here.caller, "account forgotten", at=now, about=str(here.account.id))
