"""Sees danger, youth and fresh grief in what somebody typed; reacts to words, cannot tell whether anyone is safe."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from app.matching.engine.danger_fold import has_symbols, tokens
from app.matching.engine.danger_patterns import Finder, Span, expanded, pattern
from app.matching.engine.danger_weights import (
    CALM_WORDS,
    CALMER_WORDS,
    THRESHOLD,
    THRESHOLD_CALMED,
    number_of,
    shipped_weights,
    speaks_against,
    weighed_words,
)
from app.matching.engine.danger_words import ADULT_AGE, Lexicon, Sentence, sentences


class DangerKind(StrEnum):
    """Kinds of danger, the most pressing first (rule 3)."""

    ACUTE_ILLNESS = "acute_illness"
    OVERDOSE = "overdose"
    SUICIDE = "suicide"
    VIOLENCE = "violence"
    CHILD = "child"
    ABUSE = "abuse"
    ADULT = "adult"
    EXPLOITATION = "exploitation"
    WITHDRAWAL = "withdrawal"
    SELF_HARM = "self_harm"
    NO_SHELTER_TONIGHT = "no_shelter_tonight"
    NO_FOOD_TONIGHT = "no_food_tonight"
    NO_HEAT_TONIGHT = "no_heat_tonight"


class Gentle(StrEnum):
    """No alarm, but a helpline stays in view."""

    BEREAVED_BY_SUICIDE = "bereaved_by_suicide"
    DESPAIR = "despair"


@dataclass(frozen=True, slots=True)
class Danger:
    """What the words point to. Holds kinds only, never the words."""

    kinds: tuple[DangerKind, ...] = ()
    gentle: tuple[Gentle, ...] = ()

    @property
    def urgent(self) -> bool:
        return bool(self.kinds)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a group of patterns says: a kind of danger, a gentle flag, or one of the calming senses."""

    says: str
    firm: bool = False  # a plain statement: an idiom or a topic beside it does not calm it
    now: bool = False  # said of the present: a date in the past beside it does not settle it
    anyway: bool = False  # holds a "not" of its own sense: a "not" before it changes nothing
    unless_unsaid: bool = False  # calms only where nothing after it takes it back ("I said no, but I lied")
    of: frozenset[str] = frozenset()  # the kinds that a calming sense calms; none named, all of them


CALM, SETTLED, STILL = "calm", "settled", "still"
OPENED, CLOSED = "opened", "closed"  # dates that reach further than their clause
ASKED, DENIED = "asked", "denied"  # a question that was put, and a no at the beginning of the next sentence
SPOKEN, LAUGHED = "spoken", "laughed"  # a great word, and that it was said with a grin
ONCE, SINCE = "once", "since"  # a time of life, and how its person has lived since
TAKEN_BACK = "taken_back"  # begins a sentence that takes back what the one before it said
YOUNG, GRIEF, GRIEF_SETTLED, NOT_AGE = "young", "grief", "grief_settled", "not_age"
AT_SCHOOL, GROWN = "at_school", "grown"  # what tells of somebody at school, and what tells of anybody older
AGE_DIGITS, AGE_STOPS = 2, frozenset(",.;")
LOOK_BACK = 6  # words before a statement in which a "not" is looked for


@dataclass(frozen=True)
class _Reader:
    lexicon: Lexicon
    rules: tuple[_Rule, ...]
    finder: Finder


def _rule(row: Mapping[str, Any]) -> _Rule:
    flags = row.get("flags", ())
    unknown = set(flags) - {"firm", "now", "anyway", "unless_unsaid"}
    if unknown:
        raise ValueError(f"no flag {unknown}")
    return _Rule(row["says"], **dict.fromkeys(flags, True), of=frozenset(row.get("of", ())))


@cache
def _reader() -> _Reader:
    """The shipped data, read once."""
    folder = files("app.matching.engine").joinpath("danger_data")
    tables: list[dict[str, Any]] = [
        tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    ]
    words = next(table for table in tables if "class" in table)
    lexicon = Lexicon.read(words, words["numbers"])
    rows = [row for table in tables for row in table.get("rule", ())]
    rules = tuple(_rule(row) for row in rows)
    lines = [(line, place) for place, row in enumerate(rows) for line in row["lines"].splitlines() if line.strip()]
    patterns = [(pattern(lexicon, each), place) for line, place in lines for each in expanded(line)]
    return _Reader(lexicon, rules, Finder.of(lexicon, patterns))


@dataclass(frozen=True, slots=True)
class _Found:
    rule: _Rule
    span: Span
    pattern: str


class Trust(IntEnum):
    """How far a pattern is to be trusted where the words of the whole resemble danger nowhere."""

    DOUBTED = 0  # it stands in everyday phrases too
    USUAL = 1
    PLAIN = 2  # a plain statement: nothing speaks against it


