"""A library types a group for Jean, who has no e-mail: a signed card, a place on the map, a card that keeps it there.

A real Kith with a clock that the story moves, a real mail server process, a real browser, with scripts and without.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.stage import PHONE, SCRIPTS, Stage, Visit, go_on, ideas, look_at, say_when_and_how, sign_in, state


@pytest.mark.browser
@SCRIPTS
def test_typed_for_jean_by_the_library(stage: Stage, visit: Visit, scripts: bool) -> None:
    page = visit("/groups/new", 1280, scripts=scripts)
    page.get_by_role("button", name="I type it for someone").click()
    page.get_by_label("What is the group called?").fill("Tuesday Soup")
    page.get_by_label("What do you do?").fill("We cook soup and eat it together in Jean's kitchen.")
    go_on(page)
    page.get_by_label("In someone’s home").check()
    page.get_by_label("Which street?").fill("4 Made Up Row")
    page.get_by_label("What is the postcode?").fill("LS8 5HX")
    go_on(page)
    say_when_and_how(page)
    page.get_by_label("For whom do you type this?").fill("Jean")
    page.get_by_label("Who are you?").fill("Sam")
    page.get_by_label("Where do you help?").fill("Leeds Library")
    page.get_by_label("They sign a card, which you print").check()
    page.get_by_label("Whom may people ask for?").fill("Jean")
    page.get_by_label("Phone number", exact=True).fill("0113 496 0021")
    page.get_by_label("Yes, show them").check()
    go_on(page)
    page.get_by_role("button", name="Send it").click()
    page.get_by_role("link", name="Print the card").click()
    expect(page.get_by_text("Typed for Jean by Leeds Library")).to_be_visible()

    steward = sign_in(stage, visit, "dev@example.org", PHONE, scripts)
    steward.get_by_role("link", name="Tuesday Soup").click()
    steward.get_by_role("button", name="Put it on the map", exact=True).click()
    assert ideas(page, stage) == [], "Jean has not said yes"
    steward.go_back()
    steward.reload()
    steward.get_by_role("button", name="The signed card is here").click()
    steward.get_by_role("button", name="Put it on the map", exact=True).click()
    steward.get_by_role("link", name="See the page").click()
    expect(steward.get_by_role("heading", level=1)).to_have_text("Tuesday Soup")
    expect(steward.get_by_text("Made Up Row")).to_have_count(0)
    expect(steward.get_by_role("link", name="0113 496 0021")).to_be_visible()
    path = steward.url.removeprefix(stage.address)
    assert ideas(page, stage, "cooking") == ["Tuesday Soup"]

    stage.clock.now += timedelta(days=100)
    assert state(page, stage, path) == "sinking"
    stage.work()
    assert not (stage.folder / "letters" / "new").exists() or stage.letters("") == [], "Jean gets no letters"
    steward = sign_in(stage, visit, "dev@example.org", PHONE, scripts)
    steward.get_by_role("link", name="Ask those without e-mail").click()
    steward.get_by_role("button", name="Make cards").click()
    slip = steward.get_by_role("listitem").filter(has_text="For Jean")
    expect(slip).to_contain_text("Every Tuesday, 10:30am to 12 noon.")
    expect(slip).not_to_contain_text("Made Up Row")
    code = re.search(r"HARE-[2-9A-Z]{4}", slip.inner_text())
    assert code
    if scripts:
        look_at(steward)

    steward.goto("/steward/replies")
    steward.get_by_label("One answer a line").fill(f"{code[0].lower()} still right")
    steward.get_by_role("button", name="Take these answers").click()
    expect(steward.get_by_role("status")).to_contain_text("Tuesday Soup: checked today")
    assert state(page, stage, path) == "checked"
