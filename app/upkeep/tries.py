"""Counts how often one line, or one address, registers, asks, reports or sends a photo."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from app.access.limits import Tried, Who, note_try
from app.db.engine import unit_of_work
from app.edge.clients import Proxies, client_of, household, is_local
from app.settings import Settings, secret_key


def not_too_often(engine: Engine, settings: Settings, scope: Any, now: datetime, address: str | None = None) -> None:
    """Count one more try; raises TooSoon when it is one too many from this line or to this address."""
    here = client_of(scope, Proxies.parse(settings.trusted_proxies))
    who = Who(secret_key(settings), address, None if is_local(here) else household(here))
    with unit_of_work(engine, writes=True) as session:
        refusal = note_try(session, Tried.REGISTER, who, now)
    if refusal:
        raise refusal
