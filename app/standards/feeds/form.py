"""The form on which a feed is added: its fields read, and what is wrong with them; pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.kernel.errors import Problem
from app.standards.feeds.rules import FeedKind

LONGEST_TITLE, LONGEST_LICENCE, LONGEST_ADDRESS, MOST_ADDRESSES = 80, 200, 500, 5
NAME_MAX = 60
EVERYWHERE = "everywhere"


@dataclass(frozen=True)
class Typed:
    """What was typed, and what is wrong with it."""

    title: str = ""
    kind: str = ""
    urls: tuple[str, ...] = ()
    licence: str = ""
    area: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """What the feed is called in addresses and commands."""
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode().lower()
        words = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:NAME_MAX].strip("-")
        return words or f"feed-{hashlib.blake2b(self.title.encode(), digest_size=5).hexdigest()}"


def read_typed(title: str, kind: str, urls: str, licence: str, area: str, areas: Iterable[str]) -> Typed:
    """The form as it was sent; `areas` are the codes that may be chosen, EVERYWHERE among them when it may."""
    said = Typed(_line(title), kind, tuple(urls.replace("\x00", " ").split()), _line(licence), area)
    problems = (_title_problem(said), _kind_problem(said), _address_problem(said.urls), _licence_problem(said))
    found = [problem for problem in problems if problem]
    if area not in set(areas):
        found.append(Problem("area", "Please choose where the groups are."))
    return Typed(said.title, said.kind, said.urls, said.licence, said.area, tuple(found))


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())


def _title_problem(said: Typed) -> Problem | None:
    if not said.title:
        return Problem("title", "Say whose feed it is.")
    return Problem("title", "That name is too long. A few words will do.") if len(said.title) > LONGEST_TITLE else None


def _kind_problem(said: Typed) -> Problem | None:
    if said.kind not in set(FeedKind):
        return Problem("kind", "Please choose what sort of feed it is.")
    if said.kind == FeedKind.ORUK and len(said.urls) > 1:
        return Problem("urls", "A feed of this sort has one address.")
    return None


def _address_problem(urls: Sequence[str]) -> Problem | None:
    if not urls:
        return Problem("urls", "Where is the feed? Its address begins with https://.")
    if len(urls) > MOST_ADDRESSES or any(len(url) > LONGEST_ADDRESS for url in urls):
        return Problem("urls", "That is too long for an address, or there are too many.")
    return None


def _licence_problem(said: Typed) -> Problem | None:
    if not said.licence:
        return Problem("licence", "On what terms may we show it? Ask whose it is.")
    if len(said.licence) > LONGEST_LICENCE:
        return Problem("licence", "That is too long. The name of the licence will do.")
    return None
