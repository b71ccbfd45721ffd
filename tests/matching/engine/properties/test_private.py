"""Homes and people are private: nothing public, no distance, order or history tells more than the sector."""

import math
import re
from datetime import date, datetime
from uuid import UUID

import orjson
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, create_engine, select

from app.db.model import History
from app.directory.bring_in import bring_in
from app.directory.placing import place_it
from app.directory.rows import Rows, make_rows
from app.directory.rules import Kind, Role
from app.directory.shapes import AnsweringIn, Draft, ListingIn, OrganisationIn, PlaceIn
from app.kernel.clock import fixed_clock
from app.matching.candidates import read_candidates
from app.matching.engine.types import Candidate, Conversation, Spot
from app.tables import METADATA
from geo.distance import metres_between
from geo.gazetteer import Gazetteer
from geo.points import Point
from tests.matching.engine.properties.conversations import LONDON, ask
from tests.matching.engine.properties.directories import SMALL, directory, sectors_around
from tests.matching.engine.properties.pace import examples
from tests.matching.engine.properties.test_determinism import as_json

NOW = datetime(2026, 11, 22, 10, tzinfo=LONDON)
_UNITS = st.text("ABDEFGHJLNPQRSTUWXYZ", min_size=2, max_size=2)
_ROADS = st.sampled_from(("Quillwort Rise", "Larkspur Row", "Tansy Garth"))


def homes(sector: str, centre: Point) -> st.SearchStrategy[PlaceIn]:
    """Any home in a sector: with its unit postcode, most with an exact point within 300 m of the middle."""
    point = st.tuples(st.floats(30, 300), st.sampled_from((0.7, 2.3, 3.9, 5.5))).map(lambda way: _moved(centre, *way))

    def home(number: int, road: str, unit: str, exact: tuple[float, float] | None) -> PlaceIn:
        lat, lon = exact or (None, None)
        address = f"{number} {road}"
        return PlaceIn(name=address, address=address, postcode=f"{sector}{unit}", lat=lat, lon=lon, private=True)

    return st.builds(home, st.integers(1, 199), _ROADS, _UNITS, st.one_of(point, point, st.none()))


def _moved(centre: Point, metres: float, way: float) -> tuple[float, float]:
    north, east = metres * math.cos(way) / 111_195, metres * math.sin(way) / 111_195
    return round(centre.lat + north, 6), round(centre.lon + east / math.cos(math.radians(centre.lat)), 6)


@st.composite
def two_homes(draw: st.DrawFn) -> tuple[ListingIn, ListingIn]:
    """The same listing in two homes of one sector; a `person` is private without saying so."""
    sector, centre = draw(st.sampled_from(sectors_around()[:40]))
    one, two = draw(homes(sector, centre)), draw(homes(sector, centre))
    kind = draw(st.sampled_from((Kind.PERSON, Kind.GROUP, Kind.EXCHANGE)))
    answering = AnsweringIn(
        role=Role.SHARER, references_on=date(2026, 1, 1), supervised_by="Ann", insured_until=date(2028, 1, 1),
        lone_working_plan=True, safeguarding_lead="Bea", check="basic DBS", check_on=date(2026, 1, 1),
    )  # fmt: skip
    listing = ListingIn(
        id=UUID(int=5), kind=kind, name="Gardening with Cora", hopes=("gardening",), place=one,
        organisation=OrganisationIn(name="Beck House"), answering=answering if kind is Kind.PERSON else None,
    )  # fmt: skip
    if kind is Kind.PERSON:
        one, two = (place.model_copy(update={"private": False}) for place in (one, two))
    return listing.model_copy(update={"place": one}), listing.model_copy(update={"place": two})


def rows_of(listing: ListingIn) -> Rows:
    """The rows as they would be stored."""
    assert listing.place
    placed = place_it(listing.place, listing.kind, Gazetteer.open(None))
    return make_rows(listing, placed, source="test", key="1", now=NOW)


def told_by(written: str, place: PlaceIn) -> list[str]:
    """Which of a place's secrets stand in a text: the whole number or word, not a longer one that begins alike."""
    return [secret for secret in secrets_of(place) if re.search(rf"(?<![\w.]){re.escape(secret)}(?!\w)", written)]


def secrets_of(place: PlaceIn) -> list[str]:
    """What must be found nowhere public, as it would be written."""
    numbers = [str(number) for number in (place.lat, place.lon) if number is not None]
    return [place.address, place.postcode, place.postcode.replace(" ", ""), *numbers]


@examples(60)
@given(two_homes())
def test_two_homes_in_one_sector_make_the_same_public_rows(pair: tuple[ListingIn, ListingIn]) -> None:
    one, two = map(rows_of, pair)
    assert one.place == two.place
    assert one.snapshot()["place"] == two.snapshot()["place"]
    assert one.organisation == two.organisation
    assert one.place_private is not None


@examples(60)
@given(two_homes())
def test_history_keeps_no_trace_by_which_two_homes_differ(pair: tuple[ListingIn, ListingIn]) -> None:
    one, two = map(rows_of, pair)
    assert one.snapshot() == two.snapshot()


@examples(60)
@given(two_homes())
def test_the_snapshot_holds_no_exact_address_or_point(pair: tuple[ListingIn, ListingIn]) -> None:
    for listing in pair:
        kept = orjson.dumps(rows_of(listing).snapshot()).decode()
        assert listing.place
        assert told_by(kept, listing.place) == []


@examples(60)
@given(two_homes())
def test_a_private_point_is_the_middle_of_its_sector(pair: tuple[ListingIn, ListingIn]) -> None:
    place = rows_of(pair[0]).place
    centres = dict(sectors_around())
    assert place is not None
    assert (place["lat"], place["lon"]) == (centres[place["sector"]].lat, centres[place["sector"]].lon)


@examples(10)
@given(two_homes())
def test_two_homes_in_one_sector_are_answered_alike(pair: tuple[ListingIn, ListingIn]) -> None:
    one, two = map(_candidate, pair)
    assert one == two
    said = Conversation(NOW, Spot(53.81, -1.51), "gardening", limit=500)
    small = directory(1, SMALL)
    answers = [ask(said, small.and_also(candidate)) for candidate in (one, two)]
    assert as_json(answers[0]) == as_json(answers[1])
    for item in answers[0].suggestions:
        if item.listing.private and item.listing.lat is not None and item.listing.lon is not None:
            middle = Point(item.listing.lat, item.listing.lon)
            assert abs((item.distance_m or 0) - metres_between(Point(53.81, -1.51), middle)) < 0.01


def _candidate(listing: ListingIn) -> Candidate:
    with _stored([listing]) as session:
        (candidate,) = read_candidates(session)
    assert listing.place
    written = repr(candidate)
    assert told_by(written, listing.place) == []
    return candidate


@examples(10)
@given(two_homes())
def test_moving_house_within_a_sector_leaves_no_address_in_history(pair: tuple[ListingIn, ListingIn]) -> None:
    with _stored(list(pair)) as session:
        kept = [orjson.dumps([row.before, row.after]).decode() for row in session.exec(select(History))]
    assert kept
    for listing in pair:
        assert listing.place
        assert told_by("\n".join(kept), listing.place) == []


def _stored(listings: list[ListingIn]) -> Session:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    METADATA.create_all(engine)
    session = Session(engine)
    for listing in listings:
        bring_in(
            session, [Draft(row=1, key="1", listing=listing)], source="test", gazetteer=Gazetteer.open(None),
            clock=fixed_clock(NOW),
        )  # fmt: skip
    session.commit()
    return session
