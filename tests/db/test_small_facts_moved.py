"""What stood in rows of their own stands beside the listing afterwards, and goes back as it was."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlmodel import Session, select

from app.db.engine import unit_of_work
from app.db.migrate import move_to, newest
from app.db.model import History
from app.directory.carried_terms import terms_of, terms_text
from app.directory.change import change_listing
from app.directory.ease_facts import as_rows, ease_of, ease_text, from_rows, says_yes
from app.directory.model import Listing
from app.directory.rules import Answer, Ease
from app.directory.store import add_terms, carries, carrying, drop_term
from app.tables import METADATA
from tests.builders import CLOCK, fill, listing

FACTS = {Ease.STEP_FREE: Answer.YES, Ease.BSL: Answer.NO, Ease.TOILET: Answer.UNKNOWN, Ease.QUIET: Answer.YES}
DAY = date(2026, 3, 1)
SAID: dict[str, Any] = {"hopes": ("singing", "company"), "gifts": ("a b",), "basics": ("food",), "labels": ("women",)}


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


def test_terms_go_there_and_back_with_nothing_lost(engine: Engine) -> None:
    fill(engine, listing(name="All said", **SAID), listing(name="Nothing said", hopes=(), gifts=()))
    told = text("SELECT role, term, name FROM listing_term JOIN listing ON listing.id = listing_id")
    held = text("SELECT name, terms FROM listing ORDER BY name")
    with engine.begin() as connection:
        now = connection.execute(held).all()
        move_to(connection, METADATA, "0020")
        rows = sorted(map(tuple, connection.execute(told)))
        move_to(connection, METADATA, newest())
        assert connection.execute(held).all() == now
    assert now == [
        ("All said", "\nbasic:food\ngift:a b\nhope:company\nhope:singing\nlabel:women\n"),
        ("Nothing said", ""),
    ]
    pairs = [("basic", "food"), ("gift", "a b"), ("hope", "company"), ("hope", "singing"), ("label", "women")]
    assert rows == [(role, code, "All said") for role, code in pairs]


def test_a_term_is_found_to_the_letter_and_only_in_its_role(engine: Engine) -> None:
    ids = fill(
        engine, listing(hopes=("singing",), gifts=("sewing",)), listing(hopes=("sing",), gifts=("singing",)),
        listing(hopes=("sea_singing", "singing_along"), gifts=()), listing(hopes=(), gifts=()),
    )  # fmt: skip
    with Session(engine) as session:
        assert carrying(session, "hope", "singing") == ids[:1]
        assert carrying(session, "gift", "singing") == ids[1:2]
        assert carrying(session, "hope", "Singing") == carrying(session, "hope", "s_nging") == []
        found = session.exec(select(Listing.id).where(carries(Listing.terms, "hope", None)))
        assert set(found) == set(ids[:3])
        add_terms(session, {ids[0]: [("label", "women"), ("hope", "singing")]})
        drop_term(session, "gift", "sewing", ids[:1])
        assert session.exec(select(Listing.terms).where(Listing.id == ids[0])).one() == "\nhope:singing\nlabel:women\n"


def test_history_tells_facts_one_by_one_and_gives_them_back(engine: Engine) -> None:
    (key,) = fill(engine, listing(name="All said", ease=FACTS, ease_checked_on=DAY))
    with unit_of_work(engine, writes=True) as session:
        change_listing(session, key, who="account:s", at=CLOCK(), name="Said otherwise")
    with Session(engine) as session:
        told = session.exec(select(History.before).order_by(History.at.desc(), History.id.desc())).first()  # type: ignore[attr-defined]
        held = session.exec(select(Listing)).one()
    assert told
    assert not {"terms", "ease", "ease_checked_on"} & told["listing"].keys()
    assert sorted((fact["ease"], fact["answer"]) for fact in told["ease"]) == sorted(FACTS.items())
    assert {(fact["listing_id"], fact["checked_on"]) for fact in told["ease"]} == {(str(held.id), DAY.isoformat())}
    assert from_rows(told["ease"]) == (held.ease, held.ease_checked_on)


def test_one_text_says_what_was_said() -> None:
    assert terms_of(terms_text([("hope", "b"), ("hope", "a:c"), ("gift", "a"), ("hope", "b")]))[:2] == (
        ("a:c", "b"),
        ("a",),
    )
    assert (terms_text([]), terms_text([("hope", "one\nmore")]), terms_of("")) == ("", "", ((), (), (), ()))
    assert ease_of(ease_text(FACTS)) == FACTS
    assert ease_text(dict(reversed(FACTS.items()))) == ease_text(FACTS)
    assert (ease_text({}), ease_of(""), from_rows([])) == ("", {}, ("", None))
    assert [fact["ease"] for fact in as_rows(UUID(int=1), ease_text(FACTS), DAY)] == sorted(FACTS)
    said = [code for code in Ease if (sought := says_yes(code)) and sought in ease_text(FACTS)]
    assert said == [Ease.STEP_FREE, Ease.QUIET]
    assert (says_yes(None) or "") in ease_text(FACTS)
    assert says_yes("quiet:yes step_free") is None
