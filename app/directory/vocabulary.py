"""The words of a good life: hopes, gifts, basics, ease, labels and formal asks, with the words people use; pure.

The terms are data (`terms/*.toml`, one file a scheme, and `doorstep.toml` with more phrases for all of them).
Where a saying could be meant in two ways the data decides:
"somewhere warm (to sit)" is a hope for a warm place, "warm space", "warm hub" and "freezing at home" are the basic
`warm_space`, and "can't afford the heating" is the basic `warmth`. `look_alikes` in a file are ordinary sayings
that hold a term's word and mean something else ("free time"): they are found first and stand for nothing.
Whether a term was said with a "no" before it is for the reader of the text, not for this module.
"""

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from typing import Any, NamedTuple

from app.directory.phrases import PhraseIndex, phrase_key
from app.directory.tongues import SCHEMES, Tongues

_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Scheme(StrEnum):
    """In which sense a term is said."""

    HOPE = "hope"
    GIFT = "gift"
    BASIC = "basic"
    EASE = "ease"
    LABEL = "label"
    FORMAL = "formal"


# Their pictures are pressed, and say their whole label: it is read as one phrase, though nobody would say it so.
PRESSED = (Scheme.HOPE, Scheme.GIFT, Scheme.BASIC)
_FILES = {
    Scheme.HOPE: "hopes",
    Scheme.GIFT: "gifts",
    Scheme.BASIC: "basics",
    Scheme.EASE: "ease",
    Scheme.LABEL: "labels",
    Scheme.FORMAL: "formal",
}
TONGUES = ("cy", "pl", "ro", "ur", "pa")
PLAIN_TONGUES = ("ar", "uk", "pt")  # of which only the plainest is known: hunger, loneliness, the commonest hopes


class Relation(StrEnum):
    """How a foreign code stands to our term: `broad` is wider than ours, `narrow` is narrower."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"


class VocabularyError(ValueError):
    """A term that cannot be used: what is wrong with it, in words."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A code elsewhere: `ukcat` and `icnptso` by code, `openactive` by notation, `open_eligibility` by name."""

    scheme: str
    code: str
    relation: Relation


@dataclass(frozen=True)
class Term:
    """One thing people hope for, give, need or ask for, in plain words, with the phrases they say it in.

    `related` names codes of the same scheme that partly meet somebody who asked for this one, with weight 0 to 1.
    A `sensitive` term must never stand in a URL. `chip` is the place among the pictures on the front page, from 1.
    """

    code: str
    scheme: Scheme
    label: str
    phrases: tuple[str, ...]
    related: tuple[tuple[str, float], ...] = ()
    sensitive: bool = False
    chip: int | None = None
    icon: str | None = None
    maps: tuple[Mapping, ...] = ()
    enjoys: tuple[str, ...] = ()  # of a gift: hopes of somebody who has it
    situations: tuple[str, ...] = ()  # those of its phrases that tell where somebody stands, not what they hope for
    narrower: tuple[str, ...] = ()  # those that ask for more than it says: "vegan food" of eating together

    def __post_init__(self) -> None:
        """Refuse what no page or index could use; raises VocabularyError."""
        if not _CODE.fullmatch(self.code):
            raise VocabularyError(f"{self.code!r} is not a code: small letters, digits and single underscores")
        if not self.label.strip() or not self.phrases:
            raise VocabularyError(f"{self.scheme}:{self.code} needs a label and at least one phrase")
        if not all(0 < weight <= 1 for _, weight in self.related):
            raise VocabularyError(f"{self.scheme}:{self.code} has a weight outside 0 to 1")


class Found(NamedTuple):
    """A term found in a text: `text[start:end]` are the words that said it, `phrase` is the one it was known by."""

    term: Term
    start: int
    end: int
    phrase: str
    exact: bool


