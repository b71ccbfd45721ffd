"""Directories that hold parts of a country weigh words as one that holds all of it, and answer alike."""

import random
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.directory.shapes import ListingIn
from app.directory.vocabulary import load_vocabulary
from app.kernel.errors import NotUsable
from app.kernel.ids import demo_id
from app.matching import candidates, desk
from app.matching.candidates import read_candidates
from app.matching.country import count, own, read_country, write_country
from app.matching.desk import Desk
from app.matching.engine import warm
from app.matching.engine.index import compiled
from app.matching.engine.index.country import Country, joined
from app.matching.engine.index.words import counted
from app.matching.engine.types import Candidate
from app.matching.shapes import MatchIn, MatchOut, PointIn
from app.matching.snapshots import Snapshots
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, TODAY, empty_directory, fill, listing, place

CUT = 53.8
BEYOND = 0.2  # degrees beyond the cut that a half has copies of: further than any look of a question below
TALKS = [
    MatchIn(hopes=hopes, near=PointIn(lat=lat, lon=-1.51), limit=50)
    for hopes in ("quoits and marbles", "marbles by the light of lanterns", "kites, quoits", "lanterns")
    for lat in (53.70, 53.79, 53.81, 53.90)
]
GONE_ON = date(2026, 1, 1)


def some(draw: random.Random, number: int) -> ListingIn:
    """One of a country whose north plays quoits and whose south plays marbles, in texts of other lengths."""
    lat = draw.uniform(53.5, 54.1)
    words = ("quoits", "kites") if lat > CUT else ("marbles", "lanterns")
    said = [draw.choice((*words, *words, "quoits", "marbles", "lanterns", "kites")) for _ in range(draw.randint(2, 9))]
    there = place(lat=lat, lon=-1.51 + draw.gauss(0, 0.02), postcode="LS8 5" if lat > CUT else "LS9 6")
    return listing(id=demo_id(f"c{number}"), name=f"{said[0]} {number}", summary=" ".join(said), place=there, hopes=())


LISTINGS = [some(random.Random(number), number) for number in range(160)]
NORTH = [one for one in LISTINGS if one.place and one.place.lat and one.place.lat > CUT - BEYOND]
SOUTH = [one for one in LISTINGS if one.place and one.place.lat and one.place.lat < CUT + BEYOND]
PARTS: dict[str, Sequence[ListingIn]] = {"whole": LISTINGS, "north": NORTH, "south": SOUTH}


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Engine]]:
    made = {name: empty_directory(tmp_path_factory.mktemp(name)) for name in PARTS}
    for name, some_of_them in PARTS.items():
        fill(made[name], *some_of_them)
    yield made
    for engine in made.values():
        engine.dispose()


def desk_of(engine: Engine, country: Country | None, folder: Path | None = None) -> Desk:
    snapshots = Snapshots(folder) if folder else None
    return Desk(engine, Gazetteer(), load_vocabulary(), CLOCK, snapshots=snapshots, country=country)


def answered(engines: dict[str, Engine], country: Country | None, *names: str) -> list[MatchOut]:
    """Every question with its finest scores; the half is asked that holds the place."""
    desks = {name: desk_of(engines[name], country) for name in names}
    for each in desks.values():
        each.refresh()
    routed = ((desks[names[0] if talk.near.lat > CUT else names[-1]], talk) for talk in TALKS)  # type: ignore[union-attr]
    return [each.answer(talk, str, "en", no_floor=True) for each, talk in routed]


def read(engine: Engine) -> list[Candidate]:
    with Session(engine) as session:
        return read_candidates(session)


def halves(engines: dict[str, Engine]) -> Country:
    """What a steward of each half counts of what is theirs, joined."""
    north = count(own(read(engines["north"]), {"LS8 5"}, placeless=True), TODAY)
    return joined([north, count(own(read(engines["south"]), {"LS9 6"}, placeless=False), TODAY)])


