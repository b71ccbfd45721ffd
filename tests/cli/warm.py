"""Runs `kith` as a process of its own, forked from one that has read the code already: the same command, sooner."""

import json
import multiprocessing
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

WARM = multiprocessing.get_context("forkserver")
WARM.set_forkserver_preload(["app.cli", "pytest", "uvicorn"])
LONGEST_S = 60


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its exit status and both of its streams."""

    code: int | None
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything it said on one line: a narrow terminal may break a sentence anywhere."""
        return " ".join(f"{self.out} {self.err}".split())

    @property
    def json(self) -> Any:
        """Its answer as JSON; nothing else may stand in standard output."""
        return json.loads(self.out)


@dataclass
class Running:
    """A command that was begun."""

    process: BaseProcess
    folder: Path

    def end(self) -> Ran:
        """Wait for it, and read what it said."""
        self.process.join(LONGEST_S)
        if self.process.is_alive():
            self.process.kill()
            raise AssertionError(f"kith did not end within {LONGEST_S} seconds: {self._read('err')[-2000:]}")
        return Ran(self.process.exitcode, self._read("out"), self._read("err"))

    def _read(self, stream: str) -> str:
        return (self.folder / f"{stream}.{self.process.name}").read_text()


def begin(folder: Path, settings: Mapping[str, str], *args: str) -> Running:
    """Start `kith ARGS` in `folder`."""
    process = WARM.Process(target=_become_kith, args=(str(folder), dict(settings), args))
    for stream in ("out", "err"):
        (folder / f"{stream}.{process.name}").touch()
    process.start()
    return Running(process, folder)


def _become_kith(folder: str, settings: dict[str, str], args: tuple[str, ...]) -> None:
    os.chdir(folder)
    os.environ.update(settings)
    name = multiprocessing.current_process().name
    for number, stream in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{stream}.{name}", os.O_WRONLY | os.O_CREAT), number)
    sys.argv = ["kith", *args]
    from app.cli import main

    main()
