"""Every command refuses in words of ours, with no trace and no silence; long work is told to a log."""

import os
import subprocess
import sys

import pytest

from app.commands.terminal import FIRST_LINE_S, MOST_SAID, NEXT_LINE_S, lines_for_a_log
from tests.cli.home import Home

NOT_OURS = ("Value error", "Input should", "pydantic", "Traceback", "valid integer")


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("import a.csv --kind nonsense", "'nonsense' is not one of 'person'"),
        ("areas import a.csv --kind nonsense", "'nonsense' is not one of 'ward'"),
        ("match --hopes tea --limit many", "This must be a whole number."),
        ("serve --port 99999999", "This must be 65535 or less."),
        ("serve --workers 0", "This must be 1 or more."),
        ("accounts key add k --days 999999999", "This must be 3660 or less."),
        ("accounts link a@example.org --port 99999999", "This must be 65535 or less."),
        ("feeds add x http://example.org --as oruk --every nan", "This must be"),
        ("feeds add x http://example.org --as oruk --every inf", "This must be"),
        ("evaluate --worst -5", "This must be 0 or more."),
        ("import a.csv --as 360giving", "Kith keeps none yet"),
        ("import a.csv --as 360giving", "reads csv, xlsx, oruk and openactive."),
        ("import a.csv --as geojson", "Kith writes GeoJSON and does not read it."),
        ("import a.csv --as nonsense", "kith import reads csv, xlsx, oruk and openactive, not nonsense."),
        ("match --near " + "x" * 300, "--near: This is too long: at most 200 characters."),
    ],
)
def test_asked_wrongly_is_said_plainly(home: Home, command: str, says: str) -> None:
    ran = home.run(*command.split())
    words = " ".join(ran.said.replace("│", " ").split())
    assert ran.code == 2, ran.said
    assert says in words
    assert not [theirs for theirs in NOT_OURS if theirs in words]


def test_what_is_wrong_with_a_place_is_said_once(home: Home) -> None:
    assert home.run("match", "--near", "x" * 300).said.count("--near") == 1


def test_an_empty_host_is_not_every_address_of_the_machine(home: Home) -> None:
    ran = home.run("serve", "--host", "", "--port", "0")
    assert (ran.code, "--host 127.0.0.1" in ran.said) == (2, True)


def test_a_host_that_nobody_knows_is_said(home: Home) -> None:
    ran = home.run("serve", "--host", "nowhere.invalid")
    assert ran.code == 1
    assert "cannot listen on nowhere.invalid" in " ".join(ran.said.split())
    assert "unknown error" not in ran.said


def test_what_was_typed_does_not_come_back_at_length(home: Home) -> None:
    ran = home.run("terms", "remove", "hope", "x" * 30_000)
    assert ran.code == 1
    assert len(ran.said) < MOST_SAID + 100


def test_the_form_may_be_written_large(home: Home) -> None:
    path = home.csv("tea.csv", ["name", "postcode"], [["Tea", "LS8 5HX"]])
    assert home.bring(path, form="CSV")["created"] == 1


def test_rows_of_a_file_are_refused_in_our_words(home: Home) -> None:
    path = home.csv("areas.csv", ["code", "name", "sector"], [["x" * 101, "Long", "LS8 5"]])
    report = home.run("areas", "import", path, "--kind", "ward", "--json").json
    assert report["problems"][0]["problem"] == "This is too long: at most 100 characters."


def told(*steps: tuple[float, int, int | None]) -> list[str]:
    """The lines that a log gets when so much is done at such a second."""
    clock, lines = [0.0], list[str]()
    tell = lines_for_a_log("Reading", lines.append, lambda: clock[0])
    for at, done, total in steps:
        clock[0] = at
        tell(done, total)
    return lines


def test_what_is_soon_done_needs_no_line() -> None:
    assert told((0.0, 1, 10), (FIRST_LINE_S / 2, 9, 10), (FIRST_LINE_S / 2, 10, 10)) == []


def test_long_work_is_told_how_far_it_is_and_when_it_is_done() -> None:
    first, second = FIRST_LINE_S + 1, FIRST_LINE_S + NEXT_LINE_S + 2
    steps = ((0.0, 0, 5_000), (first, 1_000, 5_000), (first + 1, 1_500, 5_000), (second, 4_000, 5_000))
    done = (second + 1, 5_000, 5_000)
    assert told(*steps, done, done) == [
        "Reading: 1,000 of 5,000", "Reading: 4,000 of 5,000", "Reading: 5,000 of 5,000"
    ]  # fmt: skip


def test_work_without_a_known_end_is_counted() -> None:
    assert told((FIRST_LINE_S + 1, 7, None)) == ["Reading: 7"]


LONG_WORK = """
import app.commands.terminal as terminal
terminal.FIRST_LINE_S = terminal.NEXT_LINE_S = 0.0
with terminal.progress("Reading what listings mean (once)") as tell:
    for done in (256, 512):
        tell(done, 512)
"""


def test_off_a_terminal_nothing_but_plain_lines_is_written(home: Home) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LONG_WORK], capture_output=True, text=True, check=True, cwd=home.folder,
        env=os.environ | {"COLUMNS": "20"},
    )  # fmt: skip
    assert ran.stdout == ""
    assert ran.stderr == (
        "Reading what listings mean (once): 256 of 512\nReading what listings mean (once): 512 of 512\n"
    )
