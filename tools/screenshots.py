"""Takes the pictures in docs/guide/ of a running Kith with the demo loaded.

Run as `python tools/screenshots.py http://127.0.0.1:8000` beside `make run`; needs Debian's chromium and the test
packages. The demo's dates hang on the day of its first load, so pictures differ a little from day to day.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PICTURES = Path(__file__).resolve().parents[1] / "docs" / "guide"
RESULTS = "/match?near=LS8+5&hopes=gardening,company&gifts=sewing"
WIDTHS = {390: 844, 1280: 900}


def _list(page: Page) -> None:
    """Three ideas on the list, each with somebody to do it."""
    page.goto(RESULTS)
    for box in page.locator(".group [data-add]:visible").all()[:3]:
        box.check()
    page.locator(".to-list").click()
    page.get_by_label("With a friend").first.check()


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


# A picture's name, and its address or the steps to it.
PAGES: dict[str, str | Callable[[Page], None]] = {
    "home": "/",
    "results": RESULTS,
    "not-for-me": _refuse,
    "bigger-map": _map,
    "list": _list,
    "kept-on-this-phone": _pocket,
    "easy": "/easy",
    "easy-ideas": _easy,
    "find": "/find?near=LS8+5&kind=group",
    "insight": _insight,
    "tour": "/tour",
    "polish": f"{RESULTS}&lang=pl",
    "urgent": "/urgent",
}


def take(browser: Browser, base: str) -> None:
    """Each page at each width, the first screen of it, each in a visit of its own."""
    for width, height in WIDTHS.items():
        for name, way in PAGES.items():
            context = browser.new_context(base_url=base, viewport={"width": width, "height": height})
            page = context.new_page()
            if isinstance(way, str):
                page.goto(way)
            else:
                way(page)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(PICTURES / f"{name}-{width}.png"))
            context.close()


def main() -> None:
    """Take them all."""
    base = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        take(browser, base)
        browser.close()


if __name__ == "__main__":
    main()
