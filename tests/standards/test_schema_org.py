"""The page of a listing in the words of schema.org: a block of data that no browser runs and nothing breaks out of."""

import json
import re
from typing import Any

from app.directory.rules import Kind
from app.kernel.ids import demo_id
from app.standards.open_listing import OpenListing
from app.standards.schema_org.mapping import linked_data
from tests.builders import CLOCK, home, listing, meeting
from tests.journeys.conftest import OpenTown

ID = "11111111-1111-4111-8111-111111111111"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def graph(town: Any) -> dict[str, Any]:
    (block,) = BLOCK.findall(town.http.get(f"/listings/{ID}").text)
    told = json.loads(block)
    assert told["@context"] == "https://schema.org"
    return {node["@type"]: node for node in told["@graph"]}


def test_who_where_and_when(open_town: OpenTown) -> None:
    town = open_town(
        listing(id=ID, name="Growers", sessions=(meeting(exdates=("2026-12-22",)),), url="https://example.org")
    )
    nodes = graph(town)
    assert nodes["Organization"]["name"] == "Harehills Neighbours"
    assert nodes["Place"]["geo"] == {"@type": "GeoCoordinates", "latitude": 53.8147, "longitude": -1.5127}
    assert nodes["Place"]["address"]["streetAddress"] == "1 Compton Road"
    assert nodes["Place"]["address"]["addressLocality"] == "Leeds"
    event = nodes["Event"]
    assert (event["name"], event["isAccessibleForFree"]) == ("Growers", True)
    assert event["location"] == [{"@id": nodes["Place"]["@id"]}]
    assert event["organizer"] == {"@id": nodes["Organization"]["@id"]}
    assert event["eventSchedule"] == {
        "@type": "Schedule", "startDate": "2026-01-06", "startTime": "10:30", "endTime": "11:30", "duration": "PT60M",
        "repeatFrequency": "P1W", "byDay": ["https://schema.org/Tuesday"], "exceptDate": ["2026-12-22"],
        "scheduleTimezone": "Europe/London",
    }  # fmt: skip


def test_a_home_is_told_by_its_sector(open_town: OpenTown) -> None:
    town = open_town(listing(id=ID, place=home()))
    assert graph(town)["Place"]["address"] == {
        "@type": "PostalAddress", "addressLocality": "Leeds", "addressRegion": "England", "postalCode": "LS8 5",
        "addressCountry": "GB",
    }  # fmt: skip


def test_once_has_a_date(open_town: OpenTown) -> None:
    town = open_town(listing(id=ID, sessions=(meeting(rrule="", starts_on="2026-12-05"),)))
    assert graph(town)["Event"]["startDate"] == "2026-12-05T10:30:00"


def test_the_policy_stays_strict(open_town: OpenTown) -> None:
    answer = open_town(listing(id=ID)).http.get(f"/listings/{ID}")
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_nothing_breaks_out_of_the_block() -> None:
    name = "</script><script>alert(1)</script><!-- & \u2028"
    made = linked_data(OpenListing(demo_id("x"), Kind.GROUP, name, "town", CLOCK()), "https://kith.test/")
    assert not {"<", ">", "&", "\u2028"} & set(made)
    assert json.loads(made)["@graph"][0]["name"] == name
