"""Signing in by a link, a password and a code, through the real application; what resists guessing and replay."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.access.codes import STEP_S, code_at
from app.kernel.callers import Grant
from tests.access.conftest import Site
from tests.builders import ASHA, CORA, DEV

WORDS = "seven green boats at noon"


def is_in(browser: TestClient) -> bool:
    answer = browser.get("/me")
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


def set_password(browser: TestClient, new: str = WORDS, old: str = "") -> Any:
    return browser.post("/me/password", data={"old": old, "new": new})


def by_password(browser: TestClient, password: str, email: str = CORA.email, **more: str) -> Any:
    return browser.post("/sign-in/password", data={"email": email, "password": password} | more)


def test_it_works_by_a_link(each_site: Site) -> None:
    site = each_site
    browser = site.browser()
    assert browser.post("/sign-in", data={"email": " Cora@Example.org ", "next": "/list"}).status_code == 200
    page = browser.get("/sign-in/link", params={"t": site.link(CORA.email)})
    assert page.status_code == 200
    assert not is_in(browser)  # looking changes nothing
    answer = browser.post("/sign-in/link", data={"t": site.link(CORA.email)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/list")
    page = browser.get("/me")
    assert CORA.email in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"


def test_a_link_works_once(each_site: Site) -> None:
    site = each_site
    site.signed_in(CORA.email)
    again = site.browser()
    answer = again.post("/sign-in/link", data={"t": site.link(CORA.email)})
    assert (answer.status_code, is_in(again)) == (410, False)
    assert again.get("/sign-in/link", params={"t": site.link(CORA.email)}).status_code == 410


def test_a_link_opened_again_where_it_signed_in_leads_on(site: Site) -> None:
    browser = site.signed_in(CORA.email)
    page = browser.get("/sign-in/link", params={"t": site.link(CORA.email)})
    assert page.status_code == 410
    assert "You are signed in already." in page.text
    assert '<a class="btn" href="/me">' in page.text


def test_a_link_ends_after_twenty_minutes(site: Site) -> None:
    browser = site.browser()
    browser.post("/sign-in", data={"email": CORA.email})
    site.clock.pass_(minutes=20)
    assert browser.get("/sign-in/link", params={"t": site.link(CORA.email)}).status_code == 200
    site.clock.pass_(seconds=1)
    assert browser.post("/sign-in/link", data={"t": site.link(CORA.email)}).status_code == 410


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é", "\x00", "a" * 500])
def test_a_guess_opens_nothing(site: Site, token: str) -> None:
    site.browser().post("/sign-in", data={"email": CORA.email})
    browser = site.browser()
    assert browser.post("/sign-in/link", data={"t": token}).status_code == 410
    assert browser.get("/sign-in/link", params={"t": token}).status_code == 410
    assert not is_in(browser)


def test_nothing_tells_whether_an_address_is_known(site: Site) -> None:
    set_password(site.signed_in(CORA.email))
    asked = [site.browser().post("/sign-in", data={"email": email}) for email in (CORA.email, DEV.email)]
    assert asked[0].text == asked[1].text
    assert len(site.letters(DEV.email)) == 1
    tried = [by_password(site.browser(), "not the right words", email) for email in (CORA.email, DEV.email)]
    assert (tried[0].status_code, tried[0].text) == (tried[1].status_code, tried[1].text)
    assert tried[0].status_code == 422


def test_only_hashes_are_kept(each_site: Site) -> None:
    site = each_site
    browser = site.signed_in(CORA.email)
    set_password(browser)
    token = browser.cookies["kith"]
    for table in ("signed_in", "sign_in_link", "account", "attempt"):
        kept = repr(site.rows(f"SELECT * FROM {table}"))
        assert token not in kept
        assert WORDS not in kept
        assert site.link(CORA.email) not in kept
    assert "$argon2id$" in repr(site.rows("SELECT password FROM account"))
    tries = repr(site.rows("SELECT * FROM attempt"))
    assert CORA.email not in tries
    assert site.line not in tries


def test_the_cookie_is_kept_from_scripts_and_other_sites(site: Site) -> None:
    browser = site.browser()
    browser.post("/sign-in", data={"email": CORA.email})
    cookie = browser.post("/sign-in/link", data={"t": site.link(CORA.email)}).headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_under_https_it_is_secure_and_taken_from_this_host_alone(site: Site) -> None:
    browser = TestClient(site.app, "https://kith.test", follow_redirects=False, client=(site.line, 5))
    browser.post("/sign-in", data={"email": CORA.email})
    cookie = browser.post("/sign-in/link", data={"t": site.link(CORA.email)}).headers["set-cookie"]
    assert cookie.startswith("__Host-kith=")
    assert "Secure" in cookie
    assert is_in(browser)
    plain = TestClient(site.app, "https://kith.test", cookies={"kith": cookie[12:55]}, follow_redirects=False)
    assert not is_in(plain)


def test_every_sign_in_has_a_new_token_and_ends_the_one_before(each_site: Site) -> None:
    site = each_site
    browser = site.signed_in(CORA.email)
    before = browser.cookies["kith"]
    browser.post("/sign-in", data={"email": CORA.email})
    browser.post("/sign-in/link", data={"t": site.link(CORA.email)})
    assert browser.cookies["kith"] != before
    assert not is_in(TestClient(site.app, "http://kith.test", cookies={"kith": before}, follow_redirects=False))


def test_signing_out_is_one_press_on_a_page(site: Site) -> None:
    browser = site.signed_in(CORA.email)
    token = browser.cookies["kith"]
    assert browser.get("/sign-out").status_code == 200
    assert is_in(browser)
    answer = browser.post("/sign-out")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert "kith" not in browser.cookies
    assert not is_in(TestClient(site.app, "http://kith.test", cookies={"kith": token}, follow_redirects=False))


def test_staff_are_signed_out_when_they_leave_and_others_later(site: Site) -> None:
    keeper = site.signed_in(CORA.email)
    steward = site.signed_in(ASHA.email, Grant("steward", None))
    site.clock.pass_(hours=1, minutes=59)
    assert is_in(steward)  # being seen counts
    site.clock.pass_(hours=2, minutes=1)
    assert not is_in(steward)
    assert is_in(keeper)
    site.clock.pass_(days=1, minutes=1)
    assert not is_in(keeper)


def test_a_stay_ends_however_busy(site: Site) -> None:
    steward = site.signed_in(ASHA.email, Grant("steward", None))
    for _ in range(12):
        site.clock.pass_(hours=1)
        assert is_in(steward)
    site.clock.pass_(minutes=1)
    assert not is_in(steward)


def test_a_password_is_set_after_a_link_and_used(site: Site) -> None:
    first = site.signed_in(CORA.email)
    assert set_password(first).status_code == 303
    browser = site.browser()
    assert by_password(browser, "seven green boats at noo").status_code == 422
    answer = by_password(browser, WORDS, next="/find")
    assert (answer.status_code, answer.headers["location"]) == (303, "/find")
    assert is_in(browser)


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaaaaaa", "cora is my name", "x" * 201])
def test_a_password_that_will_not_do_is_told_why(site: Site, weak: str) -> None:
    browser = site.signed_in(CORA.email)
    answer = set_password(browser, weak)
    assert answer.status_code == 422
    assert 'id="new-err"' in answer.text


def test_the_old_password_is_asked_for_unless_a_link_was_just_opened(site: Site) -> None:
    first = site.signed_in(CORA.email)
    set_password(first)
    browser = site.browser()
    by_password(browser, WORDS)
    assert set_password(browser, "another few words here").status_code == 422
    assert set_password(browser, "another few words here", old=WORDS).status_code == 303
    assert not is_in(first)  # everywhere else they are signed out
    reset = site.signed_in(CORA.email)  # who forgot it asks for a link
    assert set_password(reset, "a third set of words").status_code == 303
    site.clock.pass_(minutes=16)
    assert set_password(reset, "and a fourth one too").status_code == 422


def test_guessing_a_password_has_to_wait(each_site: Site) -> None:
    site = each_site
    set_password(site.signed_in(CORA.email))
    answers = [by_password(site.browser(f"198.51.100.{n}"), f"guess number {n} here") for n in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Wait 15 minutes" in answers[-1].text
    assert by_password(site.browser(), WORDS).status_code == 429  # even the right one
    assert is_in(site.signed_in(CORA.email))  # a link still lets its owner in
    site.clock.pass_(minutes=15, seconds=1)
    assert by_password(site.browser(), WORDS).status_code == 303


def test_one_line_cannot_try_many_addresses(site: Site) -> None:
    browser = site.browser()
    statuses = [browser.post("/sign-in", data={"email": f"p{n}@example.org"}).status_code for n in range(41)]
    assert statuses == [200] * 40 + [429]
    assert len(site.rows("SELECT id FROM outbox")) == 40
    assert site.browser("198.51.100.1").post("/sign-in", data={"email": CORA.email}).status_code == 200


def test_nobody_is_flooded_with_letters(site: Site) -> None:
    lines = [site.browser(f"198.51.100.{n}") for n in range(9)]
    statuses = [line.post("/sign-in", data={"email": CORA.email}).status_code for line in lines]
    assert statuses == [200] * 5 + [429] * 4
    site.clock.pass_(minutes=61)
    assert lines[0].post("/sign-in", data={"email": CORA.email}).status_code == 200


def held(page: Any) -> str:
    found = re.search(r'name="held" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def with_codes(site: Site) -> tuple[TestClient, str]:
    """Cora's browser after she set up codes, and the secret of her app."""
    browser = site.signed_in(CORA.email)
    set_password(browser)
    page = browser.post("/me/code", data={"do": "begin"})
    secret = "".join(re.findall(r'class="qr-address"><b>([^<]+)', page.text)).replace(" ", "")
    done = browser.post("/me/code", data={"do": "start", "held": held(page), "code": now_code(site, secret)})
    assert done.status_code == 303
    return browser, secret


