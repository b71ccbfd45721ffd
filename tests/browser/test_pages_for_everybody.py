"""The bars that speak of one page: a first visit over the wire, ten results under the keyboard, nothing that jumps.

What holds for every page stands in `bars.py`, and every screen is asked it by the files beside this one.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bars import MOST_BYTES, MOST_REQUESTS, MOST_TABS
from tests.browser.patience import patient
from tests.browser.steps import RESULTS

FORMAL_TABS = 8
Open = Callable[..., Page]


@pytest.mark.parametrize("path", ["/", RESULTS, "/find?near=LS8+5&kind=group"])
def test_a_first_visit_is_light(open_page: Open, browser: Any, live_app: str, path: str) -> None:
    context = patient(browser, viewport={"width": 390, "height": 844})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(live_app + path, wait_until="networkidle")
    context.close()
    assert 0 < len(sizes) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_BYTES


@pytest.mark.parametrize("audience", ["resident", "coordinator", "clinician"])
def test_ten_results_take_few_tab_stops(open_page: Open, audience: str) -> None:
    page = open_page(f"{RESULTS}&audience={audience}", 390)
    stops = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, textarea, summary')]
            .filter(one => one.checkVisibility() && one.type !== 'hidden' && one.tabIndex >= 0).length"""
    )
    assert stops <= MOST_TABS


def test_the_formal_fold_is_near_for_a_keyboard(open_page: Open) -> None:
    page = open_page(RESULTS, 390)
    presses = 0
    while page.evaluate("document.activeElement.getAttribute('href')") != "#formal" and presses <= FORMAL_TABS:
        page.keyboard.press("Tab")
        presses += 1
        if page.evaluate("document.activeElement.className") == "skip":
            page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert presses + 1 <= FORMAL_TABS
    expect(page.locator("details#formal summary")).to_be_focused()


def test_the_page_does_not_jump_while_it_loads(open_page: Open, live_app: str) -> None:
    page = open_page("/privacy", 390)
    page.goto(live_app + RESULTS)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0
            const add = list => list.getEntries().forEach(one => { sum += one.hadRecentInput ? 0 : one.value })
            new PerformanceObserver(add).observe({type: 'layout-shift', buffered: true})
            setTimeout(() => done(sum), 300)
        })"""
    )
    assert shift < 0.1
