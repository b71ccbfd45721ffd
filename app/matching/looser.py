"""Where nothing fits: what there is when the days are left out, or for one wish alone. Only what helps is offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.matching.answers import Answers, to_match
from app.matching.asked import Kith
from app.matching.engine.answer import answer_to
from app.matching.engine.meaning.encoder import Vector
from app.matching.suggest import Parts, Question, ask_of
from app.matching.view import Results

MOST_TRIED = 5  # wishes that are looked for alone: each is a match of its own
MOST_OFFERED = 3


@dataclass(frozen=True)
class Looser:
    """The same form with less in it."""

    answers: Answers
    wish: str = ""  # the one that is left, in the reader's language; "" where the days are left out
    there: int = 0  # how many ideas that brings


async def offers_of_less(kith: Kith, said: Answers, results: Results) -> list[Looser]:
    """What less would bring; nothing beside ideas, a need, danger, despair, or what was too far."""
    answer = results.answer
    if results.ideas or results.formal_open or results.said.basics or results.unread or said.far:
        return []
    if answer.urgent or answer.gentle:
        return []
    tried = forms_with_less(said, answer.understood.hopes, results.said.hopes)
    there = await kith.ideas_for([to_match(one.answers, kith.vocabulary) for one in tried]) if tried else []
    return [replace(one, there=ideas) for one, ideas in zip(tried, there, strict=True) if ideas][:MOST_OFFERED]


def forms_with_less(said: Answers, wishes: Sequence[str], told: Sequence[str]) -> list[Looser]:
    """The forms to try, the one that gives up least first; `told` are the wishes in the reader's language."""
    any_day = replace(said, days=(), parts=())
    tried = [Looser(any_day)] if any_day != said else []
    if len(wishes) > 1:
        alone = replace(said, hopes=(), gifts=(), gifts_words="", no=())
        both = zip(wishes[:MOST_TRIED], told, strict=False)
        tried += [Looser(replace(alone, hopes_words=wish), word) for wish, word in both]
    return tried


def ideas_for(asked: Question, vectors: Mapping[str, Vector], parts: Parts) -> int:
    """How many ideas a conversation brings; it is not counted as asked for.

    None beside danger, a loss or a need: those have pages of their own, and nobody is told to ask for less there.
    """
    result = answer_to(ask_of(asked, vectors, parts), parts.finder)
    said = result.understood
    return 0 if said.urgent or said.gentle or said.grief or result.basics else len(result.suggestions)
