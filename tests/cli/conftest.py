"""The real command in a folder of its own, over a real SQLite file."""

import csv
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.builders import CLOCK, empty_directory
from tests.cli.warm import Ran, Running, begin

KITH = Path(sys.executable).parent / "kith"


@dataclass(frozen=True)
class Home:
    """A folder with its own database, in which `kith` is run."""

    folder: Path

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def database(self) -> Path:
        return self.var / "kith.db"

    @property
    def settings(self) -> dict[str, str]:
        return {"KITH_VAR": str(self.var), "KITH_DATABASE_URL": f"sqlite:///{self.database}"}

    def begin(self, *args: object) -> Running:
        """Start a command and go on."""
        return begin(self.folder, self.settings, *map(str, args))

    def run(self, *args: object) -> Ran:
        """Run a command to its end. Whatever happens, nobody is shown a stack trace."""
        ran = self.begin(*args).end()
        assert "Traceback" not in ran.said, ran.err[-3000:]
        return ran

    def binary(self, *args: object, **options: Any) -> "subprocess.CompletedProcess[str]":
        """Run the installed script itself."""
        return subprocess.run(
            [KITH, *map(str, args)], cwd=self.folder, env=os.environ | self.settings, timeout=60, check=False,
            capture_output=True, text=True, **options,
        )  # fmt: skip

    def start(self, *args: object) -> "subprocess.Popen[bytes]":
        """Start the installed script itself, in a group of its own."""
        log = (self.folder / "started.log").open("ab")
        return subprocess.Popen(
            [KITH, *map(str, args)], cwd=self.folder, env=os.environ | self.settings, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip

    def csv(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
        """A csv file in the folder."""
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
        return path

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as reader:
            names = [row[0] for row in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: sorted(reader.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}

    def names(self) -> list[str]:
        """The names of all listings."""
        return sorted(row[0] for row in self.query("SELECT name FROM listing"))

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as reader:
            return list(reader.execute(sql))


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty directory with its schema, to be copied: building it anew each time would cost more than the tests."""
    folder = tmp_path_factory.mktemp("blank")
    empty_directory(folder).dispose()
    return folder / "kith.db"


@pytest.fixture
def home(tmp_path: Path, blank_database: Path) -> Home:
    """An empty directory of one's own."""
    home = Home(tmp_path)
    home.var.mkdir()
    shutil.copy(blank_database, home.database)
    return home


@pytest.fixture(scope="session")
def make_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Home]:
    """Makes a home that a whole file of tests may share."""
    return lambda name: Home(tmp_path_factory.mktemp(name))


@pytest.fixture(scope="session")
def today() -> str:
    """The day on which the tests of other folders stand still; the command's own clock runs."""
    return CLOCK().date().isoformat()
