"""Every page route that anybody may open passes every bar: a new one is here by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.atlas import Screen, all_screens
from tests.browser.bars import complaints
from tests.browser.world import World

OPEN = [screen for screen in all_screens() if not screen.needs_staff]
UNFRAMED = ("/embed",)  # stands within somebody else's page


@pytest.mark.browser
@pytest.mark.parametrize("screen", OPEN, ids=lambda screen: screen.address)
def test_a_page_that_anybody_may_open(open_page: Callable[..., Page], world: World, screen: Screen) -> None:
    page = open_page(world.fill(screen.address), workers="block")
    assert complaints(page, framed=screen.template not in UNFRAMED) == []
