"""`kith work`: what `kith serve` does beside answering, in a process of its own."""

import signal
import sys
from typing import Annotated

import typer

from app.edge.logs import set_up
from app.kernel.errors import KithError
from app.main import Kith, join
from app.settings import Settings
from app.work import JOBS, Job, Working, do


def work(once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False) -> None:
    """Send letters and forget what has served its time, until it is told to stop."""
    kith = join(Settings())
    set_up(kith.settings.log_level, as_json=kith.settings.env == "production")
    if once:
        done = [_once(job, kith) for job in JOBS]  # every one, whatever became of those before it
        sys.exit(0 if all(done) else 1)
    working = Working(kith)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: working.end())
    working.go_on()


def _once(job: Job, kith: Kith) -> bool:
    """Do one job and say what came of it; one that cannot be done stops no other."""
    try:
        done = do(job, kith)
    except KithError as error:
        sys.stdout.write(f"{job.name}: {error.detail}\n")
        return False
    sys.stdout.write(f"{job.name}: {'not due' if done is None else done}\n")
    return True
