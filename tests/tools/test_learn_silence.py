"""Where silence begins is learned from made-up conversations as can be reckoned by hand."""

import numpy as np
import pytest

from tools.learn_silence import ALWAYS, Told, as_shipped, begins, held_back, learn, odds, rates

WIDE = 6


def drawn(number: int, *, unanswered: bool, never: bool = False, always: bool = False) -> Told:
    """One whose vector leans one way when nothing answers it, the other when something does."""
    draw = np.random.default_rng(number)
    whole = draw.normal(0, 0.1, WIDE)
    whole[0] += 1.0 if unanswered else -1.0
    beside = float(draw.normal()), float(draw.normal()), float(draw.random())
    return Told(
        f"p{number % 7 + 1}", unanswered, whole, beside, never_shown=never, silent=unanswered, always_shown=always
    )


TOLD = [drawn(n, unanswered=n % 4 == 0) for n in range(200)]


def test_what_a_conversation_is_like_tells_whether_anything_answers_it() -> None:
    found = odds(TOLD, learn(TOLD))
    assert rates(TOLD, found >= 0) == (1.0, 0.0)
    assert learn(TOLD)[0] > 1


def test_each_is_told_by_weights_of_other_authors() -> None:
    """One author whose conversations lean the other way is told wrongly, since his own taught nothing of him."""
    others = [one for one in TOLD if one.author != "p1"]
    turned = [drawn(n, unanswered=n % 8 != 0) for n in range(0, 280, 7)]  # all by p1, and much that is unanswered
    turned = [Told(o.author, o.unanswered, -o.whole, o.beside, o.never_shown, o.silent, o.always_shown) for o in turned]
    found = held_back([*others, *turned])
    assert rates(turned, found[len(others) :] >= 0) == (0.0, 1.0)


def test_what_hangs_on_no_odds_is_silent_or_not_whatever_they_say() -> None:
    shut, basic = drawn(1, unanswered=False, never=True), drawn(4, unanswered=True, always=True)
    unread = Told("p1", False, np.zeros(0), (0.0, 0.0, 0.0), never_shown=False, silent=False, always_shown=True)
    assert odds([shut, basic, unread], learn(TOLD)).tolist() == [ALWAYS, -ALWAYS, -ALWAYS]


@pytest.mark.parametrize("most", [0.02, 0.1, 0.5])
def test_no_more_are_silent_than_may_be(most: float) -> None:
    found = np.random.default_rng(3).normal(0, 1, len(TOLD))
    _, served = rates(TOLD, found >= begins(TOLD, found, most))
    assert most - 1 / 150 <= served <= most


def test_the_answers_themselves_are_counted() -> None:
    assert as_shipped(TOLD) == (1.0, 0.0)
