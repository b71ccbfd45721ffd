"""Learns where silence begins, from practice conversations that nothing answers and some that something does.

Run `python -m tools.learn_silence` after `tools/learn_judging.py`. It loads the demo into a folder of its own, asks the
conversations, and learns the log-odds that nothing here answers (logistic regression with a ridge, by Newton's method)
from what the reader hears, the vector of the whole, what the judge thinks of the best listing, and the best fit. It
writes `app/matching/engine/meaning/silence.npz` and prints the numbers for policy.py, and how many conversations are
silent of authors held back. `--held` learns nothing: it prints the rates of authors who are never learned from.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.cli import demo_for_a_while
from app.main import Kith
from app.matching.engine import gather
from app.matching.engine.answer import answer_to
from app.matching.engine.ask import Ask
from app.matching.engine.worked import Worked
from tools.graded import put
from tools.lessons import read_practice

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "app/matching/engine/meaning/silence.npz"
NEVER_LEARNED = frozenset({"p41", "p42", "p43", "p44", "p45", "p46"})  # authors whose conversations only measure
EVERY = 3  # of the conversations that something answers; there are fifteen of them for one that nothing does
FOLDS = 5
RIDGE, RIDGE_BESIDE, STEPS = 0.3, 0.01, 25  # of the vector, and of the three numbers beside it
MOST_SILENT = 0.05  # of those that something answers
CURVE = (0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.10)
ALWAYS = 1e3  # log-odds that nothing outweighs

Doubles = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Told:
    """One conversation: what speaks for silence, and where that decides nothing."""

    author: str
    unanswered: bool  # its author wrote that nothing answers it
    whole: Doubles
    beside: tuple[float, float, float]  # the reader's log-odds, the judge's of the best listing, the best fit
    never_shown: bool  # silent however surely it speaks: no listing passes the floor and the gates
    silent: bool  # as the programme is now
    always_shown: bool  # a basic is helped with, a hope was said plainly and is offered by name, or it is a label


def lessons(every: int = EVERY) -> list[dict[str, Any]]:
    """What nothing answers, and some of what something does."""
    practice = read_practice()
    served = [said for said in practice if said["expect"] == "fits"]
    return [said for said in practice if said["expect"] == "nothing"] + served[::every]


def ask_all(kith: Kith, practice: Sequence[dict[str, Any]]) -> Iterator[Told]:
    """Each conversation as the engine hears it; those without a story, which the judge cannot weigh, apart."""
    for said in practice:
        ask = _as_if_new(put(kith, said))
        speaks, keeps_still = (_is_silent(ask, at) for at in (ALWAYS, -ALWAYS))
        fits = [fit for _, fit in (*ask.hope_fits, *ask.heard_fits, *ask.gift_fits)]
        rows = gather.within(ask, max(gather.steps(ask)))
        whole = ask.meant.questions.get(ask.understood.story.said) if ask.meant else None
        if whole is None or ask.judged is None or not fits or not len(rows):
            whole, beside, speaks, keeps_still = np.zeros(0, np.float32), (0.0, 0.0, 0.0), *_as_it_is(ask)
        else:
            best = max(float(fit[rows].max()) for fit in fits)
            beside = ask.understood.nothing_odds, float(ask.judged[rows].max()), best
        yield Told(
            said["id"].partition("-")[0], said["expect"] == "nothing", whole.astype(np.float64), beside,
            never_shown=speaks, silent=_is_silent(ask, ask.policy.silent_from), always_shown=not keeps_still,
        )  # fmt: skip


def _as_if_new(ask: Ask) -> Ask:
    """The same where nothing is remembered that its author wrote of it: nobody who asks will have written any."""
    if ask.meant is None or ask.meant.judge is None or ask.understood.recalled is None:
        return ask
    memory, whole = ask.meant.judge.story.remembered, ask.meant.questions[ask.understood.story.said]
    assert memory is not None
    understood = replace(ask.understood, recalled=memory.without(whole).place(whole))
    return replace(ask, understood=understood, worked=Worked())


def _as_it_is(ask: Ask) -> tuple[bool, bool]:
    silent = _is_silent(ask, ask.policy.silent_from)
    return silent, silent


def _is_silent(ask: Ask, silent_from: float) -> bool:
    """Whether the answer is empty, were silence to begin there."""
    asked = replace(ask, policy=replace(ask.policy, silent_from=silent_from), worked=Worked())
    answer = answer_to(asked)
    return not answer.suggestions and not answer.basics


def learn(told: Sequence[Told]) -> Doubles:
    """The weights: of the vector, then of the three numbers beside it, then what is added to all."""
    lines, wanted = _lines(told), np.array([one.unanswered for one in told], np.float64)
    ridge = np.full(lines.shape[1], RIDGE)
    ridge[-4:] = RIDGE_BESIDE
    weights = np.zeros(lines.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(lines @ weights, -30, 30)))
        slope = lines.T @ (likely - wanted) + ridge * weights
        bend = (lines * (likely * (1 - likely))[:, None]).T @ lines + np.diag(ridge)
        weights -= np.linalg.solve(bend, slope)
    return weights


def _lines(told: Sequence[Told]) -> Doubles:
    return np.array([np.concatenate([one.whole, one.beside, [1.0]]) for one in told])


def odds(told: Sequence[Told], weights: Doubles) -> Doubles:
    """The log-odds that nothing answers; beyond all others where nothing hangs on them."""
    found = np.array([_lines([one])[0] @ weights if len(one.whole) else 0.0 for one in told])
    found[[one.always_shown for one in told]] = -ALWAYS
    found[[one.never_shown for one in told]] = ALWAYS
    return found


def held_back(told: Sequence[Told]) -> Doubles:
    """The log-odds of each conversation by weights that were learned from other authors."""
    authors = sorted({one.author for one in told}, key=lambda name: int(name[1:]))
    fold = np.array([authors.index(one.author) % FOLDS for one in told])
    found = np.zeros(len(told))
    for n in range(FOLDS):
        weights = learn([one for one, at in zip(told, fold, strict=True) if at != n and _hangs_on_odds(one)])
        found[fold == n] = odds([one for one, at in zip(told, fold, strict=True) if at == n], weights)
    return found


def _hangs_on_odds(one: Told) -> bool:
    return len(one.whole) > 0 and not one.never_shown


def begins(told: Sequence[Told], found: Doubles, most: float) -> float:
    """The least log-odds from which no more than so many of those that something answers are silent."""
    served = np.sort(found[[not one.unanswered for one in told]])[::-1]
    return float(served[int(most * len(served))]) + 1e-6


def rates(told: Sequence[Told], silent: Flags) -> tuple[float, float]:
    """The share that is silent of what nothing answers, and of what something does."""
    unanswered = np.array([one.unanswered for one in told])
    return float(silent[unanswered].mean()), float(silent[~unanswered].mean())


def as_shipped(told: Sequence[Told]) -> tuple[float, float]:
    """The same by the answers themselves."""
    return rates(told, np.array([one.silent for one in told]))


def write(told: Sequence[Told], weights: Doubles, model: str) -> list[str]:
    """Keep the vector's weights; the lines for policy.py."""
    *vector, heard, judged, fit, always = weights.tolist()
    usual = float(np.mean([one.whole @ np.array(vector) for one in told if len(one.whole)]))
    np.savez_compressed(TARGET, model=np.array(model), weights=np.array(vector, np.float32), usual=np.array(usual))
    named = {"": always + usual, "_by_heard": heard, "_by_judged": judged, "_by_fit": fit}
    return [f"silent{name}: float = {number:.3f}" for name, number in named.items()]