@dataclass(frozen=True)
class Vocabulary:
    """All terms as one versioned value; equal content has equal `version`."""

    version: str
    terms: tuple[Term, ...] = field(repr=False)
    look_alikes: tuple[tuple[Scheme, str], ...] = field(default=(), repr=False)
    real_words: frozenset[str] = field(
        default=frozenset(), repr=False
    )  # real English, one slip from a word of ours: never a slip
    tongues: Tongues = field(default=Tongues(), repr=False)  # what is said in other languages

    @classmethod
    def of_terms(
        cls,
        terms: Iterable[Term],
        look_alikes: Iterable[tuple[Scheme, str]] = (),
        real_words: Iterable[str] = (),
        tongues: Tongues = Tongues(),  # noqa: B008  (frozen)
    ) -> "Vocabulary":
        """Make one and check it whole: raises VocabularyError or PhraseClash (both ValueError)."""
        kept, likes, real = tuple(terms), tuple(look_alikes), frozenset(real_words)
        content = repr((kept, likes, sorted(real), *tongues.content))
        made = cls(hashlib.sha256(content.encode()).hexdigest()[:12], kept, likes, real, tongues)
        _check_related(made)
        _check_tongues(made)
        made._index  # noqa: B018  (built now, so that a clash of phrases is said at load and not at the first search)
        return made

    @cached_property
    def _by_code(self) -> dict[tuple[Scheme, str], Term]:
        return {(term.scheme, term.code): term for term in self.terms}

    @cached_property
    def _index(self) -> PhraseIndex[Term | None]:
        said = [(str(term.scheme), phrase, term) for term in self.terms for phrase in term.phrases]
        nothing = [(str(scheme), phrase, None) for scheme, phrase in self.look_alikes]
        taken = {(group, phrase_key(phrase)) for group, phrase, _ in (*said, *nothing)}
        # What a press says. A label that is a phrase already, of this or another term, means what it meant.
        labels = {(str(term.scheme), phrase_key(term.label)): term for term in self.terms if term.scheme in PRESSED}
        pressed = [
            (of[0], term.label, term)
            for of, term in labels.items()
            if of not in taken and len(of[1]) > 1 and "" not in of[1]  # a stop stands in it: no phrase runs across
        ]
        return PhraseIndex([*said, *nothing, *pressed], self.real_words)

    @cached_property
    def pressed(self) -> frozenset[str]:
        """What presses of pictures say, each alone: no other language has to be looked for in these."""
        return frozenset(said for term in self.terms for said in (term.label, term.phrases[0].lstrip("=")))

    def get(self, scheme: Scheme, code: str) -> Term | None:
        """The term of that code, if there is one."""
        return self._by_code.get((scheme, code))

    def of(self, scheme: Scheme) -> tuple[Term, ...]:
        """All terms of a scheme, in the order of the data."""
        return tuple(term for term in self.terms if term.scheme == scheme)

    def saying(self, term: Term) -> str:
        """Words that are read as this term: its label, or the phrase that is said most where the label is not read."""
        read = any(found.term is term for found in self.find(term.label, [term.scheme]))
        return term.label if read else term.phrases[0].lstrip("=")

    def chips(self, scheme: Scheme) -> tuple[Term, ...]:
        """The terms shown with a picture on the front page, in order."""
        return tuple(sorted((t for t in self.of(scheme) if t.chip is not None), key=lambda term: term.chip or 0))

    def find(self, text: str, schemes: Collection[Scheme] | None = None) -> list[Found]:
        """Every term said in the text, in order of place; within one scheme nothing overlaps, the longest wins."""
        return [
            Found(hit.value, hit.start, hit.end, hit.phrase, hit.exact)
            for hit in self._index.find(text, schemes)
            if hit.value is not None
        ]

    def knows(self, word: str) -> bool:
        """Whether an English phrase holds this word, or another form of it."""
        return word in self.real_words or self._index.knows(word)

    def merged(self, extra: Iterable[Term]) -> "Vocabulary":
        """With a steward's terms: a new code joins, a known one takes the new label and adds phrases and maps."""
        by_code = dict(self._by_code)
        for term in extra:
            key = (term.scheme, term.code)
            by_code[key] = _joined(by_code[key], term) if key in by_code else term
        return Vocabulary.of_terms(by_code.values(), self.look_alikes, self.real_words, self.tongues)


