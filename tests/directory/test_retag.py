"""A steward's own word reaches what stood here before it, and goes from it again."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.db.changes import history_of, note_revision
from app.db.engine import unit_of_work
from app.db.lease import Lease
from app.directory.carried_terms import pairs_of
from app.directory.change import put_back
from app.directory.keep_terms import keep_terms, remove_term
from app.directory.model import Listing
from app.directory.own_terms import TermRow
from app.directory.rules import Kind
from app.directory.store import snapshots
from app.directory.tag_waiting import AT_ONCE, tag_waiting
from app.directory.vocabulary import Scheme, load_vocabulary
from tests.builders import CLOCK, NOW, empty_directory, fill, listing

SHIPPED = load_vocabulary()
FERRETS = {"scheme": "hope", "code": "ferret_racing", "label": "Ferret racing", "phrases": "ferrets; working the jills"}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = empty_directory(tmp_path)
    yield engine
    engine.dispose()


def keep(engine: Engine, *, dry_run: bool = False, **cells: str) -> None:
    given = FERRETS | {"related": "", "sensitive": "no"} | cells
    with unit_of_work(engine, writes=True) as session:
        keep_terms(session, [TermRow(1, given)], shipped=SHIPPED, clock=CLOCK, who="terms", dry_run=dry_run)
    tag_waiting(engine, SHIPPED, CLOCK)


def terms(engine: Engine, listing_id: UUID) -> set[tuple[str, str]]:
    with Session(engine) as session:
        return set(pairs_of(session.get_one(Listing, listing_id).terms))


def test_what_says_a_new_phrase_carries_its_code(engine: Engine) -> None:
    named, told, other = fill(
        engine,
        listing(name="Working the Jills", summary="Thursdays behind the pub."),
        listing(name="Small animals", summary="Bring your FERRETS along."),
        listing(name="Gardeners", summary="We dig."),
    )
    keep(engine)
    assert ("hope", "ferret_racing") in terms(engine, named)
    assert ("hope", "ferret_racing") in terms(engine, told)
    assert ("hope", "gardening") in terms(engine, told)  # nothing is taken away
    assert ("hope", "ferret_racing") not in terms(engine, other)
    with Session(engine) as session:
        assert [who for _, who, *_ in history_of(session, [told])] == ["import:test", "import:own terms"]
        assert [who for _, who, *_ in history_of(session, [other])] == ["import:test"]


def test_twice_is_once_and_a_new_phrase_reaches_more(engine: Engine) -> None:
    first, second = fill(engine, listing(summary="Ferrets."), listing(summary="Hobs and gills welcome."))
    keep(engine)
    keep(engine)
    with Session(engine) as session:
        assert len(history_of(session, [first])) == 2
    keep(engine, phrases="ferrets; hobs and gills")
    assert ("hope", "ferret_racing") in terms(engine, second)


def test_a_dry_run_tags_nothing(engine: Engine) -> None:
    (one,) = fill(engine, listing(summary="Ferrets."))
    keep(engine, dry_run=True)
    assert ("hope", "ferret_racing") not in terms(engine, one)


def test_a_formal_service_gets_no_hope_and_only_practical_help_a_basic(engine: Engine) -> None:
    formal, group, help_ = (
        fill(engine, listing(kind=kind, summary="Ferrets and duvet bundles.", hopes=(), gifts=()))[0]
        for kind in (Kind.FORMAL, Kind.GROUP, Kind.PRACTICAL)
    )
    keep(engine)
    keep(engine, scheme="basic", code="duvets", label="Duvet bundles", phrases="duvet bundles")
    assert terms(engine, formal) == set()
    assert terms(engine, group) == {("hope", "ferret_racing")}
    assert terms(engine, help_) == {("hope", "ferret_racing"), ("basic", "duvets")}


def test_terms_that_a_person_chose_stay(engine: Engine) -> None:
    (one,) = fill(engine, listing(summary="Ferrets."))
    with unit_of_work(engine, writes=True) as session:
        kept = snapshots(session, [one])[one]
        put_back(session, one, kept | {"terms": []}, who="steward:x", at=NOW)
    keep(engine)
    assert terms(engine, one) == set()


def test_a_term_that_is_no_more_goes_from_every_listing(engine: Engine) -> None:
    (one,) = fill(engine, listing(summary="Ferrets."))
    keep(engine)
    with unit_of_work(engine, writes=True) as session:
        remove_term(session, Scheme.HOPE, "ferret_racing", clock=CLOCK, who="terms")
    tag_waiting(engine, SHIPPED, CLOCK)
    assert ("hope", "ferret_racing") not in terms(engine, one)
    assert ("hope", "gardening") in terms(engine, one)
    keep(engine)
    assert ("hope", "ferret_racing") in terms(engine, one)


def test_a_phrase_added_to_our_own_term_and_taken_away_leaves_its_code(engine: Engine) -> None:
    (one,) = fill(engine, listing(summary="Mucky fingernails.", hopes=()))
    keep(engine, code="gardening", label="Gardening", phrases="mucky fingernails")
    assert ("hope", "gardening") in terms(engine, one)
    with unit_of_work(engine, writes=True) as session:
        remove_term(session, Scheme.HOPE, "gardening", clock=CLOCK, who="terms")
    tag_waiting(engine, SHIPPED, CLOCK)
    assert ("hope", "gardening") in terms(engine, one)


def test_a_table_of_many_words_is_no_trouble(engine: Engine) -> None:
    (one,) = fill(engine, listing(summary="We keep wxyz1199s."))
    rows = [
        TermRow(n, FERRETS | {"code": f"made_{n}", "label": f"wxyz{n}s", "phrases": f"wxyz{n}s", "related": ""})
        for n in range(1, 1201)
    ]
    with unit_of_work(engine, writes=True) as session:
        assert keep_terms(session, rows, shipped=SHIPPED, clock=CLOCK, who="terms").refused == 0
    tag_waiting(engine, SHIPPED, CLOCK)
    assert ("hope", "made_1199") in terms(engine, one)


def test_others_write_between_and_what_breaks_off_is_begun_again(engine: Engine) -> None:
    ids = fill(engine, *(listing(summary="Ferrets.") for _ in range(AT_ONCE * 2 + 10)))
    given = FERRETS | {"related": "", "sensitive": "no"}
    with unit_of_work(engine, writes=True) as session:
        keep_terms(session, [TermRow(1, given)], shipped=SHIPPED, clock=CLOCK, who="terms")
    assert ("hope", "ferret_racing") not in terms(engine, ids[0])  # nobody waited for that

    def breaks(done: int, total: int | None) -> None:
        assert total == AT_ONCE * 3
        with unit_of_work(engine, writes=True) as session:  # somebody else's turn
            note_revision(session, "else")
        if done == AT_ONCE * 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tag_waiting(engine, SHIPPED, CLOCK, breaks)
    assert sum(("hope", "ferret_racing") in terms(engine, one) for one in ids) == AT_ONCE * 2
    assert tag_waiting(engine, SHIPPED, CLOCK) == 10
    assert tag_waiting(engine, SHIPPED, CLOCK) == 0


def test_a_term_that_goes_while_listings_are_looked_through_is_gone_in_the_end(engine: Engine) -> None:
    ids = fill(engine, *(listing(summary="Ferrets.") for _ in range(AT_ONCE + 10)))
    given = FERRETS | {"related": "", "sensitive": "no"}
    with unit_of_work(engine, writes=True) as session:
        keep_terms(session, [TermRow(1, given)], shipped=SHIPPED, clock=CLOCK, who="terms")
    rounds = list[int]()

    def goes(done: int, _total: int | None) -> None:
        rounds.append(done)
        if len(rounds) == 1:
            with unit_of_work(engine, writes=True) as session:
                remove_term(session, Scheme.HOPE, "ferret_racing", clock=CLOCK, who="terms")

    tag_waiting(engine, SHIPPED, CLOCK, goes)
    assert [one for one in ids if ("hope", "ferret_racing") in terms(engine, one)] == []


def test_one_process_is_at_it(engine: Engine) -> None:
    fill(engine, listing(summary="Ferrets."))
    with unit_of_work(engine, writes=True) as session:
        keep_terms(session, [TermRow(1, FERRETS)], shipped=SHIPPED, clock=CLOCK, who="terms")
    other = Lease(engine, "tag listings")
    assert other.take()
    assert tag_waiting(engine, SHIPPED, CLOCK) is None
    other.give_back()
    assert tag_waiting(engine, SHIPPED, CLOCK) == 1
