"""How long tests of pages wait for what does not come: no bar of ours, only patience, so that a busy machine passes."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect

PATIENCE_S = 30.0  # for a page to open, a server to answer, a thing to be there that can be pressed
SEEN_WITHIN_S = 15.0  # for what a page then says

expect.set_options(timeout=SEEN_WITHIN_S * 1_000)


def patient(browser: Browser, **options: Any) -> BrowserContext:
    """A visit of its own to a browser, whose pages are all waited for alike."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_S * 1_000)
    return context
