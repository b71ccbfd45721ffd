"""The make-believe towns: enough of everything, valid, made up, plainly said, and the same for ever."""

import re
import time
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr

from app.directory.rules import (
    Answer,
    Answering,
    Capacity,
    Ease,
    Freshness,
    Kind,
    Status,
    WayIn,
    answered_for,
    freshness,
)
from app.directory.shapes import Draft, ListingIn, SessionIn
from app.directory.vocabulary import Scheme, load_vocabulary
from app.kernel.ids import demo_id
from geo.distance import metres_between
from geo.points import Point
from seed.areas import demo_areas
from seed.listings import demo_listings
from seed.places import TOWN_NAMES, by_code

FIRST_LOAD = date(2026, 11, 22)
TOWN_OF = {area.code: area.town for area in demo_areas()}
CENTRES = {
    "leeds": Point(53.7975, -1.5437),
    "harehills": Point(53.8110, -1.5120),
    "wigan": Point(53.5450, -2.6325),
    "salford": Point(53.4850, -2.2850),
    "middlesbrough": Point(54.5740, -1.2350),
    "derby": Point(52.9220, -1.4760),
}
DRAMA = {
    "leeds": r"0113 496 0\d{3}",
    "wigan": r"0161 496 0\d{3}",
    "salford": r"0161 496 0\d{3}",
    "middlesbrough": r"01632 960\d{3}",
    "derby": r"01632 960\d{3}",
}


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    return list(demo_listings(FIRST_LOAD))


@pytest.fixture(scope="module")
def listings(drafts: list[Draft]) -> list[ListingIn]:
    return [draft.listing for draft in drafts]


def town_of(listing: ListingIn) -> str:
    assert listing.place is not None
    return by_code()[listing.place.postcode].town


def metres_from(centre: Point, listing: ListingIn) -> float:
    assert listing.place is not None
    assert listing.place.lat is not None
    assert listing.place.lon is not None
    return metres_between(centre, Point(listing.place.lat, listing.place.lon))


# Enough of everything


def test_there_are_about_eighteen_hundred_of_every_kind(listings: list[ListingIn]) -> None:
    counts = Counter(listing.kind for listing in listings)
    assert 1_800 <= len(listings) <= 2_100
    least = {Kind.GROUP: 700, Kind.PERSON: 180, Kind.NETWORK: 45, Kind.EXCHANGE: 100, Kind.PLACE: 80}
    least |= {Kind.UNIVERSAL: 130, Kind.PRACTICAL: 220, Kind.FORMAL: 60}
    assert {kind: counts[kind] for kind, floor in least.items() if counts[kind] < floor} == {}
    assert 0.4 <= counts[Kind.GROUP] / len(listings) <= 0.55


def test_every_town_has_every_kind(listings: list[ListingIn]) -> None:
    counts = Counter((town_of(listing), listing.kind) for listing in listings)
    assert {(town, kind) for town in TOWN_NAMES for kind in Kind if counts[town, kind] < 3} == set()
    assert Counter(town_of(listing) for listing in listings)["leeds"] > 700


def test_it_takes_less_than_two_seconds() -> None:
    started = time.process_time()
    assert sum(1 for _ in demo_listings(FIRST_LOAD)) > 0
    assert time.process_time() - started < 2.0


# The same for ever


def test_two_runs_are_equal(drafts: list[Draft]) -> None:
    assert list(demo_listings(FIRST_LOAD)) == drafts


def test_another_first_day_moves_only_the_dates(drafts: list[Draft]) -> None:
    dated = {"sessions", "checked_on", "ease_checked_on", "paused_until", "answering"}
    later = list(demo_listings(FIRST_LOAD + timedelta(days=7)))
    assert [d.key for d in later] == [d.key for d in drafts]
    for ours, theirs in zip(drafts, later, strict=True):
        assert ours.listing.model_dump(exclude=dated) == theirs.listing.model_dump(exclude=dated)


def test_ids_come_from_slugs_and_nothing_is_twice(drafts: list[Draft]) -> None:
    keys = [draft.key for draft in drafts]
    assert len(set(keys)) == len(keys)
    assert all(draft.listing.id == demo_id(draft.key) for draft in drafts)
    assert [draft.row for draft in drafts] == list(range(1, len(drafts) + 1))
    names = Counter((town_of(draft.listing), draft.listing.name) for draft in drafts)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_listing_survives_a_round_trip(listings: list[ListingIn]) -> None:
    assert all(ListingIn.model_validate(listing.model_dump(mode="json")) == listing for listing in listings)
    assert {listing.status for listing in listings} == {Status.PUBLIC}


