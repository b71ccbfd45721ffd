"""The audit only grows: the database refuses to change or take away a line, but for a restore."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.access.audit import record
from app.access.give_role import give_role, take_roles
from app.access.machine_keys import make_key, stop_key
from app.access.rules import Deed, Role
from app.access.store import read_audit
from app.db.backup import back_up
from app.db.engine import unit_of_work
from app.db.restore import restore
from app.tables import METADATA
from tests.builders import CLOCK, CORA, NOW


def fill(engine: Engine, lines: int = 1) -> None:
    with unit_of_work(engine, writes=True) as session:
        for number in range(lines):
            record(session, "test", "tried", at=NOW, about=str(number))


def test_it_works(engine: Engine) -> None:
    with unit_of_work(engine, writes=True) as session:
        give_role(session, CORA.email, Role.STEWARD, None, who="command line", now=NOW)
        assert not give_role(session, CORA.email, Role.STEWARD, None, who="command line", now=NOW)
        take_roles(session, CORA.email, None, who="command line", now=NOW)
        make_key(session, "feed", [Deed.SEE_AUDIT], None, who="command line", now=NOW)
        stop_key(session, "feed", who="command line", now=NOW)
        lines = read_audit(session, None, 10)
    assert [line.what for line in reversed(lines)] == [
        "account made", "role given", "roles ended", "key made", "key ended",
    ]  # fmt: skip
    assert CORA.email not in repr(lines)


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_a_line_stays_as_it_is(engine: Engine, statement: str) -> None:
    fill(engine)
    with pytest.raises(DBAPIError, match="the audit only grows"), engine.begin() as connection:
        connection.execute(text(statement))
    with unit_of_work(engine) as session:
        assert [line.who for line in read_audit(session, None, 9)] == ["test"]


def test_a_postgresql_table_is_not_emptied_at_once_either(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="the audit only grows"), engine.begin() as connection:
            connection.execute(text("TRUNCATE audit"))


def test_a_restore_puts_another_in_its_place_and_then_it_only_grows_again(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 3)
    back_up(engine, METADATA, tmp_path / "kept.kith", CLOCK)
    fill(engine, 4)
    restore(engine, METADATA, tmp_path / "kept.kith", replace=True)
    with unit_of_work(engine) as session:
        assert len(read_audit(session, None, 99)) == 3
    fill(engine)
    with pytest.raises(DBAPIError, match="the audit only grows"), engine.begin() as connection:
        connection.execute(text("DELETE FROM audit"))


def test_it_is_read_from_the_newest_down(engine: Engine) -> None:
    fill(engine, 5)
    with unit_of_work(engine) as session:
        first = read_audit(session, None, 2)
        rest = read_audit(session, first[-1].seq, 9)
    assert [line.about for line in (*first, *rest)] == ["4", "3", "2", "1", "0"]
