"""A list kept for 90 days: ids and choices in the table, nothing else, and gone when its time is over."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.db.engine import unit_of_work
from app.kernel.errors import NotFound
from app.shortlist.keep import end, keep, open_kept
from app.shortlist.rules import Chosen, How
from tests.builders import TODAY, empty_directory, fill, listing


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An empty directory."""
    return empty_directory(tmp_path)


@pytest.fixture
def chosen(engine: Engine) -> tuple[Chosen, ...]:
    """Two gardeners, one of them with a friend."""
    first, second = fill(engine, listing(), listing())
    return (Chosen(second, How.FRIEND), Chosen(first))


def rows(engine: Engine, table: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]


def test_it_comes_back_as_it_was(engine: Engine, chosen: tuple[Chosen, ...]) -> None:
    with unit_of_work(engine, writes=True) as session:
        code = keep(session, chosen, TODAY)
    with unit_of_work(engine) as session:
        kept = open_kept(session, code, TODAY + timedelta(days=90))
    assert (kept.chosen, kept.ends_on) == (chosen, TODAY + timedelta(days=90))


def test_the_table_holds_ids_and_choices_only(engine: Engine, chosen: tuple[Chosen, ...]) -> None:
    with unit_of_work(engine, writes=True) as session:
        code = keep(session, chosen, TODAY)
    assert rows(engine, "kept_list") == [(code, "2027-02-20")]
    assert rows(engine, "kept_idea") == [
        (code, 0, chosen[0].listing_id.hex, "friend"),
        (code, 1, chosen[1].listing_id.hex, ""),
    ]


def test_after_ninety_days_it_is_not_read_and_then_it_is_gone(engine: Engine, chosen: tuple[Chosen, ...]) -> None:
    later = TODAY + timedelta(days=91)
    with unit_of_work(engine, writes=True) as session:
        old = keep(session, chosen, TODAY)
    with unit_of_work(engine) as session, pytest.raises(NotFound):
        open_kept(session, old, later)
    with unit_of_work(engine, writes=True) as session:
        new = keep(session, chosen[:1], later)
    assert [row[0] for row in rows(engine, "kept_list")] == [new]
    assert [row[0] for row in rows(engine, "kept_idea")] == [new]


def test_one_press_ends_it_and_no_other(engine: Engine, chosen: tuple[Chosen, ...]) -> None:
    with unit_of_work(engine, writes=True) as session:
        one, other = keep(session, chosen, TODAY), keep(session, chosen, TODAY)
        end(session, one)
        end(session, one)
        end(session, "%")
    assert [row[0] for row in rows(engine, "kept_list")] == [other]
    assert len(rows(engine, "kept_idea")) == 2


@pytest.mark.parametrize("code", ["bcdfghjkmn", "", "' OR 1=1 --"])
def test_a_code_that_nobody_has_opens_nothing(engine: Engine, code: str) -> None:
    with unit_of_work(engine) as session, pytest.raises(NotFound):
        open_kept(session, code, TODAY)