def _joined(ours: Term, theirs: Term) -> Term:
    return replace(
        ours,
        label=theirs.label,
        phrases=tuple(dict.fromkeys(ours.phrases + theirs.phrases)),
        related=tuple((dict(ours.related) | dict(theirs.related)).items()),
        sensitive=ours.sensitive or theirs.sensitive,  # a steward can hide more, never less
        maps=tuple(dict.fromkeys(ours.maps + theirs.maps)),
    )


def _check_related(vocabulary: Vocabulary) -> None:
    if len(vocabulary._by_code) != len(vocabulary.terms):
        raise VocabularyError("a code is used twice in one scheme")
    for term in vocabulary.terms:
        for code, _ in term.related:
            if code == term.code or vocabulary.get(term.scheme, code) is None:
                raise VocabularyError(f"{term.scheme}:{term.code} is related to {code!r}, which is no other term")
        for code in term.enjoys:
            if vocabulary.get(Scheme.HOPE, code) is None:
                raise VocabularyError(f"{term.scheme}:{term.code} enjoys {code!r}, which is no hope")


def _check_tongues(vocabulary: Vocabulary) -> None:
    for tongue, part, code, _ in vocabulary.tongues.content:
        if part in SCHEMES and vocabulary.get(Scheme(part), code) is None:
            raise VocabularyError(f"phrases.{tongue}: {part}:{code} is no term")


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary that ships with the programme, read once."""
    terms: list[Term] = []
    look_alikes: list[tuple[Scheme, str]] = []
    doorstep = _read("doorstep")
    for scheme, name in _FILES.items():
        table, more = _read(name), doorstep.get(scheme, {})
        look_alikes += [
            (scheme, phrase) for phrase in (*table.pop("look_alikes", []), *doorstep["nothing"].get(scheme, []))
        ]
        if unknown := more.keys() - table.keys():
            raise VocabularyError(f"doorstep: {scheme}:{', '.join(sorted(unknown))} is no term")
        terms += [_term(scheme, code, entry, more.get(code, ())) for code, entry in table.items()]
    hopes, gifts = ({term.code for term in terms if term.scheme is scheme} for scheme in (Scheme.HOPE, Scheme.GIFT))
    tongues = Tongues.of((_read(f"phrases.{tongue}") for tongue in (*TONGUES, *PLAIN_TONGUES)), hopes & gifts)
    return Vocabulary.of_terms(terms, look_alikes, _read("real_words")["words"].split(), tongues)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("app.directory").joinpath("terms", f"{name}.toml").read_text("utf-8"))


def _term(scheme: Scheme, code: str, entry: dict[str, Any], more: Iterable[str]) -> Term:
    unknown = entry.keys() - {"label", "phrases", "related", "sensitive", "chip", "icon", "maps", "enjoys"}
    if unknown:
        raise VocabularyError(f"{scheme}:{code} has {', '.join(sorted(unknown))}, which means nothing here")
    said = (*entry["phrases"], *more)
    return Term(
        code=code,
        scheme=scheme,
        label=entry["label"],
        phrases=tuple(phrase.removeprefix("~").removeprefix("<") for phrase in said),
        related=tuple(entry.get("related", {}).items()),
        sensitive=entry.get("sensitive", False),
        chip=entry.get("chip"),
        icon=entry.get("icon"),
        maps=tuple(_mapping(line) for line in entry.get("maps", [])),
        enjoys=tuple(entry.get("enjoys", [])),
        situations=tuple(phrase[1:] for phrase in said if phrase.startswith("~")),
        narrower=tuple(phrase[1:] for phrase in said if phrase.startswith("<")),
    )


def _mapping(line: str) -> Mapping:
    """`scheme relation code`, as in "ukcat exact LE102"; a code may hold spaces."""
    scheme, relation, code = line.split(maxsplit=2)
    return Mapping(scheme, code, Relation(relation))
