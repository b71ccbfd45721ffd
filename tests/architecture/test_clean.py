"""What must not lie about in the project's own files."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = ("vendor", "fonts")  # what others wrote stays as they wrote it
TEXT = {".py", ".md", ".toml", ".html", ".css", ".js", ".sh", ".txt", ".cfg", ".po", ".pot", ".yml", ".json", ""}

# Written apart, so that this file does not hold what it looks for.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
HOSTS = re.compile(r"py" r"pi\.org|python" r"hosted\.|registry\.npm" r"js|deb\.deb" r"ian\.org", re.IGNORECASE)
SOMEBODYS_DISK = re.compile(r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|ho" r"me/\w+|tmp/br" r"ief|Us" r"ers/\w+)/")
NOT_THE_PROJECT = re.compile(
    r"\b(?:large language" r" model|AI (?:as" r"sistant|gener" r"ated)|sub" r"agents?|co-auth" r"ored-by)\b",
    re.IGNORECASE,
)


@cache
def our_files() -> tuple[Path, ...]:
    """Text files that are committed or about to be."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [Path(name) for name in listing.stdout.decode().split("\0") if name]
    ours = [
        name for name in names if name.suffix in TEXT and not set(name.parts) & set(NOT_OURS) and name.name != "LICENSE"
    ]
    return tuple(ROOT / name for name in ours if (ROOT / name).is_file())


def found(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands, as file:line."""
    places = []
    for path in our_files():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if pattern.search(line):
                places.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return places


def test_it_looks_at_real_files() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in our_files()}
    assert {"README.md", "Makefile", ".ci/run", "app/kernel/errors.py"} <= names


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (UNFINISHED, "# TO" + "DO: later"),
        (HOSTS, "index-url = https://py" + "pi.org/simple"),
        (SOMEBODYS_DISK, "open('/wo" + "rk/main/x')"),
        (SOMEBODYS_DISK, "/ho" + "me/pat/kith/"),
        (NOT_THE_PROJECT, "Co-Auth" + "ored-By: somebody"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
    assert not pattern.search("A group meets in the frame" + "work/ hall, todo list in hand; homework/help.")


@pytest.mark.parametrize(
    "pattern",
    [UNFINISHED, HOSTS, SOMEBODYS_DISK, NOT_THE_PROJECT],
    ids=["nothing half done", "no registry by name", "nobody's disk", "the project speaks of itself"],
)
def test_our_files_are_clean(pattern: re.Pattern[str]) -> None:
    assert not found(pattern)


def test_no_file_is_too_big_to_read_in_a_diff() -> None:
    """Data that the house ships is compact; anything above 5 MB does not belong in the repository."""
    big = [str(path.relative_to(ROOT)) for path in our_files() if path.stat().st_size > 5_000_000]
    assert not big


def test_every_module_opens_with_a_sentence() -> None:
    silent = []
    for path in our_files():
        if path.suffix == ".py" and path.name != "__init__.py" and "versions" not in path.parts:
            first = path.read_text(encoding="utf-8").lstrip()
            if not first.startswith('"""'):
                silent.append(str(path.relative_to(ROOT)))
    assert not silent
