"""Practice conversations of authors from whom silence was never learned: silent where nothing answers, else not."""

from collections.abc import Sequence

import pytest

from app.cli import demo_for_a_while
from tools.learn_silence import NEVER_LEARNED, Told, as_shipped, ask_all, lessons

EVERY = 6  # of what something answers: two hundred conversations in all
# What the last accepted change measured, and a little room: two conversations of the one sort, four of the other.
LEAST_OF_NOTHING, MOST_OF_SERVED = 0.81, 0.16


@pytest.fixture(scope="module")
def told() -> Sequence[Told]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KITH_MODEL_DIR", raising=False)
        with demo_for_a_while() as kith:
            assert kith.desk.meanings is not None, "the sentence encoder is not installed"
            some = [said for said in lessons(EVERY) if said["id"].partition("-")[0] in NEVER_LEARNED]
            return list(ask_all(kith, some))


def test_rule_06_what_nothing_answers_is_silent_and_what_something_does_seldom(told: Sequence[Told]) -> None:
    nothing, served = as_shipped(told)
    assert nothing >= LEAST_OF_NOTHING
    assert served <= MOST_OF_SERVED
