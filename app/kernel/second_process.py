"""A second process of ours beside this one, for long work that two processors can share."""

import os
import subprocess
import sys
from contextlib import suppress


def processors() -> int:
    """How many processors this process may use."""
    if os.name != "posix":  # pipes that can be looked at before they are read
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_beside(module: str) -> "subprocess.Popen[bytes]":
    """Run a module of ours; it is told by its standard input and answers on its standard output. Raises OSError."""
    path = os.pathsep.join(one or os.getcwd() for one in sys.path)
    return subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,  # a terminal tells all of its processes to stop; this one ends with whoever started it
    )  # fmt: skip


def end_at_once(process: "subprocess.Popen[bytes]") -> None:
    """It ends, at work or not; nothing of it is left, and nobody who reads from it waits."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # something was still to be told to a process that has gone
            if pipe:
                pipe.close()
