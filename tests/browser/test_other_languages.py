"""A chosen language stays, says that nobody has checked it, and no direction or long sentence breaks a page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

RESULTS = "/match?near=LS8+5&hopes=gardening,company"
PATHS = (
    "/",
    RESULTS,
    "/find?near=LS8+5&kind=group",
    "/list",
    "/urgent",
    "/privacy",
    "/easy",
    "/tour",
    "/accessibility",
    "/insight",
    "/offline",
)
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
Open = Callable[..., Page]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en-XA", "ar-XB", "pl", "ur"])
def test_long_words_and_the_other_direction_fit_a_narrow_phone(open_page: Open, language: str, path: str) -> None:
    page = open_page(f"/privacy?lang={language}", 320)
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == ("rtl" if language in ("ar-XB", "ur") else "ltr")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    out = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(one => {
            const box = one.getBoundingClientRect()
            const seen = one.checkVisibility() && !one.closest('.vh, svg') && box.width > 1
            return seen && (box.left < -1 || box.right > 321)
        }).map(one => one.outerHTML.slice(0, 80))"""
    )
    assert out == []


@pytest.mark.parametrize("language", ["en-GB", "ur"])
def test_a_number_reads_from_left_to_right(open_page: Open, language: str) -> None:
    page = open_page(f"/privacy?lang={language}")
    page.goto(RESULTS)
    told = page.evaluate(
        """() => [...document.querySelectorAll("a[href^='tel:']")].filter(one => one.checkVisibility()).map(one => {
            const text = [...one.childNodes].findLast(node => node.nodeType === 3 && node.textContent.trim())
            const at = (n) => { const range = document.createRange(); range.setStart(text, n); range.setEnd(text, n + 1)
                return range.getBoundingClientRect().left }
            const digits = [...text.textContent].flatMap((sign, n) => /[0-9]/.test(sign) ? [n] : [])
            return digits.map(at).every((left, n, all) => !n || left > all[n - 1])
        })"""
    )
    assert len(told) > 3
    assert all(told)


@pytest.mark.parametrize("language", ["cy", "pl", "ur", "ar-XB"])
def test_axe_finds_nothing_in_another_language(open_page: Open, language: str) -> None:
    page = open_page(f"/?lang={language}", 390)
    for path in ("/", RESULTS):
        page.goto(path)
        page.evaluate("document.querySelectorAll('.tray').forEach(bar => { bar.style.position = 'static' })")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run().then(found => found.violations.map(one => one.id))")
        assert found == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_language_is_chosen_at_the_foot_and_kept(open_page: Open, scripts: bool) -> None:
    page = open_page(RESULTS, scripts=scripts)
    page.locator(".foot-fold summary", has_text="Cymraeg").click()
    page.get_by_role("link", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    assert "near=LS8+5" in page.url
    assert "hopes=gardening" in page.url
    expect(page.get_by_text("Nid oes siaradwr Cymraeg wedi gwirio")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pethau da, yn agos at adref")
    page.get_by_role("link", name="English", exact=True).first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")


def test_a_listing_keeps_its_own_language(open_page: Open) -> None:
    page = open_page(f"{RESULTS}&lang=ur")
    name = page.locator(".entry h3").first
    expect(name).to_have_attribute("lang", "en")
    expect(name).to_have_attribute("dir", "auto")
