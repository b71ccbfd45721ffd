"""The numbers: each request once under its template, and nothing that anybody typed."""

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.access.machine_keys import make_key
from app.access.rules import Deed
from app.db.engine import open_engine, unit_of_work
from tests.builders import NOW, listing, person
from tests.journeys.conftest import OpenTown, Town


def numbers(town: Town) -> dict[tuple[str, ...], float]:
    answer = town.http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (one.name, *(value for name, value in sorted(one.labels.items()) if name != "process")): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


def test_requests_are_counted_by_template_and_status(open_town: OpenTown) -> None:
    it = listing()
    town = open_town(it, listing(), person())
    before = numbers(town)
    for path in (f"/listings/{it.id}", f"/listings/{it.id}", "/listings/00000000-0000-4000-8000-000000000000", "/asdf"):
        town.http.get(path)
    town.ask(hopes="gardening")
    town.http.post("/match", data={"near": "LS8 5", "hopes": "gardening"})
    after = numbers(town)
    page = ("kith_requests_total", "GET", "/listings/{listing_id}")
    assert after[*page, "200"] - before.get((*page, "200"), 0) == 2
    assert after[*page, "404"] == 1
    assert after["kith_requests_total", "GET", "(nowhere)", "404"] == 1
    assert after["kith_request_seconds_count", "/listings/{listing_id}"] == 3
    assert after["kith_matches_total",] - before["kith_matches_total",] == 2
    assert (after["kith_listings",], after["kith_held",]) == (3, 0)


def test_nothing_that_was_typed_is_in_them(open_town: OpenTown) -> None:
    it = listing()
    town = open_town(it)
    town.http.get("/match", params={"near": "LS8 5HX", "hopes": "falconry"})
    town.http.get(f"/listings/{it.id}", headers={"X-Words": "falconry"})
    town.http.get("/falconry/LS8%205HX")
    town.http.request("FALCONRY", "/match")
    town.ask(hopes="falconry", near="LS8 5HX")
    text = town.http.get("/metrics").text
    assert not re.search(r"falconry|LS8|5HX|[0-9a-f]{8}-[0-9a-f]{4}", text, re.IGNORECASE)


def asked(town: Town, line: str, **headers: str) -> int:
    """What somebody is answered who calls from a line to the network."""
    http = TestClient(town.http.app, "http://kith.test", client=(line, 5), headers=headers)
    return http.get("/metrics").status_code


@pytest.mark.parametrize("line", ["127.0.0.1", "::1", "127.0.0.53"])
def test_on_this_machine_nobody_is_asked_who_they_are(open_town: OpenTown, line: str) -> None:
    town = open_town(listing())
    assert asked(town, line) == 200


def test_from_elsewhere_a_key_is_needed(open_town: OpenTown) -> None:
    town = open_town(listing())
    engine = open_engine(f"sqlite:///{town.database}")
    with unit_of_work(engine, writes=True) as session:
        keys = {
            deed: make_key(session, deed, [deed], None, who="test", now=NOW)
            for deed in (Deed.SEE_NUMBERS, Deed.SEE_AUDIT)
        }
    engine.dispose()
    for line in ("203.0.113.9", "10.0.0.7", "2001:db8::1"):
        assert asked(town, line) == 401
        assert asked(town, line, Authorization=f"Bearer {keys[Deed.SEE_AUDIT]}") == 403
        assert asked(town, line, Authorization=f"Bearer {keys[Deed.SEE_NUMBERS]}") == 200


def test_who_comes_through_a_proxy_on_this_machine_is_not_this_machine(open_town: OpenTown) -> None:
    town = open_town(listing())
    assert asked(town, "127.0.0.1", **{"X-Forwarded-For": "203.0.113.9"}) == 401
    assert asked(town, "203.0.113.9", **{"X-Forwarded-For": "127.0.0.1"}) == 401, "no proxy that we know says so"
