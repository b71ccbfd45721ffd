"""Real files that nobody here wrote: all of Greater Manchester's and a council's feed, by the command itself."""

import csv
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.distance import metres_between
from geo.gazetteer import Gazetteer
from geo.points import Point
from tests.cli.home import Home

RECORDS = {
    "charities_operating_in_trafford": 736,
    "gm_food_banks": 171,
    "gm_green_flags": 59,
    "gm_jobcentreplus": 26,
    "gm_libraries": 141,
    "gm_pharmacies": 631,
    "sports_clubs": 140,
    "trafford_allotments": 35,
    "trafford_community_hubs": 6,
    "trafford_general_practices": 26,
    "trafford_mental_health_services": 60,
}
FEED = "north_lincolnshire_council_services_oruk_v3_2024-12"
SALE = "M33 7ZF"

Reports = dict[str, tuple[Any, Any]]  # of the first and of the second time


@pytest.fixture(scope="session")
def town(make_home: Callable[[], Home]) -> Home:
    """A directory that holds all of it, and nothing made up."""
    return make_home()


@pytest.fixture(scope="session")
def reports(town: Home, open_data: Path) -> Reports:
    """Every file brought in twice."""
    files = {path.stem: path for path in sorted((open_data / "greater_manchester").glob("*.csv"))}
    told = {name: (town.bring(path), town.bring(path)) for name, path in files.items()}
    feed = open_data / "oruk" / f"{FEED}.json"
    return told | {FEED: (town.bring(feed, form="oruk"), town.bring(feed, form="oruk"))}


@pytest.fixture(scope="session")
def ask(town: Home, reports: Reports) -> Iterator[Callable[..., Any]]:
    """Asks that directory near a place in Sale."""

    def ask(hopes: str, *more: str) -> Any:
        ran = town.run("match", "--near", SALE, "--hopes", hopes, "--json", *more)
        assert ran.code == 0, ran.said
        return ran.json

    return ask


def test_every_file_is_read_to_its_end(reports: Reports) -> None:
    assert {name: first["read"] for name, (first, _) in reports.items()} == RECORDS | {FEED: 738}


@pytest.mark.parametrize("name", [*RECORDS, FEED])
def test_the_sum_of_a_report_is_right(reports: Reports, name: str) -> None:
    for report in reports[name]:
        assert report["read"] == sum(report[part] for part in ("created", "updated", "unchanged", "refused"))
    first, _ = reports[name]
    assert (first["updated"], first["unchanged"]) == (0, 0)
    assert first["created"] >= first["read"] * 0.99


@pytest.mark.parametrize("name", [*RECORDS, FEED])
def test_every_refusal_is_named_with_row_field_and_value(reports: Reports, name: str) -> None:
    first, _ = reports[name]
    problems = first["problems"]
    assert len(problems) >= first["refused"]
    assert all(problem["row"] and problem["field"] and problem["problem"] and problem["value"] for problem in problems)
    assert len({(problem["row"], problem["field"]) for problem in problems}) == len(problems)


@pytest.mark.parametrize("name", [*RECORDS, FEED])
def test_the_second_time_all_is_unchanged(reports: Reports, name: str) -> None:
    first, second = reports[name]
    assert second["unchanged"] == first["created"]
    assert (second["created"], second["updated"], second["refused"]) == (0, 0, first["refused"])
    assert second["problems"] == first["problems"]


def test_history_and_change_log_know_every_listing_once(town: Home, reports: Reports) -> None:
    created = sum(first["created"] for first, _ in reports.values())
    for table in ("listing", "change_log", "history"):
        assert town.query(f"SELECT count(*) FROM {table}") == [(created,)]


def is_library(town: Home, suggestion: Any) -> bool:
    return town.query(f"SELECT source FROM listing WHERE id = '{suggestion['id'].replace('-', '')}'") == [
        ("gm_libraries",)
    ]


def test_books_and_somewhere_warm_finds_real_libraries_first(town: Home, ask: Callable[..., Any]) -> None:
    answer = ask("books, somewhere warm")
    ideas = answer["suggestions"]
    best = max(ideas, key=lambda idea: idea["score"])
    start = next(idea for idea in ideas if idea["id"] == answer["start_here"])
    assert is_library(town, ideas[0]), ideas[0]["name"]
    assert is_library(town, best), best["name"]
    assert is_library(town, start), start["name"]
    assert start["name"] == "Sale Library"
    assert start["score"] == best["score"]
    assert sum(is_library(town, idea) for idea in ideas) >= 5
    assert all(idea["why"][0]["text"] for idea in ideas)


def food_banks_by_distance(open_data: Path) -> list[tuple[float, str, str]]:
    """Metres, name and address of every food bank in the file, worked out here and not by the engine."""
    gazetteer = Gazetteer()
    here = gazetteer.locate(SALE).point
    found = []
    with (open_data / "greater_manchester" / "gm_food_banks.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            point: Point = gazetteer.locate(row["Postcode"]).point
            found.append((metres_between(here, point), row["Name"], row["Address"]))
    return sorted(found)


def test_struggling_to_buy_food_puts_the_nearest_food_banks_first(ask: Callable[..., Any], open_data: Path) -> None:
    answer = ask("struggling to buy food")
    nearest = food_banks_by_distance(open_data)[:3]
    shown = sorted((idea["distance_m"], idea["name"]) for idea in answer["basics"])
    assert answer["understood"]["basics"] == ["food"]
    assert len(shown) == 3
    for (metres, name, _), (told_m, told_name) in zip(nearest, shown, strict=True):
        assert told_name == name
        assert abs(told_m - metres) <= 1


def test_food_banks_say_how_to_get_in(ask: Callable[..., Any]) -> None:
    for idea in ask("struggling to buy food")["basics"]:
        assert idea["kind"] == "practical"
        assert idea["way_in"] == "voucher"
        assert "voucher" in idea["way_in_note"].lower()
        assert idea["opening"] or idea["next_session"]
        assert "food" in idea["why"][0]["text"].lower()


def test_the_soonest_open_stands_first(ask: Callable[..., Any]) -> None:
    starts = [idea["next_session"]["starts"] for idea in ask("struggling to buy food")["basics"]]
    assert starts == sorted(starts)


def test_nothing_else_is_shown_but_what_helps_with_food(town: Home, ask: Callable[..., Any]) -> None:
    answer = ask("struggling to buy food", "--limit", "100")
    helps = {row[0] for row in town.query("SELECT id FROM listing WHERE terms LIKE '%basic:food\n%'")}
    shown = [*answer["basics"], *answer["suggestions"]]
    assert {idea["id"].replace("-", "") for idea in shown} <= helps
    assert answer["start_something"] is None
    assert answer["start_here"] is None or answer["start_here"] in {idea["id"] for idea in shown}
    assert answer["formal"]["open"] is False


def test_a_hope_beside_a_basic_is_not_forgotten(town: Home, ask: Callable[..., Any]) -> None:
    answer = ask("struggling to buy food, and I love books")
    assert [idea["kind"] for idea in answer["basics"]] == ["practical"] * 3
    assert any(is_library(town, idea) for idea in answer["suggestions"])


def test_the_answer_for_people_says_the_same(town: Home, reports: Reports) -> None:
    said = town.run("match", "--near", SALE, "--hopes", "struggling to buy food").out
    assert said.index("Sort this first") < said.index("Trussell Trust")
    assert "voucher" in said


def test_the_directory_is_sound_after_all_that(town: Home, reports: Reports) -> None:
    with sqlite3.connect(town.database) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert reader.execute("PRAGMA foreign_key_check").fetchall() == []
