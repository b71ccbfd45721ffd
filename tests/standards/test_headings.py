"""Which heading means what."""

import pytest

from app.kernel.errors import NotUsable
from app.standards.spreadsheets.headings import (
    TARGETS,
    BadMap,
    UnknownTarget,
    chosen,
    guess,
    known_headings,
    parse_map,
)


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Charity_Name", "name"),
        ("community_hub", "name"),
        ("pharmacy_name", "name"),
        ("Organisation name", "name"),
        ("Walking route name", "name"),
        ("charityActivities", "summary"),
        ("charity_contact_postcode", "postcode"),
        ("Post Code:", "postcode"),
        ("Telephone", "phone"),
        ("charity_contact_web", "url"),
        ("Opening Times", "opening"),
        ("Referral method", "way_in"),
        ("osm_id", "id"),
        ("Last updated", "checked_on"),
        ("managed", "organisation"),
        ("opening_hours_monday", "monday"),
        ("Longitude", "lon"),
    ],
)
def test_headings_are_guessed(heading: str, target: str) -> None:
    others = [] if target == "name" else ["name"]
    assert (heading, target) in guess([*others, heading]).pairs


def test_what_means_nothing_is_left_aside_and_said() -> None:
    found = guess(["name", "ward_code", "la_name", "date_of_registration"])
    assert found.pairs == (("name", "name"),)
    assert found.unused == ("ward_code", "la_name", "date_of_registration")


def test_the_better_word_wins_and_is_taken_once() -> None:
    found = guess(["Organisation", "Service name", "Website", "URL"])
    assert ("Service name", "name") in found.pairs
    assert found.heading("url") == "URL"
    assert "Website" in found.unused


def test_a_heading_that_stands_twice_is_taken_where_it_stands_first() -> None:
    assert guess(["name", "name", "postcode"]).columns("name") == (0,)


def test_address_lines_belong_together() -> None:
    assert guess(["name", "Address line 1", "Address line 2", "Town"]).columns("address") == (1, 2, 3)


def test_no_name_is_said_with_what_there_is() -> None:
    with pytest.raises(NotUsable, match=r"“postcode”, “area name”.*--map name="):
        guess(["postcode", "area name"])
    assert not known_headings(["List of clubs 2024"])


def test_a_map_overrules_the_guess_and_leaves_the_rest_of_it() -> None:
    found = chosen(["Name", "Post Code", "Website", "Title", "Mood"], {"name": "title", "url": "mood"})
    assert found.pairs == (("Post Code", "postcode"), ("Title", "name"), ("Mood", "url"))
    assert found.unused == ("Name", "Website")
    assert not found.guessed


def test_two_words_in_one_heading_are_read_apart() -> None:
    found = guess(["Name of Group/Organisation", "Venue", "Day(s)/Time", "Post code/area", "Date last checked", "A/B"])
    assert found.pairs == (
        ("Name of Group/Organisation", "name"),
        ("Venue", "address"),
        ("Day(s)/Time", "opening"),
        ("Post code/area", "postcode"),
        ("Date last checked", "checked_on"),
    )


def test_one_column_may_serve_two_targets() -> None:
    found = chosen(["Title"], {"name": "Title", "summary": "Title"})
    assert found.columns("name") == found.columns("summary") == (0,)


@pytest.mark.parametrize("target", ["colour", "category", "checked_on", "Name"])
def test_an_unknown_target_is_told_apart(target: str) -> None:
    assert target not in TARGETS
    with pytest.raises(UnknownTarget):
        chosen(["Name"], {"name": "Name", target: "Name"})


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(NotUsable, match=r"no column “Postcode”.*“Name”"):
        chosen(["Name"], {"name": "Name", "postcode": "Postcode"})


def test_a_map_without_name() -> None:
    with pytest.raises(NotUsable, match="name"):
        chosen(["Name"], {"postcode": "Name"})


def test_a_map_as_typed() -> None:
    assert parse_map('name=Name, postcode=Post code,summary="About, in short"') == {
        "name": "Name",
        "postcode": "Post code",
        "summary": "About, in short",
    }


@pytest.mark.parametrize("text", ["name", "name=", "=Name,"])
def test_a_map_that_is_none(text: str) -> None:
    with pytest.raises(BadMap):
        parse_map(text)
