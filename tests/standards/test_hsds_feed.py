"""The Open Referral feed over HTTP: valid, paged, filtered, open to all, and silent about homes and people."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from app.db.engine import open_engine, unit_of_work
from app.directory.model import Listing
from app.standards.hsds_feed.terms import LISTS
from tests.builders import contact, home, listing, meeting, person, place
from tests.journeys.conftest import OpenTown, Town
from tests.standards.conftest import Check

CHOIR = "11111111-1111-4111-8111-111111111111"
TEA = "22222222-2222-4222-8222-222222222222"
WALK = "33333333-3333-4333-8333-333333333333"
BEN = "44444444-4444-4444-8444-444444444444"
SHY = "55555555-5555-4555-8555-555555555555"
ROOTS = ("services", "organizations", "taxonomies", "taxonomy_terms", "service_at_locations")


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    return open_town(
        listing(
            id=CHOIR, name="Lantern Choir", online=True, min_age=18, max_age=60, hopes=("singing",),
            ease={"quiet": "no"},
            sessions=(meeting(rrule="FREQ=WEEKLY;BYDAY=TH", starts_on="2026-01-08", starts_at="19:00"),),
        ),
        listing(id=TEA, name="Tea at home", place=home(), source_id="tea-1", licence="CC BY 4.0", free=None),
        listing(id=WALK, name="Town walk", kind="universal", place=place(postcode="LS1 4DY", lat=53.797, lon=-1.549),
                hopes=("walking",), ease={"step_free": "yes"},
                organisation={"name": "City Parks", "phone": "0113 496 0777"}),
        person(id=BEN, name="Benedict", organisation={"name": "Only For Ben", "phone": "0113 496 0888"}),
        listing(id=SHY, name="Shy club", place=None, sessions=(), contact=contact(show=False, phone="0113 496 0666"),
                organisation={"name": "Shy club", "phone": "0113 496 0666", "email": "shy@example.org"}),
    )  # fmt: skip


def get(town: Town, path: str, status: int = 200, **params: Any) -> Any:
    answer = town.http.get(f"/oruk{path}", params=params)
    assert answer.status_code == status, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def every(town: Town, path: str, **params: Any) -> Iterator[Any]:
    number, last = 0, False
    while not last:
        number += 1
        page = get(town, path, page=number, **params)
        yield from page["contents"]
        last = page["last_page"]


def names(town: Town, **params: Any) -> list[str]:
    return sorted(one["name"] for one in every(town, "/services", **params))


def test_it_says_which_version_it_speaks(town: Town) -> None:
    for address in ("/oruk", "/oruk/"):
        about = town.http.get(address).json()
        assert about["version"] == "HSDS-UK-3.0"
        assert about["profile"].startswith("https://")
        assert about["openapi_url"].endswith("/openapi.json")


@pytest.mark.slow
@pytest.mark.parametrize("standard", ["oruk-3.0", "hsds-3.0"])
def test_every_service_of_the_demo_is_valid(leeds: Town, schema: Callable[[str], Check], standard: str) -> None:
    check = schema(f"{standard}/schema/compiled/service.json")
    seen = 0
    for service in every(leeds, "/services", full="true", per_page=500):
        assert check(service) == [], service["name"]
        seen += 1
    assert seen > 1_500


@pytest.mark.parametrize("standard", ["oruk-3.0", "hsds-3.0"])
def test_every_other_document_is_valid(leeds: Town, schema: Callable[[str], Check], standard: str) -> None:
    at_service, at_location = (
        schema(f"{standard}/schema/compiled/{name}.json") for name in ("service", "service_at_location")
    )
    page = get(leeds, "/service_at_locations", per_page=40, page=3)["contents"]
    listed = schema(f"{standard}/schema/compiled/service_at_location_list.json")
    assert [listed(one) for one in page] == [[]] * 40
    for one in page[:10]:
        document = get(leeds, f"/service_at_locations/{one['id']}")
        assert at_service(document) == at_location(document) == []
        assert document["service_id"] == one["service_id"]
    services = schema(f"{standard}/schema/compiled/service_list.json")
    assert [services(one) for one in get(leeds, "/services", per_page=40)["contents"]] == [[]] * 40
    body = schema(f"{standard}/schema/compiled/organization.json")
    for one in get(leeds, "/organizations", per_page=10)["contents"]:
        assert body(get(leeds, f"/organizations/{one['id']}")) == []


def test_every_page_once_and_every_id_leads_to_its_document(town: Town) -> None:
    for root in ROOTS:
        ids = [one["id"] for one in every(town, f"/{root}", per_page=2)] if root != "taxonomy_terms" else []
        ids = ids or [one["id"] for one in every(town, f"/{root}", per_page=500)]
        assert len(set(ids)) == len(ids) == get(town, f"/{root}")["total_items"] > 0
        assert all(get(town, f"/{root}/{own}")["id"] == own for own in ids[:20])


def test_past_the_end_there_is_an_empty_page(town: Town) -> None:
    page = get(town, "/services", page=99)
    assert (page["empty"], page["last_page"], page["size"], page["contents"]) == (True, True, 0, [])


def test_more_than_the_largest_page_is_cut_and_that_is_told(leeds: Town) -> None:
    page = get(leeds, "/services", per_page=100_000)
    assert page["size"] == len(page["contents"]) == 500


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=0", "day=someday", "start_time=noon", "proximity=5",
                                   "minimum_age=old", "taxonomy_id=5", "modified_after=soon"])  # fmt: skip
def test_what_cannot_be_used_is_said(town: Town, query: str) -> None:
    answer = town.http.get(f"/oruk/service_at_locations?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("own", ["00000000-0000-4000-8000-000000000000", "nonsense"])
def test_an_id_that_is_not_there(town: Town, root: str, own: str) -> None:
    assert get(town, f"/{root}/{own}", 404)["status"] == 404


def test_a_person_is_nowhere(town: Town) -> None:
    get(town, f"/services/{BEN}", 404)
    for root in ROOTS[:2] + ROOTS[4:]:
        text = str(list(every(town, f"/{root}"))) + str(list(every(town, "/services", full="true")))
        assert "Benedict" not in text
        assert "Only For Ben" not in text
        assert "0888" not in text
    bodies = {one["name"]: one["id"] for one in every(town, "/organizations")}
    assert sorted(bodies) == ["City Parks", "Harehills Neighbours", "Shy club"]


def test_nobody_of_the_demos_people_is_told(leeds: Town) -> None:
    people = leeds.http.get("/api/v1/listings?kind=person&per_page=100").json()["listings"]
    assert len(people) > 50
    assert not {one["id"] for one in people} & {one["id"] for one in every(leeds, "/services", minimal="true")}
    for one in people[:5]:
        get(leeds, f"/services/{one['id']}", 404)


def test_a_home_is_known_by_its_sector(town: Town) -> None:
    it = get(town, f"/services/{TEA}")
    (at,) = it["service_at_locations"]
    assert at["location"]["name"] == "LS8 5"
    assert "addresses" not in at["location"]
    said = (str(it) + str(get(town, f"/service_at_locations/{at['id']}"))).lower()
    assert not [word for word in ("made up row", "front room", "53.8123", "1.5098", "5hx") if word in said]


def test_a_number_that_was_not_agreed_is_in_no_document(town: Town) -> None:
    shy = get(town, f"/services/{SHY}")
    body = get(town, f"/organizations/{shy['organization_id']}")
    assert "0666" not in str(shy) + str(body)
    assert "shy@example.org" not in str(shy) + str(body)
    walk = get(town, f"/services/{WALK}")
    assert get(town, f"/organizations/{walk['organization_id']}")["phones"][0]["number"] == "0113 496 0777"
    assert walk["phones"][0]["number"] == "0113 496 0013"
    assert "Cora" not in str(walk), "nobody is named who only answers the telephone"


def test_provenance_is_kept(town: Town) -> None:
    it = get(town, f"/services/{TEA}")
    assert it["license"] == "CC BY 4.0"
    assert it["provenance"] == {"source": "test", "source_id": "tea-1", "license": "CC BY 4.0"}


def term(town: Town, code: str) -> Any:
    return next(one for one in every(town, "/taxonomy_terms", per_page=500) if one["code"] == code)


def test_words_terms_and_lists(town: Town) -> None:
    assert names(town, search="lantern") == ["Lantern Choir"]
    assert names(town, search="city parks") == ["Town walk"]
    assert names(town, taxonomy_term_id=term(town, "singing")["id"]) == ["Lantern Choir"]
    assert names(town, taxonomy_term_id=term(town, "universal")["id"]) == ["Town walk"]
    assert names(town, taxonomy_term_id=term(town, "step_free")["id"]) == ["Town walk"]
    by_list = {one.code: str(one.id) for one in LISTS}
    assert names(town, taxonomy_id=by_list["ease"]) == ["Town walk"]
    assert len(names(town, taxonomy_id=by_list["kind"])) == 4
    assert names(town, taxonomy_term_id="00000000-0000-4000-8000-000000000000") == []
    assert names(town, taxonomy_id="00000000-0000-4000-8000-000000000000") == []


def test_ages_and_organisations(town: Town) -> None:
    assert names(town, minimum_age=18) == names(town, maximum_age=60) == ["Lantern Choir"]
    assert names(town, minimum_age=19) == names(town, maximum_age=59) == []
    walk = get(town, f"/services/{WALK}")
    assert names(town, organization_id=walk["organization_id"]) == ["Town walk"]


def test_days_and_times(town: Town) -> None:
    assert names(town, day="TH") == names(town, day="thursday") == names(town, start_time="18:00") == ["Lantern Choir"]
    assert names(town, day="TU", end_time="12:00") == ["Tea at home", "Town walk"]
    assert names(town, day="TU", start_time="11:00") == []
    assert names(town, end_time="11:00") == []


def test_what_changed_since(town: Town) -> None:
    assert len(names(town, modified_after="2026-11-22")) == 4
    assert len(names(town, modified_after="2026-11-22T09:00:00Z")) == 4
    assert names(town, modified_after="2026-11-22T09:00:01Z") == []


def test_who_asks_for_changes_hears_that_a_break_has_ended(open_town: OpenTown) -> None:
    """The feed's own clock stands on 22 November 2026."""
    town = open_town(
        listing(id=CHOIR, name="Back again", paused_until="2026-11-20"),
        listing(id=WALK, name="Still away", paused_until="2026-12-22"),
        listing(id=TEA, name="Never away"),
    )
    with unit_of_work(open_engine(f"sqlite:///{town.database}"), writes=True) as session:
        session.execute(update(Listing).values(updated_at=datetime(2026, 11, 1, tzinfo=UTC)))
    told = {one["name"]: one["status"] for one in every(town, "/services")}
    assert told == {"Back again": "active", "Still away": "temporarily closed", "Never away": "active"}
    assert names(town, modified_after="2026-11-20T12:00:00Z") == ["Back again"]
    assert names(town, modified_after="2026-11-21T12:00:00Z") == []


