"""Takes the pictures in docs/guide/ of a running Kith with the demo loaded.

Run as `python tools/screenshots.py http://127.0.0.1:8000` beside `make run`; needs Debian's chromium and the test
packages. The demo's dates hang on the day of its first load, so pictures differ a little from day to day.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PICTURES = Path(__file__).resolve().parents[1] / "docs" / "guide"
PAGES = {"home": "/", "results": "/match?near=LS8+5&hopes=gardening,company&gifts=sewing", "urgent": "/urgent"}
WIDTHS = {390: 844, 1280: 900}


def take(browser: Browser, base: str) -> None:
    """Each page at each width, the first screen of it."""
    for width, height in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        for name, path in PAGES.items():
            page.goto(base + path, wait_until="networkidle")
            page.screenshot(path=str(PICTURES / f"{name}-{width}.png"))
        page.close()


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
