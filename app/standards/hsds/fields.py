"""Values of a feed that may be missing, null, empty, of the wrong type or wrapped in HTML; pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.directory.mending import Mended, is_blank
from app.kernel.text import has_stray, one_line, plain, shortened

Thing = Mapping[str, Any]
_HTML = ("<", "&")


def thing(value: Any, *names: str) -> Thing:
    """The first of these fields that is an object, else an empty one."""
    found = (value.get(name) for name in names) if isinstance(value, Mapping) else iter(())
    return next((item for item in found if isinstance(item, Mapping)), {})


def things(value: Any, *names: str) -> Iterator[Thing]:
    """Every object in these lists; a field that holds one object instead of a list counts as a list of one."""
    for name in names:
        found = value.get(name) if isinstance(value, Mapping) else None
        for item in found if isinstance(found, list) else [found]:
            if isinstance(item, Mapping):
                yield item


def raw(value: Any, *names: str) -> str:
    """The first of these fields that says something, as text."""
    for name in names:
        found = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(found, str | int | float) and not isinstance(found, bool) and not is_blank(str(found)):
            return str(found)
    return ""


@dataclass
class Mender:
    """Cleans values and counts the repairs of one service."""

    repairs: int = 0

    def line(self, value: str, most: int) -> str:
        """One line of plain text."""
        return self._kept(value, one_line(value), most)

    def text(self, value: str, most: int) -> str:
        """Plain text with its paragraphs."""
        return self._kept(value, plain(value), most)

    def mended(self, value: str, mend: Callable[[str], Mended]) -> str:
        """A value repaired, and counted when it was."""
        mended = mend(value)
        self.repairs += mended.repaired
        return mended.value

    def _kept(self, value: str, clean: str, most: int) -> str:
        was_html = any(mark in value for mark in _HTML) and clean != " ".join(value.split()) and clean != value.strip()
        self.repairs += was_html or has_stray(value) or len(clean) > most
        return "" if is_blank(clean) else shortened(clean, most)
