"""The same code on PostgreSQL: a private cluster, the demo loaded twice, the same answers as on SQLite."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from app.areas.keep import keep_areas
from app.areas.rules import AreaKind
from app.areas.shapes import AreaIn
from app.db.changes import NO_LISTING, end_of_log, note_listings
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import is_current, upgrade
from app.directory.keep_terms import keep_terms
from app.directory.own_terms import TermRow
from app.directory.vocabulary import load_vocabulary
from app.kernel.clock import fixed_clock
from app.matching.desk import Desk
from app.matching.shapes import MatchIn
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from seed.load import load_demo

CLOCK = fixed_clock(datetime(2026, 11, 22, 9, tzinfo=UTC))


def filled(url: str) -> Engine:
    engine = open_engine(url)
    upgrade(engine, METADATA)
    with unit_of_work(engine, writes=True) as session:
        load_demo(session, Gazetteer.open(None), CLOCK)
    return engine


def test_the_demo_loads_twice_and_answers_as_on_sqlite(cluster: str, tmp_path: Path) -> None:
    server, file = filled(cluster), filled(f"sqlite:///{tmp_path / 'kith.db'}")
    with unit_of_work(server, writes=True) as session:
        again = load_demo(session, Gazetteer.open(None), CLOCK)
    assert again.unchanged == again.read > 1500
    assert is_current(server)
    for hopes in ("gardening, company", "struggling to buy food", "singing, not church"):
        body = MatchIn(near="LS8 5", hopes=hopes, formal=True)
        answers = [
            Desk(engine, Gazetteer.open(None), load_vocabulary(), CLOCK).answer(body, str, "en")
            for engine in (server, file)
        ]
        assert answers[0].suggestions
        assert answers[0] == answers[1]
    server.dispose()
    file.dispose()


def test_a_running_process_sees_new_words_and_new_areas(cluster: str) -> None:
    """Only the end of the change log is looked at there, so these must move it too."""
    engine = filled(cluster)
    desk = Desk(engine, Gazetteer.open(None), load_vocabulary(), CLOCK)
    assert desk.changed()
    columns = desk.refresh().columns
    assert not desk.changed()
    cells = {"scheme": "hope", "code": "ferrets", "label": "Ferrets", "phrases": "working the jills"}
    with unit_of_work(engine, writes=True) as session:
        keep_terms(session, [TermRow(1, cells)], shipped=load_vocabulary(), clock=CLOCK, who="test")
    assert desk.changed()
    assert desk.refresh().vocabulary.find("working the jills")
    with unit_of_work(engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="W1", name="Lantern Hill", kind=AreaKind.WARD, sectors=("LS8 5",))])
    assert desk.changed()
    assert desk.refresh().areas.name_of("W1") == "Lantern Hill"
    assert desk.parts.columns is columns  # no listing has changed, so nothing was built anew
    engine.dispose()


def test_the_end_of_the_log_tells_of_a_lower_number_that_is_committed_later(cluster: str) -> None:
    """Else who asks for open data would be told that nothing is new, until somebody else writes."""
    engine = open_engine(cluster)
    upgrade(engine, METADATA)
    with Session(engine) as slow, Session(engine) as quick:
        note_listings(slow, [NO_LISTING])
        note_listings(quick, [NO_LISTING])
        quick.commit()
        before = end_of_log(quick)
        quick.commit()  # what follows is read anew
        slow.commit()
        assert end_of_log(quick) != before
    engine.dispose()
