"""What the pages of a conversation ask of the application."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from app.areas.rules import Contact
from app.directory.shapes import ListingPage
from app.directory.vocabulary import Vocabulary
from app.kernel.clock import Clock
from app.matching.engine.search import Wanted
from app.matching.expected import Expected
from app.matching.find import Stretch
from app.matching.shapes import MatchIn, MatchOut, WhyIn, WhyNotOut
from app.settings import Settings
from geo.edges import Edges
from geo.gazetteer import Gazetteer, Located, PlaceAmbiguous
from geo.points import Point


class Photos(Protocol):
    """Which listings have a photo."""

    def of(self, listing_id: UUID) -> Any:
        """How it is shown on a card; None when there is none."""
        ...


class Kith(Protocol):
    """What these pages ask of the application."""

    vocabulary: Vocabulary
    settings: Settings
    clock: Clock
    gazetteer: Gazetteer

    @property
    def photos(self) -> Photos:
        """The photos as last read."""
        ...

    async def match(self, conversation: MatchIn, language: str = ...) -> MatchOut:
        """The answer of the engine; raises a PlaceError when the place is not one place."""
        ...

    async def expected(self, conversation: MatchIn, name: str) -> list[Expected]:
        """The listings that may be meant by a name; raises a PlaceError."""
        ...

    async def ideas_for(self, conversations: Sequence[MatchIn]) -> list[int]:
        """How many ideas each would bring; raises a PlaceError."""
        ...

    async def why(self, conversation: WhyIn, language: str = ...) -> WhyNotOut:
        """Why a listing was or was not suggested; raises NotFound and a PlaceError."""
        ...

    def listings(self, wanted: Wanted, stretch: Stretch) -> ListingPage:
        """A stretch of the listings that are wanted; belongs in a thread."""
        ...

    def without(self, wanted: Wanted) -> dict[str, int]:
        """How many there are when one thing that was asked is left out, by its field."""
        ...

    def to_ring(self, point: Point, sector: str | None) -> tuple[Contact, ...]:
        """Who answers a telephone around a point."""
        ...

    def map_edges(self, point: Point, metres: float) -> Edges | None:
        """Borders of loaded areas for the base map."""
        ...


def served_first(kith: Kith, which: PlaceAmbiguous) -> list[Located]:
    """Places where somebody answers a telephone come first: who asks here most likely means one of them."""
    return sorted(which.choices, key=lambda one: not kith.to_ring(one.point, one.sector))
