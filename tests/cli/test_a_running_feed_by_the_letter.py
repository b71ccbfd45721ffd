"""A real council's services beside the demo, as map, calendars, JSON-LD and sitemap: each by the letter.

None of these publishes a schema that could be asked, so the rules that files break most often are written down here.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from icalendar import Calendar

from tests.cli.home import Home

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TYPES = {"Organization", "Place", "Event"}
PARTS = {"GeoCoordinates", "PostalAddress", "Schedule", "VirtualLocation"}


@pytest.fixture(scope="module")
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address.removesuffix("/oruk"), timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def some(both: Home) -> list[str]:
    """Ids of listings that are no people: every twentieth of the demo and every tenth of the council's."""
    rows = both.query("SELECT id, source FROM listing WHERE kind != 'person' AND status = 'public' ORDER BY id")
    own = [key for key, source in rows if source == "demo"][::20]
    theirs = [key for key, source in rows if source != "demo"][::10]
    assert min(len(own), len(theirs)) > 50
    return [f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}" for key in own + theirs]


def test_the_map_is_geojson(http: httpx.Client) -> None:
    """RFC 7946: a feature has a geometry and properties, longitude stands first, no other reference system is named."""
    answer = http.get("/data/listings.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    whole = answer.json()
    assert set(whole) == {"type", "features"}
    for one in whole["features"]:
        assert set(one) == {"type", "id", "geometry", "properties"}
        assert (one["type"], one["geometry"]["type"], set(one["geometry"])) == (
            "Feature",
            "Point",
            {"type", "coordinates"},
        )
        lon, lat = one["geometry"]["coordinates"]
        assert -8.7 <= lon <= 1.8 < 49.8 <= lat <= 60.9
        assert (round(lon, 6), round(lat, 6)) == (lon, lat)
    ids = [one["id"] for one in whole["features"]]
    assert len(set(ids)) == len(ids) > 1_800


def test_the_features_of_ogc_are_those_of_the_map(http: httpx.Client) -> None:
    """OGC 17-069r4, 7.15: numbers that are true, a moment, and links that lead on to the last page."""
    path, found, base = "/ogc/collections/listings/items?limit=1000", [], "http://127.0.0.1:8000"
    while path:
        page = http.get(path).json()
        assert page["numberReturned"] == len(page["features"])
        assert datetime.fromisoformat(page["timeStamp"]).tzinfo
        assert all({"href", "rel", "type"} <= set(link) for link in page["links"])
        found += page["features"]
        path = next((link["href"].removeprefix(base) for link in page["links"] if link["rel"] == "next"), "")
    assert found == http.get("/data/listings.geojson").json()["features"]
    assert page["numberMatched"] == len(found)


def test_calendars_are_icalendar(http: httpx.Client, some: list[str]) -> None:
    """RFC 5545: lines of at most 75 octets that end in CRLF, each event with its id, stamp and zone."""
    events, ids = 0, set[str]()
    for key in some:
        raw = http.get(f"/listings/{key}.ics").content
        assert raw.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(map(len, raw.split(b"\r\n"))) <= 75
        calendar = Calendar.from_ical(raw)
        assert (calendar["version"], bool(calendar["prodid"])) == ("2.0", True)
        zones = {str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")}
        for event in calendar.walk("VEVENT"):
            events += 1
            assert str(event["uid"]) not in ids
            ids.add(str(event["uid"]))
            assert event["dtstamp"].dt.utcoffset().total_seconds() == 0
            assert event["dtstart"].params["TZID"] in zones
            assert ("dtend" in event) != ("duration" in event)
            until = event.get("rrule", {}).get("UNTIL", [])
            assert all(one.tzinfo is not None and one.utcoffset().total_seconds() == 0 for one in until)
            assert not ("rrule" in event and {"UNTIL", "COUNT"} <= set(event["rrule"]))
    assert events > 50


def test_pages_tell_machines_in_the_words_of_schema_org(http: httpx.Client, some: list[str]) -> None:
    """Every part is of a known type, every reference leads to a part, every date is a date and every link a link."""
    for key in some:
        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', http.get(f"/listings/{key}").text)
        told = json.loads(block)
        assert told["@context"] == "https://schema.org"
        nodes = {node["@id"]: node for node in told["@graph"]}
        assert len(nodes) == len(told["@graph"])
        assert {node["@type"] for node in nodes.values()} <= TYPES
        for node in nodes.values():
            assert all(part["@id"] in nodes for part in parts_of(node) if set(part) == {"@id"})
            assert {part["@type"] for part in parts_of(node) if "@type" in part} <= PARTS
            assert node["name"].strip()
            assert None not in node.values()
            for name in ("url", "sameAs"):
                assert re.match(r"https?://[^\s]+$", node.get(name, "https://example.org"))
            if plan := node.get("eventSchedule"):
                assert all(date.fromisoformat(day) for day in (plan["startDate"], *plan.get("exceptDate", ())))
                assert re.fullmatch(r"P\d+[DWMY]", plan["repeatFrequency"])
                assert re.fullmatch(r"PT\d+M", plan["duration"])
            if "startDate" in node:
                assert datetime.fromisoformat(node["startDate"]) < datetime.fromisoformat(node["endDate"])


def parts_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What stands within a node, and within that."""
    for value in node.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield part
                yield from parts_of(part)


def test_the_sitemap_is_a_sitemap(http: httpx.Client) -> None:
    """sitemaps.org: at most 50,000 addresses of at most 2,048 letters, each once, of this host, with days that are."""
    root = ElementTree.fromstring(http.get("/sitemap.xml").content)
    assert root.tag == f"{SITEMAP}urlset"
    found = [node.text or "" for node in root.iter(f"{SITEMAP}loc")]
    assert 1_800 < len(found) == len(set(found)) <= 50_000
    here = str(http.base_url).rstrip("/") + "/"
    assert all(one.startswith(here) and len(one) < 2_048 for one in found)
    for node in root.iter(f"{SITEMAP}lastmod"):
        assert date.fromisoformat(node.text or "") <= date.today()  # noqa: DTZ011 (only not in the future)
