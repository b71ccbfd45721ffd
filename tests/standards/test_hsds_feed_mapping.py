"""Fields, schedules and places of the feed: strict, in words, and read back as they were."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest

from app.directory.rules import PAUSED_OPENLY, Answer, Ease, Kind, Status, WayIn
from app.directory.vocabulary import Scheme, load_vocabulary
from app.kernel.ids import new_id
from app.kernel.recurrence import Recurrence
from app.standards.hsds.mapping import read_service
from app.standards.hsds.schedules import sessions_of
from app.standards.hsds_feed.fields import said, strict_email, strict_uri
from app.standards.hsds_feed.mapping import page, service_full
from app.standards.hsds_feed.places import at_location_id, location
from app.standards.hsds_feed.schedules import in_words, schedules
from app.standards.hsds_feed.terms import KINDS, entries
from app.standards.open_listing import OpenBody, OpenListing, OpenPlace, OpenSession

WORDS = load_vocabulary()
HALL = OpenPlace(UUID(int=7), "Compton Hall", "1 Compton Road, LS8 5HX", "LS8 5HX", "LS8 5", 53.8147001, -1.5127)
GROUP = OpenListing(
    UUID("11111111-1111-4111-8111-111111111111"), Kind.GROUP, "Gardeners", "town", datetime(2026, 11, 22, 9, tzinfo=UTC)
)


def weekly(rrule: str = "FREQ=WEEKLY;BYDAY=TU", **changes: object) -> OpenSession:
    given = {"starts_on": date(2026, 1, 6), "starts_at": time(10, 30), "minutes": 60, "rrule": rrule}
    return OpenSession(Recurrence(**given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org/a b?q=ü#x y", "https://example.org/a%20b?q=%C3%BC#x%20y"),
        ("https://exämple.org/", "https://xn--exmple-cua.org/"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a%20b[1]", "https://example.org/a%20b%5B1%5D"),
        ("https://example.org:8080/x", "https://example.org:8080/x"),
        ("example.org", ""), ("javascript:alert(1)", ""), ("https://", ""), ("", ""), ("https://a..b/", ""),
        ("https://pat:secret@example.org", ""), ("http://[::1", ""), ("https://example.org:99999/", ""),
    ],
)  # fmt: skip
def test_only_real_addresses_go_out(given: str, kept: str) -> None:
    assert strict_uri(given) == kept


def test_what_says_nothing_is_left_out() -> None:
    assert said(a="", b=None, c=[], d={}, e=0, f=False, g="x") == {"e": 0, "f": False, "g": "x"}
    assert strict_email("office@example.org ") == "office@example.org"
    assert strict_email("ring the office") == ""


@pytest.mark.parametrize(
    ("total", "number", "size", "flags"),
    [
        (0, 1, 0, (0, True, True, True)), (5, 1, 2, (3, True, False, False)), (5, 2, 2, (3, False, False, False)),
        (5, 3, 1, (3, False, True, False)), (5, 9, 0, (3, False, True, True)), (2, 1, 2, (1, True, True, False)),
    ],
)  # fmt: skip
def test_the_envelope(total: int, number: int, size: int, flags: tuple[int, bool, bool, bool]) -> None:
    made = page([{"id": "x"}] * size, total, number, 2)
    assert (made["total_pages"], made["first_page"], made["last_page"], made["empty"]) == flags
    assert (made["total_items"], made["page_number"], made["size"]) == (total, number, size)


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (weekly(), "Every Tuesday, 10:30 to 11:30"),
        (weekly("FREQ=WEEKLY"), "Every Tuesday, 10:30 to 11:30"),
        (weekly("FREQ=WEEKLY;BYDAY=MO,WE,FR", minutes=90), "Every Monday, Wednesday and Friday, 10:30 to 12:00"),
        (weekly("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), "Every other Tuesday, 10:30 to 11:30"),
        (weekly("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"), "Every 3 weeks on Tuesday, 10:30 to 11:30"),
        (weekly("FREQ=MONTHLY;BYDAY=-1FR"), "The last Friday of the month, 10:30 to 11:30"),
        (weekly("FREQ=MONTHLY;BYDAY=1TU,3TU"), "The first Tuesday and third Tuesday of the month, 10:30 to 11:30"),
        (weekly("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=6"), "Day 6 of every 2 months, 10:30 to 11:30"),
        (weekly("FREQ=MONTHLY"), "Day 6 of the month, 10:30 to 11:30"),
        (weekly("FREQ=DAILY", minutes=1440), "Every day, 10:30 to 10:30"),
        (weekly("FREQ=DAILY;INTERVAL=3"), "From 6 January 2026, every 3 days, 10:30 to 11:30"),
        (weekly("FREQ=YEARLY"), "From 6 January 2026, yearly, 10:30 to 11:30"),
        (weekly("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2"), "From 6 January 2026, on some days, 10:30 to 11:30"),
        (weekly(""), "6 January 2026, 10:30 to 11:30"),
        (weekly(term_time=True), "Every Tuesday, 10:30 to 11:30, in term time"),
        (weekly("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T235959"), "Every Tuesday, 10:30 to 11:30, until 15 December 2026"),
    ],
)
def test_a_schedule_says_it_in_words(session: OpenSession, words: str) -> None:
    assert in_words(session.recurrence) == words


@pytest.mark.parametrize(
    "session",
    [
        weekly(), weekly("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), weekly("FREQ=MONTHLY;BYDAY=-1TU"), weekly(term_time=True),
        weekly("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261215T235959"), weekly("FREQ=WEEKLY;BYDAY=TU;COUNT=6"), weekly(""),
        weekly("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2"), weekly("FREQ=DAILY"), weekly(minutes=1440),
        weekly(exdates=frozenset({date(2026, 12, 29), date(2026, 12, 22)})),
    ],
)  # fmt: skip
@pytest.mark.parametrize("opening", ["", "Tuesdays, ring first"])
def test_what_goes_out_comes_back_in(session: OpenSession, opening: str) -> None:
    (back,) = sessions_of(schedules(replace(GROUP, sessions=(session,), opening=opening)))
    was = session.recurrence
    assert (back.starts_on, back.starts_at, back.minutes) == (was.starts_on, was.starts_at, was.minutes)
    assert (back.rrule, back.term_time, back.exdates) == (was.rrule, was.term_time, tuple(session.left_out))


@pytest.mark.parametrize("rrule", ["FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "FREQ=YEARLY", "FREQ=WEEKLY;BYMONTH=5;BYDAY=TU"])
def test_a_rule_the_standard_cannot_say_is_not_said_wrongly(rrule: str) -> None:
    (made,) = schedules(replace(GROUP, sessions=(weekly(rrule),)))
    assert not {"freq", "byday", "interval"} & set(made)
    assert made["rrule"] == rrule


def test_days_left_out_stand_there_as_dates_and_in_words() -> None:
    (made,) = schedules(replace(GROUP, sessions=(weekly(exdates=frozenset({date(2026, 12, 29), date(2026, 12, 22)})),)))
    assert made["exdates"] == ["2026-12-22", "2026-12-29"]
    assert made["notes"] == "Not on 22 December 2026 and 29 December 2026."


def test_a_place_has_every_part_of_an_address() -> None:
    where = location(
        replace(GROUP, place=HALL, ease={Ease.STEP_FREE: Answer.YES, Ease.EVENING: Answer.NO}), "place", WORDS
    )
    (address,) = where["addresses"]
    assert {name: address[name] for name in address if not name.endswith("id")} == {
        "address_1": "1 Compton Road", "city": "Leeds", "state_province": "England", "postal_code": "LS8 5HX",
        "country": "GB", "address_type": "physical",
    }  # fmt: skip
    assert (where["latitude"], where["longitude"]) == (53.8147, -1.5127)
    assert [fact["description"].split(": ")[1] for fact in where["accessibility"]] == ["yes"]


def test_an_address_that_lacks_a_part_is_told_in_words() -> None:
    where = location(
        replace(GROUP, place=OpenPlace(UUID(int=7), "", "The old mill", "", None, 53.8, -1.5)), "place", WORDS
    )
    assert "addresses" not in where
    assert where["description"] == "The old mill"


def test_a_home_has_a_sector_and_no_address() -> None:
    home = OpenPlace(UUID(int=7), "LS8 5", "4 Made Up Row", "LS8 5", "LS8 5", 53.81, -1.51, private=True)
    where = location(replace(GROUP, place=home), "place", WORDS)
    assert where["name"] == "LS8 5"
    assert "addresses" not in where
    assert "Made Up Row" not in str(where)


@pytest.mark.parametrize("listing_id", [uuid4(), new_id(), GROUP.id])
def test_a_place_and_being_online_have_ids_of_their_own_that_lead_back(listing_id: UUID) -> None:
    made = {way: at_location_id(listing_id, way) for way in ("place", "online")}
    assert len({listing_id, *made.values()}) == 3
    assert all(at_location_id(own, way) == listing_id for way, own in made.items())
    assert all((own.version, own.variant) == (listing_id.version, listing_id.variant) for own in made.values())


def test_contact_cost_and_language_are_always_there() -> None:
    made = service_full(GROUP, WORDS)
    assert made["contacts"][0]["name"] == "Gardeners"
    assert made["cost_options"][0]["amount_description"] == "Not known. Please ask."
    assert made["languages"][0]["code"] == "en"
    assert "What is spoken there is not known" in made["languages"][0]["note"]


def test_terms_have_steady_ids_and_each_is_listed_once() -> None:
    listed = [entry.id for entry in entries(WORDS)]
    assert len(set(listed)) == len(listed) > 100
    assert set(KINDS) == set(Kind) - {Kind.PERSON}
    made = service_full(replace(GROUP, terms=((Scheme.HOPE, "gardening"), (Scheme.HOPE, "gone for good"))), WORDS)
    assert [attribute["taxonomy_term"]["code"] for attribute in made["attributes"]] == ["group", "gardening"]
    assert {UUID(attribute["taxonomy_term_id"]) for attribute in made["attributes"]} <= set(listed)


def test_our_own_importer_reads_a_service_back() -> None:
    body = OpenBody(UUID(int=9), "Harehills Neighbours", phone="0113 496 0013", url="https://example.org/")
    it = replace(
        GROUP, organisation=body, place=HALL, online=True, sessions=(weekly(),), min_age=18, max_age=65, free=True,
        languages=("en", "ur"), phone="0113 496 0011", email="tea@example.org", licence="CC BY 4.0",
        way_in=WayIn.WALK_IN,
        areas=(("E05001420", "Gipton & Harehills"),), ease={Ease.STEP_FREE: Answer.NO}, summary="They grow.",
        checked_on=date(2026, 11, 15), url="https://example.org/tea",
    )  # fmt: skip
    read = read_service(service_full(it, WORDS), 1, None, lambda *_: _NO_TAGS)
    back = read.listing  # type: ignore[union-attr]
    assert (back.id, back.name, back.summary, back.url, back.licence) == (
        it.id,
        it.name,
        it.summary,
        it.url,
        it.licence,
    )
    assert (back.min_age, back.max_age, back.free, back.languages) == (18, 65, True, ("en", "ur"))
    assert (back.areas_served, back.online, back.checked_on) == (("E05001420",), True, it.checked_on)
    assert (back.contact.phone, back.contact.email) == (it.phone, it.email)  # type: ignore[union-attr]
    assert (back.place.postcode, back.place.lat) == ("LS8 5HX", 53.8147)  # type: ignore[union-attr]
    assert back.organisation is not None
    assert back.organisation.name == body.name
    assert back.ease == {Ease.STEP_FREE: Answer.NO}
    assert back.way_in is WayIn.WALK_IN


class _NoTags:
    hopes = basics = labels = ()


_NO_TAGS = _NoTags()


@pytest.mark.parametrize(
    ("last", "alert"),
    [
        (date(2027, 1, 5), "Not meeting for now. Back on 6 January 2027."),
        (PAUSED_OPENLY, "Not meeting for now. When they are back is not known yet."),
    ],
)
def test_a_break_is_told_in_the_standards_words_and_read_back_whole(last: date, alert: str) -> None:
    made = service_full(replace(GROUP, paused_until=last).on(date(2026, 12, 1)), WORDS)
    assert (made["status"], made["alert"]) == ("temporarily closed", alert)
    assert "9999" not in str(made)
    read = read_service(made, 1, None, lambda *_: _NO_TAGS)
    assert (read.listing.status, read.listing.paused_until) == (Status.PUBLIC, last)  # type: ignore[union-attr]


def test_a_break_that_is_over_is_none_and_its_end_is_a_change() -> None:
    back = replace(GROUP, paused_until=date(2027, 1, 5)).on(date(2027, 1, 6))
    made = service_full(back, WORDS)
    assert (made["status"], made["last_modified"]) == ("active", "2027-01-06T00:00:00+00:00")
    assert "alert" not in made
    assert "paused_until" not in made