@pytest.mark.parametrize("by_loops", [False, True], ids=["numpy", "loops"])
def test_halves_with_the_countrys_counts_answer_as_the_whole(engines: dict[str, Engine], by_loops: bool) -> None:
    if by_loops:
        assert warm.prepare()
    with nullcontext() if by_loops else compiled.answering_by(None):
        whole = answered(engines, None, "whole")
        assert answered(engines, None, "north", "south") != whole  # each weighs words by its own listings
        assert answered(engines, halves(engines), "north", "south") == whole
    assert min(len(each.suggestions) for each in whole) > 5


def test_parts_that_share_nothing_add_up_to_the_whole(engines: dict[str, Engine]) -> None:
    assert halves(engines) == count(read(engines["whole"]), TODAY)
    newer, older = (count(read(engines["north"])[:5], day) for day in (TODAY, GONE_ON))
    assert joined([newer, older]).counted_on == GONE_ON


def test_what_the_counts_do_not_know_is_counted_here(engines: dict[str, Engine]) -> None:
    words = desk_of(engines["north"], None).parts.columns.words
    few = Country(100, 900, {"marbl": 3}, frozenset(), TODAY)
    with_few = desk_of(engines["north"], few).parts.columns.words
    assert with_few.idf("marbl") > words.idf("marbl")
    assert with_few.idf("quoit") < with_few.idf("marbl")
    stale = Country(1, 9, {}, frozenset(), TODAY)  # fewer than stand here: never less than nothing
    assert desk_of(engines["north"], stale).parts.columns.words.idf("quoit") > 0


def test_a_hope_that_somebody_offers_elsewhere_is_one_by_name(engines: dict[str, Engine]) -> None:
    here = desk_of(engines["north"], None).parts.columns
    assert not here.offered_by_anybody("choir")
    assert here.among(Country(1, 1, {}, frozenset({"choir"}), TODAY)).offered_by_anybody("choir")


def test_edits_merges_and_snapshots_go_on_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot holds the counts of its own listings only: who maps it weighs words as told at its own start."""
    monkeypatch.setattr(candidates, "MERGE_FROM", 8)
    monkeypatch.setattr(desk, "WORTH_KEEPING", 10)
    engine = empty_directory(tmp_path)
    fill(engine, *LISTINGS[:40])
    one, other = (Country(1_000, 9_000, {"quoit": number}, frozenset(), TODAY) for number in (5, 500))
    ours = desk_of(engine, one, tmp_path / "kept")
    for step in range(3):
        fill(engine, *LISTINGS[40 + 20 * step : 60 + 20 * step])
        assert ours.refresh().columns.words.country is one
        assert ours.tidy()
        assert ours.parts.columns.words.country is one
    for told in (one, other, None):
        mapped, built = desk_of(engine, told, tmp_path / "kept"), desk_of(engine, told)
        assert mapped.parts.columns.words.idf("quoit") == built.parts.columns.words.idf("quoit")
        assert mapped.parts.columns.words.damping == built.parts.columns.words.damping
    assert len({desk_of(engine, told).parts.columns.words.idf("quoit") for told in (one, other, None)}) == 3
    fill(engine, *LISTINGS)  # most of it is new: the columns are built anew
    assert ours.refresh().columns.words.country is one
    engine.dispose()


def test_the_file_gives_back_what_was_written(engines: dict[str, Engine], tmp_path: Path) -> None:
    country = count(read(engines["south"]), TODAY)
    write_country(country, tmp_path / "country.json")
    assert read_country(tmp_path / "country.json") == country
    assert [path.name for path in tmp_path.iterdir()] == ["country.json"]
    assert country.words == sum(sum(counted(*one.indexed).values()) for one in read(engines["south"]))


GOOD = {
    "what": "words of the country", "format": 1, "counted_on": "2026-11-22", "listings": 2, "words": 9, "hopes": [],
    "holding": {"quoit": 2},
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"what": "x"}, {"format": 2}, {"counted_on": "x"}, {"listings": 0}, {"holding": {"quoit": 3}}, {"holding": []}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_another_file_is_refused_in_a_sentence(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "country.json"
    path.write_bytes(orjson.dumps(GOOD))
    assert read_country(path).holding == {"quoit": 2}
    path.write_bytes(orjson.dumps(GOOD | wrong))
    with pytest.raises(NotUsable, match="is no file that `kith country count`"):
        read_country(path)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotUsable, match="No such file"):
        read_country(tmp_path / "country.json")
