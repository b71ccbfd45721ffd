"""A story on a stage of its own: a real Kith with a clock that the story moves, a real mail server, a real browser."""

import mailbox
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
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
from tests.browser.patience import PATIENCE_S, patient
from tests.builders import NOW, empty_directory

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
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
        post.wait(timeout=PATIENCE_S)


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, stage: Stage) -> Iterator[Visit]:
    """Opens a browser of one's own; what its console complains of fails the story."""
    contexts, complaints = [], []

    def open_(path: str, width: int = PHONE, *, scripts: bool = True) -> Page:
        size = {"width": width, "height": 740}
        context = patient(browser, base_url=stage.address, viewport=size, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def look_at(page: Page) -> None:
    """Nothing for axe to find, and nothing to scroll sideways."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    page.evaluate("document.querySelectorAll('.tray').forEach(bar => { bar.style.position = 'static' })")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}}).then(found => found.violations)", TAGS
    )
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == [], page.url


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


def ideas(page: Page, stage: Stage, hopes: str = "knitting") -> list[str]:
    """The names that a match near Harehills suggests."""
    asked = {"near": "LS8 5HX", "hopes": hopes}
    return [one["name"] for one in page.request.post(f"{stage.address}/api/v1/match", data=asked).json()["suggestions"]]


def state(page: Page, stage: Stage, path: str) -> str:
    return str(page.request.get(f"{stage.address}/api/v1{path}").json()["freshness"]["state"])


def add_a_photo(page: Page, file: Path, words: str) -> None:
    """From the last page: a photo from the phone, what can be seen on it, and back."""
    page.get_by_role("link", name="Add a photo, if you like").click()
    page.get_by_label("Choose a photo").set_input_files(file)
    page.get_by_label("What can be seen on it?").fill(words)
    page.get_by_label("Nobody can be seen, or all who can said yes").check()
    page.get_by_role("button", name="Add this photo").click()
    expect(page.get_by_role("img", name=words)).to_be_visible()
    page.get_by_role("link", name="Keep it and go on").click()


def shows(page: Page, words: str) -> bool:
    """Whether a picture has come and can be seen."""
    picture = page.get_by_role("img", name=words)
    picture.scroll_into_view_if_needed()
    return bool(picture.evaluate("one => one.decode().then(() => one.naturalWidth > 0)"))
