"""Which of our words a listing's own words say: hopes, basics and labels, found with restraint; pure."""

from collections.abc import Callable
from dataclasses import dataclass

from app.directory.rules import Kind
from app.directory.vocabulary import Scheme, Vocabulary

TEXT_READ = 600
MOST_HOPES = 8
MOST_BASICS = 4
MOST_LABELS = 4
# In running text these are mostly turns of speech ("charitable purposes", "the running of", "a homely environment").
VAGUE_IN_TEXT = frozenset({"purpose", "running", "science", "nature", "environment", "confidence", "getting_out"})


@dataclass(frozen=True)
class Said:
    """The words of a row by weight: `name` with its category says what it is, `text` only what it speaks of."""

    name: str
    hopes: str = ""  # a column that names them
    audience: str = ""
    text: str = ""


@dataclass(frozen=True)
class Tags:
    """Vocabulary codes, the surest first."""

    hopes: tuple[str, ...] = ()
    basics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


Tagger = Callable[[Kind, Said], Tags]


def tagger_of(vocabulary: Vocabulary) -> Tagger:
    """A tagger that finds the vocabulary's own phrases.

    A formal service is given no hopes and only practical help (or something open to all that names it) a basic:
    a choir that once raised money for a food bank gives no food.
    """

    def tag(kind: Kind, said: Said) -> Tags:
        named = _codes(vocabulary, said.name, _OF_NAMES)
        told = _codes(vocabulary, said.text[:TEXT_READ], _OF_TEXTS)
        hopes = [*_codes(vocabulary, said.hopes, _OF_HOPES)[Scheme.HOPE], *named[Scheme.HOPE]]
        hopes += [code for code in told[Scheme.HOPE] if code not in VAGUE_IN_TEXT]
        basics = named[Scheme.BASIC] if kind in _WITH_BASICS else []
        basics = [*basics, *told[Scheme.BASIC]] if kind is Kind.PRACTICAL else basics
        labels = [*_codes(vocabulary, said.audience, _OF_AUDIENCES)[Scheme.LABEL], *named[Scheme.LABEL]]
        return Tags(
            hopes=() if kind is Kind.FORMAL else _first(hopes, MOST_HOPES),
            basics=_first(basics, MOST_BASICS),
            labels=_first(labels, MOST_LABELS),
        )

    return tag


def carried(
    vocabulary: Vocabulary, kind: Kind, said: Said, wanted: frozenset[tuple[Scheme, str]]
) -> tuple[tuple[Scheme, str], ...]:
    """Those of `wanted` terms that a tagger would find, however many others stand before them."""
    named = _codes(vocabulary, said.name, _OF_NAMES)
    told = _codes(vocabulary, said.text[:TEXT_READ], _OF_TEXTS)
    found = [(Scheme.LABEL, code) for code in named[Scheme.LABEL]]
    if kind is not Kind.FORMAL:
        hopes = [*named[Scheme.HOPE], *(code for code in told[Scheme.HOPE] if code not in VAGUE_IN_TEXT)]
        found += [(Scheme.HOPE, code) for code in hopes]
    if kind in _WITH_BASICS:
        basics = [*named[Scheme.BASIC], *(told[Scheme.BASIC] if kind is Kind.PRACTICAL else ())]
        found += [(Scheme.BASIC, code) for code in basics]
    return tuple(dict.fromkeys(name for name in found if name in wanted))


_WITH_BASICS = (Kind.PRACTICAL, Kind.UNIVERSAL)
_OF_NAMES = frozenset({Scheme.HOPE, Scheme.BASIC, Scheme.LABEL})
_OF_TEXTS = frozenset({Scheme.HOPE, Scheme.BASIC})
_OF_HOPES = frozenset({Scheme.HOPE})
_OF_AUDIENCES = frozenset({Scheme.LABEL})


def _codes(vocabulary: Vocabulary, text: str, schemes: frozenset[Scheme]) -> dict[Scheme, list[str]]:
    """Codes by scheme, in order of place. A slip forgiven is a guess; what is kept for years must be sure."""
    codes: dict[Scheme, list[str]] = {scheme: [] for scheme in schemes}
    for hit in vocabulary.find(text, schemes) if text else ():
        if hit.exact:
            codes[hit.term.scheme].append(hit.term.code)
    return codes


def _first(codes: list[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))[:most]