def main() -> None:
    """Ask, learn, measure, write."""
    only_held = "--held" in sys.argv
    practice = [one for one in lessons() if not only_held or one["id"].partition("-")[0] in NEVER_LEARNED]
    with demo_for_a_while() as kith:
        told = list(ask_all(kith, practice))
        model = kith.desk.meanings.files.name if kith.desk.meanings else ""
    measuring = [one for one in told if one.author in NEVER_LEARNED]
    if not only_held:
        learning = [one for one in told if one.author not in NEVER_LEARNED]
        found = held_back(learning)
        print(f"{len(learning)} conversations, authors held back in {FOLDS} folds: silent of what nothing answers,")
        for most in CURVE:
            nothing, served = rates(learning, found >= begins(learning, found, most))
            print(f"  {nothing:.3f} where {served:.3f} of what something answers is")
        weights = learn([one for one in learning if _hangs_on_odds(one)])
        print("for policy.py:", *write(learning, weights, model), sep="\n  ")
        start = begins(learning, found, MOST_SILENT)
        print(f"  silent_from: float = {start:.3f}")
        print("authors never learned from, by these:", rates(measuring, odds(measuring, weights) >= start))
    else:  # what was just learned is not in policy.py yet
        print(f"{len(measuring)} conversations of authors never learned from, as shipped:", as_shipped(measuring))


if __name__ == "__main__":
    main()
