"""Identifiers: UUIDv7 for what is born here, UUIDv5 for what came from elsewhere."""

from uuid import UUID, uuid5

import uuid_utils

# Fixed for ever: changing either would give every imported or demo listing a new id.
IMPORTED = UUID("6f1d6c58-7a0e-5d0b-9a4f-3c0f3f1f7b11")
DEMO = UUID("0b8d9f2e-52c5-5b7e-8f52-8d5e0c7f4a10")


def new_id() -> UUID:
    """A time-ordered UUIDv7: new rows land at the end of an index."""
    return UUID(int=uuid_utils.uuid7().int)


def imported_id(source: str, key: str) -> UUID:
    """The same source and key give the same id on every import and every machine."""
    return uuid5(IMPORTED, f"{source}\x1f{key}")


def demo_id(slug: str) -> UUID:
    """A stable id for a made-up listing."""
    return uuid5(DEMO, slug)


def as_uuid(text: str | None) -> UUID | None:
    """The UUID that a source gave, or None when its id is something else."""
    try:
        return UUID(text) if text and len(text) >= 32 else None
    except ValueError:
        return None
