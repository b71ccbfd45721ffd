"""Runs `kith` in processes of their own, forked from one that has read code and words: the same command, sooner."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 60


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its exit status and both of its streams."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything it said on one line: a narrow terminal may break a sentence anywhere."""
        return " ".join(f"{self.out} {self.err}".split())

    @property
    def refused_in_a_sentence(self) -> bool:
        """Status 1, nothing in standard output, and a plain sentence or two in the other."""
        told = self.err.strip()
        return self.code == 1 and not self.out and told.endswith((".", "?")) and len(told) < 500

    @property
    def json(self) -> Any:
        """Its answer as JSON; nothing else may stand in standard output."""
        return json.loads(self.out)


class Nursery:
    """The process that has read the code. Each command is a fork of it, so that none knows of another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from tests.cli.warm import _serve; _serve()"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _ask(self, **question: Any) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def begin(self, folder: Path, settings: Mapping[str, str], args: list[str], largest_file: int | None) -> int:
        """Start `kith ARGS` in `folder`; the id of its process. No file of its may grow above `largest_file` bytes."""
        return self._ask(folder=str(folder), settings=dict(settings), args=args, largest_file=largest_file)

    def end(self, pid: int, folder: Path) -> Ran:
        """Wait for a command, and read what it said."""
        code = self._ask(wait_for=pid)
        out, err = ((folder / f"{pid}.{stream}").read_text() for stream in ("out", "err"))
        assert code != -LONGEST_S, f"kith did not end within {LONGEST_S} seconds: {err[-2000:]}"
        return Ran(code, out, err)

    def close(self) -> None:
        """Nothing more to run."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=60)


def _serve() -> None:
    import app.cli
    from app.directory.vocabulary import load_vocabulary
    from app.matching.engine.danger import find_danger
    from geo.centroids import sectors

    assert app.cli.main  # read once, here, for every fork; and so are the word lists and the sectors
    assert load_vocabulary().find("gardening")
    assert sectors()
    find_danger("gardening")
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _end(asked["wait_for"]) if "wait_for" in asked else _begin(**asked)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _begin(folder: str, settings: dict[str, str], args: list[str], largest_file: int | None) -> int:
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts behind itself hears no Ctrl-C
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        _become_kith(folder, settings, args)
    return pid


def _end(pid: int) -> int:
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    return -LONGEST_S


def _become_kith(folder: str, settings: dict[str, str], args: list[str]) -> NoReturn:
    os.chdir(folder)
    os.environ.update(settings)
    os.close(0)
    os.open(os.devnull, os.O_RDONLY)
    for number, stream in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{os.getpid()}.{stream}", os.O_WRONLY | os.O_CREAT), number)
    sys.argv = ["kith", *args]
    code = 0
    try:
        from app.cli import main

        main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException as error:  # what the interpreter does with it: a stack trace and status 1
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
