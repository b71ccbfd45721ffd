"""Items of a Realtime Paged Data Exchange feed (OpenActive RPDE 1.0): kept, replaced and deleted; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.standards.hsds.fields import raw, thing

SERIES = ("SessionSeries", "FacilityUse", "IndividualFacilityUse", "Event", "OnDemandEvent", "CourseInstance")
TIMES = ("ScheduledSession", "Slot")
_UP = ("superEvent", "facilityUse")

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One item as last heard of; `data` is None when it was deleted. `parent` is the listing it belongs to."""

    kind: str
    id: str
    parent: str
    data: Data | None


def read_item(given: Any) -> Item | None:
    """An item of a page; None for one of a kind that we do not read."""
    if not isinstance(given, Mapping):
        return None
    kind, own = raw(given, "kind").partition(".")[0], raw(given, "id")
    if kind == "FacilityUse/Slot" or kind.endswith("Slot"):
        kind = "Slot"
    if not own or kind not in (*SERIES, *TIMES):
        return None
    data = given.get("data")
    if raw(given, "state") == "deleted" or not isinstance(data, Mapping):
        return Item(kind, own, "", None)
    return Item(kind, own, parent_of(kind, own, data), data)


def parent_of(kind: str, own: str, data: Data) -> str:
    """What a listing goes by: the series' own address, which its times name; else the item's id."""
    if kind in TIMES:
        for name in _UP:
            above = data.get(name)
            if found := above if isinstance(above, str) else raw(thing(data, name), "@id", "id"):
                return found
    return raw(data, "@id", "id") or own


def next_page(page: Any) -> str:
    """Where the feed goes on; "" when it does not say."""
    return raw(page, "next")


def items_of(page: Any) -> list[Any]:
    """What a page holds; a saved list, or a single thing, counts as a page."""
    if isinstance(page, list):
        return page
    found = page.get("items") if isinstance(page, Mapping) else None
    return found if isinstance(found, list) else []


def by_parent(items: Iterable[Item]) -> dict[str, list[Item]]:
    """The items of each listing, what was deleted left out."""
    latest = {(item.kind, item.id): item for item in items}
    found: dict[str, list[Item]] = {}
    for item in latest.values():
        if item.data is not None:
            found.setdefault(item.parent, []).append(item)
    return found
