"""The process beside an import: drafts in, rows out, until there are no more. See `beside.py`."""

import gc
import os
import sys
from contextlib import suppress
from typing import IO

from sqlalchemy import create_engine

from app.directory.beside import heard, tell
from app.directory.making import Ready, Said, ready, rows_of


def main() -> None:
    """Answer on what was standard output; anything that is printed goes to standard error."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    gc.disable()  # what is made here lasts for one batch, and has no circles
    with suppress(EOFError, BrokenPipeError):
        answer(sys.stdin.buffer, out)
    os._exit(0)  # nothing is left to be tidied, and a pipe that is gone cannot be flushed


def answer(told: IO[bytes], out: IO[bytes]) -> None:
    """Greet, then answer batch after batch."""
    url, who = heard(told)
    dialect = create_engine(url).dialect  # only its types are asked
    tell(out, None)
    while True:
        now, said, placed = heard(told)
        found: Ready | None = None
        with suppress(Exception):  # what is wrong is found again, and said, by the process that has the import
            rows = [rows_of(Said(*one), where, now) for one, where in zip(said, placed, strict=True)]
            found = ready(rows, dialect, who, now)
        tell(out, found)
        gc.collect(0)


if __name__ == "__main__":
    main()
