"""A real instance with the demo loaded, and Debian's Chromium to look at it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from app.edge.templating import ERROR_PAGES
from tests.browser.bars import LOUD
from tests.browser.patience import PATIENCE_S, patient
from tests.browser.stage import stage, visit
from tests.browser.visitor import Visitor
from tests.browser.world import World, make_world

__all__ = ["stage", "visit"]  # the fixtures of a story on a stage of its own

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 90

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def live_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the running Kith keeps everything; `LIVE_DATABASE_URL` names that of one that runs already."""
    return os.environ.get("LIVE_DATABASE_URL") or f"sqlite:///{tmp_path_factory.mktemp('var')}/kith.db"


@pytest.fixture(scope="session")
def live_app(live_database: str) -> Iterator[str]:
    """The address of a running Kith; `LIVE_APP_URL` names one that runs already (handy while changing a page)."""
    if running := os.environ.get("LIVE_APP_URL"):
        yield running.rstrip("/")
        return
    var = Path(live_database.removeprefix("sqlite:///")).parent
    kith = str(Path(sys.executable).parent / "kith")
    settings = os.environ | {"KITH_VAR": str(var), "KITH_DATABASE_URL": live_database}
    subprocess.run([kith, "demo", "load"], env=settings, check=True, timeout=START_SECONDS)
    port = _free_port()
    with (var / "serve.log").open("wb") as log:
        server = subprocess.Popen([kith, "serve", "--port", str(port)], env=settings, stdout=log, stderr=log)
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz", server, var / "serve.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=START_SECONDS)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(address, timeout=PATIENCE_S):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"kith serve did not become ready:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def world(live_app: str, live_database: str) -> World:
    """An example of everything that stands in an address of the running Kith."""
    return make_world(live_app, live_database)


@pytest.fixture(scope="module")  # its event loop may not outlive the file: the next one may run loops of its own
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, never a downloaded one."""
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium: apt-get install chromium")
    with launched(playwright) as chromium:
        yield chromium


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """A browser until the end of the block."""
    chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
    yield chromium
    chromium.close()


@pytest.fixture
def looking(request: pytest.FixtureRequest, playwright: Playwright, browser: Browser) -> Iterator[Browser]:
    """The file's browser; a new one for the second look at a page that died in it, which may ail still."""
    if getattr(request.node, "execution_count", 1) == 1:
        yield browser
        return
    with launched(playwright) as fresh:
        yield fresh


@pytest.fixture
def open_page(looking: Browser, live_app: str) -> Iterator[Open]:
    """Opens a page of the app in a fresh visit; what the console complains of fails the test."""
    contexts, complaints = [], []

    def open_(
        path: str = "/", width: int = 390, *, scripts: bool = True, height: int = 844, cookie: str = "",
        workers: Literal["allow", "block"] = "allow",
    ) -> Page:  # fmt: skip
        context = patient(
            looking,
            base_url=live_app,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            service_workers=workers,
        )
        contexts.append(context)
        context.add_init_script(LOUD)
        if cookie:
            context.add_cookies([{"name": "kith", "value": cookie, "url": live_app}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _serious(said.type, said.text) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def _serious(kind: str, text: str) -> bool:
    """Errors and broken policy; a form that comes back, a page that is refused or not there and no signal are meant."""
    worker = "An unknown error occurred when fetching the script."  # the signal went while it was being fetched
    refused = tuple(f"status of {status}" for status in (410, *ERROR_PAGES))
    meant = (*refused, "ERR_INTERNET_DISCONNECTED", worker, "blocked by Playwright")
    return kind in ("error", "warning") and not any(each in text for each in meant)


@pytest.fixture
def ask(live_app: str, live_database: str) -> Visitor:
    """Somebody who visits."""
    return Visitor(live_database)
