"""The bars that every screen has to pass, one opening of the page for all of them."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.tree import faults, tree_of

HERE = Path(__file__).parent
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {1280: 900, 768: 1024, 390: 844, 320: 640}  # and the height of each
PHONE = 390
MOST_BYTES, MOST_REQUESTS, MOST_TABS, MOST_SHIFT = 100_000, 8, 60, 0.1
PATIENCE_PRESSES = 400
# What the scripts change in place, and where they say so. "Not for me" and the list on the device put the focus on
# what is new instead.
CHANGES = [
    ["[data-autosave]", "[role=status][data-autosave-says]"],
    ["[data-talk]", "[role=status][data-talk-says]"],
    ["[data-place]", "[role=status][data-place-says]"],
    ["[data-pocket]", "[data-pocket] [role=status]"],
    ["[data-forget]", "[role=status][data-forget-says]"],
    ["[data-copy]", "[role=status][data-copy-says]"],
    ["#search", "[role=status][data-says]"],
    [".errsum", ".errsum[role=alert]"],
]
LOUD = "window.broken = []; addEventListener('securitypolicyviolation', one => window.broken.push(one.blockedURI))"


@cache
def script(name: str) -> str:
    """The text of a file beside this one."""
    return (HERE / name).read_text(encoding="utf-8")


def complaints(page: Page, *, framed: bool = True) -> list[str]:
    """All that is wrong with a page that was just opened at the width of a phone; nothing, it is hoped."""
    page.wait_for_load_state()
    page.emulate_media(reduced_motion="reduce")  # a smooth scroll takes longer than a press of Tab
    page.evaluate("document.fonts.ready.then(() => {})")
    page.evaluate(script("bars.js"))
    found = [*_of_loading(page), *_of_keyboard(page, MOST_TABS)]
    page.evaluate("bars.unfold()")
    found += [*faults(tree_of(page), framed=framed), *page.evaluate("bars.order()"), *page.evaluate("bars.hidden()")]
    found += page.evaluate("hooks => bars.silent(hooks)", CHANGES)
    found += [*_of_axe(page), *_of_room(page)]
    return [f"{each} ({page.url})" for each in dict.fromkeys(found)]


def _of_loading(page: Page) -> Iterable[str]:
    weight, shift = page.evaluate("bars.weight()"), page.evaluate("bars.shift()")
    if weight["bytes"] > MOST_BYTES or not 0 < weight["requests"] <= MOST_REQUESTS:
        yield f"a first visit takes {weight['bytes']} bytes in {weight['requests']} requests"
    if shift >= MOST_SHIFT:
        yield f"the page jumps by {shift:.2f} while it loads"
    for address in page.evaluate("window.broken ?? []"):
        yield f"against our own policy: {address}"


def _of_keyboard(page: Page, most: int) -> list[str]:
    """Press Tab through the whole page, with its folds as they come."""
    page.evaluate("bars.begin()")
    found: list[str] = []
    stops = 0
    for _ in range(PATIENCE_PRESSES):
        page.keyboard.press("Tab")
        here: dict[str, Any] = page.evaluate("bars.stop()")
        found += here["wrong"]
        if not here["at"]:
            break
        stops = here["at"]
    return found if 0 < stops <= most else [*found, f"{stops} tab stops"]


def _of_axe(page: Page) -> Iterable[str]:
    """At each width, the widest first. A bar that sticks covers what scrolls below it: axe takes that for too small."""
    page.evaluate("bars.still()")
    page.evaluate(script("vendor/axe-core/axe.min.js"))
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}}).then(found => found.violations)", TAGS
        )
        yield from (f"axe at {width}: {each['id']} {[node['target'] for node in each['nodes']]}" for each in found)


def _of_room(page: Page) -> Iterable[str]:
    """At 320 px, as 1280 px are at 400 %; then with text twice as large, then with text spaced out."""
    for height in (640, 256):
        page.set_viewport_size({"width": 320, "height": height})
        yield from page.evaluate("bars.wide()")
    yield from page.evaluate("bars.small()")
    yield from (f"at 200 %: {each}" for each in page.evaluate("bars.big('36px')"))
    page.evaluate("bars.big('')")
    yield from (f"spaced out: {each}" for each in page.evaluate("bars.spaced()"))
