"""The gold: conversations with what a good answer is, and markers' grades of listings, read from data files; pure."""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.abc import Traversable
from importlib.resources import files
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.matching.shapes import MatchIn

CONVERSATIONS = ("conversations_a.jsonl", "conversations_b.jsonl")
JUDGEMENTS = "judgements.csv"
HIGHEST_GRADE = 3
FIRST_MARKER, SECOND_MARKER = 1, 2
LIMIT = 10
# What of a line is asked as it stands; the rest of the line is about the conversation.
ASKED = ("near", "hopes", "gifts", "ease", "age", "languages", "days", "parts", "travel")

Grades = Mapping[UUID, int]


class GoldError(ValueError):
    """A line of the gold that cannot be used: which one and why."""


class Expect(StrEnum):
    """What kind of answer is right."""

    FITS = "fits"
    NOTHING = "nothing"
    BASICS = "basics"
    URGENT = "urgent"
    GENTLE = "gentle"
    FORMAL = "formal"


class Half(StrEnum):
    """Weights are tuned on one half and told by the other."""

    TUNE = "tune"
    TEST = "test"
    ALL = "all"


@dataclass(frozen=True)
class Case:
    """One conversation as it is asked, and the same wish in other words."""

    id: str
    who: str
    expect: Expect
    needs: str
    body: MatchIn
    paraphrases: tuple[MatchIn, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of person or trial: "carers" for "carers-04" and for "carers2-01"."""
        return self.id.rpartition("-")[0].rstrip("0123456789")

    @property
    def half(self) -> Half:
        """Its half by a fixed hash: no run and no new conversation ever moves another."""
        return Half.TEST if int(hashlib.sha256(self.id.encode()).hexdigest()[0], 16) % 2 else Half.TUNE


@dataclass(frozen=True)
class Judgements:
    """The first marker's grades by conversation, and the pairs that both markers graded."""

    grades: Mapping[str, Grades]
    twice: tuple[tuple[int, int], ...] = ()

    def of(self, case: str) -> Grades:
        """Grades 0..3 of a conversation's listings; a listing that is missing was not judged and counts as 0."""
        return self.grades.get(case, {})


def gold_folder() -> Traversable:
    """Where the gold that ships with the programme lies."""
    return files("seed").joinpath("gold")


def read_cases(half: Half = Half.ALL, folder: Traversable | None = None) -> tuple[Case, ...]:
    """The conversations of a half in the order of the files; raises GoldError."""
    folder = folder or gold_folder()
    cases = [_case(line, where) for name in CONVERSATIONS for where, line in _lines(folder, name)]
    if len({case.id for case in cases}) < len(cases):
        raise GoldError("two conversations have the same id")
    return tuple(case for case in cases if half in (Half.ALL, case.half))


def _lines(folder: Traversable, name: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(folder.joinpath(name).read_text("utf-8").splitlines(), 1):
        if line.strip():
            yield f"{name} line {number}", line


def _case(line: str, where: str) -> Case:
    try:
        given = json.loads(line)
        asked = {name: given[name] for name in ASKED if name in given} | {"limit": LIMIT}
        return Case(
            id=given["id"],
            who=given["who"],
            expect=Expect(given["expect"]),
            needs=given["needs"],
            body=MatchIn.model_validate(asked),
            paraphrases=tuple(_in_other_words(asked, words) for words in given["paraphrases"]),
        )
    except (KeyError, ValueError, ValidationError) as error:
        raise GoldError(f"{where}: {error}") from error


def _in_other_words(asked: Mapping[str, Any], words: str) -> MatchIn:
    """A paraphrase says the hopes anew, or the gifts of somebody who only gives."""
    return MatchIn.model_validate({**asked, "hopes" if asked.get("hopes") else "gifts": words})


def read_judgements(folder: Traversable | None = None) -> Judgements:
    """Every grade in `judgements.csv`; raises GoldError, also when the file is not there."""
    try:
        text = (folder or gold_folder()).joinpath(JUDGEMENTS).read_text("utf-8")
    except FileNotFoundError as error:
        raise GoldError(f"there is no {JUDGEMENTS} among the gold") from error
    markers: dict[int, dict[tuple[str, UUID], int]] = {FIRST_MARKER: {}, SECOND_MARKER: {}}
    for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
        _keep(markers, row, f"{JUDGEMENTS} line {number}")
    first, second = markers[FIRST_MARKER], markers[SECOND_MARKER]
    grades: dict[str, dict[UUID, int]] = defaultdict(dict)
    for (conversation, listing), grade in first.items():
        grades[conversation][listing] = grade
    return Judgements(dict(grades), tuple((first[key], grade) for key, grade in second.items() if key in first))


def _keep(markers: dict[int, dict[tuple[str, UUID], int]], row: Mapping[str, str], where: str) -> None:
    try:
        key, grade, marker = (row["conversation"], UUID(row["listing"])), int(row["grade"]), int(row["marker"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise GoldError(f"{where}: {error}") from error
    if marker not in markers or not 0 <= grade <= HIGHEST_GRADE:
        raise GoldError(f"{where}: marker {marker} gave {grade}; markers are 1 and 2, grades 0 to {HIGHEST_GRADE}")
    if key in markers[marker]:
        raise GoldError(f"{where}: marker {marker} graded this listing for {key[0]} twice")
    markers[marker][key] = grade
