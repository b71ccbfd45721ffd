"""A bigger map comes at a press, from our own files, and a pin leads back to the list."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

RESULTS = "/match?near=LS8+5&hopes=gardening,company"
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
Open = Callable[..., Page]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_map_opens_and_a_pin_leads_to_its_card(open_page: Open, width: int) -> None:
    page = open_page(RESULTS, width)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Bigger map").click()
    pins = page.locator(".bigger .leaflet-marker-icon[aria-label]")
    expect(pins.first).to_be_visible()
    assert pins.count() == page.locator("svg.chart a.pin").count()
    page.evaluate(AXE.read_text())
    wrong = page.evaluate("axe.run('.bigger').then(found => found.violations.map(one => one.id))")
    assert wrong == []
    assert all(url.startswith(page.url.split("/match")[0]) for url in asked)
    label = pins.first.get_attribute("aria-label") or ""
    pins.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".bigger")).to_have_count(0)
    assert page.url.endswith(f"#idea-{label.split(',')[0]}")


OVERLAPS = """() => {
  const drawn = [...document.querySelectorAll(".bigger .sym, .bigger .here")].map((one) => one.getBoundingClientRect());
  return drawn.filter((a, n) => drawn.slice(0, n).some((b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length;
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_no_pin_lies_on_another_at_any_scale(open_page: Open, width: int) -> None:
    page = open_page(RESULTS, width)
    page.get_by_role("button", name="Bigger map").click()
    expect(page.locator(".bigger .leaflet-marker-icon").first).to_be_visible()
    assert page.evaluate(OVERLAPS) == 0
    many = page.locator("svg.chart a.pin").count()
    for button in ("Zoom out", "Zoom out", "Zoom in"):
        page.get_by_role("button", name=button).click()
        page.wait_for_timeout(100)  # the zoom has begun
        expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
        expect(page.locator(".bigger .leaflet-overlay-pane path[stroke='#20263a']")).to_have_count(many)
        assert page.evaluate(OVERLAPS) == 0


def test_it_is_not_fetched_before_and_escape_closes_it(open_page: Open) -> None:
    page = open_page(RESULTS)
    assert page.evaluate("performance.getEntriesByType('resource').filter(one => one.name.includes('leaflet'))") == []
    page.get_by_role("button", name="Bigger map").click()
    expect(page.locator(".bigger")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".bigger")).to_have_count(0)
    expect(page.get_by_role("button", name="Bigger map")).to_be_focused()


def test_without_scripts_nothing_is_promised(open_page: Open) -> None:
    page = open_page(RESULTS, scripts=False)
    expect(page.get_by_role("button", name="Bigger map")).to_have_count(0)
    expect(page.locator("svg.chart")).to_be_visible()
