"""What was understood is remembered while the same words stand: so many and no more, and never words of danger."""

from datetime import UTC, datetime

import pytest

from app.directory.rules import Ease
from app.directory.vocabulary import Scheme, Term, load_vocabulary
from app.matching import heard
from app.matching.engine.types import Conversation
from app.matching.engine.understand import understand
from app.matching.heard import Memory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
WORDS = load_vocabulary()


def talk(hopes: str, gifts: str = "", ease: frozenset[Ease] = frozenset(), age: int | None = None) -> Conversation:
    return Conversation(NOW, hopes=hopes, gifts=gifts, ease=ease, age=age)


def test_the_same_words_are_understood_once() -> None:
    memory = Memory()
    first = memory.hear(talk("gardening"), WORDS)
    assert memory.hear(talk("gardening"), WORDS) is first
    assert first.understood == understand(talk("gardening"), WORDS)


@pytest.mark.parametrize(
    "other",
    [
        talk("Gardening"),
        talk("gardening", "sewing"),
        talk("gardening", age=15),
        talk("gardening", ease=frozenset({Ease.STEP_FREE})),
        talk("", "gardening"),
    ],
)
def test_whatever_tells_more_is_understood_anew(other: Conversation) -> None:
    memory = Memory()
    first = memory.hear(talk("gardening"), WORDS)
    second = memory.hear(other, WORDS)
    assert second is not first
    assert second.understood == understand(other, WORDS)


def test_words_of_danger_are_not_kept() -> None:
    memory, said = Memory(), talk("I want to kill myself")
    first = memory.hear(said, WORDS)
    assert first.understood.urgent
    assert memory.hear(said, WORDS) is not first
    assert not memory._kept


def test_other_words_of_a_steward_begin_anew() -> None:
    memory, said = Memory(), talk("quockerwodging")
    assert not memory.hear(said, WORDS).understood.hopes[0].code
    more = WORDS.merged([Term("quockerwodging", Scheme.HOPE, "Quockerwodging", ("quockerwodging",))])
    assert memory.hear(said, more).understood.hopes[0].code == "quockerwodging"


def test_the_one_not_asked_for_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard, "REMEMBERED", 2)
    memory = Memory()
    first, second = memory.hear(talk("gardening"), WORDS), memory.hear(talk("chess"), WORDS)
    assert memory.hear(talk("gardening"), WORDS) is first
    memory.hear(talk("singing"), WORDS)
    assert memory.hear(talk("gardening"), WORDS) is first
    assert memory.hear(talk("chess"), WORDS) is not second
