"""Why a named listing was or was not suggested: the same conversation, asked about one listing."""

from collections.abc import Mapping
from uuid import UUID

from app.directory.rules import Kind
from app.kernel.errors import NotFound
from app.matching.engine.answer import answer_to
from app.matching.engine.ask import Ask
from app.matching.engine.gates import answered_for
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.types import Candidate, Result
from app.matching.engine.whynot import named, shuts, why_not
from app.matching.shapes import AgainstOut, WhyNotOut, WhyOut
from app.matching.suggest import Parts, Question, ask_of, suggestion_out
from app.matching.words import Wording


def why_this(
    asked: Question, listing_id: UUID, vectors: Mapping[str, Vector], parts: Parts, wording: Wording
) -> WhyNotOut:
    """Answer for one listing as the match does; NotFound when it is none that everybody may see. Writes nothing.

    It runs the match and weighs the listing beside it, so it belongs in a thread.
    """
    ask = ask_of(asked, vectors, parts)
    listing = _public(ask, listing_id)
    result = answer_to(ask)
    against = why_not(ask, listing_id, result)
    return WhyNotOut(
        id=listing.id,
        name=listing.name,
        suggested=listing.id in named(result),
        formal=listing.kind is Kind.FORMAL,
        why=_why(listing, result, wording),
        why_not=[AgainstOut(code=reason.code, text=wording.reason(reason)) for reason in against],
    )


def _public(ask: Ask, listing_id: UUID) -> Candidate:
    """The listing, as far as its own page is open: not a person for whom nobody answers today (rule 11)."""
    row = ask.columns.row_of(listing_id)
    if row is None or shuts(answered_for, ask, row):
        raise NotFound("There is no such listing here.")
    return ask.columns.listings[row]


def _why(listing: Candidate, result: Result, wording: Wording) -> list[WhyOut]:
    """The reasons that the match gives for it; none when the match does not name it."""
    for item in (*result.basics, *result.suggestions, *result.formal):
        if item.listing.id == listing.id:
            return suggestion_out(item, wording).why
    if result.someone_to_ask and result.someone_to_ask.id == listing.id:
        return [WhyOut(signal="someone_to_ask", text=wording.someone(listing), matched=[], score=0.0)]
    return []
