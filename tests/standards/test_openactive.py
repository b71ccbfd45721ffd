"""OpenActive: items read from a real server, told apart, and made into listings with their times."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.directory.rules import Answer, Ease, Kind
from app.directory.shapes import Draft, ListingIn, Refusal
from app.directory.vocabulary import load_vocabulary
from app.kernel.errors import NotUsable
from app.standards.fetch import FeedBroken, Pace
from app.standards.openactive.drafts import drafts_from_openactive, drafts_of
from app.standards.openactive.items import Item, parent_of, read_item
from app.standards.openactive.read_rpde import read_rpde
from tests.builders import TODAY
from tests.standards.rpde_server import Server, serving

QUICK = Pace(first_wait_s=0.01, most_wait_s=0.02, deadline_s=2.0)
SERIES: dict[str, Any] = {
    "@context": "https://openactive.io/",
    "@type": "SessionSeries",
    "@id": "https://example.org/series/1",
    "name": "Walking football",
    "description": "<p>Football at a <b>walking</b> pace.</p>",
    "activity": [{"@type": "Concept", "prefLabel": "Walking Football"}],
    "organizer": {"@type": "Organization", "name": "Leeds Sports", "telephone": "0113 496 0007",
                  "email": "hello@example.org", "url": "https://example.org"},
    "location": {"@type": "Place", "name": "Compton Hall", "geo": {"latitude": 53.8147, "longitude": -1.5127},
                 "address": {"@type": "PostalAddress", "streetAddress": "1 Compton Road", "addressLocality": "Leeds",
                             "postalCode": "LS8 5HX"}},
    "ageRange": {"@type": "QuantitativeValue", "minValue": 50},
    "genderRestriction": "https://openactive.io/MaleOnly",
    "offers": [{"@type": "Offer", "name": "Adult", "price": 3, "priceCurrency": "GBP"}],
    "url": "https://example.org/walking-football",
    "eventSchedule": [{
        "@type": "Schedule", "startDate": "2026-01-06", "startTime": "10:30", "duration": "PT1H30M",
        "repeatFrequency": "P1W", "byDay": ["https://schema.org/Tuesday", "schema:Thursday".replace("schema:", "")],
        "exceptDate": ["2026-12-29T10:30:00Z"], "scheduleTimezone": "Europe/London",
    }],
}  # fmt: skip


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in SERIES.items() if name not in names} | more


def dated(starts: str, above: Any = SERIES["@id"], **more: Any) -> dict[str, Any]:
    return {"@type": "ScheduledSession", "superEvent": above, "startDate": starts, "duration": "PT45M"} | more


def item(kind: str, own: str, data: Any) -> Item:
    found = read_item({"kind": kind, "id": own, "state": "updated", "data": data})
    assert found
    return found


def made(*items: Item, kind: Kind | None = None) -> list[Draft | Refusal]:
    return list(drafts_of(items, kind, load_vocabulary(), TODAY))


def listing(*items: Item, kind: Kind | None = None) -> ListingIn:
    (one,) = made(*items, kind=kind)
    assert isinstance(one, Draft), one
    return one.listing


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as told:
        yield told


def test_a_series_says_everything() -> None:
    it = listing(item("SessionSeries", "1", SERIES))
    assert (it.name, it.summary) == ("Walking football", "Football at a walking pace.")
    assert it.source_id == "https://example.org/series/1"
    assert it.organisation
    assert it.contact
    assert it.place
    assert (it.organisation.name, it.contact.phone) == ("Leeds Sports", "0113 496 0007")
    assert (it.place.name, it.place.address, it.place.postcode) == (
        "Compton Hall", "1 Compton Road, Leeds", "LS8 5HX",
    )  # fmt: skip
    assert (it.min_age, it.max_age, it.free, it.cost) == (50, None, False, "£3 (Adult)")
    assert it.ease == {Ease.MEN_ONLY: Answer.YES}
    assert it.hopes == ("walking_football",)
    (when,) = it.sessions
    assert (when.starts_on, when.starts_at, when.minutes) == (date(2026, 1, 6), time(10, 30), 90)
    assert (when.rrule, when.exdates) == ("FREQ=WEEKLY;BYDAY=TU,TH", (date(2026, 12, 29),))


def test_times_that_come_apart_belong_to_their_series() -> None:
    series = item("SessionSeries", "1", without("eventSchedule"))
    times = [
        item("ScheduledSession", "a", dated("2026-12-01T18:00:00Z")),
        item("ScheduledSession", "b", dated("2026-11-24T18:00:00Z")),
        item("ScheduledSession", "c", dated("2026-11-17T18:00:00Z")),
        item("ScheduledSession", "d", dated("2026-12-08T18:00:00Z", eventStatus="https://schema.org/EventCancelled")),
    ]
    it = listing(*times, series)
    assert [(when.starts_on, when.minutes) for when in it.sessions] == [
        (date(2026, 11, 24), 45), (date(2026, 12, 1), 45),
    ]  # fmt: skip
    embedded = listing(item("ScheduledSession", "a", dated("2026-06-02T18:00:00Z", without("eventSchedule"))
                            | {"startDate": "2027-06-02T18:00:00Z"}))  # fmt: skip
    assert (embedded.name, embedded.sessions[0].starts_at) == ("Walking football", time(19))


def test_what_is_over_or_cancelled_is_no_listing() -> None:
    past = item("ScheduledSession", "a", dated("2026-11-01T18:00:00Z", above={"name": "Over", "@id": "x"}))
    off = item("SessionSeries", "2", SERIES | {"eventStatus": "https://schema.org/EventCancelled"})
    assert made(past, off) == []


def test_slots_make_one_place_of_their_facility() -> None:
    court = {"@type": "FacilityUse", "@id": "https://example.org/court", "name": "Tennis court"}
    slots = [
        item("FacilityUse/Slot", str(n), {"facilityUse": court["@id"], "startDate": f"2026-12-01T{n:02}:00:00Z"})
        for n in range(9, 12)
    ]
    it = listing(*slots, item("FacilityUse", "c", court), kind=Kind.PLACE)
    assert (it.name, it.kind, len(it.sessions)) == ("Tennis court", Kind.PLACE, 3)


def test_a_coach_keeps_their_own_number() -> None:
    coach = {"@type": "Person", "name": "Ben", "telephone": "0113 496 0012", "email": "ben@example.org"}
    it = listing(item("SessionSeries", "1", SERIES | {"organizer": coach}))
    assert it.organisation is it.contact is None


def test_the_last_word_counts() -> None:
    first, last = item("SessionSeries", "1", SERIES), item("SessionSeries", "1", SERIES | {"name": "Football"})
    assert listing(first, last).name == "Football"
    assert made(first, Item("SessionSeries", "1", "", None)) == []
    assert parent_of("SessionSeries", "1", {}) == "1"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"name": "Women's refuge", "description": "A refuge for women."}, "place")],
)
def test_what_cannot_be_used_is_named(changes: dict[str, Any], field: str) -> None:
    (refused,) = made(item("SessionSeries", "1", SERIES | changes))
    assert isinstance(refused, Refusal)
    assert refused.field == field


@pytest.mark.parametrize("rubbish", [None, 1, "", [], {}, {"kind": "SessionSeries"}, {"kind": "Headline", "id": "1"}])
def test_what_is_no_item_is_passed_over(rubbish: Any) -> None:
    assert read_item(rubbish) is None


@pytest.mark.parametrize("name", sorted(SERIES))
@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [[]], [None], {"a": {"b": 1}}])
def test_a_field_of_the_wrong_kind_breaks_nothing(name: str, value: Any) -> None:
    assert len(made(item("SessionSeries", "1", SERIES | {name: value}))) == 1


def test_a_feed_is_read_to_its_end(server: Server, tmp_path: Path) -> None:
    for n in range(5):
        server.put("SessionSeries", str(n), SERIES | {"@id": f"https://example.org/{n}", "name": f"Group {n}"})
    pages = list(read_rpde(f"{server.url}/rpde", pace=QUICK))
    assert [len(items) for items, _ in pages] == [2, 2, 1, 0]
    went_on = pages[-1][1]
    asked = len(server.asked)
    assert [items for items, _ in read_rpde(went_on, pace=QUICK)] == [[]]
    assert len(server.asked) == asked + 1
    found = drafts_from_openactive(
        f"{server.url}/rpde", default_kind=None, vocabulary=load_vocabulary(), today=TODAY, pace=QUICK
    )
    assert sorted(one.listing.name for one in found if isinstance(one, Draft)) == [f"Group {n}" for n in range(5)]
    saved = tmp_path / "page.json"
    saved.write_bytes(
        orjson.dumps({"items": [{"kind": "SessionSeries", "id": "1", "state": "updated", "data": SERIES}]})
    )
    (one,) = drafts_from_openactive(str(saved), default_kind=None, vocabulary=load_vocabulary(), today=TODAY)
    assert isinstance(one, Draft)


def test_a_feed_that_is_gone_or_is_none(server: Server, tmp_path: Path) -> None:
    server.broken = True
    with pytest.raises(FeedBroken, match="page 1"):
        list(read_rpde(f"{server.url}/rpde", pace=QUICK))
    server.broken = False
    with pytest.raises(FeedBroken, match="no page of an RPDE feed"):
        list(read_rpde(f"{server.url}/oruk/services", pace=QUICK))
    for text in (b"{", b"7", b'{"items": [{"kind": "Headline"}]}'):
        (tmp_path / "x.json").write_bytes(text)
        with pytest.raises(NotUsable):
            list(drafts_from_openactive(
                str(tmp_path / "x.json"), default_kind=None, vocabulary=load_vocabulary(), today=TODAY
            ))  # fmt: skip
