"""A folder with a database of its own, in which the real command is run."""

import csv
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.warm import Nursery, Ran

KITH = Path(sys.executable).parent / "kith"


@dataclass(frozen=True)
class Begun:
    """A command that runs while the test goes on."""

    home: "Home"
    pid: int

    def end(self) -> Ran:
        """Wait for it. However it ended, nobody is shown a stack trace."""
        ran = self.home.nursery.end(self.pid, self.home.folder)
        assert "Traceback" not in ran.said, ran.err[-3000:]
        return ran


@dataclass(frozen=True)
class Home:
    """Where a test lives: `var` holds the database, files stand beside it."""

    folder: Path
    nursery: Nursery

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def database(self) -> Path:
        return self.var / "kith.db"

    @property
    def settings(self) -> dict[str, str]:
        return {"KITH_VAR": str(self.var), "KITH_DATABASE_URL": f"sqlite:///{self.database}"}

    def begin(self, *args: object, largest_file: int | None = None) -> Begun:
        """Start a command and go on; with `largest_file` (bytes) the disk is full as soon as a file grows above it."""
        return Begun(self, self.nursery.begin(self.folder, self.settings, list(map(str, args)), largest_file))

    def run(self, *args: object, largest_file: int | None = None) -> Ran:
        """Run a command to its end."""
        return self.begin(*args, largest_file=largest_file).end()

    def bring(self, path: Path | str, *args: object, form: str = "csv") -> Any:
        """Import a file that can be used; the report."""
        ran = self.run("import", path, "--as", form, *args, "--json")
        assert ran.code == 0, ran.said
        return ran.json

    def script(self, *args: object) -> "subprocess.CompletedProcess[str]":
        """Run the installed script itself."""
        return subprocess.run(
            [KITH, *map(str, args)], cwd=self.folder, env=os.environ | self.settings, timeout=60, check=False,
            capture_output=True, text=True,
        )  # fmt: skip

    def start(self, *args: object) -> "subprocess.Popen[bytes]":
        """Start the installed script itself, in a group of processes of its own; what it says goes to started.log."""
        with (self.folder / "started.log").open("ab") as log:
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

    def groups(self, name: str, count: int, postcode: str = "LS8 5HX", told: int = 1) -> Path:
        """A csv file of made-up groups, each with an id; what they do is told so many times over."""
        summary = " ".join(["They grow vegetables."] * told)
        rows = ([f"{name}-{n}", f"{name} group {n}", summary, postcode] for n in range(count))
        return self.csv(f"{name}.csv", ["id", "name", "summary", "postcode"], rows)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database says, read by somebody else."""
        reader = sqlite3.connect(self.database)
        try:
            return list(reader.execute(sql))
        finally:
            reader.close()

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        names = [row[0] for row in self.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(self.query(f'SELECT * FROM "{name}"'), key=repr) for name in names}

    def names(self) -> list[str]:
        """The names of all listings."""
        return sorted(row[0] for row in self.query("SELECT name FROM listing"))
