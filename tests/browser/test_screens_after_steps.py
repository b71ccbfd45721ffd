"""Screens that anybody comes to by a press, a question or a mistake pass every bar."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.bars import complaints
from tests.browser.steps import STEPS, Visit
from tests.browser.visitor import Visitor
from tests.browser.world import World


@pytest.mark.browser
@pytest.mark.parametrize("name", STEPS)
def test_a_page_after_steps(open_page: Callable[..., Page], ask: Visitor, world: World, name: str) -> None:
    steps = STEPS[name]
    page = open_page(world.fill(steps.begin), workers="block")
    if steps.then:
        steps.then(Visit(page, ask, world))
    assert complaints(page, framed=steps.template != "embed/box.html") == []
