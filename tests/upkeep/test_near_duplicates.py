"""500 groups typed again are found, 500 neighbours that sound alike are not; over a real database, and case by case."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text

from app.db.engine import unit_of_work
from app.directory.shapes import ListingIn
from app.kernel.ids import demo_id
from app.upkeep.duplicates import Known, Typed, likeness, page_key, same_line, telling, words_of
from app.upkeep.store import MOST_AT_ONE_LINE, known_by_line, known_near
from app.upkeep.twins import around, find_twins
from geo.gazetteer import Gazetteer
from seed.load import load_demo
from tests.builders import CLOCK, contact, empty_directory, fill, listing, place
from tests.upkeep.near_duplicates import TOWNS, Entry, county, neighbour, surely_two, typed_again

SEED, MANY = 2_026, 500
LEAST_FOUND, MOST_FALSE = 0.95, 0.02
KNOWN = Known(str(demo_id("known")), "Knitters", phone="0113 496 0013")


def town_of(one: Entry) -> str:
    return next(town for town, sectors in TOWNS.items() if one.postcode in sectors)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A directory with the made-up county and the make-believe towns in it."""
    engine = empty_directory(tmp_path_factory.mktemp("county"))
    with unit_of_work(engine, writes=True) as session:
        load_demo(session, Gazetteer(), CLOCK)
    fill(engine, *(stored(one) for one in county(Random(SEED), 700)))
    yield engine
    engine.dispose()


def stored(one: Entry) -> ListingIn:
    where = place(name="", address=one.address, postcode=one.postcode, lat=None, lon=None)
    return listing(name=one.name, place=where, contact=contact(phone=one.phone, email=""), url=one.url)


def asked(engine: Engine, one: Entry) -> list[str]:
    """The names that are asked about."""
    words = around(Gazetteer().locate(one.postcode))
    typed = Typed(one.name, one.phone, "", one.url, one.address, words)
    with unit_of_work(engine) as session:
        return [found.known.name for found in find_twins(session, typed, one.postcode)]


def test_groups_typed_again_are_found(here: Engine) -> None:
    rng, base = Random(SEED + 1), county(Random(SEED), 700)
    missed = []
    for _ in range(MANY):
        one = rng.choice(base)
        again = typed_again(rng, one, town_of(one))
        if one.name not in asked(here, again):
            missed.append((one.name, again.name))
    assert len(missed) <= MANY * (1 - LEAST_FOUND), missed


def test_neighbours_that_sound_alike_are_not(here: Engine) -> None:
    rng, base = Random(SEED + 2), county(Random(SEED), 700)
    wrong, looked = [], 0
    while looked < MANY:
        one = rng.choice(base)
        other = neighbour(rng, one, town_of(one))
        if all(surely_two(other, each) for each in base):
            looked += 1
            if found := asked(here, other):
                wrong.append((other.name, found))
    assert len(wrong) <= MANY * MOST_FALSE, wrong


def demo_groups(engine: Engine) -> list[Entry]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT l.name, p.sector, p.address, l.phone, l.url FROM listing l JOIN place p ON p.id = l.place_id"
                " WHERE l.kind IN ('group', 'place', 'universal', 'practical') AND l.source <> 'test' ORDER BY l.id"
            )
        )
        return [Entry(row.name, row.sector, row.address, row.phone, row.url) for row in rows]


def test_the_make_believe_towns_typed_again_are_found(here: Engine) -> None:
    rng, base = Random(SEED + 3), demo_groups(here)
    missed = []
    for one in rng.sample(base, MANY):
        again = typed_again(rng, one, one.address.rsplit(", ", 1)[-1])
        if one.name not in asked(here, again):
            missed.append((one.name, again.name))
    assert len(missed) <= MANY * (1 - LEAST_FOUND), missed


def test_the_make_believe_towns_hold_no_twins(here: Engine) -> None:
    base = Random(SEED + 4).sample(demo_groups(here), MANY)
    wrong = [(one.name, rest) for one in base if (rest := [name for name in asked(here, one) if name != one.name])]
    assert len(wrong) <= MANY * MOST_FALSE, wrong


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Mary's Lunch Club", "Saint Marys lunch"),
        ("Knit & Natter", "The Knit and Natter Group"),
        ("1st Barton Scouts", "First Barton Scout Group"),
        ("Compton Rd Growers", "Compton Road Grower's"),
        ("Harehills Men's Shed", "Mens shed Harehills"),
        ("Café Connect", "Cafe Conect"),
        ("Compton Road Knitters", "The Compton Rd Knitting Group"),
    ],
)
def test_one_group_in_two_spellings(one: str, other: str) -> None:
    tell = telling([words_of(one)], ["Harehills"])
    alike, apart = likeness(words_of(one), words_of(other), tell)
    assert alike > 0.74
    assert apart < 0.3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1st Barton Scouts", "2nd Barton Scouts"),
        ("Men's Choir", "Women's Choir"),
        ("Harehills Chess Club", "Harehills Bowls Club"),
        ("Over 50s Football", "Over 30s Football"),
        ("Junior Karate", "Senior Karate"),
    ],
)
def test_two_groups_that_sound_alike(one: str, other: str) -> None:
    tell = telling([words_of(one)], ["Harehills", "Barton"])
    alike, apart = likeness(words_of(one), words_of(other), tell)
    assert alike < 0.74 or apart >= 0.3


def test_a_page_is_one_however_it_is_written() -> None:
    ways = ("https://www.example.org/knit/", "http://example.org/knit", "example.org/knit", "HTTPS://Example.org/knit")
    assert {page_key(way) for way in ways} == {"example.org/knit"}
    assert page_key("https://example.org/sew") != page_key(ways[0])
    assert page_key("http://[bad") == ""


def test_a_number_is_one_however_it_is_dialled() -> None:
    assert same_line(Typed("x", phone="+44 113 496 0013"), KNOWN)
    assert not same_line(Typed("x"), KNOWN)


def test_where_many_stand_close_only_the_nearest_are_looked_at(tmp_path: Path) -> None:
    engine = empty_directory(tmp_path)
    sectors = ("LS8 5", "LS8 4", "LS9 6")
    fill(engine, *(_in_sector(code, number) for code in sectors for number in range(600)))
    with unit_of_work(engine) as session:
        found = {one.name.partition("/")[0] for one in known_near(session, sectors)}
    engine.dispose()
    assert found == {"Choir LS8 5", "Choir LS8 4"}


def test_a_switchboards_number_does_not_hold_a_check_up(tmp_path: Path) -> None:
    engine = empty_directory(tmp_path)
    rows = [listing(name=f"Desk {number}", contact=contact(phone="0113 496 0050")) for number in range(700)]
    fill(engine, *rows)
    with unit_of_work(engine) as session:
        shared = known_by_line(session, "0113 496 0050", "", [])
        alike_ones = find_twins(session, Typed("Desk 5", phone="0113 496 0050"), "LS8 5")
    engine.dispose()
    assert len(shared) == MOST_AT_ONE_LINE
    assert "Desk 5" in [one.known.name for one in alike_ones]


def _in_sector(code: str, number: int) -> ListingIn:
    where = place(name="", address="", postcode=code, lat=None, lon=None)
    return listing(name=f"Choir {code}/{number}", place=where, sessions=())
