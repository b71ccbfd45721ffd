"""Why a named listing was or was not suggested: the same conversation, asked about one listing."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from app.directory.rules import Kind
from app.kernel.clock import local_date
from app.kernel.errors import NotFound
from app.matching.engine.answer import answer
from app.matching.engine.ask import Ask
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.types import Candidate, Result
from app.matching.engine.whynot import named, row_of, why_not
from app.matching.shapes import AgainstOut, WhyNotOut, WhyOut
from app.matching.suggest import Parts, Question, suggestion_out
from app.matching.words import Wording


def why_this(
    asked: Question, listing_id: UUID, vectors: Mapping[str, Vector], parts: Parts, wording: Wording
) -> WhyNotOut:
    """Answer for one listing as the match does; NotFound when it is none that everybody may see. Writes nothing.

    Takes about two matches' time, so it belongs in a thread.
    """
    listing = _public(listing_id, asked, parts)
    meant = replace(parts.meant, questions=vectors) if parts.meant and vectors else None
    ask = Ask(asked.conversation, asked.understood, parts.columns, parts.vocabulary, parts.policy, meant)
    result = answer(
        asked.conversation, parts.columns, parts.vocabulary, parts.policy, understood=asked.understood, meant=meant
    )
    against = why_not(ask, listing_id, result)
    return WhyNotOut(
        id=listing.id,
        name=listing.name,
        suggested=listing.id in named(result),
        formal=listing.kind is Kind.FORMAL,
        why=_why(listing, result, wording),
        why_not=[AgainstOut(code=reason.code, text=wording.reason(reason)) for reason in against],
    )


def _public(listing_id: UUID, asked: Question, parts: Parts) -> Candidate:
    """The listing, as far as its own page is open: not a person for whom nobody answers today (rule 11)."""
    row = row_of(parts.columns, listing_id)
    listing = None if row is None else parts.columns.listings[row]
    if listing is None or not _answered_for(listing, asked):
        raise NotFound("There is no such listing here.")
    return listing


def _answered_for(listing: Candidate, asked: Question) -> bool:
    until = listing.answered_until
    return listing.kind is not Kind.PERSON or (until is not None and local_date(asked.conversation.now) <= until)


def _why(listing: Candidate, result: Result, wording: Wording) -> list[WhyOut]:
    """The reasons that the match gives for it; none when the match does not name it."""
    for item in (*result.basics, *result.suggestions, *result.formal):
        if item.listing.id == listing.id:
            return suggestion_out(item, wording).why
    if result.someone_to_ask and result.someone_to_ask.id == listing.id:
        return [WhyOut(signal="someone_to_ask", text=wording.someone(listing), matched=[], score=0.0)]
    return []
