"""One's own page: what is held, where one is signed in, and being forgotten."""

import re

from app.kernel.callers import Grant
from tests.access.conftest import Site
from tests.builders import BEN, CORA


def test_it_says_all_that_is_held(site: Site) -> None:
    browser = site.signed_in(CORA.email, Grant("steward", None))
    browser.post("/me/name", data={"name": "  Cora \x00 of  Harehills "})
    page = browser.get("/me").text
    for told in (CORA.email, 'value="Cora of Harehills"', "Steward", "everywhere", "You have no password."):
        assert told in page


def test_whoever_works_with_it_finds_the_numbers(site: Site) -> None:
    page = site.signed_in(CORA.email, Grant("commissioner", None)).get("/me").text
    work = page.split("<h2>Your work</h2>")[1].split("</ul>")[0]
    assert re.findall(r'href="([^"]+)"', work) == ["/insight", "/networks"]
    assert "Your work" not in site.signed_in(BEN.email).get("/me").text


def test_a_stranger_is_asked_to_sign_in_first(site: Site) -> None:
    answer = site.browser().get("/me")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/me")
    assert site.browser().post("/me/name", data={"name": "x"}).headers["location"] == "/sign-in"


def test_one_signs_out_somewhere_else(each_site: Site) -> None:
    site = each_site
    phone, library, friend = (site.signed_in(CORA.email) for _ in range(3))
    (first, second) = re.findall(r'name="only" value="([^"]+)"', phone.get("/me").text)
    assert phone.post("/me/devices", data={"only": first}).status_code == 303
    assert [browser.get("/me").status_code for browser in (phone, library, friend)].count(200) == 2
    assert phone.post("/me/devices", data={}).status_code == 303
    assert [browser.get("/me").status_code for browser in (phone, library, friend)] == [200, 303, 303]
    assert second not in phone.get("/me").text


def test_nobody_signs_somebody_else_out(site: Site) -> None:
    cora, ben = site.signed_in(CORA.email), site.signed_in(BEN.email)
    (device,) = site.rows(
        "SELECT s.id FROM signed_in s JOIN account a ON a.id = s.account_id WHERE a.email LIKE 'cora%'"
    )
    ben.post("/me/devices", data={"only": str(device[0])})
    assert cora.get("/me").status_code == 200


def test_to_be_forgotten_leaves_nothing_that_tells_who(each_site: Site) -> None:
    site = each_site
    browser = site.signed_in(CORA.email, Grant("steward", None))
    browser.post("/me/name", data={"name": "Cora Cucumber"})
    browser.post("/me/password", data={"new": "seven green boats at noon"})
    assert browser.post("/me/forget", data={}).status_code == 422
    assert browser.post("/me/forget", data={"sure": "yes"}).status_code == 200
    assert browser.get("/me").status_code == 303
    for table in ("account", "staff_grant", "outbox", "audit", "attempt", "sign_in_link"):
        kept = repr(site.rows(f'SELECT * FROM "{table}"'))
        assert CORA.email not in kept
        assert "Cucumber" not in kept
    assert site.rows("SELECT count(*) FROM staff_grant WHERE ended_at IS NULL")[0][0] == 0
    assert site.signed_in(CORA.email).get("/me").text.count("Steward") == 0  # whoever comes back begins anew


def test_every_page_tells_who_is_signed_in_from_who_is_not(site: Site) -> None:
    assert 'href="/sign-in"' in site.browser().get("/privacy").text
    assert 'href="/me"' in site.signed_in(CORA.email).get("/privacy").text
