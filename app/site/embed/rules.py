"""What a box on another website shows of an answer: three ideas at most, and no people (rule 10); pure."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from app.directory.rules import Kind

SHOWN = 3
# Enough that three are left when those that a box does not show are taken out.
ASKED = 12


class Idea(Protocol):
    """What is looked at of an idea."""

    @property
    def kind(self) -> str:
        """What it is."""
        ...

    @property
    def rung(self) -> int:
        """Its rung of the ladder."""
        ...

    @property
    def score(self) -> float:
        """How well it fits."""
        ...


Some = TypeVar("Some", bound=Idea)


def chosen(ideas: Sequence[Some]) -> list[Some]:
    """The best three that are no people, informal before formal and the best first among their like."""
    others = [idea for idea in ideas if idea.kind != Kind.PERSON]
    best = sorted(others, key=lambda idea: -idea.score)[:SHOWN]
    return sorted(best, key=lambda idea: (idea.rung, -idea.score))
