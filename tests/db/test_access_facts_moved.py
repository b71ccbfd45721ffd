"""Access facts that stood in rows of their own stand beside the listing afterwards, and go back as they were."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlmodel import Session, select

from app.db.migrate import move_to, newest
from app.db.model import History
from app.directory.ease_facts import as_rows, ease_of, ease_text, from_rows, says_yes
from app.directory.model import Listing
from app.directory.rules import Answer, Ease
from app.tables import METADATA
from tests.builders import fill, listing

FACTS = {Ease.STEP_FREE: Answer.YES, Ease.BSL: Answer.NO, Ease.TOILET: Answer.UNKNOWN, Ease.QUIET: Answer.YES}
DAY = date(2026, 3, 1)


def facts(connection: Connection) -> list[tuple[Any, ...]]:
    columns = "fact.ease, answer, fact.checked_on, name"
    told = text(f"SELECT {columns} FROM listing_ease AS fact JOIN listing ON listing.id = listing_id")
    return sorted((row[0], row[1], str(row[2]), row[3]) for row in connection.execute(told))


def beside(connection: Connection) -> list[tuple[Any, ...]]:
    told = connection.execute(text("SELECT name, ease, ease_checked_on FROM listing ORDER BY name"))
    return [(name, ease, str(day)) for name, ease, day in told]


def test_facts_go_there_and_back_with_nothing_lost(engine: Engine) -> None:
    fill(
        engine, listing(name="All said", ease=FACTS, ease_checked_on=DAY), listing(name="Nothing said"),
        listing(name="No day", ease={Ease.QUIET: Answer.NO}),
    )  # fmt: skip
    with engine.begin() as connection:
        now = beside(connection)
        move_to(connection, METADATA, "0019")
        rows = facts(connection)
        move_to(connection, METADATA, newest())
        assert beside(connection) == now
        move_to(connection, METADATA, "0019")
        assert facts(connection) == rows
    text_of_all = " bsl:no quiet:yes step_free:yes toilet:unknown "
    assert now == [("All said", text_of_all, str(DAY)), ("No day", " quiet:no ", "None"), ("Nothing said", "", "None")]
    assert rows == sorted(
        [(str(ease), str(answer), str(DAY), "All said") for ease, answer in FACTS.items()]
        + [("quiet", "no", "None", "No day")]
    )


def test_history_tells_facts_one_by_one_and_gives_them_back(engine: Engine) -> None:
    fill(engine, listing(name="All said", ease=FACTS, ease_checked_on=DAY))
    with Session(engine) as session:
        told = session.exec(select(History.after)).one()
        held = session.exec(select(Listing)).one()
    assert told
    assert not {"ease", "ease_checked_on"} & told["listing"].keys()
    assert sorted((fact["ease"], fact["answer"]) for fact in told["ease"]) == sorted(FACTS.items())
    assert {(fact["listing_id"], fact["checked_on"]) for fact in told["ease"]} == {(str(held.id), DAY.isoformat())}
    assert from_rows(told["ease"]) == (held.ease, held.ease_checked_on)


def test_one_text_says_what_was_said() -> None:
    assert ease_of(ease_text(FACTS)) == FACTS
    assert ease_text(dict(reversed(FACTS.items()))) == ease_text(FACTS)
    assert (ease_text({}), ease_of(""), from_rows([])) == ("", {}, ("", None))
    assert [fact["ease"] for fact in as_rows(UUID(int=1), ease_text(FACTS), DAY)] == sorted(FACTS)
    said = [code for code in Ease if (sought := says_yes(code)) and sought in ease_text(FACTS)]
    assert said == [Ease.STEP_FREE, Ease.QUIET]
    assert (says_yes(None) or "") in ease_text(FACTS)
    assert says_yes("quiet:yes step_free") is None
