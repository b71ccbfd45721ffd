"""An answer as bytes: what a card says whoever asks is made once a listing, and what this question adds is put between.

The models of `shapes.py` describe it and say what each part looks like; a test holds the bytes to their own dump.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson

from app.directory.rules import RUNG, Freshness
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.types import Candidate, Reason, Suggestion
from app.matching.shapes import MatchOut, SessionOut, SuggestionOut
from app.matching.suggest import Parts, Question, found, frame, suggestion_out
from app.matching.words import Wording

CARD, SESSION = "card", "session"  # the names under which both are kept with a listing
TOLD = "told"  # the name under which a reason's words are kept with it
NULL = b"null"
# Where the ideas stand in an answer without any. No text can hold these: a quotation mark in a text has a stroke.
BASICS, IDEAS, FORMAL = b',"basics":[],"start_here":', b',"suggestions":[],"someone_to_ask":', b',"suggestions":[]}}'


class Card(NamedTuple):
    """What is said of a listing whoever asks: up to the reasons, up to how fresh it is, and up to the score."""

    first: bytes
    facts: bytes
    last: bytes


_FIELDS = tuple(SuggestionOut.model_fields)
_FIRST = set(_FIELDS[: _FIELDS.index("why")])
_FACTS = set(_FIELDS[_FIELDS.index("next_session") + 1 : _FIELDS.index("freshness")])
_LAST = set(_FIELDS[_FIELDS.index("freshness") + 1 : _FIELDS.index("score")])


def suggest_as_json(asked: Question, vectors: Mapping[str, Vector], parts: Parts, wording: Wording) -> bytes:
    """What `suggest` answers, as the bytes that its model would be."""
    result = found(asked, vectors, parts)
    framed = frame(result, asked, parts, wording)
    return joined(framed, *(_list(items, wording) for items in (result.basics, result.suggestions, result.formal)))


def joined(framed: MatchOut, basics: bytes, ideas: bytes, formal: bytes) -> bytes:
    """An answer with its ideas in their places."""
    text = framed.model_dump_json(by_alias=True).encode()
    before, rest = text.split(BASICS, 1)
    middle, rest = rest.split(IDEAS, 1)
    after = rest.removesuffix(FORMAL)
    return b"".join(
        (
            before, b',"basics":', basics, b',"start_here":', middle, b',"suggestions":', ideas, b',"someone_to_ask":',
            after, b',"suggestions":', formal, b"}}",
        )
    )  # fmt: skip


def _list(items: Sequence[Suggestion], wording: Wording) -> bytes:
    return b"[" + b",".join([idea(item, wording) for item in items]) + b"]"


def idea(item: Suggestion, wording: Wording) -> bytes:
    """One idea in the contract's form."""
    card = card_of(item.listing, wording)
    return b"".join(
        (
            card.first, b"[", b",".join([_told(one, wording)[0] for one in item.reasons]), b"]",
            b',"bring":[', b",".join([_told(one, wording)[1] for one in item.bring]), b"]",
            b',"order":', orjson.dumps(wording.reason(item.order)) if item.order else NULL,
            b',"distance_m":', NULL if item.distance_m is None else b"%d" % round(item.distance_m),
            b',"minutes":', NULL if item.minutes is None else b"%d" % item.minutes,
            b',"next_session":', _session(item),
            card.facts, item.freshness.value.encode(), card.last, orjson.dumps(item.score), b"}",
        )
    )  # fmt: skip


def _told(reason: Reason, wording: Wording) -> tuple[bytes, bytes]:
    """A reason as one of those why, and as what somebody could bring; kept with it, since its words may come again."""
    known: tuple[Wording, bytes, bytes] | None = reason.kept.get(TOLD)
    if known is None or known[0] is not wording:
        brought = orjson.dumps({"text": wording.reason(reason), "matched": reason.matched})
        score = orjson.dumps(round(reason.score, 3))
        why = b'{"signal":"%b",%b,"score":%b}' % (reason.signal.encode(), brought[1:-1], score)
        known = reason.kept[TOLD] = (wording, why, brought)
    return known[1:]


def card_of(listing: Candidate, wording: Wording) -> Card:
    """The listing's own part, made at its first need; alike in every language."""
    known: Card | None = listing.kept.get(CARD)
    if known is None:
        known = listing.kept[CARD] = _card(listing, wording)
    return known


def _card(listing: Candidate, wording: Wording) -> Card:
    bare = Suggestion(listing, RUNG[listing.kind], 0.0, (), (), None, None, None, None, None, Freshness.CHECKED)
    out = suggestion_out(bare, wording)
    checked = orjson.dumps(listing.checked_on)
    return Card(
        b"{" + _part(out, _FIRST) + b',"why":',
        b"," + _part(out, _FACTS) + b',"freshness":{"state":"',
        b'","checked_on":' + checked + b"}," + _part(out, _LAST) + b',"score":',
    )


def _part(out: SuggestionOut, names: set[str]) -> bytes:
    return out.model_dump_json(by_alias=True, include=names).encode()[1:-1]


def _session(item: Suggestion) -> bytes:
    """The next time it happens; kept as long as that is the next."""
    if item.next_start is None or item.next_end is None:
        return NULL
    kept = item.listing.kept
    known: tuple[object, bytes] | None = kept.get(SESSION)
    if known is None or known[0] is not item.next_start:
        text = SessionOut(starts=item.next_start, ends=item.next_end).model_dump_json().encode()
        known = kept[SESSION] = (item.next_start, text)
    return known[1]
