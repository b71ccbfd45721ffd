"""Two imports at once, a killed one, and a directory that somebody else holds: nothing is lost, nothing half done."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.cli.home import Home

SETTLED_S = 1.0  # both commands have read what they need and wait to write
STARTED_WITHIN_S = 60.0
MANY = 12_000  # seconds of work, in a lot every .15 s


@contextmanager
def held(home: Home) -> Iterator[None]:
    """Somebody else is writing."""
    other = sqlite3.connect(home.database, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def test_two_files_at_once_both_land(home: Home) -> None:
    tea, wool = home.groups("tea", 30), home.groups("wool", 30)
    with held(home):
        both = [home.begin("import", path, "--as", "csv", "--json") for path in (tea, wool)]
        time.sleep(SETTLED_S)
    ended = [one.end() for one in both]
    assert [ran.code for ran in ended] == [0, 0], [ran.said for ran in ended]
    assert [ran.json["created"] for ran in ended] == [30, 30]
    assert len(home.names()) == 60


def test_the_same_file_twice_at_once_lands_once(home: Home) -> None:
    """Both have looked before either has written: the second finds it there, or says in a sentence to try again."""
    tea = home.groups("tea", 30)
    with held(home):
        both = [home.begin("import", tea, "--as", "csv", "--json") for _ in range(2)]
        time.sleep(SETTLED_S)
    ended = [one.end() for one in both]
    codes = sorted(ran.code for ran in ended)
    assert codes in ([0, 0], [0, 1]), [ran.said for ran in ended]
    assert all(ran.err.strip().endswith(".") for ran in ended if ran.code)
    assert len(home.names()) == 30
    assert home.query("SELECT count(*) FROM history") == [(30,)]
    assert home.bring(tea)["unchanged"] == 30


def test_two_changed_files_at_once_end_as_one_of_them(home: Home) -> None:
    headings = ["id", "name", "summary"]
    home.bring(home.csv("one.csv", headings, [["1", "Choir", "Mondays"]]), "--source", "town")
    files = [home.csv(f"{day}.csv", headings, [["1", "Choir", day]]) for day in ("Tuesdays", "Fridays")]
    with held(home):
        both = [home.begin("import", path, "--as", "csv", "--source", "town", "--json") for path in files]
        time.sleep(SETTLED_S)
    ended = [one.end() for one in both]
    assert all(ran.code == 0 or ran.err.strip().endswith(".") for ran in ended), [ran.said for ran in ended]
    steps = home.query(
        "SELECT json_extract(before, '$.listing.summary'), json_extract(after, '$.listing.summary') "
        "FROM history ORDER BY rowid"
    )
    now = home.query("SELECT summary FROM listing")[0][0]
    # Each step begins where the one before it ended, or an undo would bring back what never was. How the first ended is
    # not written out: the next begins there (decision 29).
    assert steps[0] == (None, None)
    assert [before for before, _ in steps[1:]] == ["Mondays", *(after for _, after in steps[1:-1])]
    assert steps[-1][1] == now


def test_a_directory_that_somebody_holds_is_said_in_a_sentence(home: Home) -> None:
    with held(home):
        ran = home.run("import", home.groups("tea", 3), "--as", "csv")
    assert ran.refused_in_a_sentence, ran.said
    assert home.names() == []
    assert home.bring(home.folder / "tea.csv")["created"] == 3


def test_reading_goes_on_while_somebody_writes(home: Home) -> None:
    home.bring(home.groups("tea", 3))
    with held(home):
        ran = home.run("match", "--near", "LS8 5", "--hopes", "gardening", "--json")
    assert ran.code == 0, ran.said
    assert len(ran.json["suggestions"]) == 3


def test_two_first_starts_at_once_make_one_directory(home: Home) -> None:
    """Two processes of one deployment start for the first time together."""
    home.database.unlink()
    with held(home):
        both = [home.begin("import", home.groups(name, 3), "--as", "csv") for name in ("tea", "wool")]
        time.sleep(SETTLED_S)
    ended = [one.end() for one in both]
    assert [ran.code for ran in ended] == [0, 0], [ran.said for ran in ended]
    assert len(home.names()) == 6


def wait_until_some_came(home: Home, already: int = 0) -> None:
    """Until the first lot of an import stands there; some thousands more are still to come."""
    until = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < until:
        if home.query("SELECT count(*) FROM listing")[0][0] > already:
            return
        time.sleep(0.002)
    raise AssertionError("the import never began to write")


def stands_whole(home: Home, already: int) -> int:
    """How many more listings are there, each whole: with its place, its change and its entry in the history."""
    counts = {
        name: home.query(f"SELECT count(*) FROM {name}")[0][0] for name in ("listing", "history", "change_log", "place")
    }
    assert len(set(counts.values())) == 1, counts
    assert home.query("PRAGMA integrity_check") == [("ok",)]
    return int(counts["listing"]) - already


def test_an_import_killed_half_way_keeps_whole_lots_and_the_same_command_goes_on(home: Home) -> None:
    home.bring(home.groups("tea", 3))
    many = home.groups("many", MANY)
    begun = home.begin("import", many, "--as", "csv")
    wait_until_some_came(home, 3)
    os.kill(begun.pid, signal.SIGKILL)
    assert begun.end().code == -signal.SIGKILL
    came = stands_whole(home, 3)
    assert 0 < came < MANY
    again = home.bring(many)
    assert (again["created"], again["unchanged"]) == (MANY - came, came)
    assert home.bring(home.groups("wool", 3))["created"] == 3


def test_an_import_stopped_by_hand_says_what_stays(home: Home) -> None:
    """Ctrl-C, as somebody presses it who named the wrong file."""
    begun = home.begin("import", home.groups("many", MANY), "--as", "csv")
    wait_until_some_came(home)
    os.kill(begun.pid, signal.SIGINT)
    ended = begun.end()
    assert ended.code not in (0, None)
    assert 0 < stands_whole(home, 0) < MANY
    assert "You stopped it. What came in before stays" in " ".join(ended.err.split())
