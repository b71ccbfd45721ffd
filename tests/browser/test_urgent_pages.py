"""Pages for somebody in danger: help first, nothing jolly, nothing kept (rule 3)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

WORDS = "I want to kill myself"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@SCRIPTS
def test_help_stands_first_and_nothing_jolly_is_there(
    open_page: Callable[..., Page], ask: Callable[..., None], scripts: bool
) -> None:
    page = open_page("/", scripts=scripts)
    ask(page, near="LS8 5HX", hopes=WORDS, around="Pat")
    expect(page.locator("main a[href='tel:999']")).to_be_in_viewport()
    assert page.title() == "Help and advice – Kith"
    assert page.url.endswith("/match")
    for jolly in (".best", ".mapbox", "svg.chart", "#start", ".group-spark"):
        expect(page.locator(jolly)).to_have_count(0)
    text = page.locator("main").inner_text()
    assert "What you could bring" not in text
    assert "come with you?" not in text
    assert "good thing" not in text


def test_formal_services_stand_open_and_anything_else_is_folded(
    open_page: Callable[..., Page], ask: Callable[..., None]
) -> None:
    page = open_page("/")
    ask(page, near="LS8 5HX", hopes=WORDS)
    expect(page.locator("details#formal")).to_have_attribute("open", "")
    expect(page.locator("details#formal .entry").first).to_be_visible()
    expect(page.locator("details[open]:not(#formal)")).to_have_count(0)


def test_urgent_answers_may_not_be_stored(open_page: Callable[..., Page], ask: Callable[..., None]) -> None:
    page = open_page("/")
    with page.expect_response(lambda answer: answer.url.endswith("/match")) as answer:
        ask(page, near="LS8 5HX", hopes=WORDS)
    assert answer.value.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/", "/match?near=LS8+5&hopes=company", "/privacy", "/accessibility", "/no-such-page"]
)
def test_urgent_help_is_one_press_away(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    link = page.get_by_role("link", name="Get urgent help", exact=True)
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.locator("main a[href='tel:999']")).to_be_in_viewport()


def test_leaving_fast_replaces_the_page(open_page: Callable[..., Page]) -> None:
    page = open_page("/privacy")
    page.goto("/urgent")
    page.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
    )
    page.get_by_role("link", name="Leave this page fast").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.go_back()
    assert page.url.endswith("/privacy")