# Made up


def test_numbers_are_drama_numbers_of_the_town(listings: list[ListingIn]) -> None:
    for listing in listings:
        assert listing.contact is not None
        numbers = [listing.contact.phone] + ([listing.organisation.phone] if listing.organisation else [])
        assert all(re.fullmatch(DRAMA[town_of(listing)], number) for number in numbers), (listing.name, numbers)


def test_mail_and_web_stay_at_example_org(listings: list[ListingIn]) -> None:
    for listing in listings:
        who = [listing.contact, listing.organisation]
        mails = [one.email for one in who if one is not None and one.email]
        urls = [u for u in (listing.url, listing.organisation.url if listing.organisation else "") if u]
        assert all(re.fullmatch(r"[a-z0-9-]+@example\.org", mail) for mail in mails), mails
        assert all(re.fullmatch(r"https://example\.org/[a-z0-9-]+", url) for url in urls), urls


def test_addresses_have_no_house_numbers(listings: list[ListingIn]) -> None:
    assert [p.address for listing in listings if (p := listing.place) and re.search(r"\d", p.address)] == []


def test_no_name_is_one_in_the_open_data(listings: list[ListingIn], open_data: Path) -> None:
    real = " ".join(p.read_text(encoding="utf-8", errors="replace").casefold() for p in open_data.glob("*/*.csv"))
    made_up = {one.name for one in listings if one.kind in (Kind.GROUP, Kind.PLACE, Kind.UNIVERSAL, Kind.PRACTICAL)}
    assert [name for name in made_up if f"{name.casefold()}," in real or f'{name.casefold()}"' in real] == []


def test_people_and_hours_are_private_and_reached_through_an_organisation(listings: list[ListingIn]) -> None:
    at_home = [listing for listing in listings if listing.kind in (Kind.PERSON, Kind.EXCHANGE)]
    for listing in at_home:
        assert listing.place is not None
        assert listing.place.private
        assert listing.place.address == ""
        assert listing.organisation is not None
        assert listing.contact is not None
        assert listing.contact.phone == listing.organisation.phone


def test_about_one_person_in_sixteen_is_no_longer_answered_for(listings: list[ListingIn]) -> None:
    people = [listing for listing in listings if listing.kind is Kind.PERSON]
    lapsed = [person for person in people if not answered_for(_answering(person), FIRST_LOAD)]
    assert 0.03 <= len(lapsed) / len(people) <= 0.09
    connectors = [p for p in people if p.answering and p.answering.role == "connector" and p not in lapsed]
    assert {TOWN_OF[p.areas_served[0]] for p in connectors} == set(TOWN_NAMES)
    assert any("leeds-network-harehills" in person.areas_served for person in connectors)


def _answering(person: ListingIn) -> Answering | None:
    if person.answering is None or person.organisation is None:
        return None
    return Answering(organisation=person.organisation.name, **person.answering.model_dump())


# What there is


def test_every_code_is_in_the_vocabulary(listings: list[ListingIn]) -> None:
    words = load_vocabulary()
    schemes = {"hopes": Scheme.HOPE, "gifts": Scheme.GIFT, "basics": Scheme.BASIC, "labels": Scheme.LABEL}
    pairs = [(one, *pair) for one in listings for pair in schemes.items()]
    used = {(scheme, code) for one, name, scheme in pairs for code in getattr(one, name)}
    assert {pair for pair in used if words.get(*pair) is None} == set()


def test_every_hope_and_basic_is_offered_at_least_eight_times(listings: list[ListingIn]) -> None:
    words = load_vocabulary()
    hopes = Counter(code for listing in listings for code in listing.hopes)
    basics = Counter(code for listing in listings for code in listing.basics)
    assert {t.code: hopes[t.code] for t in words.of(Scheme.HOPE) if hopes[t.code] < 8} == {}
    assert {t.code: basics[t.code] for t in words.of(Scheme.BASIC) if basics[t.code] < 8} == {}


@pytest.mark.parametrize("town", list(CENTRES))
def test_every_chip_is_met_within_two_kilometres_of_the_middle(town: str, listings: list[ListingIn]) -> None:
    words, near = load_vocabulary(), [one for one in listings if metres_from(CENTRES[town], one) <= 2_000]
    for scheme, offered in ((Scheme.HOPE, "hopes"), (Scheme.BASIC, "basics"), (Scheme.GIFT, "gifts")):
        codes = {code for one in near for code in getattr(one, offered)}
        assert {term.code for term in words.chips(scheme)} - codes == set()


