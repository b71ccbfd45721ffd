"""One change taken back out of what a listing says now, and nothing that was said since; pure."""

from collections.abc import Mapping
from typing import Any

from app.directory.local_edits import fields_of

Snapshot = Mapping[str, Any]
# They say when and by whom it was looked at. Whoever looked since has not said anything else of it.
_LOOKED = ("checked_on", "checked_by")


def taken_back(before: Snapshot, after: Snapshot, held: Snapshot) -> dict[str, Any] | None:
    """`held` with what one change made other put back to `before`; None when some of it was made other again since."""
    was, became, now = fields_of(before), fields_of(after), fields_of(held)
    said = {name for name in was.keys() | became.keys() if was.get(name) != became.get(name)}
    if any(now.get(name) not in (was.get(name), became.get(name)) for name in said):
        return None
    listing = dict(held["listing"])
    for name in (*said, *_LOOKED, *(("place_id",) if "place" in said else ())):
        if name in listing and (name not in _LOOKED or listing[name] == after["listing"][name]):
            listing[name] = before["listing"][name]
    parts = {part: before[part] if part in said else value for part, value in held.items() if part != "listing"}
    return {"listing": listing, **parts}


def says_something(before: Snapshot, after: Snapshot) -> bool:
    """Whether a change says anything but that somebody looked at it."""
    return before.get("photo") != after.get("photo") or fields_of(before) != fields_of(after)
