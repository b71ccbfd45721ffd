"""Who signs out leaves nothing of what they looked at on the device; a resident's list, which is theirs, stays."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import RESULTS
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
KEPT = "caches.keys().then(names => names.filter(name => !name.startsWith('kith-shell')))"
WORKER = "navigator.serviceWorker.ready.then(found => found.active.state === 'activated')"


def until(page: Page, promised: str) -> None:
    """Wait in the page until what is promised is true."""
    page.evaluate(f"(async () => {{ while (!(await {promised})) await new Promise(done => setTimeout(done, 50)) }})()")


def look_around(page: Page, ask: Visitor) -> None:
    """Cora signs in, looks for ideas, keeps the neighbourhood and puts one idea on the list."""
    ask.sign_in(page)
    page.goto(RESULTS)
    until(page, WORKER)
    until(page, "caches.match('/offline/last')")
    page.get_by_role("button", name="Keep this neighbourhood on my phone").click()
    expect(page.locator("[data-pocket] [role=status]")).to_contain_text("Kept:")
    page.locator(".group [data-add]:visible").first.check()
    assert sorted(page.evaluate("Object.keys(localStorage)")) == ["kith-list", "kith-number", "kith-places"]
    assert sorted(page.evaluate(KEPT)) == ["kith-kept", "kith-near"]


def leave(page: Page, *, sure: bool = True) -> None:
    """By the button on one's own page; `sure` to wait until all is gone, which takes a script."""
    page.goto("/me")
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    if sure:
        until(page, f"{KEPT}.then(names => !names.length)")


def test_ideas_places_and_neighbourhoods_go_and_the_list_stays(open_page: Callable[..., Page], ask: Visitor) -> None:
    page = open_page("/")
    look_around(page, ask)
    leave(page)
    assert page.evaluate("Object.keys(localStorage)") == ["kith-list"]
    expect(page.locator(".to-list .count")).to_have_text("1")
    page.goto("/list")
    expect(page.locator(".name")).to_have_count(1)
    page.context.set_offline(True)
    page.goto(RESULTS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept on this phone")
    expect(page.locator("[data-nothing-kept]")).to_be_visible()
    expect(page.locator("footer a[href='/me']")).to_have_count(0)


def test_it_goes_when_no_script_of_the_page_runs(open_page: Callable[..., Page], ask: Visitor) -> None:
    page = open_page("/")
    look_around(page, ask)
    page.goto("/me")
    wire = page.context.new_cdp_session(page)
    wire.send("Emulation.setScriptExecutionDisabled", {"value": True})
    leave(page, sure=False)
    wire.send("Emulation.setScriptExecutionDisabled", {"value": False})
    until(page, f"{KEPT}.then(names => !names.length)")
    left = sorted(page.evaluate("Object.keys(localStorage)"))
    assert left == ["kith-list", "kith-number", "kith-places"], "no script ran"


def test_going_back_shows_nobody_s_page(open_page: Callable[..., Page], ask: Visitor) -> None:
    page = open_page("/")
    ask.sign_in(page)
    leave(page)
    page.go_back()
    expect(page.get_by_role("button", name="Send me a link")).to_be_visible()
    expect(page.get_by_text("cora@example.org")).to_have_count(0)