def test_a_gardener_in_harehills_finds_growers_a_cafe_and_someone_to_ask(listings: list[ListingIn]) -> None:
    near = [one for one in listings if metres_from(CENTRES["harehills"], one) <= 1_200]
    growers = [one for one in near if one.kind is Kind.GROUP and {"gardening", "company"} <= set(one.hopes)]
    assert len(growers) >= 3
    assert sum(1 for one in near if one.kind is Kind.PLACE and "coffee_morning" in one.hopes) >= 2
    assert any(one.answering and one.answering.role == "connector" for one in near)


def test_formal_services_stand_in_every_town_under_their_own_names(listings: list[ListingIn]) -> None:
    asked = ("carer's assessment", "social worker", "grab rails", "memory clinic", "talking therapies", "home care")
    for town in TOWN_NAMES:
        names = " ".join(one.name.lower() for one in listings if one.kind is Kind.FORMAL and town_of(one) == town)
        assert [words for words in asked if words not in names.replace("care at home", "home care")] == [], town


def test_no_person_or_hour_offers_advice_on_debt_papers_or_the_law(listings: list[ListingIn]) -> None:
    advice = re.compile(r"\b(debts?|immigration|visas?|legal|law|solicitor|asylum|benefits?)\b", re.I)
    personal = [one for one in listings if one.kind in (Kind.PERSON, Kind.EXCHANGE)]
    assert [one.name for one in personal if one.basics or advice.search(f"{one.name} {one.summary}")] == []


def test_a_voucher_always_says_who_gives_one(listings: list[ListingIn]) -> None:
    vouchers = [one for one in listings if one.way_in is WayIn.VOUCHER]
    assert len(vouchers) >= 15
    assert [one.name for one in vouchers if not one.way_in_note] == []


def test_facts_are_mixed(listings: list[ListingIn]) -> None:
    ages = Counter(freshness(one.kind, one.checked_on, FIRST_LOAD) for one in listings)
    assert min(ages[state] for state in Freshness) >= 40
    assert min(Counter(one.capacity for one in listings)[room] for room in Capacity) >= 40
    assert min(Counter(one.way_in for one in listings)[way] for way in WayIn) >= 15
    assert sum(1 for one in listings if one.paused_until) >= 10
    assert min(Counter(one.ease.get(Ease.STEP_FREE) for one in listings)[answer] for answer in Answer) >= 100
    assert {ease for ease in Ease if not any(one.ease.get(ease) is Answer.YES for one in listings)} == set()
    assert {"ur", "pa", "pl", "ro", "ar", "ti", "bn", "so"} <= {code for one in listings for code in one.languages}


def test_women_only_and_youth_are_said_as_facts(listings: list[ListingIn]) -> None:
    women = [one for one in listings if one.ease.get(Ease.WOMEN_ONLY) is Answer.YES]
    assert women
    assert all("women" in one.labels for one in women)
    youth = [one for one in listings if one.max_age == 17]
    assert youth
    assert all(one.min_age is not None and one.min_age >= 6 for one in youth)


# When


def test_sessions_begin_on_a_day_of_their_own_rule(listings: list[ListingIn]) -> None:
    for session in (session for one in listings for session in one.sessions):
        first = rrulestr(session.rrule, dtstart=_starts(session))[0]
        assert first == _starts(session), session
        assert session.starts_on < FIRST_LOAD


def test_dates_left_out_are_dates_of_the_meeting(listings: list[ListingIn]) -> None:
    off = [(s, day) for one in listings for s in one.sessions for day in s.exdates]
    assert len(off) >= 20
    assert all((day - session.starts_on).days % 7 == 0 and day > FIRST_LOAD for session, day in off)


def test_most_meet_weekly_at_every_part_of_the_week(listings: list[ListingIn]) -> None:
    sessions = [session for one in listings for session in one.sessions]
    weekly = [s for s in sessions if s.rrule.startswith("FREQ=WEEKLY;BYDAY")]
    assert len(weekly) / len(sessions) > 0.6
    assert sum(1 for s in sessions if "MONTHLY" in s.rrule) >= 60
    assert sum(1 for s in sessions if s.starts_at.hour >= 17) >= 100
    assert sum(1 for s in sessions if s.rrule[-2:] in ("SA", "SU")) >= 100
    assert sum(1 for s in sessions if s.term_time) >= 50


def _starts(session: SessionIn) -> datetime:
    return datetime.combine(session.starts_on, session.starts_at)


def test_places_with_opening_hours_say_them(listings: list[ListingIn]) -> None:
    places: dict[Kind, list[ListingIn]] = defaultdict(list)
    for one in listings:
        places[one.kind].append(one)
    assert all(one.opening for one in places[Kind.PLACE])
