"""Cora puts her group on the map from a small phone; a second one is found out; a steward checks; one press keeps it.

A real Kith with a clock that the story moves, a real mail server process, a real browser, with scripts and without.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.stage import (
    SCRIPTS,
    Stage,
    Visit,
    add_a_photo,
    go_on,
    ideas,
    look_at,
    say_what_and_where,
    say_when_and_how,
    say_whom_to_ask,
    shows,
    sign_in,
    state,
)  # fmt: skip
from tests.upkeep.photos.pictures import from_a_phone

SEEN = "Six people knit at a long table."


@pytest.mark.browser
@SCRIPTS
def test_from_a_small_phone_to_one_press_a_year_later(
    stage: Stage, visit: Visit, scripts: bool, tmp_path: Path
) -> None:
    page = visit("/groups/new", scripts=scripts)
    photo = tmp_path / "IMG_0001.JPG"
    photo.write_bytes(from_a_phone())
    say_what_and_where(page, "Compton Road Knitters")
    say_when_and_how(page)
    say_whom_to_ask(page, "cora@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    expect(page.get_by_text("Every Tuesday, 10:30am to 12 noon.")).to_be_visible()
    add_a_photo(page, photo, SEEN)
    expect(page.get_by_role("img", name=SEEN)).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have it.")
    assert ideas(page, stage) == [], "nobody has read it yet"

    stage.work()
    assert [letter["Subject"] for letter in stage.letters("cora@example.org")] != []

    second = visit("/groups/new", scripts=scripts)
    say_what_and_where(second, "The Compton Rd Knitting Group")
    say_what = second.get_by_role("heading", level=1)
    expect(say_what).to_have_text("Is it one of these?")
    expect(second.get_by_text("Compton Road Knitters")).to_be_visible()

    steward = sign_in(stage, visit, "dev@example.org", 1280, scripts)
    steward.get_by_role("link", name="Compton Road Knitters").click()
    expect(steward.get_by_role("heading", name="What to say when you ring")).to_be_visible()
    steward.get_by_role("button", name="Put it on the map", exact=True).click()
    expect(steward.get_by_role("link", name="See the page")).to_be_visible()
    assert ideas(page, stage) == ["Compton Road Knitters"]

    page.goto("/match?near=LS8+5&hopes=knitting")
    assert shows(page, SEEN)

    stage.work()
    path = stage.link("cora@example.org", r"/listings/\S+")
    page.goto(path)
    assert shows(page, SEEN)
    assert state(page, stage, path) == "checked"
    stage.clock.now += timedelta(days=91)
    assert state(page, stage, path) == "sinking"
    stage.clock.now += timedelta(days=90)
    assert state(page, stage, path) == "ring_first"
    assert ideas(page, stage) == ["Compton Road Knitters"], "the clock hides nothing"

    stage.work()
    page.goto(stage.link("cora@example.org", r"/check/\S+/still"))
    page.get_by_role("button", name="Yes, it is still right").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert state(page, stage, path) == "checked"

    stage.clock.now += timedelta(days=91)
    stage.work()
    page.goto(stage.link("cora@example.org", r"/check/\S+/change"))
    page.get_by_role("button", name="Change something").click()
    page.get_by_role("link", name="When it is on").click()
    page.get_by_label("Tuesday", exact=True).uncheck()
    page.get_by_label("Wednesday", exact=True).check()
    go_on(page)
    expect(page.get_by_text("Every Tuesday, 10:30am to 12 noon.")).to_be_visible()
    expect(page.get_by_text("Every Wednesday, 10:30am to 12 noon.")).to_be_visible()
    page.get_by_role("button", name="Change it now").click()
    page.get_by_role("link", name="See the page").click()
    expect(page.get_by_text("Wednesday").first).to_be_visible()
    expect(page.get_by_text("Tuesday")).to_have_count(0)
    assert shows(page, SEEN)
    assert state(page, stage, path) == "checked"
    steward = sign_in(stage, visit, "dev@example.org", 1280, scripts)
    expect(steward.get_by_text("Whoever looks after it changed something. Please look.")).to_be_visible()
    steward.get_by_role("link", name="Compton Road Knitters").first.click()
    steward.get_by_role("button", name="Put it back to before this").nth(1).click()
    page.reload()
    expect(page.get_by_text("Tuesday").first).to_be_visible()


@pytest.mark.browser
@SCRIPTS
def test_a_photo_of_a_hundred_megabytes_is_refused_with_a_sentence(
    stage: Stage, visit: Visit, scripts: bool, tmp_path: Path
) -> None:
    page = visit("/groups/new", scripts=scripts)
    big = tmp_path / "film.jpg"
    with big.open("wb") as file:
        file.write(from_a_phone())
        file.truncate(100_000_000)
    page.get_by_role("button", name="Start", exact=True).click()
    page.goto(page.url.replace("/what", "/photo"))
    page.get_by_label("Choose a photo").set_input_files(big)
    if scripts:
        expect(page.get_by_role("alert")).to_have_text("That photo is too big. 12 MB is the most.")
        return
    page.get_by_label("What can be seen on it?").fill(SEEN)
    page.get_by_role("button", name="Add this photo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("That was too much to send")
    expect(page.get_by_text("A photo may have 12 MB.")).to_be_visible()


@pytest.mark.browser
def test_what_is_typed_is_kept_while_it_is_typed(stage: Stage, visit: Visit) -> None:
    page = visit("/groups/new")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_label("What is the group called?").fill("Half a na")
    expect(page.get_by_text("Saved.")).to_be_visible()
    other = visit(page.url)
    expect(other.get_by_label("What is the group called?")).to_have_value("Half a na")


@pytest.mark.browser
def test_what_went_wrong_is_read_out_first(stage: Stage, visit: Visit) -> None:
    page = visit("/groups/new")
    page.get_by_role("button", name="Start", exact=True).click()
    go_on(page)
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Tell us the name of the group.").click()
    expect(page.get_by_label("What is the group called?")).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_it_is_for_everybody(stage: Stage, visit: Visit, width: int, tmp_path: Path) -> None:
    page = visit("/groups/new", width)
    look_at(page)
    say_what_and_where(page, "Compton Road Knitters")
    draft = page.url.rsplit("/", 1)[0]
    say_when_and_how(page)
    say_whom_to_ask(page, "cora@example.org")
    look_at(page)
    for step in ("", "/what", "/where", "/when", "/getting-in", "/contact", "/photo"):
        page.goto(f"{draft}{step}")
        look_at(page)
    page.get_by_role("button", name="Add this photo").click()
    look_at(page)
    page.goto(f"{draft}/check")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(from_a_phone())
    add_a_photo(page, photo, SEEN)
    look_at(page)
    page.goto(f"{draft}/photo")
    look_at(page)
    page.goto(f"{draft}/check")
    page.get_by_role("button", name="Send it").click()
    look_at(page)
    say_what_and_where(page, "Compton Rd Knitters")
    look_at(page)
    steward = sign_in(stage, visit, "dev@example.org", width, scripts=True)
    look_at(steward)
    steward.get_by_role("link", name="Compton Road Knitters").click()
    look_at(steward)
    steward.get_by_role("button", name="Put it on the map", exact=True).click()
    steward.get_by_role("link", name="See the page").click()
    listing = steward.url
    look_at(steward)
    for path in ("/wrong", "/look-after", "/been"):
        steward.goto(f"{listing}{path}")
        look_at(steward)
        steward.locator("main form button").last.click()
        look_at(steward)
    for path in ("/steward/not-listed", "/steward/cards", "/steward/replies"):
        steward.goto(path)
        look_at(steward)
    steward.get_by_label("One answer a line").fill("HARE-2222 yes")
    steward.get_by_role("button", name="Take these answers").click()
    look_at(steward)
    stage.clock.now += timedelta(days=100)
    stage.work()
    for reply in ("still", "change", "ended"):
        page.goto(stage.link("cora@example.org", rf"/check/\S+/{reply}"))
        look_at(page)
    page.goto(stage.link("cora@example.org", r"/check/\S+/change"))
    page.get_by_role("button", name="Change something").click()
    look_at(page)
    page.get_by_role("link", name="What you do").click()
    page.get_by_label("What is the group called?").fill("Compton Road Weavers")
    go_on(page)
    look_at(page)
    page.get_by_role("button", name="Change it now").click()
    look_at(page)
