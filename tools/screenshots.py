"""Takes the pictures in docs/guide/ of a running Kith with the demo loaded.

Run as `python tools/screenshots.py http://127.0.0.1:8000 [NAME ...]` beside `make run`; needs Debian's chromium and
the test packages. The pages of a steward need somebody who is one: put a link of `kith accounts link` into the variable
KITH_LINK, else they are left out. The demo's dates hang on the day of its first load, so pictures differ a little from
day to day.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PICTURES = Path(__file__).resolve().parents[1] / "docs" / "guide"
RESULTS = "/match?near=LS8+5&hopes=gardening,company&gifts=sewing"
WIDTHS = {390: 844, 1280: 900}
SCROLLED = ("not-for-me",)  # shows something further down


def _list(page: Page) -> None:
    """Three ideas on the list, each with somebody to do it."""
    page.goto(RESULTS)
    for box in page.locator(".group [data-add]:visible").all()[:3]:
        box.check()
    page.locator(".to-list").click()
    page.get_by_label("With a friend").first.check()


def _paper(page: Page) -> None:
    _list(page)
    page.get_by_role("button", name="Print it, four to a page").click()
    page.get_by_role("heading", level=1, name="on paper").wait_for()


def _numbers(page: Page) -> None:
    page.goto("/numbers")
    page.get_by_label("Where are you?").fill("LS8 5")
    page.get_by_role("button", name="Show the number").click()
    page.get_by_role("heading", level=1, name="near").wait_for()


def _network(page: Page) -> None:
    page.goto("/networks")
    page.locator("main").get_by_role("link", name="Harehills").first.click()
    page.locator(".mapbox, svg.chart").first.wait_for()


def _refuse(page: Page) -> None:
    page.goto(RESULTS)
    page.get_by_text("Not for me").first.click()
    page.locator("#idea-1").evaluate("card => card.scrollIntoView({behavior: 'instant'})")


def _map(page: Page) -> None:
    page.goto(RESULTS)
    page.get_by_role("button", name="Bigger map").click()
    page.locator(".leaflet-marker-icon").first.wait_for()


def _pocket(page: Page) -> None:
    page.goto(RESULTS)
    page.get_by_role("button", name="Keep this neighbourhood").click()
    page.get_by_text("Kept:").wait_for()
    page.goto("/offline")
    page.get_by_label("What are you looking for?").fill("garden")


def _easy(page: Page) -> None:
    page.goto("/easy")
    page.get_by_label("Where do you live?").fill("LS8 5")
    page.get_by_label("Gardening").check()
    page.get_by_role("button", name="Show me").click()


def _insight(page: Page) -> None:
    page.goto("/insight")
    page.get_by_label("Near where?").fill("LS8 5")
    page.get_by_role("button", name="Look", exact=True).click()


def _listing(page: Page) -> None:
    page.goto(RESULTS)
    page.locator("#groups .entry h3 a").first.click()
    page.locator("h1").wait_for()


def _begin(page: Page, name: str = "Compton Road Knitters") -> None:
    """A group is put on the map: what it does has been said."""
    page.goto("/groups/new")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_label("What is the group called?").fill(name)
    page.get_by_label("What do you do?").fill("We knit and drink tea. Everybody may come, nobody has to be good at it.")
    page.locator("[name=hopes][value=craft]").check()


def _go_on(page: Page, heading: str) -> None:
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("heading", level=1, name=heading).wait_for()


def _where(page: Page) -> None:
    _begin(page)
    _go_on(page, "Where it is")
    page.get_by_label("A hall, a church, a café or the like").check()
    page.get_by_label("What is the place called?").fill("Compton Hall")
    page.get_by_label("Which street?").fill("1 Compton Road")
    page.get_by_label("What is the postcode?").fill("LS8 5HX")


def _when(page: Page) -> None:
    _where(page)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/*")
    if page.url.endswith("/others"):
        page.locator("main form button").last.click()
    page.get_by_role("heading", level=1, name="When it is on").wait_for()
    page.get_by_label("Every week", exact=True).check()
    page.get_by_label("Tuesday", exact=True).check()
    page.get_by_label("From when to when?").fill("10.30am to 12 noon")


def _check(page: Page) -> None:
    _when(page)
    _go_on(page, "Getting in")
    page.get_by_label("Just turn up").check()
    page.get_by_role("group", name="Is it free?").get_by_label("Yes", exact=True).check()
    _go_on(page, "How to reach you")
    page.get_by_label("Whom may people ask for?").fill("Cora")
    page.get_by_label("Phone number", exact=True).fill("0113 496 0013")
    page.get_by_label("E-mail address").fill("cora@example.org")
    page.get_by_label("Yes, show them").check()
    _go_on(page, "Is this right?")


def _tasks(page: Page) -> None:
    _where(page)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_load_state()
    page.goto(page.url.rpartition("/")[0])


def _queue(page: Page) -> None:
    page.goto("/steward")


def _to_ring(page: Page) -> None:
    page.goto("/steward")
    page.locator("section:has(#ring) h3 a").first.click()
    page.locator("#say").wait_for()


# A picture's name, and its address or the steps to it.
PAGES: dict[str, str | Callable[[Page], None]] = {
    "home": "/",
    "results": RESULTS,
    "not-for-me": _refuse,
    "bigger-map": _map,
    "ideas-for-coordinators": f"{RESULTS}&audience=coordinator",
    "list": _list,
    "paper": _paper,
    "kept-on-this-phone": _pocket,
    "easy": "/easy",
    "easy-ideas": _easy,
    "find": "/find?near=LS8+5&kind=group",
    "insight": _insight,
    "listing": _listing,
    "numbers": _numbers,
    "network": _network,
    "sign-in": "/sign-in",
    "register": "/groups/new",
    "register-what": _begin,
    "register-where": _where,
    "register-when": _when,
    "register-check": _check,
    "register-pages": _tasks,
    "tour": "/tour",
    "polish": f"{RESULTS}&lang=pl",
    "urgent": "/urgent",
}


STAFF_PAGES: dict[str, Callable[[Page], None]] = {"steward": _queue, "steward-listing": _to_ring}


def take(browser: Browser, base: str, wanted: list[str], state: Any) -> None:
    """Each page at each width, the first screen of it, each in a visit of its own; `state` is a steward's cookie."""
    pages = PAGES | (STAFF_PAGES if state else {})
    for width, height in WIDTHS.items():
        for name in wanted or pages:
            way = pages[name]
            context = browser.new_context(
                base_url=base, viewport={"width": width, "height": height},
                storage_state=state if name in STAFF_PAGES else None,
            )  # fmt: skip
            page = context.new_page()
            page.goto("/privacy", wait_until="networkidle")  # a font that comes late is left out on a first visit
            if isinstance(way, str):
                page.goto(way)
            else:
                way(page)
            page.wait_for_load_state("networkidle")
            page.evaluate("document.activeElement.blur()")
            if name not in SCROLLED:
                page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
            page.screenshot(path=str(PICTURES / f"{name}-{width}.png"))
            context.close()


def sign_in(browser: Browser, link: str) -> Any:
    """The cookie of whoever the link signs in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign me in").click()
    page.locator("#me").wait_for()
    state = context.storage_state()
    context.close()
    return state


def main() -> None:
    """Take them all."""
    base = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        link = os.environ.get("KITH_LINK")
        take(browser, base, sys.argv[2:], sign_in(browser, link) if link else None)
        browser.close()


if __name__ == "__main__":
    main()
