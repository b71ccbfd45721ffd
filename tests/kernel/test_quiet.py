"""Quiet threads begin once and end when told; long work in one steps aside for answers, only while it lasts."""

import sys
import threading
from dataclasses import dataclass, field

import pytest

from app.kernel.quiet import STEP_ASIDE_S, QuietThread, stepping_aside


@dataclass
class Counting(QuietThread):
    name = "kith-counting"
    threads: list[str] = field(default_factory=list)
    began: threading.Event = field(default_factory=threading.Event)
    rounds: int = 0

    def go_on(self) -> None:
        self.threads.append(threading.current_thread().name)
        while not self._stop.wait(0.001):
            self.rounds += 1
            self.began.set()


def test_it_works_in_one_thread_of_its_name_until_it_is_stopped() -> None:
    counting = Counting()
    counting.start()
    counting.start()
    assert counting.began.wait(60)
    counting.stop()
    rounds = counting.rounds
    assert (counting.threads, rounds > 0) == (["kith-counting"], True)
    assert "kith-counting" not in {thread.name for thread in threading.enumerate()}
    counting.start()
    assert counting.rounds == rounds


def test_what_never_began_can_be_stopped() -> None:
    counting = Counting()
    counting.stop()
    assert counting.rounds == 0


def test_threads_change_places_sooner_only_while_it_lasts() -> None:
    before = sys.getswitchinterval()
    with stepping_aside():
        assert sys.getswitchinterval() == pytest.approx(STEP_ASIDE_S)
    assert sys.getswitchinterval() == before
    with pytest.raises(ZeroDivisionError), stepping_aside():
        raise ZeroDivisionError
    assert sys.getswitchinterval() == before
