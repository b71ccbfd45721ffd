"""What the pages of upkeep ask of the application, and the draft that all of them open."""

from typing import Protocol

from sqlalchemy import Engine

from app.areas.book import AreaBook
from app.db.engine import unit_of_work
from app.directory.vocabulary import Vocabulary
from app.kernel.clock import Clock
from app.settings import Settings
from app.upkeep.draft import open_draft
from app.upkeep.shapes import KeptDraft
from geo.gazetteer import Gazetteer


class Kith(Protocol):
    """The database, the clock and the settings; places, words and areas as last read."""

    engine: Engine
    clock: Clock
    settings: Settings
    gazetteer: Gazetteer

    @property
    def vocabulary(self) -> Vocabulary:
        """The words as last read."""
        ...

    @property
    def areas(self) -> AreaBook:
        """The areas as last read: school terms hang on them."""
        ...

    def local_number_at(self, lat: float | None, lon: float | None, sector: str | None) -> str | None:
        """A number to ring about what is on there; None where nobody has said one."""
        ...


def kept_draft(kith: Kith, code: str) -> KeptDraft:
    """A draft by its code, in a transaction of its own. Raises NotFound."""
    with unit_of_work(kith.engine) as session:
        return open_draft(session, code, kith.clock())
