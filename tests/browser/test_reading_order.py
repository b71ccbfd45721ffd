"""The order in which a screen reader comes to what stands on the pages where order matters most."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.steps import DANGER, RESULTS, STEPS, Visit
from tests.browser.tree import Node, headings, tree_of
from tests.browser.visitor import Visitor
from tests.browser.world import World

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

REGISTERING = {
    "/groups/new": ["Put your group on the map", "Are you typing this for someone else?"],
    "/groups/new/{draft}": ["Gledhow Chess", "Pages to go through", "Carry on another day"],
    "/groups/new/{draft}/what": [
        "What you do", "What is the group called?", "What do you do?", "What is it about?", "More, if it helps",
    ],
    "/groups/new/{draft}/where": [
        "Where it is", "What sort of place is it?", "What is the place called?", "Which street?",
        "What is the postcode?",
    ],
    "/groups/new/{draft}/when": [
        "When it is on", "How often do you meet?", "On which day?", "From when to when?", "More about the days",
    ],
    "/groups/new/{draft}/getting-in": [
        "Getting in", "How does someone new get in?", "Is there more to say?", "Is it free?", "What does it cost?",
        "What would make it easy for someone?",
    ],
    "/groups/new/{draft}/contact": [
        "How to reach you", "Whom may people ask for?", "Phone number", "E-mail address", "Web page",
        "May we show the number and e-mail to everybody?",
    ],
    "/groups/new/{draft}/check": [
        "Is this right?", "What you do", "Where it is", "When it is on", "Getting in", "How to reach you", "A photo",
    ],
    "/groups/new/{draft_of_twin}/others": ["Is it one of these?", "What stands here already"],
    "/groups/new/{sent_draft}/done": ["Thank you. We have it.", "They have to say yes"],
}  # fmt: skip


def at(tree: list[Node], role: str, name: str) -> int:
    """Where something stands, counted in what is read out."""
    return next(place for place, node in enumerate(tree) if node.role == role and node.name.startswith(name))


def test_results_begin_with_where_to_start_and_end_with_the_map(open_page: Open) -> None:
    tree = tree_of(open_page(RESULTS))
    level_two = [name for level, name in headings(tree) if level == 2]
    level, title = headings(tree)[0]
    assert level == 1
    assert " good things near " in title
    assert level_two == [
        "Start here", "People", "Groups and networks", "Places, activities and practical help", "Formal services",
        "Would you like someone to look with you?", "For when there is no signal", "On the map",
    ]  # fmt: skip
    names = [name for level, name in headings(tree) if level == 3]
    cards = [node.name for node in tree if node.role == "checkbox"]
    assert len(names) >= 7
    assert [card.rpartition(": ")[2] for card in cards] == names[: len(cards)], "each name stands before its own button"


def test_what_has_to_be_sorted_first_is_read_first(open_page: Open, ask: Visitor) -> None:
    page = open_page("/")
    ask(page, near="LS8 5", hopes="struggling to buy food")
    page.locator("#first").wait_for()
    assert next(name for level, name in headings(tree_of(page)) if level == 2) == "Sort this first"


def test_the_list_is_read_before_the_map_and_the_way_to_each_part_before_both(open_page: Open) -> None:
    tree = tree_of(open_page(RESULTS))
    places = [
        at(tree, "link", "Skip to what we found"), at(tree, "banner", ""), at(tree, "main", ""),
        at(tree, "navigation", "What we found"), at(tree, "region", "Start here"), at(tree, "region", "Groups"),
        at(tree, "region", "On the map"), at(tree, "contentinfo", ""), at(tree, "complementary", "Urgent help"),
    ]  # fmt: skip
    assert places == sorted(places)


def test_an_urgent_page_says_first_whom_to_ring(open_page: Open, ask: Visitor) -> None:
    page = open_page("/")
    ask(page, near="LS8 5", hopes=DANGER)
    page.get_by_role("heading", level=1, name="Help now").wait_for()
    tree = tree_of(page)
    assert [name for level, name in headings(tree) if level < 3] == ["Help now", "Formal services"]
    assert (
        at(tree, "heading", "Help now")
        < at(tree, "link", "Ring Emergency services on 999")
        < at(tree, "heading", "Formal services")
    )


def test_urgent_help_is_in_its_order(open_page: Open) -> None:
    tree = tree_of(open_page("/urgent"))
    assert headings(tree) == [
        (1, "Help now"),
        (2, "If someone hurts you, or you are afraid at home"),
        (2, "Children"),
        (2, "No food, heat or bed tonight"),
    ]
    assert (
        at(tree, "link", "Leave this page fast")
        < at(tree, "heading", "Help now")
        < at(tree, "link", "Ring Emergency services on 999")
    )


@pytest.mark.parametrize("address", REGISTERING)
def test_registering_asks_in_its_order(open_page: Open, world: World, address: str) -> None:
    expected = REGISTERING[address]
    found = headings(tree_of(open_page(world.fill(address))))
    assert [level for level, _ in found if level < 3] == [1, *[2] * (len(expected) - 1)]
    assert [name for level, name in found if level < 3] == expected


def test_what_went_wrong_is_read_before_the_questions(open_page: Open, ask: Visitor, world: World) -> None:
    steps = STEPS["new group, something missing"]
    page = open_page(steps.begin)
    assert steps.then is not None
    steps.then(Visit(page, ask, world))
    tree = tree_of(page)
    assert (
        at(tree, "alert", "Something needs a look")
        < at(tree, "heading", "What you do")
        < at(tree, "textbox", "What is")
    )
    assert page.evaluate("document.activeElement.matches('[role=alert]')")
