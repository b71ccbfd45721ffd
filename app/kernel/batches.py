"""A long list in pieces, for whatever takes only so much at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def batched(many: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`many` in pieces of `size`, in order; the last may be shorter, and nothing has none."""
    yield from (many[n : n + size] for n in range(0, len(many), size))
