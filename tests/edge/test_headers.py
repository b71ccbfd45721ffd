"""Every answer carries the headers, refusals and failures too."""

import re
from typing import Any

import pytest

from app.edge.headers import ALWAYS, KEEP_A_DAY, KEEP_FOR_EVER, policy, traceparent

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.mark.parametrize("path", ["/kept", "/nothing", "/break?word=x", "/api/v1/raise/refused", "/static/kith.css"])
def test_every_answer_is_closed_to_other_sites(site: Any, path: str) -> None:
    headers = site().client.get(path).headers
    assert not [name for name in ALWAYS if name not in headers]
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "geolocation=(self)" in headers["permissions-policy"]


def test_what_a_page_sets_itself_stays(site: Any) -> None:
    headers = site().client.get("/kept").headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["referrer-policy"] == "origin"


def test_nothing_is_kept_unless_said(site: Any) -> None:
    client = site().client
    assert client.post("/api/v1/match", json={"hopes": "tea"}).headers["cache-control"] == "no-store"
    assert client.get("/static/kith.css?v=0123456789").headers["cache-control"] == KEEP_FOR_EVER
    assert client.get("/static/kith.css").headers["cache-control"] == KEEP_A_DAY
    assert client.get("/static/nothing.css?v=1").headers["cache-control"] == "no-store"


def test_https_is_held_to_only_where_it_is_spoken(site: Any) -> None:
    name = "strict-transport-security"
    assert name not in site().client.get("/kept").headers
    assert name in site(base="https://kith.test").client.get("/kept").headers
    behind = {"x-forwarded-proto": "https"}
    assert name in site("10.0.0.1", trusted_proxies="10.0.0.0/8").client.get("/kept", headers=behind).headers
    assert name not in site("203.0.113.9").client.get("/kept", headers=behind).headers


def test_a_trace_is_taken_up(site: Any) -> None:
    got = site().client.get("/kept", headers={"traceparent": TRACE}).headers["traceparent"]
    assert got.split("-")[1] == TRACE.split("-")[1]
    assert got.split("-")[2] != TRACE.split("-")[2]


@pytest.mark.parametrize(
    "given", [None, "", "nonsense", TRACE.upper(), "00-" + "0" * 32 + "-00f067aa0ba902b7-01", "ff" + TRACE[2:]]
)
def test_a_trace_that_is_none_is_begun_anew(given: str | None) -> None:
    started = traceparent(given)
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", started)
    assert started.split("-")[1] != "0" * 32
    assert traceparent(given) != started


@pytest.mark.parametrize(
    ("tile_url", "pictures"),
    [
        ("", "img-src 'self' data:"),
        ("https://tiles.example.org/{z}/{x}/{y}.png", "img-src 'self' data: https://tiles.example.org"),
        ("https://{s}.example.org:8443/{z}/{x}/{y}.png", "img-src 'self' data: https://*.example.org:8443"),
        ("nonsense; script-src *", "img-src 'self' data:"),
        ("https://a.org; script-src */x", "img-src 'self' data:"),
    ],
)
def test_pictures_may_come_from_where_map_tiles_are_and_nowhere_else(tile_url: str, pictures: str) -> None:
    directives = policy(tile_url).split("; ")
    assert [each for each in directives if each.startswith("img-src")] == [pictures]
    assert "script-src 'self'" in directives
