"""An answer as bytes: what a card says whoever asks is made once a listing, and what this question adds is put between.

The models of `shapes.py` describe it and say what each part looks like; a test holds the bytes to their own dump.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson
from pydantic import BaseModel

from app.directory.rules import RUNG, Freshness
from app.directory.vocabulary import Vocabulary
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.types import Candidate, Reason, Suggestion, Told, Understood
from app.matching.shapes import SessionOut, SuggestionOut
from app.matching.suggest import (
    Parts,
    Question,
    found,
    gentle,
    nearer_than,
    place,
    someone,
    start_something,
    suggestion_out,
    unanswered,
    understood,
    urgent,
)
from app.matching.words import Wording, of_nobody

# The names under which bytes are kept with a listing, a reason, what was understood, or a place.
CARD, SESSION, ASK, TOLD, NEAR = "card", "session", "ask", "told", "near"
ORDER, SAID, PLACE = "order", "said", "place"
NULL = b"null"
STATES = {state: state.value.encode() for state in Freshness}
SCORE = b',"score":'
BOOLS = {True: b"true", False: b"false"}


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
    opened_by = result.formal_opened_by
    return b"".join(
        (
            b'{"place":', _place(asked, parts),
            b',"understood":', understood_as_json(result.understood, parts.vocabulary),
            b',"urgent":', _dumped(urgent(result, asked.located, asked.conversation.spot, parts.areas, wording)),
            b',"gentle":', _dumped(gentle(result, asked.located, wording)),
            b',"basics":', _list(result.basics, wording),
            b',"start_here":', b'"%b"' % str(result.start_here).encode() if result.start_here else NULL,
            b',"suggestions":', _list(result.suggestions, wording),
            b',"someone_to_ask":', _someone(result.someone_to_ask, wording),
            b',"start_something":', _dumped(start_something(result, asked.conversation, parts, wording)),
            b',"nothing_near":', BOOLS[result.nothing_near],
            b',"widened_to_m":', NULL if result.widened_to_m is None else b"%d" % result.widened_to_m,
            b',"unanswered":', _several(unanswered(result, wording)),
            b',"nearer_than_m":', NULL if (least := nearer_than(result)) is None else b"%d" % least,
            b',"formal":{"count":', b"%d" % result.formal_count, b',"open":', BOOLS[result.formal_open],
            b',"opened_by":', b'"%b"' % opened_by.encode() if opened_by else NULL,
            b',"suggestions":', _list(result.formal, wording), b"}}",
        )
    )  # fmt: skip


def _dumped(part: BaseModel | None) -> bytes:
    return NULL if part is None else part.model_dump_json(by_alias=True).encode()


def _several(parts: Sequence[BaseModel]) -> bytes:
    return b"[" + b",".join(map(_dumped, parts)) + b"]"


def _place(asked: Question, parts: Parts) -> bytes:
    """Kept with the spot, which is remembered with the place as long as the areas are the same."""
    located, spot = asked.located, asked.conversation.spot
    if located is None or spot is None:
        return NULL
    known: tuple[object, object, bytes] | None = spot.kept.get(PLACE)
    if known is None or known[0] is not located or known[1] is not parts.areas:
        known = spot.kept[PLACE] = located, parts.areas, _dumped(place(located, spot, parts.areas))
    return known[2]


def understood_as_json(said: Understood, vocabulary: Vocabulary) -> bytes:
    """What was taken in; kept with it, by the words it was told in."""
    known: tuple[object, bytes] | None = said.kept.get(SAID)
    if known is None or known[0] is not vocabulary:
        known = said.kept[SAID] = vocabulary, _dumped(understood(said, vocabulary))
    return known[1]


def _someone(listing: Candidate | None, wording: Wording) -> bytes:
    """Kept with the listing."""
    if listing is None:
        return NULL
    known: tuple[Wording, bytes] | None = listing.kept.get(ASK)
    if known is None or known[0] is not wording:
        known = listing.kept[ASK] = wording, _dumped(someone(listing, wording))
    return known[1]


def _list(items: Sequence[Suggestion], wording: Wording) -> bytes:
    return b"[" + b",".join([idea(item, wording) for item in items]) + b"]" if items else b"[]"


def idea(item: Suggestion, wording: Wording) -> bytes:
    """One idea in the contract's form."""
    first, facts, last = card_of(item.listing, wording)
    why, bring = _of_words(item.told, wording)
    reasons = [_why(one, wording) for one in item.here]
    if why:
        reasons.insert(0, why)
    if item.also:
        reasons[:0] = [_why(one, wording) for one in item.also]
    return b'%b[%b],"bring":[%b],"order":%b,"distance_m":%b,"minutes":%b,"next_session":%b%b%b%b%b}' % (
        first, b",".join(reasons), bring,
        _order(item.order, wording) if item.order else NULL,
        NULL if item.distance_m is None else b"%d" % round(item.distance_m),
        NULL if item.minutes is None else b"%d" % item.minutes,
        _session(item), facts, STATES[item.freshness], last, orjson.dumps(item.score),
    )  # fmt: skip


