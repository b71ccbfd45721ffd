"""Letters go out while their server is away, restarts or is killed, and while who sends them is killed: what came."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, delete
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.db.model import LeaseRow
from app.mail.outbox import Letter, queue
from app.mail.rules import State
from app.mail.store import counts
from tests.mail.conftest import PostOffice

ROOT = Path(__file__).resolve().parents[2]
AWAY_S = 1.0  # the server is not there at first
# What `kith work` does with letters, over and over; with each look two minutes pass, so that nobody waits for them.
SENDS = """
import sys, time
from datetime import timedelta
from pathlib import Path
from app.db.engine import open_engine
from app.kernel.clock import system_clock
from app.kernel.errors import KithError
from app.mail.send import send_due
engine, ahead = open_engine(sys.argv[1]), timedelta()
while True:
    try:
        send_due(engine, sys.argv[2], "kith@example.org", Path("/nonexistent"), clock=lambda: system_clock() + ahead)
    except KithError:
        pass
    ahead += timedelta(minutes=2)
    time.sleep(0.05)
"""


class Happens(StrEnum):
    """What befalls the letters on their way."""

    RESTART = "the server restarts"
    SERVER_KILLED = "the server is killed"
    SENDER_KILLED = "the sender is killed"

    @property
    def may_repeat(self) -> bool:
        """Whether the one letter that was on its way may come a second time: nobody was left to say that it came."""
        return self is not Happens.RESTART


@dataclass(frozen=True)
class Came:
    """What the server has taken, and where the letters stand in the outbox."""

    took_s: float
    distinct: int
    repeats: int
    most_of_one: int
    most_ids_of_one: int
    states: dict[str, int]


@dataclass
class Sender:
    """A process that sends letters until it is stopped."""

    engine: Engine
    office: PostOffice
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        url = self.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-c", SENDS, url, self.office.url]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # its log

    def kill(self) -> None:
        """As when the power goes. A minute passes: its lease has run out."""
        if self.process:
            self.process.kill()
            self.process.wait(timeout=60)
        with Session(self.engine) as session, session.begin():
            session.execute(delete(LeaseRow))


def storm(engine: Engine, office: PostOffice, letters: int, happens: Sequence[Happens], within_s: float) -> Came:
    """Queue so many letters to a server that is away, let it come back, and let all that happen evenly between."""
    queue_letters(engine, letters)
    sender, began = Sender(engine, office), time.monotonic()
    sender.start()
    try:
        time.sleep(AWAY_S)
        office.open()
        for number, what in enumerate(happens, 1):
            wait_for(office, number * letters // (len(happens) + 1), began + within_s)
            befall(what, sender, office)
        until_all_went(engine, letters, began + within_s)
    finally:
        sender.kill()
    return told(office, engine, time.monotonic() - began)


def queue_letters(engine: Engine, letters: int) -> None:
    """Each to somebody else, some short and some long."""
    chance = random.Random(7)
    with unit_of_work(engine, writes=True) as session:
        for n in range(letters):
            words = "Is what we say of your group still right?\n" * chance.randint(1, 40)
            assert queue(session, Letter(f"p{n}@example.org", f"Letter {n}", words), key=f"letter {n}")


def befall(what: Happens, sender: Sender, office: PostOffice) -> None:
    """Let it happen, and all be well again after a moment."""
    if what is Happens.SENDER_KILLED:
        sender.kill()
        sender.start()
        return
    office.close(kindly=what is Happens.RESTART)
    time.sleep(0.2)
    office.open()


def wait_for(office: PostOffice, number: int, until: float) -> None:
    """Until so many letters came."""
    while (came := office.path.read_bytes().count(b"\n") if office.path.exists() else 0) < number:
        assert time.monotonic() < until, f"{came} of {number} came"
        time.sleep(0.02)


def until_all_went(engine: Engine, letters: int, until: float) -> None:
    """Until the outbox says of each that it went."""
    states: dict[str, int] = {}
    while states.get(State.SENT) != letters:
        assert time.monotonic() < until, states
        time.sleep(0.1)
        with unit_of_work(engine) as session:
            states = counts(session)


def told(office: PostOffice, engine: Engine, took_s: float) -> Came:
    ids: dict[str, set[str]] = {}
    for message_id, subject, _ in office.taken:
        ids.setdefault(subject, set()).add(message_id)
    often = Counter(subject for _, subject, _ in office.taken)
    with unit_of_work(engine) as session:
        states = counts(session)
    most_ids = max(len(each) for each in ids.values())
    return Came(took_s, len(often), often.total() - len(often), max(often.values()), most_ids, states)
