"""The vocabulary terms a listing carries, kept as one text beside its columns: a term a line, "hope:singing"; pure.

A row for each was half of the rows that a listing had left (decision 27). Each line has an end on either side, so that
SQL finds a term without knowing where it stands.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from app.directory.ease_facts import REMEMBERED
from app.directory.rules import TermRole

Carried = tuple[str, str]  # a role and a code
TERMS = "terms"  # the column


class Terms(NamedTuple):
    """The terms a listing carries, each role from A to Z."""

    hopes: tuple[str, ...]
    gifts: tuple[str, ...]
    basics: tuple[str, ...]
    labels: tuple[str, ...]


def terms_text(carried: Iterable[Carried]) -> str:
    """The text of some terms, from A to Z, each once; empty when there are none."""
    lines = sorted({f"{role}:{code}" for role, code in carried if "\n" not in code})  # no code has more than one line
    return "\n".join(("", *lines, "")) if lines else ""


@lru_cache(REMEMBERED)
def pairs_of(text: str) -> tuple[Carried, ...]:
    """The terms of such a text."""
    parts = (line.partition(":") for line in text.split("\n") if line)
    return tuple((role, code) for role, _, code in parts)


@lru_cache(REMEMBERED)
def terms_of(text: str) -> Terms:
    """The same by role."""
    roles = (TermRole.HOPE, TermRole.GIFT, TermRole.BASIC, TermRole.LABEL)
    return Terms(*(tuple(code for role, code in pairs_of(text) if role == one) for one in roles))


def as_rows(listing_id: UUID, text: str) -> list[dict[str, Any]]:
    """The terms one by one, as history tells them."""
    return [{"listing_id": listing_id, "role": role, "term": code} for role, code in pairs_of(text)]


def from_rows(rows: Iterable[dict[str, Any]]) -> str:
    """The column of terms that history tells one by one."""
    return terms_text((row["role"], row["term"]) for row in rows)
