"""Ten thousand letters through a real mail server that is away, restarts and is killed, by a sender that is killed.

    PYTHONPATH=. python tests/bench/mail_storm.py [LETTERS]

Nothing is asserted: it prints what came, for SQLite and, where it is installed, PostgreSQL. It takes a quarter of an
hour, so `make bench` leaves it out.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from app.db.engine import open_engine
from app.db.migrate import upgrade
from app.tables import METADATA
from tests.db.cluster import INSTALLED, Cluster
from tests.mail.conftest import PostOffice
from tests.mail.storm import Happens, storm

LETTERS = 10_000
WITHIN_S = 3_600.0
CALM = (Happens.RESTART,) * 9
ROUGH = (Happens.SENDER_KILLED, Happens.RESTART, Happens.SERVER_KILLED) * 3


def main() -> int:
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    for name in ("SQLite", *(["PostgreSQL"] if INSTALLED else [])):
        for kind, happens in (("server away at first, 9 restarts", CALM), ("3 restarts, 6 kills", ROUGH)):
            with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as engine:
                office = PostOffice(Path(folder) / "taken.txt")
                try:
                    came = storm(engine, office, letters, happens, WITHIN_S)
                finally:
                    office.close()
            print(
                f"{name}, {kind}: of {letters:,} letters {letters - came.distinct} lost, {came.repeats} came again "
                f"(at most {came.most_of_one} times, {came.most_ids_of_one} Message-ID each); {came.took_s:.0f} s"
            )
    return 0


@contextmanager
def database(name: str, folder: Path) -> Iterator[Engine]:
    """An empty outbox."""
    cluster = Cluster.made() if name == "PostgreSQL" else None
    engine = open_engine(cluster.new_database() if cluster else f"sqlite:///{folder / 'kith.db'}")
    upgrade(engine, METADATA)
    try:
        yield engine
    finally:
        engine.dispose()
        if cluster:
            cluster.remove()


if __name__ == "__main__":
    sys.exit(main())
