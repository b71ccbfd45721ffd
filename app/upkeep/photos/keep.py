"""A photo is kept with a draft, goes over to its listing when that is sent, is taken away and put back."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.db.changes import Change, note_revision, record_changes
from app.directory.store import snapshots
from app.kernel.errors import Refused
from app.kernel.ids import new_id
from app.kernel.text import one_line
from app.upkeep.model import Photo
from app.upkeep.photos import store
from app.upkeep.photos.redraw import Redrawn, redraw, refusal
from app.upkeep.photos.rules import NONE_SENT, NOT_KEPT, words_problem
from app.upkeep.photos.shown import PHOTOS_CHANGED
from app.upkeep.rules import PHOTO_KEPT


def read_photo(sent: bytes, alt: str, agreed: bool) -> tuple[Redrawn, str]:
    """A photo drawn anew and the words beside it. Takes up to a second; needs no database. Raises NotUsable."""
    words = one_line(alt)
    if not sent:
        raise refusal(NONE_SENT)
    if wrong := words_problem(words, agreed):
        raise refusal(wrong[1], wrong[0])
    return redraw(sent), words


def keep_photo(session: Session, key: str, drawn: Redrawn, alt: str, at: datetime) -> None:
    """Keep a photo with a draft; the one it had goes."""
    store.delete_of_draft(session, key)
    made = Photo(
        id=new_id(), draft=key, alt=alt, mark=drawn.mark, large=drawn.large.data, small=drawn.small.data,
        width=drawn.large.width, height=drawn.large.height,
        small_width=drawn.small.width, small_height=drawn.small.height, at=at,
    )  # fmt: skip
    store.add_photo(session, made)


def lend_photo(session: Session, listing_id: UUID, key: str, at: datetime) -> None:
    """A draft that changes a listing begins with its photo."""
    if (found := store.photo_of(session, listing_id)) is not None:
        copy = found.model_dump() | {"id": new_id(), "listing_id": None, "draft": key, "at": at}
        store.add_photo(session, Photo(**copy))


def hand_over(session: Session, key: str, listing_id: UUID, *, who: str, at: datetime) -> bool:
    """What a draft has for a photo, or that it has none, goes over to its listing; False when it was so already."""
    before, after = store.photo_of(session, listing_id), store.photo_of_draft(session, key)
    was, now = _told(before), _told(after)
    if was == now:
        store.delete_of_draft(session, key)
        return False
    store.take_from_listing(session, listing_id, at)
    store.give_to_listing(session, key, listing_id, at)
    _note(session, listing_id, was, now, who, at)
    return True


def take_down(session: Session, listing_id: UUID, *, who: str, at: datetime) -> bool:
    """Nobody sees a listing's photo from now on; for thirty days it can be put back. False when it has none."""
    was = _told(store.photo_of(session, listing_id))
    if was:
        store.take_from_listing(session, listing_id, at)
        _note(session, listing_id, was, "", who, at)
    return bool(was)


def taken_down(session: Session, listing_id: UUID, now: datetime) -> Photo | None:
    """The photo that was taken away last from a listing that has none, while it can be put back."""
    taken = store.taken_from(session, listing_id, now - PHOTO_KEPT)
    return taken[0] if taken and store.photo_of(session, listing_id) is None else None


def put_back_photo(session: Session, listing_id: UUID, told: str, *, who: str, at: datetime) -> None:
    """The photo that history calls `told` is the listing's again; one that it has now goes. Raises Refused."""
    kept = (one for one in store.taken_from(session, listing_id, at - PHOTO_KEPT) if told in ("", _told(one)))
    photo, now = next(kept, None), _told(store.photo_of(session, listing_id))
    if photo is None:
        raise Refused(NOT_KEPT)
    key, again = photo.id, _told(photo)
    store.take_from_listing(session, listing_id, at)
    store.give(session, key, listing_id)
    _note(session, listing_id, now, again, who, at)


def photo_told(session: Session, listing_id: UUID) -> str:
    """What history calls the photo that a listing has; "" when it has none."""
    return _told(store.photo_of(session, listing_id))


def move_photo(session: Session, gone_id: UUID, kept_id: UUID, *, who: str, at: datetime) -> UUID | None:
    """Of two that become one the photo of the one that goes is kept, when the other has none; its id."""
    found = store.photo_of(session, gone_id)
    if found is None or store.photo_of(session, kept_id) is not None:
        return None
    moved: UUID = found.id
    _move(session, found, gone_id, kept_id, who, at)
    return moved


def move_photo_back(session: Session, photo_id: UUID, kept_id: UUID, gone_id: UUID, *, who: str, at: datetime) -> None:
    """Undo that, while the photo is still where it went."""
    found = store.photo_of(session, kept_id)
    if found is not None and found.id == photo_id:
        _move(session, found, kept_id, gone_id, who, at)


def forget_taken(session: Session, now: datetime) -> int:
    """Photos that were taken away more than thirty days ago are forgotten; how many."""
    return store.delete_taken_before(session, now - PHOTO_KEPT)


def _move(session: Session, photo: Photo, here: UUID, there: UUID, who: str, at: datetime) -> None:
    told = _told(photo)
    store.give(session, photo.id, there)
    _note(session, here, told, "", who, at)
    _note(session, there, "", told, who, at)


def _told(photo: Photo | None) -> str:
    return f"{photo.alt} ({photo.mark[:6]})" if photo else ""


def _note(session: Session, listing_id: UUID, was: str, now: str, who: str, at: datetime) -> None:
    # History keeps that there was a photo and what its words were; the picture itself is kept beside, for its time.
    whole = snapshots(session, [listing_id])[listing_id]
    record_changes(session, [Change(listing_id, whole | {"photo": was}, whole | {"photo": now})], who=who, at=at)
    note_revision(session, PHOTOS_CHANGED)
