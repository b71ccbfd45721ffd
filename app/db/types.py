"""Column types that behave alike on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

PASSING = "passing"  # in a table's or column's `info`: it belongs to one database alone, and no backup carries it
APPEND_ONLY = "append_only"  # in a table's `info`: triggers refuse to change its rows or take them away


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC. SQLite drops zones, so they are put back on the way out; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database, in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, with its zone again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def as_json(value: Any) -> str:
    """What a JSON column keeps."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # a number of more than 64 bits, a key that is none of text: rare, and ten times slower
        return json.dumps(value)
