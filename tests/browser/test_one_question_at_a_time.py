"""On a phone one question at a time: skip, next, back, all on one page; nothing lost, by finger, keyboard or ear."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
LAST = 8
Open = Callable[..., Page]


def questions(page: Page) -> Any:
    """Those that can be seen."""
    return page.locator(".talk > .q:visible")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_one_question_stands_alone_and_says_where_it_is(open_page: Open) -> None:
    page = open_page("/")
    expect(questions(page)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Question")).to_have_text(f"Question 1 of {LAST}")
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_hidden()
    press(page, "Skip")
    expect(questions(page)).to_have_count(1)
    expect(page.get_by_role("heading", name="Who is it for?")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Question")).to_have_text(f"Question 2 of {LAST}")


def test_skip_says_next_once_there_is_an_answer(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label("Where are you?").fill("LS8 5")
    press(page, "Next")
    page.get_by_label("A family").check()
    page.get_by_label("How old are the children?").fill("3")
    press(page, "Next")
    expect(page.get_by_role("button", name="Skip", exact=True)).to_be_visible()


def test_back_by_button_and_by_browser_keeps_every_answer(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label("Where are you?").fill("LS8 5")
    press(page, "Next")
    press(page, "Skip")
    page.get_by_label("Gardening").first.check()
    press(page, "Back")
    expect(page.get_by_role("heading", name="Who is it for?")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Where are you?")).to_have_value("LS8 5")
    page.go_forward()
    page.go_forward()
    expect(page.get_by_label("Gardening").first).to_be_checked()


def test_to_the_end_and_back_from_the_ideas(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label("Where are you?").fill("LS8 5")
    press(page, "Next")
    press(page, "Skip")
    page.get_by_label("Gardening").first.check()
    press(page, "Next")
    for _ in range(4, LAST):
        press(page, "Skip")
    expect(page.get_by_role("button", name="Skip", exact=True)).to_be_hidden()
    press(page, "Show me ideas")
    expect(page).to_have_url(re.compile(r"/match\?near=LS8\+5&hopes=gardening$"))
    page.go_back()
    expect(questions(page)).to_have_count(1)
    expect(page.get_by_text(f"Question {LAST} of {LAST}")).to_be_visible()
    press(page, "Show all on one page")
    expect(page.get_by_label("Where are you?")).to_have_value("LS8 5")
    expect(page.get_by_label("Gardening").first).to_be_checked()


def test_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label("Where are you?").focus()
    page.keyboard.type("LS8 5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who is it for?")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Just me")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Two of us")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Back", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What matters to you?")).to_be_focused()


def test_all_on_one_page_stays_so_for_the_visit(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label("Where are you?").fill("LS8 5")
    press(page, "Show all on one page")
    expect(questions(page)).to_have_count(LAST)
    expect(page.get_by_label("Where are you?")).to_have_value("LS8 5")
    page.goto("/urgent")
    page.goto("/")
    expect(questions(page)).to_have_count(LAST)


def test_a_mistake_shows_all_questions_and_leads_to_it(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label("Where are you?").fill("Xyzzyville")
    press(page, "Show me ideas")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(questions(page)).to_have_count(LAST)
    expect(page.get_by_label("Where are you?")).to_have_value("Xyzzyville")


@pytest.mark.parametrize(("width", "scripts"), [(390, False), (1280, True), (1280, False)])
def test_a_desk_and_a_page_without_scripts_have_it_all(open_page: Open, width: int, scripts: bool) -> None:
    page = open_page("/", width, scripts=scripts)
    expect(questions(page)).to_have_count(LAST)
    assert (page.locator(".q").nth(LAST - 1).bounding_box() or {})["height"] > 40
    expect(page.get_by_role("button", name="Skip", exact=True)).to_be_hidden()


def test_when_the_script_never_comes_every_question_does(open_page: Open) -> None:
    page = open_page("/privacy")
    lost: Callable[[Route], None] = lambda route: route.fulfill(content_type="text/javascript", body="")  # noqa: E731
    page.route("**/kith.js*", lost)
    page.goto("/")
    expect(page.locator(".q").nth(LAST - 1)).to_be_visible()
    expect(questions(page)).to_have_count(LAST)


def test_the_page_does_not_jump_when_the_questions_part(open_page: Open) -> None:
    page = open_page("/privacy")
    page.goto("/")
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0
            const add = list => list.getEntries().forEach(one => { sum += one.hadRecentInput ? 0 : one.value })
            new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true})
            setTimeout(() => done(sum), 300)
        })"""
    )
    assert shift < 0.1


def test_axe_finds_nothing_at_any_question(open_page: Open) -> None:
    page = open_page("/")
    page.evaluate("document.querySelectorAll('.tray').forEach(bar => { bar.style.position = 'static' })")
    page.evaluate(AXE.read_text())
    for number in range(1, LAST + 1):
        found = page.evaluate("axe.run().then(found => found.violations.map(one => one.id))")
        assert (number, found) == (number, [])
        if number < LAST:
            press(page, "Skip")


def test_staff_words_are_remembered_on_this_device_alone(open_page: Open) -> None:
    page = open_page("/", 1280)
    page.get_by_label("Where are you?").fill("LS8 5")
    press(page, "Questions for clinicians")
    expect(page.get_by_label("Where do they live?")).to_have_value("LS8 5")
    assert page.context.cookies() == []
    page.goto("/")
    expect(page.get_by_label("Where do they live?")).to_be_visible()
    press(page, "Show the page for residents")
    expect(page.get_by_label("Where are you?")).to_be_visible()
    page.goto("/")
    expect(page.get_by_label("Where are you?")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
