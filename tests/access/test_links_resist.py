"""What opens a door resists many hands at once, a letter changed, a restart, and whoever listens for a difference."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app.access.codes import STEP_S, code_at
from app.main import create_app
from tests.access.conftest import Site
from tests.builders import ASHA, CORA, DEV

WORDS = "seven green boats at noon"
HANDS = 6
ALTERED: dict[str, Callable[[str], str]] = {
    "first letter": lambda it: ("A" if it[0] != "A" else "B") + it[1:],
    "a letter in the middle": lambda it: it[:20] + ("A" if it[20] != "A" else "B") + it[21:],
    # Of the last letter the last bits may stand for nothing: "B", "C" and "D" can tell the same as "A".
    "last letter": lambda it: it[:-1] + ("A" if it[-1] not in "ABCD" else "Q"),
    "one letter short": lambda it: it[:-1],
    "one letter more": lambda it: it + "A",
    "in capitals": str.upper,
    "backwards": lambda it: it[::-1],
}


def at_once(do: Callable[[int], Any]) -> list[Any]:
    """What each of many hands got that pressed in the same moment."""
    start = Barrier(HANDS)

    def press(hand: int) -> Any:
        start.wait()
        return do(hand)

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(press, range(HANDS)))


def by_password(browser: TestClient, password: str, email: str) -> Any:
    return browser.post("/sign-in/password", data={"email": email, "password": password})


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    heard: list[str] = []
    engine = site.app.state.kith.engine

    def hear(*args: Any) -> None:
        heard.append(args[2])

    event.listen(engine, "before_cursor_execute", hear)
    yield heard
    event.remove(engine, "before_cursor_execute", hear)


def with_codes(site: Site) -> str:
    """The secret of the app that Cora set up beside her password."""
    browser = site.signed_in(CORA.email)
    browser.post("/me/password", data={"old": "", "new": WORDS})
    page = browser.post("/me/code", data={"do": "begin"})
    secret = "".join(re.findall(r'class="qr-address"><b>([^<]+)', page.text)).replace(" ", "")
    assert browser.post("/me/code", data={"held": held(page), "code": now_code(site, secret)}).status_code == 303
    site.clock.pass_(seconds=90)
    return secret


def held(page: Any) -> str:
    found = re.search(r'name="held" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def now_code(site: Site, secret: str) -> str:
    return code_at(secret, int(site.clock.now.timestamp()) // STEP_S)


def test_of_many_hands_on_one_link_one_is_let_in(each_site: Site) -> None:
    site = each_site
    site.browser().post("/sign-in", data={"email": CORA.email})
    token = site.link(CORA.email)
    browsers = [site.browser() for _ in range(HANDS)]
    answers = at_once(lambda hand: browsers[hand].post("/sign-in/link", data={"t": token}).status_code)
    assert sorted(answers) == [303] + [410] * (HANDS - 1)
    assert [row[0] for row in site.rows("SELECT count(*) FROM signed_in")] == [1]


def test_of_many_hands_with_one_code_one_is_let_in(each_site: Site) -> None:
    site = each_site
    secret = with_codes(site)
    browsers = [site.browser(f"198.51.100.{n}") for n in range(HANDS)]
    waiting = held(by_password(browsers[0], WORDS, CORA.email))
    data = {"held": waiting, "code": now_code(site, secret)}
    answers = at_once(lambda hand: browsers[hand].post("/sign-in/code", data=data).status_code)
    assert answers.count(303) == 1
    assert set(answers) <= {303, 422, 429}


def test_many_hands_at_once_get_no_more_tries_than_one(each_site: Site) -> None:
    """A limit that is counted after the try would let a crowd through."""
    site = each_site
    site.signed_in(CORA.email).post("/me/password", data={"old": "", "new": WORDS})
    for n in range(6):
        by_password(site.browser(f"198.51.100.{n}"), "not the right words", CORA.email)
    browsers = [site.browser(f"203.0.113.{n}") for n in range(HANDS)]
    answers = at_once(lambda hand: by_password(browsers[hand], "not the right words", CORA.email).status_code)
    assert sorted(answers) == [422] * 4 + [429] * 2


def test_limits_outlive_a_restart(each_site: Site) -> None:
    site = each_site
    site.signed_in(CORA.email).post("/me/password", data={"old": "", "new": WORDS})
    for n in range(10):
        by_password(site.browser(f"198.51.100.{n}"), "not the right words", CORA.email)
    for _ in range(4):
        site.browser().post("/sign-in", data={"email": CORA.email})
    again = create_app(site.app.state.kith.settings, site.clock)
    with TestClient(again, "http://kith.test", client=("192.0.2.7", 5), follow_redirects=False) as browser:
        assert by_password(browser, WORDS, CORA.email).status_code == 429
        assert browser.post("/sign-in", data={"email": CORA.email}).status_code == 429
        assert browser.post("/sign-in", data={"email": ASHA.email}).status_code == 200


def test_a_sign_in_outlives_a_restart_and_a_used_link_stays_used(site: Site) -> None:
    token = site.signed_in(CORA.email).cookies["kith"]
    again = create_app(site.app.state.kith.settings, site.clock)
    with TestClient(again, "http://kith.test", cookies={"kith": token}, follow_redirects=False) as browser:
        assert browser.get("/me").status_code == 200
        assert browser.post("/sign-in/link", data={"t": site.link(CORA.email)}).status_code == 410


@pytest.mark.parametrize("how", ALTERED)
def test_a_link_with_a_letter_changed_opens_nothing_and_uses_nothing_up(site: Site, how: str) -> None:
    site.browser().post("/sign-in", data={"email": CORA.email})
    token = site.link(CORA.email)
    browser = site.browser()
    assert ALTERED[how](token) != token
    assert browser.post("/sign-in/link", data={"t": ALTERED[how](token)}).status_code == 410
    assert browser.get("/me").status_code == 303
    assert browser.post("/sign-in/link", data={"t": token}).status_code == 303


@pytest.mark.parametrize("how", ALTERED)
def test_a_cookie_with_a_letter_changed_is_nobodys(site: Site, how: str) -> None:
    token = site.signed_in(CORA.email).cookies["kith"]
    strange = TestClient(site.app, "http://kith.test", cookies={"kith": ALTERED[how](token)}, follow_redirects=False)
    assert strange.get("/me").status_code == 303


@pytest.mark.parametrize("how", ALTERED)
def test_what_is_held_between_password_and_code_cannot_be_altered(site: Site, how: str) -> None:
    secret = with_codes(site)
    waiting = held(by_password(site.browser(), WORDS, CORA.email))
    data = {"held": ALTERED[how](waiting), "code": now_code(site, secret)}
    assert site.browser().post("/sign-in/code", data=data).status_code == 410


def test_a_seal_made_for_one_thing_is_no_good_for_another(site: Site) -> None:
    """What holds the secret of an app for its owner is sealed too; it does not pass for a password that was typed."""
    secret = with_codes(site)
    page = site.signed_in(DEV.email).post("/me/code", data={"do": "begin"})
    data = {"held": held(page), "code": now_code(site, secret)}
    assert site.browser().post("/sign-in/code", data=data).status_code == 410


def test_an_address_that_is_known_costs_the_database_what_another_costs(each_site: Site) -> None:
    """The same statements, so the same time, whether the address has an account, a password or neither."""
    site = each_site
    site.signed_in(CORA.email).post("/me/password", data={"old": "", "new": WORDS})
    site.signed_in(ASHA.email)
    for ask in (
        lambda email: site.browser().post("/sign-in", data={"email": email}),
        lambda email: by_password(site.browser(), "not the right words", email),
    ):
        heard, answers = [], []
        for who in (CORA, ASHA, DEV):
            with statements(site) as said:
                answers.append(ask(who.email))
            heard.append(said)
        assert heard[0]
        assert heard[0] == heard[1] == heard[2]
        assert len({(one.status_code, one.text, tuple(sorted(one.headers))) for one in answers}) == 1


def test_a_password_is_weighed_as_long_for_nobody_as_for_somebody(site: Site) -> None:
    site.signed_in(CORA.email).post("/me/password", data={"old": "", "new": WORDS})
    took: dict[str, list[float]] = {CORA.email: [], DEV.email: []}
    for n in range(9):  # by turns, so that a busy machine is busy for both
        for email, times in took.items():
            began = time.perf_counter()
            assert by_password(site.browser(f"198.51.100.{n}"), "not the right words", email).status_code == 422
            times.append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.5 < known / unknown < 2, "without the same work for nobody it is more than three times as quick"
