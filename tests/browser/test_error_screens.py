"""The page of every error passes every bar."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.edge.templating import ERROR_PAGES, PASSES_BY
from tests.browser.bars import complaints
from tests.browser.error_pages import show


@pytest.mark.browser
@pytest.mark.parametrize("status", ERROR_PAGES)
def test_the_page_of_an_error(open_page: Callable[..., Page], status: int) -> None:
    page = open_page("/privacy", workers="block")
    show(page, status)
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name="Find ideas near you")).to_be_visible()
    expect(main.get_by_role("link", name="Find a number near you")).to_have_attribute("href", "/numbers")
    expect(main.locator(".lead")).to_have_text(re.compile(r"\w.*[.]$"))  # what to do next, in a sentence
    expect(main.get_by_role("link", name="Try again")).to_have_count(int(status in PASSES_BY))
    assert complaints(page) == []


@pytest.mark.browser
def test_a_page_that_passes_by_is_asked_for_again(open_page: Callable[..., Page]) -> None:
    page = open_page("/privacy", workers="block")
    show(page, 503)
    page.unroute_all()
    with page.expect_response("**/broken") as again:
        page.get_by_role("link", name="Try again").click()
    assert again.value.status == 404
    assert page.url.endswith("/broken")


@pytest.mark.browser
def test_an_address_that_is_not_there_shows_such_a_page(open_page: Callable[..., Page]) -> None:
    page = open_page("/no-such-page")
    expect(page.get_by_role("heading", level=1)).to_have_text("We cannot find that page")
