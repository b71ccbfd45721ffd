"""No signal: the last ideas and a kept neighbourhood are still there, urgent pages never, and one press forgets all."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

RESULTS = "/match?near=LS8+5&hopes=gardening,company"
DANGER = "I want to kill myself"
Open, Ask = Callable[..., Page], Callable[..., None]


def until(page: Page, promised: str) -> None:
    """Wait in the page until what is promised is true."""
    page.evaluate(f"(async () => {{ while (!(await {promised})) await new Promise(done => setTimeout(done, 50)) }})()")


def settle(page: Page, worker: str = "/sw.js") -> None:
    """Wait until the worker is at work and the page has kept its ideas."""
    until(
        page,
        "navigator.serviceWorker.ready.then(found => found.active.state === 'activated' &&"
        f" found.active.scriptURL.endsWith('{worker}'))",
    )
    if page.locator("[data-keep]").count():
        until(page, "caches.match('/offline/last')")


def kept_text(page: Page) -> str:
    """Everything that is kept on the device, as one text."""
    text: str = page.evaluate(
        """async () => {
            const all = [JSON.stringify(localStorage)]
            for (const name of await caches.keys())
                for (const key of await (await caches.open(name)).keys())
                    all.push(key.url, await (await caches.match(key, {ignoreVary: true})).text())
            return all.join('\\n')
        }"""
    )
    return text


def test_a_reload_shows_the_last_ideas_with_their_map(open_page: Open) -> None:
    page = open_page(RESULTS)
    settle(page)
    names = page.locator(".list .entry h3").all_inner_texts()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-saved-says]")).to_contain_text("Saved copy of")
    assert page.locator(".list .entry h3").all_inner_texts() == names
    expect(page.locator("svg.chart a.pin").first).to_be_visible()
    expect(page.get_by_role("button", name="Change your answers")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.querySelector('.entries')).borderTopWidth") == "4px"


def test_ideas_that_were_posted_come_back_too_and_words_as_typed_are_not_kept(open_page: Open, ask: Ask) -> None:
    page = open_page("/")
    ask(page, near="LS8 5", hopes="gardening with my sister Wilhelmina", around="Wilhelmina")
    settle(page)
    assert page.url.endswith("/match")
    assert "Wilhelmina" not in kept_text(page)
    page.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept on this phone")
    expect(page.locator("[data-no-signal]")).to_be_visible()
    page.get_by_role("link", name="Show them again").click()
    expect(page.locator("[data-saved-says]")).to_be_visible()
    expect(page.locator(".list .entry").first).to_be_visible()


def test_an_urgent_page_is_never_kept(open_page: Open, ask: Ask) -> None:
    page = open_page("/")
    settle(page)
    before = kept_text(page)
    ask(page, near="LS8 5", hopes=DANGER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Help now")
    page.wait_for_load_state("networkidle")
    assert kept_text(page) == before
    page.context.set_offline(True)
    page.goto("/urgent")
    expect(page.locator("[data-no-signal]")).to_be_visible()
    expect(page.get_by_role("link", name="999")).to_be_visible()


def test_a_neighbourhood_is_looked_through_without_a_signal(open_page: Open) -> None:
    page = open_page(RESULTS)
    settle(page)
    page.get_by_role("button", name="Keep this neighbourhood on my phone").click()
    expect(page.locator("[data-pocket] [role=status]")).to_contain_text("Kept:")
    page.context.set_offline(True)
    page.goto("/find")
    search = page.get_by_label("What are you looking for?")
    search.fill("librar")
    expect(page.locator("[data-found] h3").first).to_contain_text("Library")
    expect(page.locator("[data-found] a[href^='tel:']").first).to_be_visible()
    search.fill("xyzzy")
    expect(page.locator("[data-says]")).to_have_text("Nothing like that is kept here.")
    expect(page.locator("[data-kept-list]")).to_contain_text("LS8 5")


def test_a_listing_that_is_kept_opens_without_a_signal(open_page: Open) -> None:
    page = open_page(RESULTS)
    settle(page)
    page.get_by_role("button", name="Keep this neighbourhood on my phone").click()
    expect(page.locator("[data-pocket] [role=status]")).to_contain_text("Kept:")
    pack = json.loads(page.evaluate("caches.match('/near/LS8-5.json', {ignoreVary: true}).then(kept => kept.text())"))
    first = pack["listings"][0]
    page.context.set_offline(True)
    page.goto(f"/listings/{first['id']}")
    expect(page.locator("[data-found] h3")).to_have_text([first["name"]])


def test_one_press_forgets_all_of_it(open_page: Open) -> None:
    page = open_page(RESULTS)
    settle(page)
    page.get_by_role("button", name="Keep this neighbourhood on my phone").click()
    expect(page.locator("[data-pocket] [role=status]")).to_contain_text("Kept:")
    page.locator(".group [data-add]:visible").first.check()
    page.goto("/offline")
    expect(page.locator("[data-last]")).to_be_visible()
    page.get_by_role("button", name="Forget what is kept on this phone").click()
    expect(page.locator("[data-forget-says]")).to_contain_text("Nothing is left")
    assert page.evaluate("caches.keys().then(names => names.filter(name => !name.startsWith('kith-shell')))") == []
    assert page.evaluate("Object.keys(localStorage)") == []
    page.reload()
    expect(page.locator("[data-nothing-kept]")).to_be_visible()


def test_a_new_version_leaves_an_open_form_alone(open_page: Open) -> None:
    page = open_page("/", 1280)
    settle(page)
    page.locator("#hopes_words").fill("half a sentence")
    page.evaluate("caches.open('kith-shell-old').then(() => navigator.serviceWorker.register('/sw.js?newer'))")
    settle(page, "?newer")
    assert page.evaluate("caches.has('kith-shell-old')") is False
    expect(page.locator("#hopes_words")).to_have_value("half a sentence")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_page_says_what_to_do_when_nothing_is_kept(open_page: Open, scripts: bool) -> None:
    page = open_page("/offline", scripts=scripts)
    expect(page.locator("[data-nothing-kept]" if scripts else "noscript p")).to_be_visible()


def test_the_list_is_read_without_a_signal(open_page: Open) -> None:
    page = open_page(RESULTS)
    settle(page)
    chosen = page.locator(".group .entry:visible", has=page.locator("[data-add]"))
    names = [chosen.nth(at).locator("h3").inner_text() for at in (0, 3)]
    for at in (0, 3):
        chosen.nth(at).locator("[data-add]").check()
    numbers = [chosen.nth(at).locator("a[href^='tel:']").get_attribute("href") for at in (0, 3)]
    page.context.set_offline(True)
    page.goto("/list")
    mine = page.locator("[data-mine]")
    expect(mine.get_by_role("heading", level=3)).to_have_text(names)
    assert [link.get_attribute("href") for link in mine.locator(".acts a").all()] == numbers
    page.get_by_role("button", name="Forget what is kept on this phone").click()
    expect(mine).to_be_hidden()
