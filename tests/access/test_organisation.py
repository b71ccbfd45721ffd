"""Sign in through an organisation: a real provider in a process of its own, and everything it can do wrong."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from app.kernel.callers import Grant
from tests.access.conftest import Site
from tests.builders import ASHA, CORA
from tests.db.cluster import free_port

PROVIDER = Path(__file__).parent / "provider.py"
ORIGIN = "http://kith.test"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The issuer of a provider that runs."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, str(PROVIDER), str(port)]) as process:
        until = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"{issuer}/keys", timeout=30).raise_for_status()
                break
            except httpx.HTTPError:
                assert time.monotonic() < until
                time.sleep(0.1)
        yield issuer
        process.terminate()


@pytest.fixture
def at_work(site: Site, provider: str) -> Site:
    """A Kith that knows the provider."""
    settings = {
        "oidc_issuer": provider, "oidc_client_id": "kith-tests", "oidc_client_secret": "a secret between the two",
        "oidc_name": "Leeds Made Up Council", "base_url": ORIGIN,
    }  # fmt: skip
    kith = site.app.state.kith
    site.app.state.kith = replace(kith, settings=kith.settings.model_copy(update=settings))
    return site


def go(browser: TestClient, then: str = "", **more: str) -> dict[str, str]:
    """Go to the provider and come back: what the way back carries."""
    there = browser.get("/sign-in/organisation", params={"next": then})
    assert there.status_code == 303
    back = httpx.get(httpx.URL(there.headers["location"]).copy_merge_params(more), timeout=30)
    assert back.status_code == 302, back.text
    assert back.headers["location"].startswith(f"{ORIGIN}/sign-in/organisation/back?")
    return {name: value[0] for name, value in parse_qs(urlsplit(back.headers["location"]).query).items()}


def come(browser: TestClient, carried: dict[str, str]) -> httpx.Response:
    """Press the button of the page to which the way back leads."""
    page = browser.get("/sign-in/organisation/back", params=carried)
    assert page.status_code == 200
    fields = dict(re.findall(r'name="(code|state)" value="([^"]+)"', page.text))
    return browser.post("/sign-in/organisation/back", data=fields)


def is_in(browser: TestClient) -> bool:
    return browser.get("/me").status_code == 200


def test_it_works(at_work: Site) -> None:
    browser = at_work.browser()
    assert "Leeds Made Up Council" in browser.get("/sign-in").text
    carried = go(browser, "/find")
    assert not is_in(browser)
    answer = come(browser, carried)
    assert (answer.status_code, answer.headers["location"]) == (303, "/find")
    assert "through your organisation" in browser.get("/me").text


def test_it_is_the_same_account_as_by_a_link(at_work: Site) -> None:
    at_work.signed_in(ASHA.email, Grant("steward", None))
    browser = at_work.browser()
    come(browser, go(browser, who="Asha@Example.org"))
    assert "Steward" in browser.get("/me").text
    assert len(at_work.rows("SELECT id FROM account")) == 1


@pytest.mark.parametrize(
    "trouble",
    ["issuer", "audience", "party", "late", "nonce", "key", "none", "our secret", "unverified", "unsaid", "words",
     "no email"],
)  # fmt: skip
def test_what_is_not_as_it_should_be_lets_nobody_in(at_work: Site, trouble: str) -> None:
    browser = at_work.browser()
    answer = come(browser, go(browser, trouble=trouble))
    assert answer.status_code == 422
    assert not is_in(browser)
    assert at_work.rows("SELECT id FROM account") == []


def test_a_way_back_works_once(at_work: Site) -> None:
    browser = at_work.browser()
    carried = go(browser)
    assert come(browser, carried).status_code == 303
    browser.post("/sign-out")
    assert browser.post("/sign-in/organisation/back", data=carried).status_code == 422
    assert not is_in(browser)


def test_nobody_is_signed_in_by_somebody_elses_way_back(at_work: Site) -> None:
    thief, victim = at_work.browser(), at_work.browser()
    carried = go(thief)
    assert victim.get("/sign-in/organisation/back", params=carried).status_code == 410
    assert victim.post("/sign-in/organisation/back", data=carried).status_code == 422
    go(victim)  # even while one of their own is under way
    assert victim.post("/sign-in/organisation/back", data=carried).status_code == 422
    assert not is_in(victim)


def test_who_takes_too_long_begins_again(at_work: Site) -> None:
    browser = at_work.browser()
    carried = go(browser)
    at_work.clock.pass_(minutes=11)
    assert browser.post("/sign-in/organisation/back", data=carried).status_code == 422


def test_a_code_from_an_app_is_asked_for_as_well(at_work: Site) -> None:
    browser = at_work.signed_in(CORA.email)
    at_work.engine.dispose()
    with at_work.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account SET code_secret = 'JBSWY3DPEHPK3PXP'")
    other = at_work.browser()
    answer = come(other, go(other))
    assert (answer.status_code, 'name="held"' in answer.text) == (200, True)
    assert not is_in(other)
    assert is_in(browser)


def test_a_provider_that_is_away_is_said(at_work: Site) -> None:
    kith = at_work.app.state.kith
    away = kith.settings.model_copy(update={"oidc_issuer": f"http://127.0.0.1:{free_port()}"})
    at_work.app.state.kith = replace(kith, settings=away)
    answer = at_work.browser().get("/sign-in/organisation")
    assert answer.status_code == 422
    assert "does not answer" in answer.text


def test_without_a_provider_there_is_no_such_door(site: Site) -> None:
    assert site.browser().get("/sign-in/organisation").status_code == 404
    assert "organisation" not in site.browser().get("/sign-in").text
