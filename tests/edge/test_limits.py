"""A caller who asks faster than people do waits; this machine never does."""

from typing import Any

import pytest

from app.edge.limits import BURST, Buckets

ASK = {"hopes": "tea"}


def statuses(site: Any, times: int, path: str = "/api/v1/match", **headers: str) -> list[int]:
    if path.startswith("/api"):
        return [site.client.post(path, json=ASK, headers=headers).status_code for _ in range(times)]
    return [site.client.post(path, data=ASK, headers=headers).status_code for _ in range(times)]


def test_the_one_too_many_waits(site: Any) -> None:
    here = site()
    assert set(statuses(here, BURST)) == {200}
    answer = here.client.post("/api/v1/match", json=ASK)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.json()["type"] == "/problems/too-many-requests"
    assert here.client.get("/kept").status_code == 200  # only asking for ideas is limited


def test_a_page_tells_it_as_a_page(site: Any) -> None:
    here = site()
    statuses(here, BURST, "/match")
    answer = here.client.post("/match", data=ASK)
    assert (answer.status_code, "Error page 429" in answer.text) == (429, True)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.9.9.9", "::ffff:127.0.0.1"])
def test_this_machine_never_waits(site: Any, address: str) -> None:
    assert set(statuses(site(address), BURST + 20)) == {200}


def test_callers_behind_a_trusted_proxy_are_told_apart(site: Any) -> None:
    here = site("127.0.0.1")
    for caller in ("198.51.100.1", "198.51.100.2"):
        assert 429 not in statuses(here, BURST, **{"x-forwarded-for": caller})
    assert 429 in statuses(here, 5, **{"x-forwarded-for": "198.51.100.1"})
    assert 429 in statuses(here, 5, **{"x-forwarded-for": "127.0.0.1, 198.51.100.1"})


def test_a_stranger_cannot_call_itself_somebody_else(site: Any) -> None:
    here = site("203.0.113.9")
    answers = [statuses(here, 1, **{"x-forwarded-for": f"198.51.100.{n}"})[0] for n in range(BURST + 1)]
    assert answers[-1] == 429


def test_one_ipv6_line_is_one_caller(site: Any) -> None:
    here = site("127.0.0.1")
    answers = [statuses(here, 1, **{"x-forwarded-for": f"2001:db8:1:2::{n:x}"})[0] for n in range(BURST + 1)]
    assert answers[-1] == 429


def test_proxies_that_cannot_be_read_are_told_at_the_start(site: Any) -> None:
    with pytest.raises(ValueError, match="KITH_TRUSTED_PROXIES"):
        site(trusted_proxies="the-one-in-the-cellar")


def test_a_bucket_fills_again_and_never_overflows() -> None:
    now = [0.0]
    buckets = Buckets(burst=2, rate=0.5, now=lambda: now[0])
    assert [buckets.take("asha") for _ in range(3)] == [0.0, 0.0, 2.0]
    now[0] = 2.0
    assert buckets.take("asha") == 0.0
    now[0] = 1000.0
    assert [buckets.take("asha") > 0 for _ in range(3)] == [False, False, True]
    assert buckets.take("ben") == 0.0


def test_memory_is_bounded() -> None:
    buckets = Buckets(burst=1, rate=0.001, now=lambda: 0.0, most=10)
    for caller in range(1000):
        buckets.take(str(caller))
    assert len(buckets._kept) == 10
