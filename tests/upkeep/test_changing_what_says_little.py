"""A listing that came in with little is corrected without anybody making up what they do not know."""

from typing import Any
from uuid import UUID

import pytest

from tests.builders import contact, listing
from tests.upkeep.conftest import Town


@pytest.fixture
def bare(town: Town) -> UUID:
    """A row of a sheet: a name and where, and no more."""
    little = listing(name="Growers", summary="", contact=contact(name="", phone=""), way_in=None, free=None)
    (found,) = town.add(little)
    return found


def begin(town: Town, listing_id: UUID) -> str:
    return str(town.steward(f"/steward/listings/{listing_id}/change").headers["location"])


def put(town: Town, page: str, **fields: Any) -> Any:
    return town.http.post(page, data=fields)


def it(town: Town, listing_id: UUID) -> Any:
    return town.http.get(f"/api/v1/listings/{listing_id}").json()


def test_a_number_is_added_and_nobody_is_named(town: Town, bare: UUID) -> None:
    code = begin(town, bare)
    assert put(town, f"{code}/contact", phone="0113 496 0013", show="yes").status_code == 303
    assert "Change it now" in town.http.get(f"{code}/check").text
    assert town.http.post(f"{code}/send").status_code == 303
    assert it(town, bare)["contact"]["phone"] == "0113 496 0013"
    assert town.rows("SELECT contact_name FROM listing")[0]["contact_name"] == ""


def test_what_nobody_knows_of_getting_in_stays_unknown(town: Town, bare: UUID) -> None:
    code = begin(town, bare)
    assert put(town, f"{code}/getting-in", way_in_note="Ring the bell.").status_code == 303
    assert put(town, f"{code}/what", name="Growers of Hill").status_code == 303
    assert town.http.post(f"{code}/send").status_code == 303
    row = town.rows("SELECT name, summary, way_in, way_in_note, free FROM listing")[0]
    assert tuple(row.values()) == ("Growers of Hill", "", None, "Ring the bell.", None)


def test_what_was_known_is_not_emptied_and_what_is_begun_is_finished(town: Town, bare: UUID) -> None:
    code = begin(town, bare)
    answer = put(town, f"{code}/getting-in", free="no")
    assert (answer.status_code, "Tell us what it costs" in answer.text) == (422, True)
    assert put(town, f"{code}/contact", phone="12", show="yes").status_code == 422
    (whole,) = town.add(listing(name="Knitters", contact=contact(name="Cora", phone="0113 496 0014")))
    code = begin(town, whole)
    answer = put(town, f"{code}/contact", show="yes")
    assert answer.status_code == 422
    assert "Tell us whom we may ask" in answer.text
    assert "We need a phone number or an e-mail address" in answer.text


def test_no_button_is_shown_that_would_fail(town: Town, bare: UUID) -> None:
    code = begin(town, bare)
    put(town, f"{code}/what", name="")
    page = town.http.get(f"{code}/check").text
    assert "Change it now" not in page
    assert "Something is missing still" in page
    assert "<title>Change what it says" in town.http.get(code).text
