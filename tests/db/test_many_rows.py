"""Many rows at once are written as the ORM writes them, on both databases and however many they are."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID, uuid5

import pytest
from orjson import Fragment
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app.db.engine import unit_of_work
from app.db.many_rows import FEW
from app.db.model import ChangeLog, History
from app.db.statements import insert_all
from app.directory.model import Listing, ListingArea, ListingSession, OwnTerm

NOW = datetime(2026, 7, 1, 10, 30, 0, 5, tzinfo=timezone(timedelta(hours=1)))
HOME = UUID("00000000-0000-5000-8000-000000000001")
MANY = FEW + 5


def listing(number: int) -> dict[str, Any]:
    """With a value or nothing in every column that may have none."""
    odd = bool(number % 2)
    return Listing(
        id=uuid5(HOME, str(number)),
        kind="group",
        status="public",
        name=f"Tea, \t\\N and 'quotes' \"{number}\" %s ?",
        summary="Line\nline – £5 ☕" if odd else "",
        online=odd,
        way_in="ring" if odd else None,
        min_age=number if odd else None,
        free=[None, True, False][number % 3],
        paused_until=date(2026, 1, 1) if odd else None,
        source="test",
        source_key=str(number),
        content_hash="",
        created_at=NOW,
        updated_at=NOW.astimezone(UTC),
    ).model_dump()


def rows_of(table: type[SQLModel], count: int) -> list[dict[str, Any]]:
    keys = [uuid5(HOME, str(number)) for number in range(count)]
    made: dict[type[SQLModel], list[dict[str, Any]]] = {
        Listing: [listing(number) for number in range(count)],
        ListingArea: [{"listing_id": key, "area_code": "E08", "mode": "covers"} for key in keys],
        ListingSession: [
            {
                "listing_id": key, "position": 0, "starts_on": date(2026, 1, 2), "starts_at": time(9, 5), "minutes": 60,
                "rrule": "", "zone": "Europe/London", "exdates": ["2026-01-09"] if n % 2 else [], "term_time": True,
                "note": "",
            }
            for n, key in enumerate(keys)
        ],
        History: [
            {
                "id": uuid5(key, "history"), "at": NOW, "who": "test", "entity": "listing", "entity_id": key,
                "before": None, "after": {"name": "☕", "free": None, "lat": 53.8, "n": 2**70} if n % 2 else None,
            }
            for n, key in enumerate(keys)
        ],
        ChangeLog: [{"listing_id": key} for key in keys],
        OwnTerm: [  # a column that is not named, and worked out: as the ORM fills it
            {"scheme": "hope", "code": str(n), "label": "Ferrets", "sensitive": True} for n in range(count)
        ],
    }  # fmt: skip
    return made[table]


def kept(engine: Engine, table: type[SQLModel]) -> list[tuple[str, ...]]:
    """What stands there, as the database itself writes it; JSON without its spaces."""
    name = table.__table__.name  # type: ignore[attr-defined]
    columns = [column.name for column in table.__table__.c if column.name not in ("seq", "xid")]  # type: ignore[attr-defined]
    told = ", ".join(f'CAST("{column}" AS TEXT)' for column in columns)
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {told} FROM {name}")).all()
    return sorted(tuple("NULL" if value is None else _plain(value) for value in row) for row in rows)


def _plain(value: str) -> str:
    return (
        value.replace('": ', '":').replace(', "', ',"').replace("\\u2615", "☕") if value[:1] in ("{", "[") else value
    )


@pytest.mark.parametrize("count", [1, 3, MANY])
@pytest.mark.parametrize("table", [Listing, ListingArea, ListingSession, History, ChangeLog, OwnTerm])
def test_what_is_written_is_what_the_orm_writes(engine: Engine, table: type[SQLModel], count: int) -> None:
    rows = rows_of(table, count)
    with unit_of_work(engine, writes=True) as session:
        if table in (ListingArea, ListingSession):
            insert_all(session, Listing, rows_of(Listing, count))
        insert_all(session, table, rows)
    ours = kept(engine, table)
    with engine.begin() as connection:
        name = table.__table__.name  # type: ignore[attr-defined]
        connection.execute(text(f"DELETE FROM {name}"))
    with Session(engine) as session:
        session.add_all([table(**row) for row in rows])
        session.commit()
    assert len(ours) == count
    assert ours == kept(engine, table)


def test_what_is_json_already_is_kept_as_it_is(engine: Engine) -> None:
    for count in (1, MANY):
        rows = [row | {"id": uuid5(HOME, f"{count} {n}")} for n, row in enumerate(rows_of(History, count))]
        with unit_of_work(engine, writes=True) as session:
            insert_all(session, History, [row | {"after": Fragment(b'{"name":"\xe2\x98\x95"}')} for row in rows])
        with Session(engine) as session:
            assert session.get_one(History, rows[0]["id"]).after == {"name": "☕"}


@pytest.mark.parametrize("count", [2, MANY])
def test_rows_that_name_unlike_columns_are_all_written(engine: Engine, count: int) -> None:
    rows = rows_of(OwnTerm, count)
    del rows[1]["sensitive"]
    with unit_of_work(engine, writes=True) as session:
        insert_all(session, OwnTerm, rows)
    with Session(engine) as session:
        assert [session.get_one(OwnTerm, ("hope", str(n))).sensitive for n in range(2)] == [True, False]


@pytest.mark.parametrize("count", [2, MANY])
def test_what_the_database_refuses_is_said_as_of_any_statement(engine: Engine, count: int) -> None:
    with pytest.raises(IntegrityError), unit_of_work(engine, writes=True) as session:
        insert_all(session, ListingArea, rows_of(ListingArea, count))  # of listings that are not there
    with pytest.raises(ValueError, match="zone"), unit_of_work(engine, writes=True) as session:
        insert_all(session, Listing, [row | {"created_at": datetime(2026, 1, 1)} for row in rows_of(Listing, count)])  # noqa: DTZ001
    assert kept(engine, ListingArea) == kept(engine, Listing) == []
