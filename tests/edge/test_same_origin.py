"""A page of another site cannot send a form in somebody's name; our own pages, machines and old browsers can."""

from typing import Any

import pytest

FORM = {"hopes": "tea"}
HTTPS = "https://kith.example"


def sent(site: Any, cookie: str = "", **headers: str) -> int:
    shown = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Cookie": cookie} if cookie else {})
    return int(site(base_url=HTTPS).client.post("/match", data=FORM, headers=shown).status_code)


@pytest.mark.parametrize("where", ["same-origin", "none"])
def test_our_own_pages_may(site: Any, where: str) -> None:
    assert sent(site, Sec_Fetch_Site=where) == 200


@pytest.mark.parametrize("where", ["cross-site", "same-site", "Cross-Site"])
def test_other_sites_may_not(site: Any, where: str) -> None:
    assert sent(site, Sec_Fetch_Site=where) == 403
    assert sent(site, Sec_Fetch_Site=where, Origin="http://kith.test") == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://kith.test", 200),
        (HTTPS, 200),  # a proxy in front may have changed Host
        ("https://evil.example", 403),
        ("http://kith.test.evil.example", 403),
        ("http://sub.kith.test", 403),
        ("http://kith.test:8080", 403),
        ("x", 403),
    ],
)
def test_a_browser_that_names_its_origin_is_believed(site: Any, origin: str, status: int) -> None:
    assert sent(site, Origin=origin) == status


def test_what_names_nothing_is_no_page_of_another_site(site: Any) -> None:
    assert sent(site) == 200


def test_an_origin_that_is_not_told_will_do_without_a_cookie_alone(site: Any) -> None:
    assert sent(site, Origin="null") == 200
    assert sent(site, Origin="null", cookie="__Host-kith=token") == 403


def test_a_machine_with_a_key_is_no_page(site: Any) -> None:
    assert sent(site, Sec_Fetch_Site="cross-site", Authorization="Bearer kith_x") == 200


def test_looking_is_open(site: Any) -> None:
    assert site().client.get("/kept", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_machine_is_told_as_a_machine(site: Any) -> None:
    answer = site().client.post("/api/v1/break", json=FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
