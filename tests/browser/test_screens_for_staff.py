"""Every page behind a sign-in passes every bar, by its route or after steps: a new route is here by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.atlas import Screen, all_screens
from tests.browser.bars import complaints
from tests.browser.staff_steps import BEHIND, COMING_AND_GOING
from tests.browser.steps import Visit
from tests.browser.visitor import Visitor
from tests.browser.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.mark.parametrize("screen", [it for it in all_screens() if it.needs_staff], ids=lambda screen: screen.address)
def test_a_page_for_somebody_signed_in(open_page: Open, world: World, screen: Screen) -> None:
    page = open_page(world.fill(screen.address), cookie=world.cookie, workers="block")
    assert page.url.endswith(world.fill(screen.address)), "one has to be let in"
    assert complaints(page) == []


@pytest.mark.parametrize("name", BEHIND)
def test_a_page_for_somebody_signed_in_after_steps(open_page: Open, ask: Visitor, world: World, name: str) -> None:
    steps = BEHIND[name]
    page = open_page(world.fill(steps.begin), cookie=world.cookie, workers="block")
    if steps.then:
        steps.then(Visit(page, ask, world))
    assert complaints(page) == []


@pytest.mark.parametrize("name", COMING_AND_GOING)
def test_a_page_of_coming_and_going(open_page: Open, ask: Visitor, world: World, name: str) -> None:
    steps = COMING_AND_GOING[name]
    page = open_page(steps.begin, workers="block")
    assert steps.then is not None
    steps.then(Visit(page, ask, world))
    assert complaints(page) == []
