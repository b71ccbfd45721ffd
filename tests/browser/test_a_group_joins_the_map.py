"""Cora puts her group on the map from a small phone; a second one is found out; a steward checks; one press keeps it.

A real Kith with a clock that the story moves, a real mail server process, a real browser, with scripts and without.
"""

import mailbox
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from app.access.give_role import give_role
from app.access.rules import Role
from app.db.engine import open_engine, unit_of_work
from app.main import create_app
from app.settings import Settings
from app.work import ask_keepers, send_letters
from tests.builders import NOW, empty_directory

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
PATIENCE_S = 20.0
PHONE = 360


class Hands:
    """A clock that the story moves."""

    def __init__(self) -> None:
        self.now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Stage:
    """A running Kith, its clock, and the letters that arrived at the mail server."""

    address: str
    clock: Hands
    folder: Path
    app: Any

    def work(self) -> None:
        """The background work, once: keepers are asked, letters go out."""
        ask_keepers(self.app.state.kith)
        send_letters(self.app.state.kith)

    def letters(self, to: str) -> list[Message]:
        """What arrived for somebody, the oldest first."""
        box = mailbox.Maildir(self.folder / "letters", create=False)
        found = [letter for letter in box if letter["To"] == to]
        return sorted(
            found, key=lambda letter: str(letter["X-Received-At"] or letter["Date"]) + str(letter["Message-ID"])
        )

    def link(self, to: str, pattern: str) -> str:
        """The one link of a kind in all letters to somebody, the newest."""
        texts = [str(letter.get_payload(decode=True), "utf-8") for letter in self.letters(to)]  # type: ignore[arg-type]
        found = [link for text in texts for link in re.findall(rf"{re.escape(self.address)}({pattern})", text)]
        assert found, f"no letter to {to} has such a link"
        return str(found[-1])


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing answers on port {port}")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An empty directory, served; letters go by SMTP to a server of their own."""
    mail, web, clock = free_port(), free_port(), Hands()
    boxes = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Mailbox", str(tmp_path / "letters")]
    post = subprocess.Popen([sys.executable, *boxes, "-l", f"127.0.0.1:{mail}"])
    empty_directory(tmp_path).dispose()
    address = f"http://127.0.0.1:{web}"
    settings = Settings(
        _env_file=None, var=tmp_path, database_url=f"sqlite:///{tmp_path / 'kith.db'}", log_level="error",
        base_url=address, smtp_url=f"smtp://127.0.0.1:{mail}",
    )  # fmt: skip
    app = create_app(settings, clock)
    server = uvicorn.Server(uvicorn.Config(app, port=web, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(mail)
        wait_for(web)
        yield Stage(address, clock, tmp_path, app)
    finally:
        server.should_exit = True
        thread.join()
        post.terminate()
        post.wait(timeout=10)


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, stage: Stage) -> Iterator[Visit]:
    """Opens a browser of one's own; what its console complains of fails the story."""
    contexts, complaints = [], []

    def open_(path: str, width: int = PHONE, *, scripts: bool = True) -> Page:
        size = {"width": width, "height": 740}
        context = browser.new_context(base_url=stage.address, viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def say_what_and_where(page: Page, name: str) -> None:
    """The first two pages."""
    page.goto("/groups/new")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_label("What is the group called?").fill(name)
    page.get_by_label("What do you do?").fill(
        "We knit and drink tea. Everybody may come, nobody needs to be good at it."
    )
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Where it is")
    page.get_by_label("A hall, a church, a café or the like").check()
    page.get_by_label("What is the place called?").fill("Compton Hall")
    page.get_by_label("Which street?").fill("1 Compton Road")
    page.get_by_label("What is the postcode?").fill("LS8 5HX")
    go_on(page)


def say_when_and_how(page: Page) -> None:
    """The days and the way in."""
    expect(page.get_by_role("heading", level=1)).to_have_text("When it is on")
    page.get_by_label("Every week", exact=True).check()
    page.get_by_label("Tuesday", exact=True).check()
    page.get_by_label("From when to when?").fill("10.30am to 12 noon")
    page.get_by_role("button", name="Show me the next date").click()
    expect(page.get_by_text("Every Tuesday, 10:30am to 12 noon. Next on Tuesday 24 November.")).to_be_visible()
    go_on(page)
    page.get_by_label("Just turn up").check()
    page.get_by_role("group", name="Is it free?").get_by_label("Yes", exact=True).check()
    go_on(page)


def say_whom_to_ask(page: Page, email: str) -> None:
    page.get_by_label("Whom may people ask for?").fill("Cora")
    page.get_by_label("Phone number", exact=True).fill("0113 496 0013")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Yes, show them").check()
    go_on(page)


def sign_in(stage: Stage, visit: Visit, email: str, width: int, scripts: bool) -> Page:
    """A steward signs in by the link in a letter."""
    engine = open_engine(f"sqlite:///{stage.folder / 'kith.db'}")
    with unit_of_work(engine, writes=True) as session:
        give_role(session, email, Role.STEWARD, None, who="story", now=stage.clock())
    engine.dispose()
    page = visit("/sign-in?next=/steward", width, scripts=scripts)
    page.get_by_label("e-mail").first.fill(email)
    page.get_by_role("button", name="link").first.click()
    send_letters(stage.app.state.kith)
    page.goto(stage.link(email, r"/sign-in/link\S+"))
    page.locator("main form button").first.click()
    page.goto("/steward")
    return page


def ideas(page: Page, stage: Stage) -> list[str]:
    """The names that a match near Harehills suggests."""
    asked = {"near": "LS8 5HX", "hopes": "knitting"}
    return [one["name"] for one in page.request.post(f"{stage.address}/api/v1/match", data=asked).json()["suggestions"]]


def state(page: Page, stage: Stage, path: str) -> str:
    return str(page.request.get(f"{stage.address}/api/v1{path}").json()["freshness"]["state"])


@pytest.mark.browser
@SCRIPTS
def test_from_a_small_phone_to_one_press_a_year_later(stage: Stage, visit: Visit, scripts: bool) -> None:
    page = visit("/groups/new", scripts=scripts)
    say_what_and_where(page, "Compton Road Knitters")
    say_when_and_how(page)
    say_whom_to_ask(page, "cora@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    expect(page.get_by_text("Every Tuesday, 10:30am to 12 noon.")).to_be_visible()
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
    pressed = time.monotonic()
    expect(steward.get_by_role("link", name="See the page")).to_be_visible()
    assert ideas(page, stage) == ["Compton Road Knitters"]
    assert time.monotonic() - pressed < 1.0

    stage.work()
    path = stage.link("cora@example.org", r"/listings/\S+")
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
    steward.get_by_role("button", name="The signed card is here").click()
    steward.get_by_role("button", name="Put it on the map", exact=True).click()
    steward.get_by_role("link", name="See the page").click()
    expect(steward.get_by_role("heading", level=1)).to_have_text("Tuesday Soup")
    expect(steward.get_by_text("Made Up Row")).to_have_count(0)
    expect(steward.get_by_role("link", name="0113 496 0021")).to_be_visible()


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
