"""Somebody keeps a neighbourhood on a phone: what everybody may see of it, and no more."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.builders import home, listing, meeting, person
from tests.journeys.conftest import OpenTown, Town

MOST_BYTES_A_HUNDRED = 60_000


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    """A group, tea in a front room, and Ben."""
    group = listing(name="Compton growers", sessions=(meeting(),))
    return open_town(group, listing(name="Tea at home", place=home()), person(hopes=("gardening",)))


def pack(town: Town, sector: str = "LS8-5") -> Any:
    answer = town.http.get(f"/near/{sector}.json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_holds_what_is_near_in_words(town: Town) -> None:
    told = pack(town)
    assert (told["sector"], told["language"]) == ("LS8 5", "en-GB")
    (group,) = told["listings"]
    assert group["name"] == "Compton growers"
    assert group["kind"] == "A group"
    assert re.match(r"[A-Z][a-z]+day \d+ [A-Z]", group["times"][0]["words"])
    assert group["times"][0]["over"] > told["made_at"]


def test_no_person_and_no_home_goes_into_it(town: Town) -> None:
    text = json.dumps(pack(town))
    assert "Ben" not in text
    assert "Tea at home" not in text


@pytest.mark.parametrize("sector", ["LS8-5HX", "LS8", "ZZ1-1", "Harehills", "nonsense", "%00"])
def test_only_a_sector_has_a_neighbourhood(town: Town, sector: str) -> None:
    assert town.http.get(f"/near/{sector}.json").status_code == 404


def test_a_hundred_listings_take_little_room(leeds: Town) -> None:
    told = pack(leeds)
    packed = gzip.compress(json.dumps(told).encode())
    assert len(told["listings"]) >= 100
    assert len(packed) <= MOST_BYTES_A_HUNDRED * len(told["listings"]) / 100


def test_ideas_may_be_kept_and_an_urgent_answer_may_not(leeds: Town) -> None:
    assert "data-keep" in leeds.form(near="LS8 5", hopes_words="gardening").text
    urgent = leeds.form(near="LS8 5", hopes_words="I want to kill myself").text
    assert "Help now" in urgent
    assert not [mark for mark in ("data-keep", "data-near-here", "data-pocket") if mark in urgent]


def test_the_worker_names_files_that_are_there(leeds: Town) -> None:
    answer = leeds.http.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    known = json.loads(answer.text.partition(";\n")[0].removeprefix("const KITH = "))
    assert [path for path in known["shell"] if leeds.http.get(path).status_code != 200] == []
    assert not [path for path in known["shell"] if "urgent" in path or "match" in path]


def test_without_a_worker_nothing_was_kept(leeds: Town) -> None:
    answer = leeds.http.get("/offline/last")
    assert (answer.status_code, answer.headers["location"]) == (303, "/offline")


def test_the_first_line_of_the_worker_follows_what_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.offline import worker

    monkeypatch.setattr(worker, "FRONTEND", tmp_path)
    for folder in ("static", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "sw.js").write_text("")
    page = tmp_path / "templates" / "page.html"
    page.write_text("one")
    first = worker._version()
    assert worker._version() == first
    page.write_text("two")
    assert worker._version() != first
