"""Ideas that are not for somebody go at one press, more come at another, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

RESULTS = "/match?near=LS8+5&hopes=gardening,company"
Open = Callable[..., Page]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def names(page: Page) -> list[str]:
    return page.locator(".list > section .entry h3").all_text_contents()


@SCRIPTS
def test_a_reason_sends_an_idea_away_and_asks_again(open_page: Open, scripts: bool) -> None:
    page = open_page(RESULTS, scripts=scripts)
    first = page.locator(".group .entry").first
    gone = first.locator("h3").inner_text()
    first.get_by_text("Not for me").click()
    first.get_by_role("button", name="It costs too much").click()
    expect(page.get_by_text("You sent 1 idea away.")).to_be_visible()
    assert gone not in page.locator(".list").inner_text()
    expect(page.locator(".said")).to_contain_text("free")
    assert "no=" not in page.url
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("You sent 1 idea away.")).to_have_count(0)


@SCRIPTS
def test_five_more_come_and_all_are_in_view(open_page: Open, scripts: bool) -> None:
    page = open_page(RESULTS, scripts=scripts)
    few = set(names(page))
    page.get_by_role("button", name="Show 5 more").click()
    expect(page.locator("h1")).to_contain_text("Fifteen")
    assert few <= set(names(page))
    expect(page.locator(".group .entry:visible")).to_have_count(15)
    assert page.url.endswith("more=15")


def test_the_keyboard_stays_where_it_was(open_page: Open) -> None:
    page = open_page(RESULTS)
    second = page.locator("#idea-2")
    gone = second.locator("h3").inner_text()
    second.get_by_text("Not for me").click()
    second.get_by_role("button", name="I know it").click()
    expect(page.locator("#idea-2 h3 a")).to_be_focused()
    assert page.locator("#idea-2 h3").inner_text() != gone


@SCRIPTS
def test_what_was_said_is_not_lost_on_the_way(open_page: Open, ask: Callable[..., None], scripts: bool) -> None:
    page = open_page("/", scripts=scripts)
    ask(page, near="LS8 5", hopes="I miss my allotment", around="my neighbour Pat")
    page.locator("#idea-1").get_by_text("Not for me").click()
    page.locator("#idea-1").get_by_role("button", name="Too far").click()
    expect(page.get_by_text("You sent 1 idea away.")).to_be_visible()
    page.get_by_role("button", name="Change your answers").click()
    expect(page.locator("#hopes_words")).to_have_value("I miss my allotment")
    expect(page.get_by_label("Who is already around you?")).to_have_value("my neighbour Pat")
    expect(page.get_by_label("10 minutes on foot")).to_be_checked()


def test_the_places_of_late_are_offered_on_this_device_only(open_page: Open) -> None:
    page = open_page(RESULTS)
    page.goto("/match?near=Moortown&hopes=company")
    page.goto("/")
    offered = page.locator("[data-lately] button")
    expect(offered).to_have_text(["Moortown", "LS8 5"])
    offered.nth(1).click()
    expect(page.locator("#near")).to_have_value("LS8 5")


def test_an_urgent_place_is_not_remembered(open_page: Open, ask: Callable[..., None]) -> None:
    page = open_page("/")
    ask(page, near="LS8 5", hopes="I want to kill myself")
    expect(page.locator("h1")).to_have_text("Help now")
    assert page.evaluate("Object.keys(localStorage)") == []
