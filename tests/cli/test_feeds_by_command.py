"""`kith feeds` and `kith import --as openactive` as they are typed, against a server on this machine."""

from collections.abc import Iterator

import pytest

from tests.cli.home import Home
from tests.standards.rpde_server import Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as told:
        for n in range(3):
            told.put("SessionSeries", str(n), {"name": f"Football {n}", "@id": f"https://example.org/{n}"})
        told.services = [{"id": f"00000000-0000-4000-8000-{n:012}", "name": f"Service {n}"} for n in range(2)]
        yield told


def test_a_feed_from_beginning_to_end(home: Home, server: Server) -> None:
    words = ("feeds", "add", "town", f"{server.url}/oruk", "--as", "oruk", "--licence", "OGL 3.0", "--every", "6")
    assert home.run(*words).code == 0
    assert "changed" in home.run(*words).said
    assert home.run("feeds", "add", "sports", f"{server.url}/rpde", "--as", "openactive", "--kind", "group").code == 0
    ran = home.run("feeds", "pull", "--json")
    assert ran.code == 0, ran.said
    assert [(one["name"], one["created"], one["problem"]) for one in ran.json] == [("sports", 3, ""), ("town", 2, "")]
    assert home.names() == ["Football 0", "Football 1", "Football 2", "Service 0", "Service 1"]
    sports, town = home.run("feeds", "list", "--json").json
    assert (sports["counts"]["created"], town["every_hours"], town["licence"]) == (3, 6, "OGL 3.0")
    assert (town["problem"], town["worked_at"] is None) == ("", False)
    server.put("SessionSeries", "1", None)
    assert "1 withdrawn" in home.run("feeds", "pull", "sports").said
    assert "2 of its listings are taken down" in home.run("feeds", "remove", "town").said
    assert [one["name"] for one in home.run("feeds", "list", "--json").json] == ["sports"]


def test_a_feed_that_is_broken_is_told_and_stops_no_other(home: Home, server: Server) -> None:
    assert home.run("feeds", "add", "away", "http://127.0.0.1:9/rpde", "--as", "openactive").code == 0
    assert home.run("feeds", "add", "sports", f"{server.url}/rpde", "--as", "openactive").code == 0
    server.broken = True
    ran = home.run("feeds", "pull", "sports")
    assert (ran.code, "status 404" in ran.said) == (1, True)
    server.broken = False
    ran = home.run("work", "--once")
    assert "feeds: " in ran.said
    assert home.names() == []  # sports was tried a moment ago, and waits its turn; nobody answers for the other
    away, sports = home.run("feeds", "list", "--json").json
    assert "page 1" in away["problem"]
    assert "404" in sports["problem"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "Bad Name", "https://example.org", "--as", "oruk"), 1, "small letters"),
        (("add", "town", "ftp://example.org", "--as", "oruk"), 1, "https://"),
        (("add", "town", "https://example.org", "--as", "csv"), 2, "csv"),
        (("pull", "town"), 1, "no feed called town"),
        (("remove", "town"), 1, "no feed called town"),
    ],
)
def test_what_cannot_be_done_is_said(home: Home, words: tuple[str, ...], code: int, said: str) -> None:
    ran = home.run("feeds", *words)
    assert ran.code == code, ran.said
    assert said in ran.said


def test_openactive_comes_in_by_hand_too(home: Home, server: Server) -> None:
    report = home.bring(f"{server.url}/rpde", form="openactive")
    assert (report["read"], report["created"]) == (3, 3)
    assert home.bring(f"{server.url}/rpde", form="openactive")["unchanged"] == 3