@dataclass(frozen=True, slots=True)
class Seen:
    """A text read once: its words, and each sentence in which a pattern stands, with what was found there."""

    words: Sequence[str]
    sentences: tuple[tuple[Sentence, list[_Found]], ...]


def see(text: str) -> Seen:
    """Read a text; one with emoji is read twice, with words parted and joined there. Keeps and logs nothing."""
    words = tokens(text)
    once = list(_read(words))
    return Seen(words, (*once, *_read(tokens(text, ""))) if has_symbols(text) else tuple(once))


def _read(words: Sequence[str]) -> Iterator[tuple[Sentence, list[_Found]]]:
    reader = _reader()
    before: tuple[Sentence, list[_Found]] | None = None
    for sentence in sentences(words, reader.lexicon):
        found = [_Found(reader.rules[rule], span, line) for rule, span, line in reader.finder.find(sentence)]
        says = {one.rule.says for one in found if one.span.start == 0}
        if says & {OPENED, CLOSED}:
            _date((sentence, found) if OPENED in says else before)
        if before:
            _answer(before, sentence, says)
        if found:
            yield sentence, found
        before = sentence, found


def _date(dated: tuple[Sentence, list[_Found]] | None) -> None:
    """Settles the whole of a sentence that is dated ("My leg broke. That was in 1990"), unless it is of the present."""
    present = _reader().lexicon.bits["\x00{present}"]
    if dated and not any(bits & present for bits in dated[0].bits):
        dated[1].append(_Found(_Rule(SETTLED), Span(0, len(dated[0].words)), ""))


# What begins a sentence, what it answers in the sentence before, and what that is worth from there on.
_ANSWERS = (
    (DENIED, ASKED, _Rule(CALM, firm=True)),
    (LAUGHED, SPOKEN, _Rule(CALM)),
    (SINCE, ONCE, _Rule(SETTLED)),
)


def _answer(asked: tuple[Sentence, list[_Found]], answer: Sentence, says: set[str]) -> None:
    """Calms what the next sentence answers ("Asked re self-harm. None."), unless that takes something back."""
    if TAKEN_BACK in says:
        asked[1][:] = [one for one in asked[1] if not one.rule.unless_unsaid]
    if _unsaid(answer, 0):
        return
    for answers, question, rule in _ANSWERS:
        if answers in says:
            starts = [one.span.start for one in asked[1] if one.rule.says == question]
            asked[1].extend(_Found(rule, Span(start, len(asked[0].words)), "") for start in starts)


def _unsaid(sentence: Sentence, start: int) -> bool:
    """Whether a word from `start` on takes something back."""
    taken_back = _reader().lexicon.bits["\x00{unsaid}"]
    return any(bits & taken_back for bits in sentence.bits[start:])


def find_danger(text: str) -> Danger:
    """The kinds of danger that the words point to, most pressing first, and gentle flags. Keeps and logs nothing."""
    return danger_in(see(text))


def danger_in(seen: Seen) -> Danger:
    """The same of a text that is read already."""
    kinds, trust = _by_patterns(seen)
    if not kinds & _KINDS:
        met = any(one.rule.says in _KINDS for _, found in seen.sentences for one in found)
        if kind := weighed_words(seen.words, THRESHOLD_CALMED if met else THRESHOLD):
            kinds.add(kind)  # no pattern knows this wording, but its words are those of danger
    elif trust in _CALM_BELOW and speaks_against(seen.words, _CALM_BELOW[trust]):
        kinds = (kinds - _KINDS) | ({Gentle.DESPAIR.value} if kinds & _HELPLINE else set())
    return Danger(
        tuple(kind for kind in DangerKind if kind.value in kinds), tuple(flag for flag in Gentle if flag.value in kinds)
    )


def _by_patterns(seen: Seen) -> tuple[set[str], Trust]:
    """What the patterns say, and the most that one of them is to be trusted."""
    kinds: set[str] = set()
    trust = Trust.DOUBTED
    for sentence, found in seen.sentences:
        for one in found:
            if one.rule.says in _SAID and not (trust is Trust.PLAIN and one.rule.says in kinds):
                meant = _meaning(one, found, sentence)
                kinds |= meant
                if meant & _KINDS:
                    trust = max(trust, _trust(one))
    return kinds, trust


def _trust(one: _Found) -> Trust:
    if one.rule.firm:
        return Trust.PLAIN
    return Trust.DOUBTED if number_of(one.pattern) in shipped_weights().doubted else Trust.USUAL


