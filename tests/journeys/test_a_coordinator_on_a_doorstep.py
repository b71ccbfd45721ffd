"""A coordinator types a place and a few hopes on a doorstep, and finds a number to ring; tomorrow it is still true."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

from app.db.engine import open_engine, unit_of_work
from app.kernel.clock import fixed_clock
from geo.gazetteer import Gazetteer
from seed.load import load_demo
from tests.builders import CLOCK, NOW, listing
from tests.journeys.conftest import OpenTown, Town


def test_from_the_form_to_a_number(leeds: Town) -> None:
    form = leeds.http.get("/")
    assert form.status_code == 200
    assert 'action="/match"' in form.text
    results = leeds.form(near="LS8 5", hopes_words="gardening, company")
    assert results.status_code == 200
    headings = re.findall(r'<h2 id="h-(\w+)">', results.text)
    assert [name for name in headings if name in ("people", "groups", "places")] == sorted(
        (name for name in headings if name in ("people", "groups", "places")), key=["people", "groups", "places"].index
    )
    assert {"people", "groups"} <= set(headings)
    assert results.text.index('id="h-groups"') < results.text.index('id="formal"')
    assert 'href="tel:' in results.text
    first = re.search(r'href="(/listings/[0-9a-f-]{36})"', results.text)
    assert first
    page = leeds.http.get(first[1])
    assert page.status_code == 200


def test_the_page_and_the_door_for_machines_say_the_same(leeds: Town) -> None:
    page = unescape(leeds.form(near="LS8 5", hopes_words="gardening, company").text)
    for idea in leeds.ask(near="LS8 5", hopes="gardening, company")["suggestions"]:
        assert idea["name"] in page


def test_what_was_said_comes_back_to_be_changed(leeds: Town) -> None:
    said = {"near": "LS8 5HX", "hopes_words": "gardening", "around": "Pat", "age": "71", "ease": "step_free"}
    form = unescape(leeds.form(**said, do="change").text)
    assert 'value="LS8 5HX"' in form
    assert ">gardening</textarea>" in form
    assert 'value="Pat"' in form


def test_the_demo_says_that_it_is_made_up(leeds: Town) -> None:
    for path in ("/", "/match?near=LS8+5&hopes=gardening", "/urgent", "/privacy"):
        assert "made up" in leeds.http.get(path).text.lower(), path


def test_a_new_group_is_there_at_the_next_question(open_town: OpenTown) -> None:
    town = open_town(listing(name="The old choir", hopes=("singing",)))
    assert [idea["name"] for idea in town.ask(hopes="singing")["suggestions"]] == ["The old choir"]
    town.add(listing(name="The new choir", hopes=("singing",)))
    assert {idea["name"] for idea in town.ask(hopes="singing")["suggestions"]} == {"The old choir", "The new choir"}


def test_two_hundred_questions_leave_no_row(open_town: OpenTown) -> None:
    town = open_town(*(listing() for _ in range(20)))
    before = town.kept()
    for number in range(200):
        town.http.post("/api/v1/match", json={"near": "LS8 5HX", "hopes": f"gardening {number}", "gifts": "sewing"})
    assert town.kept() == before


def test_the_demo_loaded_again_next_week_is_unchanged(demo: Path, open_town: OpenTown) -> None:
    town = open_town(database=demo)
    before = town.kept()
    for days in (0, 7, 200):
        engine = open_engine(f"sqlite:///{town.database}")
        with unit_of_work(engine) as session:
            report = load_demo(session, Gazetteer(), fixed_clock(NOW + timedelta(days=days)))
        engine.dispose()
        assert (report.read, report.created, report.updated, report.refused) == (report.unchanged, 0, 0, 0)
    assert town.kept() == before


def test_next_week_the_answer_knows_what_day_it_is(demo: Path, open_town: OpenTown) -> None:
    then = open_town(database=demo, clock=fixed_clock(NOW + timedelta(days=7)))
    answer = then.ask(hopes="gardening, company")
    starts = [idea["next_session"]["starts"] for idea in answer["suggestions"] if idea["next_session"]]
    assert starts
    assert min(starts) >= (CLOCK() + timedelta(days=7)).isoformat()[:19]
