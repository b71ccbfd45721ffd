"""Every page at every width: axe at zero, no sideways scroll, targets for a finger, few bytes, few tab stops."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

WIDTHS = (320, 390, 768, 1280)
RESULTS = "/match?near=LS8+5&hopes=gardening,company"
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_BYTES, MOST_REQUESTS, MOST_TABS, FORMAL_TABS = 100_000, 8, 60, 8

Open, Ask = Callable[..., Page], Any


def _listing(page: Page, ask: Ask) -> None:
    page.goto(RESULTS)
    page.locator(".list .entry h3 a").first.click()


def _look(page: Page, q: str) -> None:
    page.goto("/find")
    page.get_by_label("What are you looking for?").fill(q)
    page.get_by_role("button", name="Look", exact=True).click()


def _choose(page: Page, how_many: int = 3) -> None:
    page.goto(RESULTS)
    for box in page.locator(".group [data-add]:visible").all()[:how_many]:
        box.check()
    page.locator(".to-list").click()
    page.locator("[data-list-own]").wait_for()


def _list(page: Page, ask: Ask) -> None:
    _choose(page)
    page.get_by_label("With a friend").first.check()


def _paper(page: Page, ask: Ask) -> None:
    _choose(page, 5)
    page.get_by_role("button", name="four to a page").click()


def _large(page: Page, ask: Ask) -> None:
    _choose(page)
    page.get_by_role("button", name="large letters").click()


def _kept(page: Page, ask: Ask) -> None:
    _choose(page)
    page.get_by_role("button", name="Keep it for 90 days").click()


def _ended(page: Page, ask: Ask) -> None:
    _kept(page, ask)
    page.get_by_role("button", name="End this list now").click()


def _draft(page: Page, ask: Ask) -> None:
    page.goto("/groups/new")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Save and go on").click()


def _wrong_password(page: Page, ask: Ask) -> None:
    page.goto("/sign-in")
    page.get_by_text("I have a password").click()
    page.locator("#with-password input[name=email]").fill("cora@example.org")
    page.get_by_label("Your password").fill("not these words")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").wait_for()


def _link_sent(page: Page, ask: Ask) -> None:
    # A new address each time: nobody is sent more than five letters an hour.
    page.goto("/sign-in")
    page.get_by_label("Your e-mail address").first.fill(f"visitor-{uuid4()}@example.org")
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Look at your e-mail").wait_for()


def _app_codes(page: Page, ask: Ask) -> None:
    ask.sign_in(page)
    page.get_by_role("button", name="Set up codes").click()
    page.get_by_role("heading", name="Codes from an app").wait_for()


def _office(path: str, role: str = "admin") -> Callable[[Page, Ask], None]:
    """A page for somebody with a role."""

    def way(page: Page, ask: Ask) -> None:
        ask.sign_in(page, role)
        page.goto(path)

    return way


def _account(page: Page, ask: Ask) -> None:
    _office("/admin/accounts")(page, ask)
    page.locator(".entry h3 a").first.click()
    page.get_by_role("heading", name="What they may do").wait_for()


def _key(page: Page, ask: Ask) -> None:
    _office("/admin/keys")(page, ask)
    page.get_by_label("Who will use it?").fill(f"visitor {uuid4()}")
    page.get_by_label("Where?").select_option("everywhere")
    page.get_by_role("button", name="Make the key").click()
    page.get_by_text("Copy it now.").wait_for()


def _insight(page: Page, near: str) -> None:
    page.goto("/insight")
    page.get_by_label("Near where?").fill(near)
    page.get_by_role("button", name="Look", exact=True).click()


def _pocket(page: Page, ask: Ask) -> None:
    page.goto(RESULTS)
    page.get_by_role("button", name="Keep this neighbourhood").click()
    page.get_by_text("Kept:").wait_for()
    page.goto("/offline")
    page.locator("[data-found] .entry").first.wait_for()


def _easy(page: Page, ask: Ask) -> None:
    page.goto("/easy")
    page.get_by_label("Where do you live?").fill("LS8 5")
    page.get_by_label("Gardening").check()
    page.get_by_role("button", name="Show me").click()
    page.locator(".easy .entry").first.wait_for()


def _box(page: Page, words: str) -> None:
    page.goto("/embed?near=LS8+5")
    page.get_by_label("What would you love to do?").fill(words)
    page.get_by_role("button", name="Show three ideas").click()
    page.get_by_role("heading", level=1).wait_for()


# A new page joins here; one that needs steps has a function.
PAGES: dict[str, str | Callable[[Page, Ask], None]] = {
    "home": "/",
    "results": RESULTS,
    "results with a basic": lambda page, ask: ask(page, near="LS8 5", hopes="struggling to buy food"),
    "which place": lambda page, ask: ask(page, near="Hyde Park", hopes="company"),
    "wrong place": lambda page, ask: ask(page, near="Xyzzyville", hopes="company"),
    "urgent answer": lambda page, ask: ask(page, near="LS8 5", hopes="I want to kill myself"),
    "listing": _listing,
    "find": "/find",
    "found": "/find?near=LS8+5&kind=group&day=tue&ease=near_bus",
    "found by a word": lambda page, ask: _look(page, "chess"),
    "found nothing": lambda page, ask: _look(page, "xyzzy chess"),
    "find what": lambda page, ask: _look(page, ""),
    "empty list": "/list",
    "list": _list,
    "list on paper": _paper,
    "list in large letters": _large,
    "kept list": _kept,
    "ended list": _ended,
    "insight": "/insight",
    "insight of an area": lambda page, ask: _insight(page, "LS8 5"),
    "insight nowhere": lambda page, ask: _insight(page, "Xyzzyville"),
    "kept on this phone": "/offline",
    "a neighbourhood on this phone": _pocket,
    "easy words": "/easy",
    "easy ideas": _easy,
    "easy words, no place": lambda page, ask: (page.goto("/easy"), page.get_by_role("button", name="Show me").click()),
    "tour": "/tour",
    "urgent": "/urgent",
    "new group": "/groups/new",
    "new group, something missing": _draft,
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "for other websites": "/standards",
    "box": "/embed?near=LS8+5",
    "box with ideas": lambda page, ask: _box(page, "gardening"),
    "box with urgent help": lambda page, ask: _box(page, "I want to kill myself"),
    "box with a basic": lambda page, ask: _box(page, "struggling to buy food"),
    "style guide": "/styleguide",
    "not found": "/no-such-page",
    "sign in": "/sign-in",
    "wrong password": _wrong_password,
    "link sent": _link_sent,
    "link": lambda page, ask: page.goto(ask.link()),
    "link that has ended": "/sign-in/link?t=x",
    "sign out": "/sign-out",
    "own page": lambda page, ask: ask.sign_in(page, "steward"),
    "codes from an app": _app_codes,
    "who may do what": _office("/admin/accounts"),
    "an account": _account,
    "invite somebody": _office("/admin/invite"),
    "a key for a machine": _key,
    "who did what": _office("/admin/audit"),
}
EVERY_PAGE = pytest.mark.parametrize("name", PAGES)
EVERY_WIDTH = pytest.mark.parametrize("width", WIDTHS)


def _visit(open_page: Open, ask: Ask, name: str, width: int) -> Page:
    way = PAGES[name]
    page = open_page(way if isinstance(way, str) else "/", width)
    if callable(way):
        way(page, ask)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    return page


@EVERY_WIDTH
@EVERY_PAGE
def test_axe_finds_nothing(open_page: Open, ask: Ask, name: str, width: int) -> None:
    page = _visit(open_page, ask, name, width)
    # A bar that sticks covers what scrolls below it, and axe takes that for a target too small.
    page.evaluate("document.querySelectorAll('.tray, .leave').forEach(bar => { bar.style.position = 'static' })")
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}}).then(found => found.violations)", TAGS
    )
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


@EVERY_PAGE
def test_nothing_scrolls_sideways(open_page: Open, ask: Ask, name: str) -> None:
    page = _visit(open_page, ask, name, 320)
    for size in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", "" if size == "100%" else "36px")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, size


@EVERY_PAGE
def test_text_may_be_spaced_out(open_page: Open, ask: Ask, name: str) -> None:
    page = _visit(open_page, ask, name, 320)
    page.evaluate(
        "document.querySelectorAll('*').forEach(one => Object.assign(one.style,"
        " {lineHeight: '1.5', letterSpacing: '.12em', wordSpacing: '.16em'}))"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@EVERY_PAGE
def test_a_finger_hits_what_it_aims_at(open_page: Open, ask: Ask, name: str) -> None:
    page = _visit(open_page, ask, name, 320)
    small = page.locator("a[href], button, input:not([type=hidden]), textarea, summary").evaluate_all(
        """all => all.filter(one => one.offsetParent !== null || one.closest('svg'))
            .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect(), getComputedStyle(one).display])
            .filter(([, box, display]) => display !== 'inline' && box.width && (box.width < 24 || box.height < 24))
            .map(([html]) => html)"""
    )
    assert [each for each in small if 'class="skip"' not in each] == []


@pytest.mark.parametrize("path", ["/", RESULTS, "/find?near=LS8+5&kind=group"])
def test_a_first_visit_is_light(open_page: Open, browser: Any, live_app: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(live_app + path, wait_until="networkidle")
    context.close()
    assert 0 < len(sizes) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_BYTES


def test_ten_results_take_few_tab_stops(open_page: Open) -> None:
    page = open_page(RESULTS, 390)
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


def test_focus_can_be_seen(open_page: Open) -> None:
    page = open_page("/", 390)
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const one = document.activeElement
                const shown = one.matches('.chip input') ? one.nextElementSibling : one
                return getComputedStyle(shown).outlineStyle !== 'none'
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 100)")


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
