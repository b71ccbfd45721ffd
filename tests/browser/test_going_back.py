"""Back from an idea to the ideas: they are there again, whatever was typed, and nobody is told of a lost signal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_without_a_signal import kept_text, settle
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
WORDS = "I like gardening and some company, says Wilhelmina"
RESULTS = "/match?near=LS8+5&hopes=gardening,company"
Open = Callable[..., Page]
WIDTHS = pytest.mark.parametrize("width", [390, 1280])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def names(page: Page) -> list[str]:
    return page.locator(".list > section .entry h3").all_text_contents()


def ask_with_words(page: Page, ask: Visitor) -> list[str]:
    """Ask with own words once the worker is there, so that the ideas have no address of their own; their names."""
    settle(page)
    ask(page, near="LS8 5", hopes=WORDS, around="Wilhelmina")
    expect(page.locator("h1")).to_contain_text("good things near Harehills")
    settle(page)
    return names(page)


def open_first(page: Page) -> None:
    name = page.locator(".group .entry h3").first.inner_text()
    page.locator(".group .entry h3 a").first.click()
    expect(page.locator("h1")).to_have_text(name)


@WIDTHS
def test_ideas_for_own_words_are_there_again_and_no_word_is_kept(open_page: Open, ask: Visitor, width: int) -> None:
    page = open_page("/", width)
    before = ask_with_words(page, ask)
    open_first(page)
    assert "Wilhelmina" not in page.url
    page.go_back()
    expect(page.locator("h1")).to_contain_text("good things near Harehills")
    assert names(page) == before
    expect(page.get_by_text("No signal just now")).to_have_count(0)
    page.get_by_role("button", name="Change your answers").click()
    expect(page.locator("#hopes_words")).to_have_value(WORDS)
    page.go_back()
    assert names(page) == before
    page.go_forward()
    expect(page.locator("#hopes_words")).to_have_value(WORDS)
    assert page.url.endswith("/match")
    assert "Wilhelmina" not in kept_text(page)


@pytest.mark.parametrize("first", ["/", "/?near=LS8+5&hopes=gardening"])
def test_without_scripts_the_words_stand_in_the_form_again(open_page: Open, ask: Visitor, first: str) -> None:
    page = open_page(first, 1280, scripts=False)
    ask(page, near="LS8 5", hopes=WORDS, around="my neighbour Wilhelmina")
    expect(page.locator("h1")).to_contain_text("good things near Harehills")
    assert "Wilhelmina" not in page.url
    page.go_back()
    expect(page.locator("#hopes_words")).to_have_value(WORDS)
    expect(page.locator("#around")).to_have_value(
        ""
    )  # who is around somebody is kept nowhere, not by the browser either
    assert "Wilhelmina" not in page.url
    assert not page.context.cookies()


def test_a_press_on_the_idea_leads_back_to_the_ideas(open_page: Open, ask: Visitor) -> None:
    page = open_page("/")
    before = ask_with_words(page, ask)
    open_first(page)
    page.get_by_role("button", name="Back to the ideas").click()
    expect(page.locator("h1")).to_contain_text("good things near Harehills")
    assert names(page) == before
    elsewhere = open_page(page.locator(".group .entry h3 a").first.get_attribute("href"))
    expect(elsewhere.get_by_role("button", name="Back to the ideas")).to_have_count(0)


def test_back_after_one_was_sent_away_finds_ideas(open_page: Open) -> None:
    page = open_page(RESULTS)
    settle(page)
    page.locator("#idea-1").get_by_text("Not for me").click()
    page.locator("#idea-1").get_by_role("button", name="I know it").click()
    expect(page.get_by_text("You sent 1 idea away.")).to_be_visible()
    open_first(page)
    page.go_back()
    expect(page.locator("h1")).to_contain_text("good things near Harehills")


def test_the_last_ideas_come_back_when_the_signal_is_gone(open_page: Open, ask: Visitor) -> None:
    page = open_page("/")
    before = ask_with_words(page, ask)
    open_first(page)
    page.context.set_offline(True)
    page.go_back(wait_until="commit")
    expect(page.locator("[data-saved-says]")).to_contain_text("Saved copy of")
    assert names(page) == before


def test_an_urgent_page_does_not_turn_into_older_ideas(open_page: Open, ask: Visitor) -> None:
    page = open_page("/")
    ask_with_words(page, ask)
    page.goto("/")
    ask(page, near="LS8 5", hopes="I want to kill myself")
    expect(page.locator("h1")).to_have_text("Help now")
    page.goto("/privacy")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Help now")
    page.goto("/privacy")
    page.context.set_offline(True)
    page.go_back()
    expect(page.locator("[data-no-signal]")).to_be_visible()
    expect(page.get_by_role("link", name="999")).to_be_visible()


@SCRIPTS
def test_what_was_only_pressed_has_an_address_to_come_back_to(open_page: Open, scripts: bool) -> None:
    page = open_page("/", 1280, scripts=scripts)
    page.get_by_role("button", name="Questions for coordinators").click()
    expect(page.get_by_label("Where do they live?")).to_be_visible()
    page.get_by_label("Where do they live?").fill("LS8 5HX")
    page.get_by_role("button", name="Show me ideas").click()
    expect(page.locator("h1")).to_contain_text("near Harehills")
    before = names(page)
    open_first(page)
    page.go_back()
    assert names(page) == before
    page.get_by_role("button", name="Change your answers").click()
    page.get_by_role("link", name="Privacy").first.click()
    page.go_back()
    expect(page.get_by_label("Where do they live?")).to_have_value("LS8 5")
    page.go_back()
    page.go_back()
    expect(page.get_by_label("Where do they live?")).to_be_visible()
