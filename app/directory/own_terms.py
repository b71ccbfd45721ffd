"""A steward's own terms: a row read into a term, and a phrase kept from standing for two things; pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.directory.phrases import phrase_key
from app.directory.vocabulary import Scheme, Term, Vocabulary, VocabularyError
from app.kernel.text import one_line

COLUMNS = ("scheme", "code", "label", "phrases", "related", "sensitive")
NEEDED = COLUMNS[:4]
YES, NO = frozenset({"yes", "y", "true", "1"}), frozenset({"", "no", "n", "false", "0"})
MOST_PHRASES, MOST_RELATED = 200, 30
LONGEST = {"code": 60, "label": 100, "phrases": 80}  # letters; of phrases each one
ALWAYS_SENSITIVE = frozenset({Scheme.BASIC, Scheme.FORMAL})  # what somebody lacks is never part of an address
# Read from the same words: one phrase may be no hope and a basic at once. Ease is said in passing, beside a hope.
ONE_SENSE = {Scheme.BASIC: Scheme.HOPE, Scheme.FORMAL: Scheme.HOPE}
_PAIR = re.compile(r"([^=]+)=\s*([0-9]*\.?[0-9]+)\s*")

Name = tuple[Scheme, str]  # what a term is known by: its scheme and its code
Sense = tuple[Scheme, tuple[str, ...]]


@dataclass(frozen=True)
class TermRow:
    """A row of a table of terms: its number (from 1), its cells by column, and why it cannot be read, if so."""

    number: int
    cells: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


class NotATerm(ValueError):
    """A row that is no term: in which field, why in words, and what stood there."""

    def __init__(self, field_: str, problem: str, value: str = "") -> None:
        """The problem is a sentence that a steward can act on."""
        super().__init__(problem)
        self.field, self.value = field_, value


def name_of(term: Term) -> Name:
    """What a term is known by."""
    return term.scheme, term.code


def as_values(term: Term) -> dict[str, Any]:
    """A term as plain values, for lists and for its history."""
    return {
        "scheme": term.scheme.value,
        "code": term.code,
        "label": term.label,
        "phrases": list(term.phrases),
        "related": dict(term.related),
        "sensitive": term.sensitive,
    }


def term_of(row: TermRow, shipped: Vocabulary) -> Term:
    """The term in a row; of one that ships with Kith an empty label stays as it is. Raises NotATerm."""
    if row.fault:
        raise NotATerm("row", f"This row cannot be read: {row.fault}.")
    cells = {name: one_line(row.cells.get(name, "")) for name in COLUMNS}
    scheme, code = _scheme(cells["scheme"]), _short("code", cells["code"])
    ours = shipped.get(scheme, code)
    if scheme is Scheme.EASE and ours is None:
        raise NotATerm("code", "What makes it easy is a fixed list: phrases can be added to it, no new code.", code)
    label = _short("label", cells["label"]) or (ours.label if ours else "")
    phrases = _phrases(cells["phrases"])
    phrases = phrases or ours.phrases if ours else _with_label(phrases, label)
    hidden = _yes(cells["sensitive"]) or scheme in ALWAYS_SENSITIVE
    related = _related(cells["related"])
    try:
        return Term(code, scheme, label, phrases, related, hidden)
    except VocabularyError as error:
        raise NotATerm(_field_at_fault(code, label, phrases), f"{error}.", code) from error


def _field_at_fault(code: str, label: str, phrases: Sequence[str]) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code):
        return "code"
    return "related" if label and phrases else "phrases" if label else "label"


def _scheme(text: str) -> Scheme:
    try:
        return Scheme(text.casefold())
    except ValueError as error:
        raise NotATerm("scheme", f"The scheme is one of: {', '.join(Scheme)}.", text) from error


def _short(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise NotATerm(name, f"This is too long: at most {LONGEST[name]} letters.", text)
    return text


def _phrases(cell: str) -> tuple[str, ...]:
    # A cell that looks like a formula is words: the mark that our own files put before a word means nothing here.
    spoken = (" ".join(part.replace("=", " ").split()) for part in cell.split(";"))
    phrases = tuple(dict.fromkeys(phrase for phrase in spoken if phrase))
    if len(phrases) > MOST_PHRASES:
        raise NotATerm("phrases", f"These are too many: at most {MOST_PHRASES} phrases.", f"{len(phrases)}")
    for phrase in phrases:
        key = phrase_key(_short("phrases", phrase))
        if not key or "" in key:
            raise NotATerm("phrases", "A phrase needs words, and no comma or full stop between them.", phrase)
    return phrases


def _related(cell: str) -> tuple[tuple[str, float], ...]:
    pairs = [part for part in cell.split(";") if part.strip()]
    found = [_PAIR.fullmatch(part) for part in pairs]
    weights = {pair[1].strip(): float(pair[2]) for pair in found if pair}
    if len(weights) < len(pairs) or len(pairs) > MOST_RELATED or not all(0 < each <= 1 for each in weights.values()):
        problem = (
            "Related terms read like gardening=0.5; outdoors=0.3: each code once, with a weight above 0, at most 1."
        )
        raise NotATerm("related", problem, cell)
    return tuple(weights.items())


def _with_label(phrases: tuple[str, ...], label: str) -> tuple[str, ...]:
    """A chip is asked for by its label, so a label that can be said is a phrase too."""
    key = phrase_key(label)
    said = key and "" not in key and key not in {phrase_key(phrase) for phrase in phrases}
    return (*phrases, label) if phrases and said else phrases


def _yes(cell: str) -> bool:
    if cell.casefold() not in YES | NO:
        raise NotATerm("sensitive", "Say yes or no.", cell)
    return cell.casefold() in YES


@dataclass
class _Senses:
    """Which phrase stands for which term, as terms join one by one."""

    taken: dict[Sense, Term | None]  # None: an ordinary saying that stands for nothing

    def join(self, term: Term) -> None:
        """Add a term's phrases; raises NotATerm when one of them stands for something else."""
        senses = {sense(term.scheme, phrase): phrase for phrase in term.phrases}
        for key, phrase in senses.items():
            other = self.taken.get(key, term)
            if other is None or name_of(other) != name_of(term):
                raise NotATerm("phrases", _clash(phrase, term, other), phrase)
        self.taken |= dict.fromkeys(senses, term)


