"""`kith backup` and `kith restore` as somebody types them."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable

from tests.cli.home import Home
from tests.cli.test_two_writers_by_command import STARTED_WITHIN_S, held

LOOKS = 20  # one after another at which the directory is held


def wait_until_it_writes(home: Home) -> None:
    """Until the command holds the directory for longer than it takes to open it; it lets go when it has committed.

    The size of the file tells nothing: what a restore of some thousands writes stays in memory until the end.
    """
    until, in_a_row = time.monotonic() + STARTED_WITHIN_S, 0
    while time.monotonic() < until:
        in_a_row = in_a_row + 1 if is_held(home) else 0
        if in_a_row == LOOKS:
            return
        time.sleep(0.01)
    raise AssertionError("the restore never began to write")


def is_held(home: Home) -> bool:
    """Whether somebody is writing at this moment."""
    other = sqlite3.connect(home.database, isolation_level=None, timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
    except sqlite3.OperationalError:
        return True
    finally:
        other.close()
    return False


def test_it_works(home: Home, make_home: Callable[[], Home]) -> None:
    home.bring(home.groups("tea", 30))
    ran = home.run("backup", "tea.kith")
    assert ran.code == 0, ran.said
    assert ran.out.endswith("are kept in tea.kith.\n")
    other = make_home()
    ran = other.run("restore", home.folder / "tea.kith")
    assert ran.code == 0, ran.said
    assert other.kept() == home.kept()
    asked = ("match", "--near", "LS8 5", "--hopes", "vegetables", "--json")
    assert other.run(*asked).json == home.run(*asked).json


def test_a_first_restore_makes_the_database(home: Home, make_home: Callable[[], Home]) -> None:
    home.bring(home.groups("tea", 3))
    home.run("backup", "tea.kith")
    other = make_home()
    other.database.unlink()
    assert other.run("restore", home.folder / "tea.kith").code == 0
    assert other.names() == home.names()


def test_a_database_that_is_not_empty_asks_for_yes(home: Home) -> None:
    home.bring(home.groups("tea", 3))
    home.run("backup", "tea.kith")
    home.bring(home.groups("wool", 3))
    ran = home.run("restore", "tea.kith")
    assert ran.refused_in_a_sentence, ran.said
    assert "--yes" in ran.said
    assert len(home.names()) == 6
    ran = home.run("restore", "tea.kith", "--yes")
    assert ran.code == 0, ran.said
    assert "Restart servers" in ran.out
    assert len(home.names()) == 3
    assert home.bring(home.folder / "wool.csv")["created"] == 3


def test_what_cannot_be_used_is_said_in_a_sentence(home: Home) -> None:
    home.bring(home.groups("tea", 3))
    before = home.kept()
    (home.folder / "list.kith").write_bytes((home.folder / "tea.csv").read_bytes())
    for arguments in (
        ("restore", "list.kith", "--yes"),
        ("restore", "none.kith", "--yes"),
        ("backup", "no/folder/tea.kith"),
        ("backup", "."),
    ):
        ran = home.run(*arguments)
        assert ran.refused_in_a_sentence, ran.said
    assert home.kept() == before


def test_nothing_to_keep_makes_no_database(home: Home) -> None:
    home.database.unlink()
    ran = home.run("backup", "tea.kith")
    assert ran.refused_in_a_sentence, ran.said
    assert not home.database.exists()


def test_a_disk_that_is_full_keeps_the_backup_of_yesterday(home: Home) -> None:
    home.bring(home.groups("tea", 300))
    home.run("backup", "tea.kith")
    yesterday = (home.folder / "tea.kith").read_bytes()
    home.bring(home.groups("wool", 300))
    ran = home.run("backup", "tea.kith", largest_file=8_192)
    assert ran.refused_in_a_sentence, ran.said
    assert "no room" in ran.said
    assert (home.folder / "tea.kith").read_bytes() == yesterday
    assert [path.name for path in home.folder.iterdir() if path.name.startswith(".")] == []


def test_a_backup_does_not_wait_for_a_writer_and_a_restore_says_so(home: Home) -> None:
    home.bring(home.groups("tea", 3))
    with held(home):
        assert home.run("backup", "tea.kith").code == 0
        ran = home.run("restore", "tea.kith", "--yes")
    assert ran.refused_in_a_sentence, ran.said


def test_a_restore_that_is_killed_half_way_leaves_what_was_there(home: Home, make_home: Callable[[], Home]) -> None:
    big = make_home()
    big.bring(big.groups("many", 6_000))
    big.run("backup", "many.kith")
    home.bring(home.groups("tea", 3))
    before = home.kept()
    begun = home.begin("restore", big.folder / "many.kith", "--yes")
    wait_until_it_writes(home)
    os.kill(begun.pid, signal.SIGKILL)
    assert begun.end().code == -signal.SIGKILL
    assert home.kept() == before
    assert home.run("restore", big.folder / "many.kith", "--yes").code == 0
    assert len(home.names()) == 6_000