_CALM_BELOW = {Trust.DOUBTED: CALM_WORDS, Trust.USUAL: CALMER_WORDS}
_KINDS = frozenset(kind.value for kind in DangerKind)
_HELPLINE = frozenset({DangerKind.SUICIDE.value, DangerKind.SELF_HARM.value})  # where a helpline stays in view
_CALMING = frozenset({CALM, Gentle.BEREAVED_BY_SUICIDE.value})
_SAID = _KINDS | {flag.value for flag in Gentle}


def _meaning(one: _Found, found: Sequence[_Found], sentence: Sentence) -> set[str]:
    """What a finding says once idiom, past and negation beside it are weighed; nothing when they calm it."""
    says = one.rule.says
    if says not in _KINDS:
        return {says}
    if _calmed(one, found, sentence):
        return set()
    if not one.rule.anyway and _negated(sentence, one.span.start):
        return {Gentle.DESPAIR.value} if says in _HELPLINE else set()
    if not one.rule.now and _settled(one, found, sentence):
        return set()
    return {says}


def _calmed(one: _Found, found: Sequence[_Found], sentence: Sentence) -> bool:
    """Whether an idiom or topic touches it; a firm finding gives way to firm idioms only."""
    return any(
        _calms(other.rule, one.rule)
        and other.span.touches(one.span)
        and not (other.rule.unless_unsaid and _unsaid(sentence, other.span.end))
        for other in found
    )


def _calms(calm: _Rule, said: _Rule) -> bool:
    return calm.says in _CALMING and (calm.firm or not said.firm) and (not calm.of or said.says in calm.of)


def _negated(sentence: Sentence, start: int) -> bool:
    """Whether a "not" governs what begins at `start`: only filler stands between ("not really feeling ...")."""
    bits = _reader().lexicon.bits
    neg, filler, able = bits["\x00{neg}"], bits["\x00{filler}"], bits["\x00{able}"]
    for place in range(start - 1, max(-1, start - 1 - LOOK_BACK), -1):
        if sentence.bits[place] & neg:
            # "I cannot stop", "why not": the not belongs to something else
            return place == 0 or not sentence.bits[place - 1] & able
        if not sentence.bits[place] & filler:
            return False
    return False


def _settled(one: _Found, found: Sequence[_Found], sentence: Sentence) -> bool:
    """Whether its clause says that it is over ("years ago", "as a child") and nothing in it says "still" or "now"."""
    begins = Span(one.span.start, one.span.start + 1)
    return any(_over(_reader().finder.clause(sentence, span), found) for span in (begins, one.span))


def _over(clause: Span, found: Sequence[_Found]) -> bool:
    said = {other.rule.says for other in found if other.span.touches(clause)}
    return SETTLED in said and STILL not in said


def says_under_18(text: str, age: int | None) -> bool:
    """Whether the ideas are for somebody under 18, as said or plainly implied (rule 4).

    True when the asker gives such an age or school year ("I'm 15", "im in year 9"), when the age field does, and
    when the ideas are for a child ("for my daughter, 15", "my son is 12 and loves chess"). A child who is only
    mentioned ("my grandson is 15 and I want company", "me and my 4 year old") does not count: the asker is grown.
    """
    return under_18_in(see(text), age)


def under_18_in(seen: Seen, age: int | None) -> bool:
    """The same of a text that is read already."""
    if age is not None and age < ADULT_AGE:
        return True
    for _, found in seen.sentences:
        ages = [other.span for other in found if other.rule.says == NOT_AGE]
        if any(one.rule.says == YOUNG and not any(one.span.touches(span) for span in ages) for one in found):
            return True
    return age is None and (begins := _begins_with_an_age(seen.words)) < ADULT_AGE and (begins > 0 or _at_school(seen))


def _at_school(seen: Seen) -> bool:
    """Whether school is told of as one's own ("GCSE revision", "my teachers") and nothing tells of an older one."""
    said = {one.rule.says for _, found in seen.sentences for one in found}
    return AT_SCHOOL in said and GROWN not in said


def _begins_with_an_age(words: Sequence[str]) -> int:
    """The age that somebody says first of all ("15, draws all day"), 0 where none is."""
    said = int(words[0]) if words and words[0].isdecimal() and len(words[0]) == AGE_DIGITS else 0
    return said if said and words[1] in AGE_STOPS else 0


def fresh_grief(text: str) -> bool:
    """Whether somebody close died lately, or at a time not said; "my mum died in 2010" is not fresh."""
    return grief_in(see(text))


def grief_in(seen: Seen) -> bool:
    """The same of a text that is read already."""
    for sentence, found in seen.sentences:
        if any(other.rule.says == GRIEF_SETTLED for other in found):
            continue
        if any(one.rule.says == GRIEF and not _settled(one, found, sentence) for one in found):
            return True
    return False