def sense(scheme: Scheme, phrase: str) -> Sense:
    """What may stand for one thing only."""
    return ONE_SENSE.get(scheme, scheme), phrase_key(phrase)


def _clash(phrase: str, term: Term, other: Term | None) -> str:
    if other is None:
        return f"“{phrase}” is an ordinary saying that stands for nothing here, so it cannot mean {_said(term)}."
    return f"“{phrase}” stands for {_said(other)} already, so it cannot stand for {_said(term)} too."


def _said(term: Term) -> str:
    return f"{term.scheme} {term.code} ({term.label})"


def settle(shipped: Vocabulary, kept: Iterable[Term], fresh: Sequence[Term]) -> dict[Name, NotATerm]:
    """Why which of the `fresh` terms cannot join what ships and what was kept; the others can, all together.

    A fresh term takes the place of the kept one of the same name, and may lean on other fresh ones.
    """
    refused: dict[Name, NotATerm] = {}
    kept, at_first = list(kept), _shipped_senses(shipped)
    while True:
        joining = [term for term in fresh if name_of(term) not in refused]
        replaced = {name_of(term) for term in joining}
        staying = [term for term in kept if name_of(term) not in replaced]
        worse = _leaning_on_nothing(shipped, staying, joining)
        senses = _Senses(at_first | {sense(t.scheme, phrase): t for t in staying for phrase in t.phrases})
        for term in joining:
            try:
                senses.join(term)
            except NotATerm as problem:
                worse.setdefault(name_of(term), problem)
        if not worse:
            return refused
        refused |= worse


def _shipped_senses(shipped: Vocabulary) -> dict[Sense, Term | None]:
    taken: dict[Sense, Term | None] = {sense(scheme, phrase): None for scheme, phrase in shipped.look_alikes}
    return taken | {sense(term.scheme, phrase): term for term in shipped.terms for phrase in term.phrases}


def _leaning_on_nothing(shipped: Vocabulary, staying: Iterable[Term], joining: Iterable[Term]) -> dict[Name, NotATerm]:
    known = {name_of(term) for terms in (shipped.terms, staying, joining) for term in terms}
    found: dict[Name, NotATerm] = {}
    for term in joining:
        lost = [code for code, _ in term.related if code == term.code or (term.scheme, code) not in known]
        if lost:
            problem = f"{_said(term)} is related to {lost[0]}, which is no other {term.scheme} here."
            found[name_of(term)] = NotATerm("related", problem, lost[0])
    return found
