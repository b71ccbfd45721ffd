"""Sign in by a password, and by a code where one is asked for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from app.access.audit import record
from app.access.codes import step_of
from app.access.limits import Tried, Who, note_try
from app.access.passwords import hash_password, is_dated, is_password
from app.access.store import Known, change_account, find_account
from app.db.engine import unit_of_work
from app.kernel.clock import Clock
from app.kernel.errors import NotUsable

WRONG = "That address and password do not go together. You can always sign in by a link."


def check_password(engine: Engine, email: str, password: str, *, line: str | None, secret: str, clock: Clock) -> Known:
    """The account of an address and its password. Raises NotUsable when they do not go together, TooSoon when tried
    too often.

    No unit of work is open while the password is checked: that takes long on purpose.
    """
    with unit_of_work(engine, writes=True) as session:
        refusal = note_try(session, Tried.PASSWORD, Who(secret, email, line), clock())
        account = find_account(session, email=email)
    if refusal:
        raise refusal
    if not is_password(account.password if account else None, password) or account is None:
        raise NotUsable(WRONG)
    if account.password and is_dated(account.password):
        with unit_of_work(engine, writes=True) as session:
            change_account(session, account.id, password=hash_password(password))
    return account


def check_code(engine: Engine, account_id: UUID, code: str, *, line: str | None, secret: str, clock: Clock) -> None:
    """Take a code from an account's app. Raises NotUsable for a wrong or used one, TooSoon when tried too often."""
    with unit_of_work(engine, writes=True) as session:
        refusal = note_try(session, Tried.CODE, Who(secret, str(account_id), line), clock())
        right = refusal is None and _take(session, account_id, code, clock())
    if refusal:
        raise refusal
    if not right:
        raise NotUsable("That code is not right. Try the next one that your app shows.")


def _take(session: Session, account_id: UUID, code: str, now: datetime) -> bool:
    account = find_account(session, id_=account_id)
    step = step_of(account.code_secret, code, now, account.code_step) if account and account.code_secret else None
    if step is None:
        record(session, str(account_id), "code refused", at=now, about=str(account_id))
        return False
    change_account(session, account_id, code_step=step)
    return True
