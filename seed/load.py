"""Loads the make-believe towns through the same verbs as everything else; twice, and next week, without change."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session

from app.areas.keep import keep_areas
from app.areas.rules import AreaKind, Purpose
from app.areas.shapes import AreaContactIn, AreaIn, TermIn
from app.db.changes import DEMO_FIRST_LOADED, kept
from app.directory.bring_in import bring_in
from app.directory.shapes import ImportReport
from app.kernel.clock import Clock, local_date
from geo.gazetteer import Gazetteer
from seed.areas import DemoArea, demo_areas
from seed.listings import demo_listings

SOURCE = "demo"


def load_demo(
    session: Session, gazetteer: Gazetteer, clock: Clock, progress: Callable[[int, int | None], None] | None = None
) -> ImportReport:
    """Bring in the demo's areas and listings; dates hang on the day of the first load, which is kept."""
    first = date.fromisoformat(kept(session, DEMO_FIRST_LOADED, local_date(clock()).isoformat()))
    keep_areas(session, map(_area, demo_areas()), demo=True)
    return bring_in(session, demo_listings(first), source=SOURCE, gazetteer=gazetteer, clock=clock, progress=progress)


def _area(area: DemoArea) -> AreaIn:
    return AreaIn(
        code=area.code,
        name=area.name,
        kind=AreaKind(area.kind),
        sectors=area.sectors,
        contacts=tuple(
            AreaContactIn(purpose=Purpose(item.purpose), name=item.name, contact=item.contact, note=item.note)
            for item in area.contacts
        ),
        terms=tuple(TermIn(starts_on=term.starts_on, ends_on=term.ends_on) for term in area.terms),
    )
