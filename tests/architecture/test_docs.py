"""What the README says is there, is there; and what is there, the README says."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer.main

from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text below a heading, up to the next."""
    _, _, rest = README.partition(f"\n## {title}\n")
    assert rest, f"README has no section called {title}"
    return rest.partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the table in a section, its head left out."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def quoted(text: str) -> list[str]:
    """What stands between back-ticks."""
    return re.findall(r"`([^`]+)`", text)


def commands(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that can be typed, groups left out."""
    if isinstance(command, click.Group) or hasattr(command, "commands"):
        for name, inner in command.commands.items():  # type: ignore[attr-defined]
            yield from commands(inner, (*words, name))
    elif not command.hidden:
        yield words


@pytest.fixture(scope="module")
def typed() -> dict[tuple[str, ...], click.Command]:
    """The command line as it is, each command under its words."""
    from app.cli import app  # here, so that a broken command line fails these tests alone

    top = typer.main.get_command(app)
    found: dict[tuple[str, ...], click.Command] = {}
    for words in commands(top):
        command = top
        for word in words:
            command = command.commands[word]  # type: ignore[attr-defined]
        found[words] = command
    return found


def shown() -> list[list[str]]:
    """The kith commands in the README's blocks of code, as words."""
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line.partition("#")[0].split()[1:] for line in lines if line.startswith("kith ")]


def test_every_setting_is_in_the_readme_and_none_that_is_gone() -> None:
    documented = {name for cells in rows("Settings") for name in quoted(cells[0])}
    assert documented == {f"KITH_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_has_its_default_and_a_reason() -> None:
    for name, default, reason in rows("Settings"):
        value = Settings.model_fields[quoted(name)[0].removeprefix("KITH_").lower()].default
        if value not in ("", None):
            assert str(value) in quoted(default), name
        assert default, name
        assert len(reason) > 20, name


def test_the_default_database_is_the_one_we_name() -> None:
    assert Settings(_env_file=None).database == "sqlite:///var/kith.db"
    assert "sqlite:///var/kith.db" in section("Settings")


def test_every_place_where_a_change_goes_exists() -> None:
    places = [place for cells in rows("Where does a change go?") for place in quoted(cells[1])]
    assert len(places) >= 10
    assert not [place for place in places if not (ROOT / place).exists()]


def test_every_folder_is_named_and_none_that_is_gone() -> None:
    named = {name for cells in rows("How the house is built") for name in quoted(cells[0])}
    app = {f"app/{path.name}/" for path in (ROOT / "app").iterdir() if path.is_dir() and path.name != "__pycache__"}
    top = {f"{name}/" for name in ("geo", "seed", "frontend", "tests", "tools", "docs", ".ci")}
    assert named == app | top
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    there = {f"{line.partition('/')[0]}/" for line in listing.stdout.splitlines() if "/" in line}
    assert there == top | {"app/"}


def test_every_command_is_shown_and_none_that_is_gone(typed: dict[tuple[str, ...], click.Command]) -> None:
    seen = set()
    for words in shown():
        found = next((known for known in typed if tuple(words[: len(known)]) == known), None)
        assert found, f"README shows a command that does not exist: kith {' '.join(words)}"
        seen.add(found)
    assert seen == set(typed), "README does not show these"


def test_every_option_shown_exists(typed: dict[tuple[str, ...], click.Command]) -> None:
    for words in shown():
        command = next(command for known, command in typed.items() if tuple(words[: len(known)]) == known)
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, words


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"(?:`|^|PORT=\d+ )make ([a-z-]+)", README, flags=re.MULTILINE))
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize(
    "document",
    ["README.md", "CHANGELOG.md", *(f"docs/decisions/{p.name}" for p in (ROOT / "docs/decisions").glob("*.md"))],
)
def test_every_link_within_leads_somewhere(document: str) -> None:
    page = ROOT / document
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_decisions_say_what_each_must() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]
    assert numbers == list(range(1, len(records) + 1))
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(record.name[:4])}. "), record.name
        for part in ("**Context.**", "**Decision.**", "**Cost.**", "**Weighed.**"):
            assert part in text, f"{record.name} lacks {part}"
        assert text.count("\n") <= 40, record.name


def test_the_changelog_speaks_of_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    assert set(re.findall(r"^### (\w+)$", text, flags=re.MULTILINE)) <= {
        "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security",
    }  # fmt: skip
