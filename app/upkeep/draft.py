"""A draft of a group: begun, kept page by page under a code that only its writer has, opened again, swept away."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.kernel.errors import NotFound, NotUsable
from app.kernel.ids import imported_id
from app.upkeep.keepers.store import delete_drafts, find_draft, write_draft
from app.upkeep.letters import Post, carry_on
from app.upkeep.model import GroupDraft
from app.upkeep.rules import DRAFT_KEPT, Step
from app.upkeep.shapes import Answers, KeptDraft, fits

SOURCE = "registered"
CODE_BYTES = 18  # 144 bits: nobody guesses one
_CODE_MAX = 64


def key_of(code: str) -> str:
    """What is kept of a code: who reads the table cannot open a draft."""
    return hashlib.blake2b(code.encode(), digest_size=20, person=b"kith draft").hexdigest()


def listing_id_of(key: str) -> UUID:
    """The id that a draft's listing gets, however often it is sent."""
    return imported_id(SOURCE, key)


def start_draft(session: Session, now: datetime, *, helped: bool = False) -> str:
    """Begin one; its code."""
    code = secrets.token_urlsafe(CODE_BYTES)
    write_draft(session, GroupDraft(key=key_of(code), helped=helped, made_at=now, kept_at=now))
    return code


def begin_with(session: Session, answers: Answers, listing_id: UUID, by: str, now: datetime) -> tuple[str, str]:
    """Begin one that changes a listing, from what stands there; its code and its key."""
    code, told = secrets.token_urlsafe(CODE_BYTES), answers.model_dump(mode="json")
    row = GroupDraft(
        key=key_of(code), answers=told, began_as=told, changes_id=listing_id, changes_by=by, made_at=now, kept_at=now
    )
    write_draft(session, row)
    return code, row.key


def forget_words(session: Session, key: str, listing_id: UUID) -> None:
    """It was sent: what was typed goes, but for what the last page says of it."""
    row = find_draft(session, key)
    assert row is not None
    kept = {name: row.answers.get(name, "") for name in ("name", "for_name", "confirm_by", "helper_from")}
    row.answers, row.began_as, row.listing_id = kept, {}, listing_id
    session.add(row)


def open_draft(session: Session, code: str, now: datetime) -> KeptDraft:
    """The draft under a code; NotFound when there is none, or it is older than it may get."""
    row = _row(session, code, now)
    began = Answers.model_validate(row.began_as) if row.changes_id and row.listing_id is None else None
    return KeptDraft(
        row.key, Answers.model_validate(row.answers), frozenset(row.done), row.helped, row.listing_id,
        row.changes_id, row.changes_by, began,
    )  # fmt: skip


def save_draft(session: Session, code: str, answers: Answers, now: datetime, step: Step | None = None) -> None:
    """Keep answers; `step` is a page that is gone through with them. What was sent already is not changed any more."""
    row = _row(session, code, now)
    if row.listing_id is not None:
        return
    if not fits(answers):
        raise NotUsable("That is more than we can keep. Please shorten it.")
    row.answers, row.kept_at = answers.model_dump(mode="json"), now
    if step and step.value not in row.done:
        row.done = [*row.done, step.value]
    session.add(row)


def none_of_these(session: Session, code: str, asked: str, now: datetime) -> None:
    """They have seen what stands near already, for this name and place, and theirs is another."""
    row = _row(session, code, now)
    row.others_seen = asked
    session.add(row)


def others_seen(session: Session, code: str, now: datetime) -> str:
    """For which name and place they said so."""
    return _row(session, code, now).others_seen


def write_home(session: Session, code: str, to: str, post: Post, now: datetime) -> bool:
    """Send the link to a draft; to one address once a day, so that nobody is flooded."""
    open_draft(session, code, now)
    once = hashlib.blake2b(to.casefold().encode(), digest_size=12, person=b"kith once").hexdigest()
    return carry_on(session, post, to, f"/groups/new/{code}", f"draft:{once}:{now.date()}")


def sweep_drafts(session: Session, now: datetime) -> int:
    """Forget drafts that nobody has touched for their time; how many."""
    return delete_drafts(session, now - DRAFT_KEPT)


def _row(session: Session, code: str, now: datetime) -> GroupDraft:
    row = find_draft(session, key_of(code)) if 0 < len(code) <= _CODE_MAX and code.isascii() else None
    if row is None or now - row.kept_at > DRAFT_KEPT:
        raise NotFound("There is nothing here. What you type is kept for 30 days.")
    return row
