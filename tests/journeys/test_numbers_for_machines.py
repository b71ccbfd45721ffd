"""The numbers: each request once under its template, and nothing that anybody typed."""

import re

from prometheus_client.parser import text_string_to_metric_families

from tests.builders import listing, person
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
