"""Services of Open Referral UK, new, old and dirty, as listings."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.rules import PAUSED_OPENLY, Answer, Ease, Kind, Status, WayIn
from app.directory.shapes import Draft, ListingIn, Refusal, SessionIn
from app.directory.tagging import tagger_of
from app.directory.vocabulary import Scheme, Term, Vocabulary
from app.standards.hsds.mapping import read_service

TAG = tagger_of(
    Vocabulary.of_terms(
        [
            Term("singing", Scheme.HOPE, "Singing", ("singing", "choir")),
            Term("women", Scheme.LABEL, "For women", ("women",)),
        ]
    )
)
ID = "738f94e0-aa6c-6a5c-2395-7b64421ba2a5"


def draft(**service: Any) -> Draft:
    made = read_service({"id": ID, "name": "Hill Choir"} | service, 1, None, TAG)
    assert isinstance(made, Draft), made
    return made


def listing(**service: Any) -> ListingIn:
    return draft(**service).listing


def at(**location: Any) -> dict[str, Any]:
    return {"service_at_locations": [{"id": "x", "location": location}]}


def test_it_works() -> None:
    found = listing(
        description="<p>Singing for <b>all</b> &amp; sundry</p>",
        url="www.example.org",
        status="active",
        assured_date="2024-12-10",
        organization={"id": "o1", "name": "Hill Arts", "description": "", "uri": "", "website": "example.org"},
        **at(
            location_type="physical",
            name="Hill Hall",
            latitude=53.8,
            longitude="-1.5",
            addresses=[{"address_1": "1 Hill Road", "city": "Leeds", "postal_code": "ls8 5hx", "country": "GB"}],
        ),
    )
    assert str(found.id) == found.source_id == ID
    assert (found.name, found.summary) == ("Hill Choir", "Singing for all & sundry")
    assert (found.kind, found.hopes) == (Kind.GROUP, ("singing",))
    assert found.url == "https://www.example.org"
    assert found.organisation is not None
    assert (found.organisation.source_id, found.organisation.url) == ("o1", "https://example.org")
    assert found.place is not None
    assert (found.place.name, found.place.address) == ("Hill Hall", "1 Hill Road, Leeds")
    assert (found.place.postcode, found.place.lat, found.place.lon) == ("LS8 5HX", 53.8, -1.5)
    assert (found.checked_on, found.status) == (date(2024, 12, 10), Status.PUBLIC)


def test_repairs_are_counted() -> None:
    assert draft(description="Plain & simple", url="https://example.org").repairs == 0
    assert draft(description="<p>Plain</p>", url="www.example.org").repairs == 2


def test_nulls_and_wrong_types_are_nothing() -> None:
    names = ("description", "url", "status", "organization", "service_at_locations", "schedules", "contacts", "phones")
    names += ("cost_options", "languages", "minimum_age", "service_areas", "attributes", "pc_metadata", "assured_date")
    for nothing in (None, "", [], {}, [None], 7, True, "N/A"):
        found = listing(**dict.fromkeys(names, nothing))
        assert (found.place, found.contact, found.sessions, found.checked_on) == (None, None, (), None)


def test_without_a_name_it_is_refused() -> None:
    refused = read_service({"id": ID, "name": " "}, 5, None, TAG)
    assert refused == Refusal(row=5, field="name", problem="there is no name", value=ID)
    assert isinstance(read_service("text", 6, None, TAG), Refusal)


def test_without_an_id_the_whole_service_is_the_key() -> None:
    first, again, other = (
        read_service(body, 1, None, TAG)
        for body in ({"name": "A", "x": 1}, {"x": 1, "name": "A"}, {"name": "A", "x": 2})
    )
    assert isinstance(first, Draft)
    assert isinstance(again, Draft)
    assert isinstance(other, Draft)
    assert first.key == again.key != other.key
    assert first.listing.source_id is None


@pytest.mark.parametrize(
    ("status", "kept"),
    [
        ("active", Status.PUBLIC),
        ("", Status.PUBLIC),
        ("Inactive", Status.ENDED),
        ("defunct", Status.ENDED),
        ("temporarily closed", Status.PUBLIC),
    ],
)
def test_status(status: str, kept: Status) -> None:
    assert listing(status=status).status is kept


def test_closed_for_now_is_a_break_of_which_nobody_knows_the_end() -> None:
    assert listing(status="Temporarily closed").paused_until == PAUSED_OPENLY
    assert listing(status="temporarily closed", paused_until="2027-01-05").paused_until == date(2027, 1, 5)
    assert listing(status="active", paused_until="2027-01-05").paused_until is None


class TestSessions:
    def schedule(self, **schedule: Any) -> tuple[SessionIn, ...]:
        return listing(schedules=[schedule]).sessions

    def test_weekly(self) -> None:
        (session,) = self.schedule(
            freq="WEEKLY", byday="TU,TH", opens_at="10:00", closes_at="11:30", valid_from="2024-09-01"
        )
        assert (session.starts_on, session.starts_at, session.minutes) == (date(2024, 9, 3), time(10), 90)
        assert session.rrule == "FREQ=WEEKLY;BYDAY=TU,TH"

    def test_monthly(self) -> None:
        (session,) = self.schedule(freq="MONTHLY", byday="1TU,-1FR", opens_at="10:00:00Z", interval=2)
        assert session.rrule == "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU,-1FR"

    def test_until(self) -> None:
        (session,) = self.schedule(freq="WEEKLY", byday="MO", opens_at="10:00", valid_to="2025-07-20")
        assert session.rrule == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20250720T235959"

    def test_the_clock_in_the_hall_counts(self) -> None:
        (session,) = self.schedule(freq="WEEKLY", dtstart="2024-05-07T10:00:00+01:00", closes_at="12:00")
        assert (session.starts_on, session.starts_at, session.minutes) == (date(2024, 5, 7), time(10), 120)

    def test_the_old_shape(self) -> None:
        found = listing(regular_schedules=[{"weekday": "Tuesday", "opens_at": "10:00", "closes_at": "12:00"}])
        assert [session.rrule for session in found.sessions] == ["FREQ=WEEKLY;BYDAY=TU"]

    def test_at_a_location(self) -> None:
        found = listing(service_at_locations=[{"schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "10:00"}]}])
        assert len(found.sessions) == 1

    @pytest.mark.parametrize(
        "schedule",
        [
            {"freq": "SECONDLY", "byday": "MO", "opens_at": "10:00"},
            {"freq": "WEEKLY", "byday": "XX", "opens_at": "10:00"},
            {"freq": "WEEKLY", "byday": "MO"},
            {"freq": "WEEKLY", "byday": "MO", "opens_at": "25:00"},
            {"freq": "MONTHLY", "bymonthday": "99", "opens_at": "10:00"},
            {"opens_at": "10:00"},
        ],
    )
    def test_what_is_not_sure_is_left_out(self, schedule: dict[str, Any]) -> None:
        assert self.schedule(**schedule) == ()

    def test_else_the_words_are_read(self) -> None:
        found = listing(description="<p>We meet on the first Tuesday&nbsp;of the month at 2pm.</p>")
        assert [session.rrule for session in found.sessions] == ["FREQ=MONTHLY;BYDAY=1TU"]


class TestPlace:
    def test_a_postcode_in_the_words_gives_a_place_and_counts(self) -> None:
        made = draft(description="We meet at Hill Hall, LS8 5HX, weekly.", url="https://example.org")
        assert made.listing.place is not None
        assert (made.listing.place.postcode, made.repairs) == ("LS8 5HX", 1)

    def test_no_word_of_it_no_place(self) -> None:
        assert listing(description="All over the county.").place is None

    def test_online_is_no_place(self) -> None:
        found = listing(**at(location_type="virtual", latitude=53.8, longitude=-1.5))
        assert (found.place, found.online) == (None, True)

    def test_nought_nought_is_no_place(self) -> None:
        assert listing(**at(location_type="physical", latitude=0, longitude=0)).place is None

    def test_the_old_shape(self) -> None:
        place = listing(
            locations=[{"physical_addresses": [{"address_1": "1 Hill Road", "postal_code": "LS8 5HX"}]}]
        ).place
        assert place is not None
        assert (place.address, place.postcode) == ("1 Hill Road", "LS8 5HX")

    def test_other_places_are_named(self) -> None:
        two = [
            {"location": {"name": name, "addresses": [{"postal_code": code}]}}
            for name, code in (("Hill Hall", "LS8 5HX"), ("Dale Hall", "LS8 4AA"))
        ]
        assert listing(service_at_locations=two).summary == "Also at: Dale Hall, LS8 4AA."

    def test_a_refuge_is_refused_without_its_place(self) -> None:
        body = {"id": ID, "name": "Rose House refuge", "description": "x"} | at(addresses=[{"postal_code": "LS8 5HX"}])
        refused = read_service(body, 1, None, TAG)
        assert isinstance(refused, Refusal)
        assert "LS8" not in refused.model_dump_json()
        assert isinstance(read_service({"id": ID, "name": "Refuge helpline"}, 1, None, TAG), Draft)


class TestFacts:
    def test_contact_of_its_own_first(self) -> None:
        found = listing(
            contacts=[{"name": "Pat", "email": "pat@example.org", "phones": [{"number": "0113 496 0018"}]}],
            phones=[{"number": "0113 496 0019"}],
        )
        assert found.contact is not None
        assert found.contact.model_dump() == {
            "name": "Pat",
            "phone": "0113 496 0018",
            "email": "pat@example.org",
            "show": True,
        }

    def test_else_the_organisations(self) -> None:
        found = listing(
            organization={"name": "Hill Arts", "phones": [{"number": "0113 496 0019"}], "email": "a@example.org"}
        )
        assert found.contact is not None
        assert (found.contact.phone, found.contact.email) == ("0113 496 0019", "a@example.org")

    @pytest.mark.parametrize(
        ("options", "free", "cost"),
        [
            ([{"amount": 0}], True, "Free"),
            ([{"amount": 2.5, "option": "per session"}], False, "£2.50 (per session)"),
            ([{"amount": "3", "amount_description": ""}], False, "£3"),
            ([{"option": "Free for carers", "amount": 0}, {"amount": 4}], None, "Free for carers; £4"),
            ([], None, ""),
        ],
    )
    def test_cost(self, options: list[dict[str, Any]], free: bool | None, cost: str) -> None:
        found = listing(cost_options=options)
        assert (found.free, found.cost) == (free, cost)

    def test_languages(self) -> None:
        assert listing(languages=[{"code": "ur"}, {"name": "Polish"}, {"language": "English"}]).languages == (
            "ur",
            "pl",
            "en",
        )

    @pytest.mark.parametrize(
        ("low", "high", "kept"),
        [
            (50, None, (50, None)),
            (11.0, "16", (11, 16)),
            (0, 120, (None, None)),
            (60, 18, (None, None)),
            (-5, 999, (None, None)),
        ],
    )
    def test_ages(self, low: Any, high: Any, kept: tuple[int | None, int | None]) -> None:
        found = listing(minimum_age=low, maximum_age=high)
        assert (found.min_age, found.max_age) == kept
        assert (listing(eligibilities=[{"minimum_age": low, "maximum_age": high}]).min_age) == kept[0]

    def test_access_as_told(self) -> None:
        found = listing(
            **at(accessibility=[{"description": "Wheelchair access. No hearing loop.", "details": "Accessible toilet"}])
        )
        assert found.ease == {
            Ease.STEP_FREE: Answer.YES,
            Ease.HEARING_LOOP: Answer.NO,
            Ease.ACCESSIBLE_TOILET: Answer.YES,
            Ease.TOILET: Answer.YES,
        }

    def test_terms_areas_and_labels(self) -> None:
        found = listing(
            name="Hill Centre",
            attributes=[{"taxonomy_term": {"name": "Singing"}}],
            service_areas=[{"name": "North Lincolnshire", "extent": "E06000013"}],
            pc_targetAudience=[{"audienceType": "Women "}],
        )
        assert (found.hopes, found.areas_served, found.labels) == (("singing",), ("E06000013",), ("women",))

    @pytest.mark.parametrize(
        ("access", "way"),
        [("Drop-in", WayIn.WALK_IN), ("Appointment", WayIn.BOOK), ("Self referral", WayIn.RING), ("", None)],
    )
    def test_the_way_in(self, access: str, way: WayIn | None) -> None:
        found = listing(attending_access=access)
        assert (found.way_in, found.way_in_note) == (way, access)

    def test_the_last_change_counts_when_nothing_was_assured(self) -> None:
        assert listing(last_modified="2024-03-01T10:00:00Z").checked_on == date(2024, 3, 1)
        assert listing(pc_metadata={"date_assured": "2024-02-01", "date_modified": "2024-05-01"}).checked_on == date(
            2024, 2, 1
        )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    *("id", "name", "description", "url", "status", "organization", "service_at_locations", "locations", "schedules"),
    *("contacts", "phones", "cost_options", "languages", "minimum_age", "service_areas", "attributes", "assured_date"),
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_service_breaks_it(service: dict[str, Any]) -> None:
    made = read_service(service, 1, None, TAG)
    assert isinstance(made, Draft | Refusal)
    made.model_dump_json()
