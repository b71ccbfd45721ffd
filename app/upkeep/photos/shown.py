"""How the photos of listings are shown on pages: where each stands, its words and its size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.db.changes import kept_value
from app.upkeep.photos import store

PHOTOS_CHANGED = "photos_changed"  # a new value under this key whenever a listing has another photo, or none


@dataclass(frozen=True)
class ShownPhoto:
    """How a listing's photo is shown: where each size stands, and how large it is, so that no page jumps."""

    alt: str
    address: str
    small_address: str
    width: int
    height: int
    small_width: int
    small_height: int


def shown_photo(session: Session, listing_id: UUID) -> ShownPhoto | None:
    """The photo of one listing, as it is now."""
    return next((_shown(row) for row in store.told_of(session, listing_id)), None)


@dataclass
class PhotoBook:
    """Which listings have a photo, in memory; the pictures are not. A few hundred bytes each."""

    _shown: dict[UUID, ShownPhoto] = field(default_factory=dict)
    _read_at: str | None = None

    def of(self, listing_id: UUID) -> ShownPhoto | None:
        """The photo of a listing; the picture itself is refused while the listing is not on the map."""
        return self._shown.get(listing_id)

    def catch_up(self, session: Session) -> None:
        """Read them again when any has changed."""
        now = kept_value(session, PHOTOS_CHANGED)
        if now != self._read_at:
            self._shown = {row["listing_id"]: _shown(row) for row in store.told_of(session)}
            self._read_at = now


def _shown(row: Mapping[str, Any]) -> ShownPhoto:
    address = f"/listings/{row['listing_id']}/photo/{row['mark']}"
    sizes = ("width", "height", "small_width", "small_height")
    return ShownPhoto(row["alt"], f"{address}/large.jpg", f"{address}/small.jpg", *(row[name] for name in sizes))
