"""After a deed a steward reads what was done, where they left off, and can put a slip back."""

import re
from datetime import date

import pytest

from app.access.rules import Role
from tests.builders import listing
from tests.upkeep.conftest import Town


def then(town: Town, path: str, **fields: str) -> tuple[str, str]:
    """Where a deed leads, and what the page says there."""
    to = town.steward(path, **fields).headers["location"]
    return to, str(town.http.get(to, headers=town.as_(Role.STEWARD)).text)


def status_line(page: str) -> str:
    line = re.search(r'<div class="said" role="status">(.*?)</div>', page, re.S)
    assert line
    return " ".join(re.sub(r"<[^>]+>", " ", line[1]).split())


def old(town: Town, n: int = 1) -> list[str]:
    rows = [listing(name=f"Club {letter}", checked_on=date(2026, 1, 1)) for letter in "ABCDEFGH"[:n]]
    return [str(one) for one in town.add(*rows)]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("still_on", "Done: Club A. Still on, and checked today."),
        ("no_answer", "Done: Club A. No answer. It stays in line."),
        ("ended", "Done: Club A. It has ended, and is off the map."),
    ],
)
def test_after_a_call_it_says_so_among_those_to_ring(town: Town, outcome: str, words: str) -> None:
    first, *_ = old(town, 6)
    to, page = then(town, f"/steward/listings/{first}/call", outcome=outcome)
    assert to.endswith("#ring")
    assert words in status_line(page.split('id="ring"')[1])
    assert '<details class="more" open>' in page.split('id="ring"')[1]
    assert (
        'class="more" open' not in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text.split('id="ring"')[1]
    )


def test_a_slip_is_put_back_at_once(town: Town) -> None:
    (it,) = old(town)
    _, page = then(town, f"/steward/listings/{it}/call", outcome="ended")
    entry = re.findall(r'name="entry" value="([^"]+)"', page)
    assert len(entry) == 1
    _, page = then(town, f"/steward/listings/{it}/undo", entry=entry[0])
    assert status_line(page).startswith("Done: Club A. It is back to before.")
    assert "On the map" in page
    town.clock.pass_(minutes=1)
    assert "That was a slip" not in then(town, f"/steward/listings/{it}/call", outcome="no_answer")[1]


def test_other_deeds_say_so_too(town: Town) -> None:
    (it,) = old(town)
    town.http.post(f"/listings/{it}/wrong", data={"what": "times"})
    town.http.post(
        f"/listings/{it}/look-after", data={"who": "Ben", "line": "ben@example.org", "words": "I keep keys."}
    )
    to, page = then(town, f"/steward/listings/{it}/seen")
    assert (to[-8:], "Looked into." in status_line(page.split('id="reports"')[1])) == ("#reports", True)
    claim = re.findall(r"/steward/claims/[\w-]+", page)[0]
    to, page = then(town, claim, agree="yes")
    assert "They have their answer." in status_line(page.split('id="claims"')[1])


def test_a_made_up_address_says_nothing_of_anybody(town: Town) -> None:
    (it,) = old(town)
    elsewhere = town.as_(Role.STEWARD, listing().id)
    page = town.http.get(f"/steward?told=ended&about={it}", headers=elsewhere).text
    assert "Club A" not in page
    mine = town.http.get(f"/steward?told=%3Cb%3Ex&about={it}", headers=town.as_(Role.STEWARD)).text
    assert 'class="said" role="status"' not in mine


def test_who_checks_finds_the_way_to_their_work_on_other_pages(town: Town) -> None:
    (it,) = old(town)
    link = '<a class="to-work" href="/steward">What waits</a>'
    for path in (f"/listings/{it}", "/me", "/steward/not-listed"):
        assert link in town.http.get(path, headers=town.as_(Role.STEWARD)).text, path
    assert link not in town.http.get(f"/listings/{it}").text
    assert link not in town.http.get("/me", headers=town.as_(Role.COMMISSIONER)).text
