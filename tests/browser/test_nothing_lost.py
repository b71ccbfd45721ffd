"""Whatever goes wrong with the form, what was typed is still there (rule 12)."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
LONG = "gardening and company, " * 860  # nearly 20,000 characters


@SCRIPTS
def test_an_empty_form_says_what_to_do(open_page: Callable[..., Page], ask: Callable[..., None], scripts: bool) -> None:
    page = open_page("/", scripts=scripts)
    ask(page, around="my neighbour Pat")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Tell us a place")
    expect(page.get_by_label("Who is already around you?")).to_have_value("my neighbour Pat")
    if scripts:
        expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.locator("#near")).to_be_in_viewport()


@pytest.mark.parametrize("near", ["Xyzzyville", "BT1 5GS", "LS8 5ZZZ", "BFPO 12", "نص عربي", "🏡🌻"])
def test_a_place_we_do_not_know_keeps_every_answer(open_page: Callable[..., Page], ask: Any, near: str) -> None:
    page = open_page("/")
    ask.all_questions(page)
    page.locator("input[name=hopes][value=gardening]").check()
    ask(page, near=near, hopes="a bit of company", around="Pat")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#near")).to_have_value(near)
    expect(page.locator("#near")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#hopes_words")).to_have_value("a bit of company")
    expect(page.locator("input[name=hopes][value=gardening]")).to_be_checked()


def test_a_name_in_several_towns_asks_which(open_page: Callable[..., Page], ask: Callable[..., None]) -> None:
    page = open_page("/")
    ask(page, near="Hyde Park", hopes="I would love to sing again", around="Pat")
    expect(page.locator("h1")).to_contain_text("Which Hyde Park")
    page.get_by_role("button", name="Hyde Park, Leeds").click()
    expect(page.locator("h1")).to_contain_text("Hyde Park")
    page.get_by_role("button", name="Change your answers").click()
    expect(page.locator("#hopes_words")).to_have_value("I would love to sing again")
    expect(page.get_by_label("Who is already around you?")).to_have_value("Pat")


def test_too_many_words_come_back_to_be_cut(open_page: Callable[..., Page], ask: Callable[..., None]) -> None:
    page = open_page("/")
    ask(page, near="LS8 5", hopes=LONG)
    expect(page.get_by_role("alert")).to_contain_text("fewer words")
    assert page.locator("#hopes_words").input_value() == LONG


def test_without_a_signal_the_answers_stay(open_page: Callable[..., Page], ask: Callable[..., None]) -> None:
    page = open_page("/")
    page.context.set_offline(True)
    ask(page, near="LS8 5", hopes="company")
    expect(page.locator("[data-talk-says]")).to_contain_text("No signal")
    expect(page.locator("#hopes_words")).to_have_value("company")


def test_a_sensitive_word_in_an_address_is_left_out_and_said(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?near=LS8+5&hopes=gardening,bereavement_company,nonsense")
    expect(page.locator(".note:visible").first).to_contain_text("We left something out")


def test_a_full_postcode_in_an_address_is_cut_to_its_sector(open_page: Callable[..., Page]) -> None:
    page = open_page("/match?near=LS8+5HX&hopes=gardening")
    assert page.url.endswith("/match?near=LS8+5&hopes=gardening")


def test_what_a_choice_asks_beside_it_opens_with_it(open_page: Callable[..., Page]) -> None:
    page = open_page("/groups/new")
    page.get_by_role("button", name="Start", exact=True).click()
    page.goto(page.url.rpartition("/")[0] + "/when")
    expect(page.get_by_text("Every month: which one of the month?")).to_be_hidden()
    page.get_by_label("Every week", exact=True).check()
    expect(page.get_by_text("Every month: which one of the month?")).to_be_hidden()
    page.get_by_label("Every month", exact=True).check()
    expect(page.get_by_text("Every month: which one of the month?")).to_be_visible()


def test_what_is_said_of_a_lost_signal_stands_clear_of_the_bar(open_page: Callable[..., Page]) -> None:
    page = open_page("/?audience=coordinator", 390)
    page.locator("#near").fill("LS8 5")
    page.context.set_offline(True)
    page.get_by_role("button", name="Show me ideas").click()
    expect(page.locator("[data-talk-says]")).to_contain_text("No signal just now")
    page.wait_for_function(
        "document.querySelector('[data-talk-says]').getBoundingClientRect().bottom"
        " <= document.querySelector('.tray').getBoundingClientRect().top"
    )
