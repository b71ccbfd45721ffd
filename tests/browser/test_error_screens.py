"""The page of every error passes every bar."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.edge.templating import ERROR_PAGES
from tests.browser.bars import complaints
from tests.browser.error_pages import show


@pytest.mark.browser
@pytest.mark.parametrize("status", ERROR_PAGES)
def test_the_page_of_an_error(open_page: Callable[..., Page], status: int) -> None:
    page = open_page("/privacy", workers="block")
    show(page, status)
    expect(page.get_by_role("link", name="Find ideas near you")).to_be_visible()
    assert complaints(page) == []


@pytest.mark.browser
def test_an_address_that_is_not_there_shows_such_a_page(open_page: Callable[..., Page]) -> None:
    page = open_page("/no-such-page")
    expect(page.get_by_role("heading", level=1)).to_have_text("We cannot find that page")