def _of_words(told: Told, wording: Wording) -> tuple[bytes, bytes]:
    """The reasons that hang on words and listing, and what somebody could bring; kept with them."""
    known: tuple[Wording, bytes, bytes] | None = told.kept.get(TOLD)
    if known is None or known[0] is not wording:
        why = b",".join([_told(one, wording)[0] for one in (*told.why, *told.eased)])
        known = told.kept[TOLD] = (wording, why, b",".join([_told(one, wording)[1] for one in told.bring]))
    return known[1:]


def _why(reason: Reason, wording: Wording) -> bytes:
    """A reason as one of those why."""
    if reason.signal != "nearness":
        return _told(reason, wording)[0]
    known: tuple[Wording, bytes] | None = reason.kept.get(NEAR)
    if known is None or known[0] is not wording:
        known = reason.kept[NEAR] = wording, _near(reason, wording)
    return known[1]


def _near(reason: Reason, wording: Wording) -> bytes:
    """How far it is hangs on the place: there is a new one for each, but its words are the same."""
    key = of_nobody(reason)
    if (before := wording.kept.get(key)) is None:
        before = wording.kept[key] = _told(reason, wording)[0].rpartition(SCORE)[0] + SCORE
    return b"%b%b}" % (before, orjson.dumps(round(reason.score, 3)))


def _told(reason: Reason, wording: Wording) -> tuple[bytes, bytes]:
    """A reason as one of those why, and as what somebody could bring; kept with it, since its words may come again."""
    known: tuple[Wording, bytes, bytes] | None = reason.kept.get(TOLD)
    if known is None or known[0] is not wording:
        brought = orjson.dumps({"text": wording.reason(reason), "matched": reason.matched})
        score = orjson.dumps(round(reason.score, 3))
        why = b'{"signal":"%b",%b%b%b}' % (reason.signal.encode(), brought[1:-1], SCORE, score)
        known = reason.kept[TOLD] = (wording, why, brought)
    return known[1:]


def _order(reason: Reason, wording: Wording) -> bytes:
    """Why it stands where it stands; kept with the reason."""
    known: tuple[Wording, bytes] | None = reason.kept.get(ORDER)
    if known is None or known[0] is not wording:
        known = reason.kept[ORDER] = (wording, orjson.dumps(wording.reason(reason)))
    return known[1]


def card_of(listing: Candidate, wording: Wording) -> Card:
    """The listing's own part, made at its first need; alike in every language."""
    known: Card | None = listing.kept.get(CARD)
    if known is None:
        known = listing.kept[CARD] = _card(listing, wording)
    return known


def _card(listing: Candidate, wording: Wording) -> Card:
    bare = Suggestion(listing, RUNG[listing.kind], 0.0, (), Told(), (), None, None, None, None, Freshness.CHECKED)
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
