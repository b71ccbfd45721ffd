"""Hundreds of letters to a server that is away, restarts and is killed, by a sender that is killed: all came, once."""

import pytest
from sqlalchemy import Engine

from app.mail.rules import State
from tests.mail.conftest import PostOffice
from tests.mail.storm import Happens, storm

LETTERS = 300  # tests/bench/mail_storm.py does the same with ten thousand


def test_none_is_lost_and_none_comes_twice_while_the_server_is_away_and_restarts(
    engine: Engine, office: PostOffice
) -> None:
    came = storm(engine, office, LETTERS, [Happens.RESTART] * 4, within_s=120)
    assert (came.distinct, came.repeats, came.states) == (LETTERS, 0, {State.SENT: LETTERS})


@pytest.mark.parametrize("what", [Happens.SENDER_KILLED, Happens.SERVER_KILLED])
def test_each_kill_repeats_one_letter_at_most_and_under_the_same_id(
    engine: Engine, office: PostOffice, what: Happens
) -> None:
    happens = [what, Happens.RESTART, what, what]
    came = storm(engine, office, LETTERS, happens, within_s=120)
    assert (came.distinct, came.states) == (LETTERS, {State.SENT: LETTERS})
    assert came.repeats <= sum(each.may_repeat for each in happens)
    assert came.most_of_one <= 2
    assert came.most_ids_of_one == 1