def now_code(site: Site, secret: str) -> str:
    return code_at(secret, int(site.clock.now.timestamp()) // STEP_S)


def test_a_code_is_asked_for_after_password_and_link(each_site: Site) -> None:
    site = each_site
    _, secret = with_codes(site)
    site.clock.pass_(seconds=90)
    browser = site.browser()
    page = by_password(browser, WORDS)
    assert page.status_code == 200
    assert not is_in(browser)
    assert browser.post("/sign-in/code", data={"held": held(page), "code": "000000"}).status_code == 422
    code = now_code(site, secret)
    assert browser.post("/sign-in/code", data={"held": held(page), "code": code}).status_code == 303
    assert is_in(browser)
    other = site.browser()
    other.post("/sign-in", data={"email": CORA.email})
    page = other.post("/sign-in/link", data={"t": site.link(CORA.email)})
    assert other.post("/sign-in/code", data={"held": held(page), "code": code}).status_code == 422  # used once
    site.clock.pass_(seconds=30)
    code = now_code(site, secret)
    assert other.post("/sign-in/code", data={"held": held(page), "code": f"{code[:3]} {code[3:]}"}).status_code == 303


def test_the_time_between_password_and_code_is_short(site: Site) -> None:
    _, secret = with_codes(site)
    page = by_password(site.browser(), WORDS)
    site.clock.pass_(minutes=6)
    data = {"held": held(page), "code": now_code(site, secret)}
    assert site.browser().post("/sign-in/code", data=data).status_code == 410
    assert site.browser().post("/sign-in/code", data=data | {"held": data["held"][:-2]}).status_code == 410


def test_guessing_a_code_has_to_wait(site: Site) -> None:
    with_codes(site)
    page = by_password(site.browser(), WORDS)
    guesses = [{"held": held(page), "code": f"{n:06}"} for n in range(6)]
    assert [site.browser().post("/sign-in/code", data=data).status_code for data in guesses] == [422] * 5 + [429]


def test_codes_are_stopped_with_a_last_code(site: Site) -> None:
    browser, secret = with_codes(site)
    assert browser.post("/me/code", data={"do": "stop", "code": "123456"}).status_code == 422
    site.clock.pass_(seconds=60)
    assert browser.post("/me/code", data={"do": "stop", "code": now_code(site, secret)}).status_code == 303
    assert by_password(site.browser(), WORDS).status_code == 303


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/find", "/find"), ("", "/me"), ("//evil.example", "/me"), ("https://evil.example", "/me"),
        ("/\\evil.example", "/me"), ("/sign-out", "/me"), ("/a\r\nSet-Cookie: x=y", "/me"), ("javascript:x", "/me"),
        ("/list?x=1", "/me"),
    ],
)  # fmt: skip
def test_one_goes_on_to_a_page_of_our_own(site: Site, asked: str, given: str) -> None:
    browser = site.browser()
    browser.post("/sign-in", data={"email": CORA.email, "next": asked})
    answer = browser.post("/sign-in/link", data={"t": site.link(CORA.email)})
    assert answer.headers["location"] == given


@pytest.mark.parametrize("email", ["", "cora", "cora@example.org\nBcc: dev@example.org", "x" * 400])
def test_what_is_no_address_is_told_and_sends_nothing(site: Site, email: str) -> None:
    assert site.browser().post("/sign-in", data={"email": email}).status_code == 422
    assert site.rows("SELECT id FROM outbox") == []
