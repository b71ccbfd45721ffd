"""From the first page to a telephone number, on a phone and on a desk, with scripts and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

SIZES = pytest.mark.parametrize("width", [390, 1280])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@SIZES
@SCRIPTS
def test_asha_finds_company_and_the_formal_fold(
    open_page: Callable[..., Page], ask: Any, width: int, scripts: bool
) -> None:
    page = open_page("/", width, scripts=scripts)
    expect(page.locator("h1")).to_have_count(1)
    ask.all_questions(page)
    page.get_by_label("Where are you?").fill("LS8 5")
    page.locator("#hopes_words").fill("gardening, company")
    page.get_by_role("button", name="Show me ideas").click()

    expect(page.locator("h1")).to_contain_text("near ")
    expect(page.locator(".entry").first).to_be_visible()
    fold = page.locator("details#formal")
    expect(fold.locator(".entry").first).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator(".entry").first).to_be_visible()
    number = page.locator(".list .entry a[href^='tel:']").first
    expect(number).to_be_visible()
    assert re.fullmatch(r"tel:\+?\d{3,}", number.get_attribute("href") or "")


@SCRIPTS
def test_chips_alone_become_an_address_to_keep(open_page: Callable[..., Page], ask: Any, scripts: bool) -> None:
    page = open_page("/", 390, scripts=scripts)
    ask.all_questions(page)
    page.get_by_label("Where are you?").fill("LS8 5HX")
    page.locator("input[name=hopes][value=gardening]").check()
    page.get_by_role("button", name="Show me ideas").click()
    expect(page).to_have_url(re.compile(r"/match\?near=LS8\+5&hopes=gardening$"))


def test_own_words_never_reach_an_address(open_page: Callable[..., Page], ask: Callable[..., None]) -> None:
    page = open_page("/")
    ask(page, near="LS8 5HX", hopes="I miss my old allotment")
    assert page.url.endswith("/match")
    expect(page.locator(".said")).to_contain_text("LS8 5")
    expect(page.locator(".said")).not_to_contain_text("LS8 5HX")


def test_ideas_stand_in_the_order_of_the_ladder(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?near=LS8+5&hopes=gardening,company", 1280)
    order = page.locator(".list > section.group, .list > details.formal").evaluate_all("all => all.map(s => s.id)")
    assert order == [key for key in ("first", "people", "groups", "places", "start", "formal") if key in order]
    assert order[-1] == "formal"
    assert page.locator("details#formal").get_attribute("open") is None


def test_a_listing_has_its_own_page(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?near=LS8+5&hopes=gardening,company")
    link = page.locator(".list .entry h3 a").first
    name = link.inner_text()
    link.click()
    expect(page.locator("h1")).to_have_text(name)


def test_a_pin_leads_to_its_card(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?near=LS8+5&hopes=gardening,company", 1280)
    pin = page.locator("a.pin").first
    card = pin.get_attribute("href") or ""
    pin.focus()
    expect(page.locator(card)).to_have_class(re.compile(r"\blit\b"))
    pin.press("Enter")
    expect(page.locator(card)).to_be_in_viewport()


def test_a_phones_place_is_made_coarse_before_it_is_sent(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 53.812345, "longitude": -1.512345})
    with page.expect_request(lambda sent: "/api/v1/places" in sent.url) as sent:
        page.get_by_role("button", name="Use my phone’s place").click()
    assert sent.value.url.endswith("?lat=53.81&lon=-1.51")
    expect(page.get_by_label("Where are you?")).to_have_value(re.compile(r"LS\d+ \d"))


def test_the_number_of_the_place_stays_at_the_foot_on_this_device(open_page: Callable[..., Page]) -> None:
    page = open_page("/privacy")
    foot = page.locator(".foot .local")
    expect(foot.get_by_role("link")).to_have_attribute("href", "/numbers")
    page.goto("/match?near=LS8+5&hopes=gardening")
    page.goto("/privacy")
    expect(foot.get_by_role("link")).to_have_attribute("href", re.compile(r"^tel:0113496\d{4}$"))


def test_a_number_near_without_scripts(open_page: Callable[..., Page]) -> None:
    page = open_page("/privacy", scripts=False)
    page.get_by_role("link", name="Find a number near you").click()
    page.get_by_label("Where are you?").fill("LS8 5HX")
    page.get_by_role("button", name="Show the number").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Someone to ring near Harehills")
    assert "LS8" not in page.url


def test_paper_has_the_ideas_and_nothing_of_what_was_said(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?near=LS8+5&hopes=gardening", 1280)
    page.emulate_media(media="print")
    expect(page.locator(".entry h3").first).to_be_visible()
    for screen_only in (".said", ".nope", ".tray", ".jump", "[data-pocket]", ".foot nav", ".aloud"):
        expect(page.locator(screen_only).first).to_be_hidden()


def test_a_place_without_a_number_does_not_show_that_of_another(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?near=LS8+5&hopes=gardening")
    page.goto("/privacy")
    expect(page.locator(".local a")).to_have_attribute("href", re.compile("^tel:"))  # the number seen last
    page.goto("/match?near=SW1A+1&hopes=gardening")
    expect(page.locator(".local a")).to_have_attribute("href", "/numbers")
