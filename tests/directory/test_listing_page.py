"""What a listing's own page says: words for codes, the next sessions, nothing closer than the sector for a home."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.directory.pages import ages, facts
from app.directory.vocabulary import load_vocabulary
from app.edge.templating import environment

TODAY = date(2026, 11, 21)


def listing(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": str(UUID(int=1)), "kind": "group", "name": "Compton Road growers", "summary": "They grow.\n\nAnd cook.",
        "text_language": "en", "organisation": "Compton Centre", "place": "Compton Hall", "address": "12 Compton Road",
        "sector": "LS9 7", "private": False, "opening": None, "gifts": ["sewing"], "labels": ["women"],
        "access": {"step_free": "yes", "toilet": "unknown", "quiet": "no"}, "way_in": "walk_in", "way_in_note": None,
        "min_age": None, "max_age": None, "languages": ["en", "ur"], "cost": {"free": True, "text": ""},
        "capacity": "open", "freshness": {"state": "checked", "checked_on": "2026-11-15"}, "url": None, "licence": None,
        "next_sessions": [{"starts": "2026-11-24T10:30:00+00:00", "ends": "2026-11-24T12:00:00+00:00"}],
        "contact": {"phone": "0113 496 0142", "email": None},
    }  # fmt: skip
    return plain | changes


def shown(**changes: Any) -> str:
    values = facts(listing(**changes), load_vocabulary(), TODAY)
    template = environment("en-GB").get_template("directory/listing.html")
    return template.render(
        demo=False, local_number=None, path="/listings/1", linked_data=None, signed_in=False, **values
    )


def test_all_that_is_known_is_told() -> None:
    html = shown()
    for words in (
        "<h1>Compton Road growers</h1>", "Run by Compton Centre", "<p>They grow.</p>", "<p>And cook.</p>",
        "Tuesday 24 November, 10:30am to 12 noon", "In 3 days", "Compton Hall, 12 Compton Road", "Just turn up",
        "Step-free. Quiet and calm: no", "English, Urdu", "They would welcome: Sewing", "For women", "Free",
        "Checked 6 days ago", 'href="tel:01134960142"',
    ):  # fmt: skip
        assert words in html, words


def test_what_is_not_known_leaves_no_gap() -> None:
    html = shown(
        organisation=None, place=None, address=None, way_in=None, languages=[], gifts=[], labels=[], access={},
        next_sessions=[], summary="", cost={"free": None, "text": ""}, contact={"phone": None, "email": None},
        freshness={"state": "never_checked", "checked_on": None},
    )  # fmt: skip
    assert "Never checked, ring first" in html
    assert "None" not in html
    assert "tel:" not in html


def test_a_person_is_answered_for_and_shown_by_sector() -> None:
    html = shown(kind="person", name="Shazia", private=True, place="LS9 7", address=None)
    assert "Compton Centre answers for them." in html
    assert "LS9 7. They tell you the door when you ring." in html
    assert "Please meet in a public place the first time." in html
    assert "noindex" in html


def test_a_name_from_a_feed_cannot_carry_a_script() -> None:
    html = shown(name="<script>alert(1)</script>", summary="<img src=x onerror=alert(1)>")
    assert "<script>alert" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (60, None, "Age 60 and over"),
        (None, 11, "Age 11 and under"),
        (0, 4, "Age 4 and under"),
        (11, 18, "Age 11 to 18"),
    ],
)
def test_ages_are_told_in_words(low: int | None, high: int | None, told: str) -> None:
    assert told in shown(min_age=low, max_age=high)


def test_a_place_that_stands_in_the_address_is_not_told_twice() -> None:
    assert shown(address="Compton Hall, 12 Compton Road").count("Compton Hall") == 1


def test_times_and_cost_are_not_told_as_access() -> None:
    assert "In the evening" not in shown(access={"evening": "no", "free": "yes"})


def test_for_all_ages_nothing_is_said() -> None:
    assert ages(None, None) is None
    assert ages(0, None) is None


@pytest.mark.parametrize("capacity", ["full", "nearly_full"])
def test_a_full_group_says_so(capacity: str) -> None:
    assert ("Full just now" if capacity == "full" else "Nearly full") in shown(capacity=capacity)
