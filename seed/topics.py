"""What goes on in the make-believe towns: one topic is one kind of thing, told in several ways."""

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from app.directory.rules import Kind
from seed.lists import DATA, read_list


@dataclass(frozen=True)
class Topic:
    """One kind of thing, as written in `data/topics/*.toml`; `near` of the six middles, `spread` anywhere."""

    code: str
    names: tuple[str, ...]
    what: tuple[str, ...]
    more: tuple[str, ...] = ()
    kind: Kind = Kind.GROUP
    role: str = ""
    run_by: str = ""  # a sort of organisation, when not its kind's usual
    hopes: tuple[str, ...] = ()
    gifts: tuple[str, ...] = ()
    basics: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    setting: str = "hall"
    when: str = "day"
    often: str = ""  # "monthly" where every week would be odd
    minutes: int = 120
    term_time: bool = False
    cost: str = "small"
    ways: dict[str, float] = field(default_factory=lambda: {"walk_in": 62.0, "ring": 33.0, "book": 5.0})
    way_in_notes: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    ease: dict[str, str] = field(default_factory=dict)
    min_age: int | None = None
    max_age: int | None = None
    near: int = 3
    spread: int = 5
    at: tuple[str, ...] = ()
    each: str = ""  # "area", "network", "town": one for each of them, serving all of it


_TUPLES = {f.name for f in fields(Topic) if str(f.type).startswith("tuple")}


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the files' names and of their lines."""
    shelves = sorted(path.stem for path in (DATA / "topics").glob("*.toml"))
    return tuple(_topic(entry) for shelf in shelves for entry in read_list(f"topics/{shelf}")["topic"])


def _topic(entry: dict[str, Any]) -> Topic:
    values: dict[str, Any] = {key: tuple(value) if key in _TUPLES else value for key, value in entry.items()}
    values["kind"] = Kind(values.get("kind", Kind.GROUP))
    return Topic(**values)
