"""`kith country`: words counted in each part of a country, joined, and read by whoever is told of the file."""

from datetime import date
from pathlib import Path

import orjson
import pytest

from app.settings import Settings
from app.site.check import check
from tests.builders import CLOCK
from tests.cli.home import Home


@pytest.fixture
def two(home: Home) -> Home:
    home.bring(home.groups("tea", 3, postcode="LS8 5HX"), "--kind", "group")
    home.bring(home.groups("choir", 2, postcode="LS9 6NL"), "--kind", "group")
    return home


def test_counted_by_sectors_and_joined_is_counted_at_once(two: Home) -> None:
    whole, north, south = (two.folder / f"{name}.json" for name in ("whole", "north", "south"))
    assert two.run("country", "count", whole, "--json").json["listings"] == 5
    for file, sector, number in ((north, "LS8 5", 3), (south, "ls96", 2)):
        sectors = two.csv("sectors.csv", ["sector"], [[sector]])
        assert two.run("country", "count", file, "--sectors", sectors, "--json").json["listings"] == number
    said = two.run("country", "join", north, south, "--to", two.folder / "joined.json")
    assert said.out.startswith("8 words of 5 listings are counted in ")
    assert (two.folder / "joined.json").read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("rows", [[["LS8 5"], ["Leeds"]], [["LS8"]], []], ids=["a town", "no sector", "nothing"])
def test_sectors_that_are_none_are_refused(two: Home, rows: list[list[str]]) -> None:
    ran = two.run("country", "count", two.folder / "x.json", "--sectors", two.csv("sectors.csv", ["sector"], rows))
    assert ran.refused_in_a_sentence
    assert not (two.folder / "x.json").exists()


def test_nothing_to_count_and_nowhere_to_write_are_said(home: Home) -> None:
    assert "no listing to count" in home.run("country", "count", home.folder / "x.json").said
    home.bring(home.groups("tea", 1), "--kind", "group")
    assert "cannot be written" in home.run("country", "count", home.folder / "no" / "x.json").said


def test_the_check_says_how_old_it_is_and_whether_it_can_be_read(two: Home) -> None:
    file = two.folder / "country.json"
    two.run("country", "count", file)
    told = orjson.loads(file.read_bytes())
    assert _said(two, file, told | {"counted_on": date(2026, 11, 1)}) == (
        "ok", "Words are weighed as in 5 listings of the country.",
    )  # fmt: skip
    assert _said(two, file, told | {"counted_on": date(2026, 1, 1)}) == (
        "warn", "The words of the country were counted 325 days ago. Count them again: kith country --help",
    )  # fmt: skip
    assert _said(two, file, told | {"listings": 4, "holding": {}})[0] == "warn"
    assert _said(two, file, {})[0] == "wrong"
    nothing_set = Settings(_env_file=None, var=two.var, database_url=two.settings["KITH_DATABASE_URL"])
    assert "country_words" not in {each.name for each in check(nothing_set, CLOCK).checks}


def test_nobody_serves_with_a_file_that_cannot_be_read(two: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_COUNTRY_WORDS", str(two.folder / "none.json"))
    ran = two.script("serve", "--port", "0")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "cannot be read from" in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr


def _said(home: Home, file: Path, told: dict[str, object]) -> tuple[str, str]:
    file.write_bytes(orjson.dumps(told))
    url = home.settings["KITH_DATABASE_URL"]
    settings = Settings(_env_file=None, var=home.var, database_url=url, country_words=file)
    found = {each.name: each for each in check(settings, CLOCK).checks}["country_words"]
    return found.state.value, found.say