def test_around_a_postcode(town: Town) -> None:
    assert names(town, postcode="LS1 4DY", proximity=1_500) == ["Town walk"]
    assert names(town, postcode="LS8 5", proximity=1_500) == ["Lantern Choir", "Tea at home"]
    assert len(names(town, postcode="LS8 5HX")) == 3
    get(town, "/services", 404, postcode="BT1 5GS")
    pairs = list(every(town, "/service_at_locations", postcode="LS8 5", proximity=1_500, per_page=1))
    assert [one["service"]["name"] for one in pairs] == ["Lantern Choir", "Lantern Choir", "Tea at home"]


def test_a_service_at_a_place_and_online_is_listed_twice(town: Town) -> None:
    both = [one for one in every(town, "/service_at_locations") if one["service_id"] == CHOIR]
    assert sorted(one["location"]["location_type"] for one in both) == ["physical", "virtual"]
    told = get(town, f"/services/{CHOIR}")["service_at_locations"]
    assert {one["id"] for one in both} == {at["id"] for at in told}
    assert not [one for one in every(town, "/service_at_locations") if one["service_id"] == SHY]


def test_the_minimal_form_comes_in_one_call(leeds: Town) -> None:
    page = get(leeds, "/services", minimal="true")
    assert page["total_pages"] == 1
    assert page["size"] > 1_500
    assert set(page["contents"][0]) == {"id", "last_modified", "modified_date"}


def test_the_slim_form_has_only_what_there_is_one_of(town: Town) -> None:
    for one in every(town, "/services"):
        assert not [name for name, value in one.items() if isinstance(value, list)]
