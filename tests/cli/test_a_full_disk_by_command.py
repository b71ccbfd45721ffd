"""A disk with no room left: a sentence, exit status 1, and everything that was there before."""

from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import event

from app.db.engine import open_engine, unit_of_work
from app.directory.bring_in import bring_in
from app.directory.shapes import Draft
from app.kernel.errors import Full
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, listing
from tests.cli.home import Home


def test_an_import_that_does_not_fit(home: Home) -> None:
    home.bring(home.groups("tea", 3))
    before, room = home.kept(), home.database.stat().st_size + 100_000
    ran = home.run("import", home.groups("many", 2_000, told=100), "--as", "csv", largest_file=room)
    assert ran.refused_in_a_sentence, ran.said
    assert "no room left" in ran.said
    assert home.kept() == before
    assert home.bring(home.folder / "many.csv")["created"] == 2_000


@pytest.mark.parametrize("room", [20_000, 60_000, 110_000])
def test_a_first_start_without_room_is_made_good_by_the_next(home: Home, room: int) -> None:
    """The tables are made in one piece, or a half-made directory could never be opened again."""
    home.database.unlink()
    tea = home.groups("tea", 3)
    with suppress(AssertionError):  # what it says is for the next test
        home.run("import", tea, "--as", "csv", largest_file=room)
    assert home.bring(tea)["created"] == 3


@pytest.mark.parametrize("room", [20_000, 60_000])
def test_a_first_start_without_room_says_so(home: Home, room: int) -> None:
    home.database.unlink()
    assert home.run("import", home.groups("tea", 3), "--as", "csv", largest_file=room).refused_in_a_sentence


def test_a_database_that_may_not_grow(home: Home) -> None:
    engine = open_engine(f"sqlite:///{home.database}")
    pages = home.query("PRAGMA page_count")[0][0]
    event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count = {pages + 4}"))
    before = home.kept()
    drafts = [Draft(row=row, key=str(row), listing=listing(summary="tea " * 500)) for row in range(1, 200)]
    with pytest.raises(Full) as full, unit_of_work(engine) as session:
        bring_in(session, drafts, source="test", gazetteer=Gazetteer(), clock=CLOCK)
    engine.dispose()
    assert full.value.detail.endswith(".")
    assert home.kept() == before


def test_postcodes_that_do_not_fit_leave_those_that_were_there(home: Home) -> None:
    few, many = home.folder / "few.csv", home.folder / "many.csv"
    few.write_text("postcode,lat,lon\nLS8 5HX,53.8147,-1.5127\n")
    assert home.run("places", "import", few).code == 0
    kept = units(home)
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    lines = (f"LS{n} {d}{a}{b},53.8,-1.5" for n in range(1, 20) for d in range(9) for a in letters for b in letters)
    many.write_text("postcode,lat,lon\n" + "\n".join(lines) + "\n")
    ran = home.run("places", "import", many, largest_file=100_000)
    assert ran.refused_in_a_sentence, ran.said
    assert units(home) == kept
    assert [path.name for path in home.var.iterdir() if path.name.startswith("postcodes")] == ["postcodes.units"]


def units(home: Home) -> bytes:
    return Path(home.var / "postcodes.units").read_bytes()
