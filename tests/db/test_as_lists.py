"""What matching reads of a listing as texts is what its rows say, on both databases."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.directory.as_lists import areas_of, languages_of, public_listings
from app.directory.bring_in import bring_in
from app.directory.carried_terms import terms_of
from app.directory.ease_facts import ease_of
from app.directory.rules import Answer, Ease, Kind, Status
from app.directory.shapes import Draft, ListingIn, PlaceIn, SessionIn
from app.directory.store import public_rows
from app.kernel.clock import fixed_clock
from geo.gazetteer import Gazetteer

CLOCK = fixed_clock(datetime(2026, 11, 22, 9, tzinfo=UTC))


def listing(number: int) -> ListingIn:
    return ListingIn(
        kind=Kind.GROUP,
        name=f"Group {number}",
        status=Status.HIDDEN if number == 3 else Status.PUBLIC,
        place=PlaceIn(address="4 Made Up Row", postcode="LS8 5HX", private=number == 2),
        hopes=("singing", "company", "a b", "a-b", "Zoo")[: number * 2],
        gifts=("cooking",) if number % 2 else (),
        labels=("women", "carers"),
        areas_served=("E09", "E08"),
        areas_excluded=("E10",) if number % 2 else (),
        languages=("ur", "en", "pa-Guru")[:number],
        ease={Ease.QUIET: Answer.NO, Ease.BSL: Answer.YES, Ease.TOILET: Answer.UNKNOWN} if number else {},
        sessions=tuple(
            SessionIn(starts_on=date(2026, 1, n + 1), starts_at=time(10), exdates=(date(2026, 2, 1),))
            for n in range(number)
        ),
    )


def filled(engine: Engine) -> Session:
    drafts = [Draft(row=n, key=str(n), listing=listing(n)) for n in range(5)]
    with unit_of_work(engine, writes=True) as session:
        bring_in(session, drafts, source="test", gazetteer=Gazetteer.open(None), clock=CLOCK)
    return Session(engine)


def test_the_texts_say_what_the_rows_say(engine: Engine) -> None:
    with filled(engine) as session:
        rows = {row.id: (row, parts) for row, parts in public_rows(session, None)}
        read = {row.id: (row, parts) for row, parts in public_listings(session, None, ("id", "name", "sector", "lat"))}
    assert len(read) == 4
    assert read.keys() == rows.keys()
    for key, (row, parts) in read.items():
        known, of = rows[key]
        assert tuple(row)[:4] == (known.id, known.name, known.sector, known.lat)
        assert (row.address, row.private, row.organisation) == (known.address, known.private, known.organisation)
        terms, said = terms_of(row.terms), listing(int(known.name[-1]))
        assert [list(role) for role in terms] == [
            sorted(role) for role in (said.hopes, said.gifts, said.basics, said.labels)
        ]
        assert all(list(role) == sorted(role) for role in terms)  # in one order on both databases
        assert areas_of(parts.areas) == tuple(
            tuple(sorted(area["area_code"] for area in of["areas"] if area["mode"] == mode))
            for mode in ("covers", "excludes")
        )
        assert ease_of(row.ease) == ease_of(known.ease) == listing(int(known.name[-1])).ease
        assert sorted(languages_of(parts.languages)) == sorted(item["language"] for item in of["languages"])
        assert [(one.starts_on, one.starts_at, one.exdates) for one in parts.sessions] == [
            (one["starts_on"], one["starts_at"], one["exdates"]) for one in of["sessions"]
        ]


def test_only_those_asked_for_and_no_exact_address_of_a_home(engine: Engine) -> None:
    with filled(engine) as session:
        home = next(row.id for row, _ in public_rows(session, None) if row.private)
        read = list(public_listings(session, [home, UUID(int=1)], ("id", "sector")))
    assert [row.id for row, _ in read] == [home]
    assert "Made Up Row" not in str(read)
    assert "5HX" not in str(read)


def test_nothing_is_read_where_nothing_is_said() -> None:
    assert terms_of("") == ((), (), (), ())
    assert (areas_of(""), ease_of(""), languages_of("")) == (((), ()), {}, ())
