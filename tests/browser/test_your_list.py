"""A list on the device: chosen, changed, kept on paper and under a code, with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

RESULTS = "/match?near=LS8+5&hopes=gardening,company"
Open = Callable[..., Page]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def choose(page: Page, how_many: int) -> list[str]:
    """Put the first ideas on the list and go there; their names."""
    page.goto(RESULTS)
    cards = page.locator(".group .entry:visible").all()[:how_many]
    for card in cards:
        card.locator("[data-add]").check()
    names = [card.locator("h3").inner_text() for card in cards]
    page.locator(".to-list").click()
    expect(page.locator(".name")).to_have_count(how_many)
    return names


def test_a_double_tap_puts_an_idea_on_the_list_once(open_page: Open) -> None:
    page = open_page(RESULTS)
    box = page.locator(".group .entry:visible [data-add]").first
    page.locator(".group .entry:visible label.add").first.dblclick()
    expect(box).to_be_checked()
    expect(page.locator("[data-list-count]").first).to_have_text("1")
    box.uncheck()
    expect(box).not_to_be_checked()


@SCRIPTS
def test_what_was_chosen_is_on_the_list(open_page: Open, scripts: bool) -> None:
    page = open_page("/", scripts=scripts)
    names = choose(page, 3)
    assert page.locator(".name").all_inner_texts() == names
    page.locator(".entry").nth(1).get_by_role("button", name="Take off the list").click()
    expect(page.locator(".name")).to_have_count(2)
    page.get_by_label("Someone comes along").first.check()
    page.get_by_role("button", name="Print it in large letters").click()
    expect(page.locator(".slip-how")).to_have_text("Someone comes along")
    assert page.locator(".slip h2").all_inner_texts() == [names[0], names[2]]
    page.get_by_role("button", name="Back to your list").click()
    expect(page.get_by_label("Someone comes along").first).to_be_checked()


def test_it_stays_on_the_device_as_ids_and_choices(open_page: Open) -> None:
    page = open_page("/")
    choose(page, 2)
    page.get_by_label("With a friend").first.check()
    kept = page.evaluate("JSON.parse(localStorage.getItem('kith-list'))")
    assert [set(idea) for idea in kept] == [{"id", "how"}, {"id"}]
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["kith-list", "kith-number", "kith-places"]
    page.goto("/")
    expect(page.locator(".to-list .count")).to_have_text("2")
    page.goto(RESULTS)
    expect(page.locator("[data-add]:checked")).to_have_count(2)
    page.goto("/list")
    expect(page.get_by_label("With a friend").first).to_be_checked()


def test_one_press_forgets_it(open_page: Open) -> None:
    page = open_page("/")
    choose(page, 2)
    page.get_by_role("button", name="Take everything off").click()
    expect(page.get_by_text("There is nothing on it yet.")).to_be_visible()
    assert page.evaluate("JSON.parse(localStorage.getItem('kith-list'))") == []


def test_without_a_signal_it_says_that_the_list_is_safe(open_page: Open) -> None:
    page = open_page("/")
    choose(page, 2)
    gone = "internetdisconnected"
    page.route("**/list", lambda asked: asked.abort(gone) if asked.request.method == "POST" else asked.continue_())
    page.reload()
    expect(page.get_by_text("It is safe on this device.")).to_be_visible()
    expect(page.locator(".to-list .count")).to_have_text("2")


@SCRIPTS
def test_a_kept_list_opens_on_another_phone(open_page: Open, scripts: bool) -> None:
    page = open_page("/", scripts=scripts)
    names = choose(page, 2)
    page.get_by_role("button", name="Keep it for 90 days").click()
    expect(page).to_have_url(re.compile(r"/list/[a-z0-9]{10}$"))
    expect(page.get_by_role("img", name="A square to scan")).to_be_visible()
    other = open_page(page.url, scripts=scripts)
    assert other.locator(".name").all_inner_texts() == names


@pytest.mark.parametrize("size", ["four to a page", "in large letters"])
def test_paper_has_nothing_but_the_ideas(open_page: Open, size: str) -> None:
    page = open_page("/", 1280)
    choose(page, 5)
    page.get_by_role("button", name=f"Print it{',' if 'four' in size else ''} {size}").click()
    page.emulate_media(media="print")
    for gone in (".top", ".foot", ".tray", ".demo", ".intro"):
        for part in page.locator(gone).all():
            expect(part).to_be_hidden()
    points = page.locator(".slip").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize) * 0.75")
    phone = page.locator(".slip-phone").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize) * 0.75")
    assert points == pytest.approx(20 if "large" in size else 13, abs=0.1)
    assert phone >= 21.9


def test_four_slips_make_a_page(open_page: Open) -> None:
    page = open_page("/", 1280)
    choose(page, 5)
    page.get_by_role("button", name="four to a page").click()
    page.emulate_media(media="print")
    page.wait_for_load_state()
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4", prefer_css_page_size=True)))
    assert pages == 2


def test_the_text_is_two_messages_at_most(open_page: Open) -> None:
    page = open_page("/")
    choose(page, 5)
    text = page.get_by_role("textbox", name="Send it as a text").input_value()
    assert 0 < len(text) <= 306
    link = page.get_by_role("link", name="Open in messages").get_attribute("href") or ""
    assert link.startswith("sms:?&body=")


LONG = "Ask whoever has the keys at the side door, behind the bowling green. "


@pytest.mark.parametrize("size", ["four", "large"])
def test_a_slip_of_paper_never_loses_its_number(open_page: Open, size: str) -> None:
    page = open_page("/")
    choose(page, 4)
    page.locator(f"[formaction='/list/paper'][value={size}]").click()
    page.set_viewport_size({"width": 688, "height": 1040})  # what A4 leaves between its margins
    page.emulate_media(media="print")
    page.evaluate("text => document.querySelectorAll('.slip .what').forEach(p => p.textContent = text.repeat(5))", LONG)
    boxes = page.evaluate(
        "[...document.querySelectorAll('.slip')].map(slip => [slip, slip.lastElementChild].map(one => "
        "one.getBoundingClientRect()).map(at => [at.top, at.bottom]))"
    )
    assert len(boxes) == 4
    for (_, end_of_slip), (_, end_of_words) in boxes:
        assert end_of_words <= end_of_slip
