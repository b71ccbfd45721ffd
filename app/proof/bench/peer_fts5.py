"""SQLite with FTS5: words by the full-text index, the place by a box and haversine in SQL."""

import sqlite3
from collections.abc import Iterable, Sequence

from app.proof.bench.peer import Looked, PeerMissing, Row
from geo.distance import EARTH_RADIUS_M

TABLES = """
create table listing (
    id integer primary key, lat real, lon real, week integer, step_free integer, open integer, formal integer,
    connector integer, to_ask integer);
create virtual table words using fts5(stems, content='', tokenize='unicode61');
"""
METRES = f"""2 * {EARTH_RADIUS_M} * asin(sqrt(min(1.0, pow(sin(radians(lat - :lat) / 2), 2)
    + cos(radians(:lat)) * cos(radians(lat)) * pow(sin(radians(lon - :lon) / 2), 2))))"""
NEAR = f"""
lat between :south and :north and lon between :west and :east
    and step_free >= 0 and (week = 0 or week & :week) and {METRES} <= :metres
"""
FITS = f"from words join listing on listing.id = words.rowid where words match :words and open and {NEAR}"
BEST = f"select listing.id {FITS} order by bm25(words) limit :most"
EVERY = f"select listing.id {FITS}"
FORMAL = f"select id from listing where formal and {NEAR}"
TO_ASK = f"select id from listing where to_ask and {NEAR} order by connector desc, {METRES}, id"


class Fts5:
    """One database in memory: what a file would cost besides is left out in its favour."""

    name = "fts5"

    def __init__(self, rows: Iterable[Row]) -> None:
        self._base = sqlite3.connect(":memory:", check_same_thread=False)  # a server asks from whichever thread
        self.told = f"SQLite {sqlite3.sqlite_version} FTS5 in memory, box and haversine in SQL, bm25"
        try:
            self._base.executescript(TABLES)
            self._base.execute("select asin(0.5)")
        except sqlite3.OperationalError as error:
            raise PeerMissing(f"This SQLite has no FTS5 or no mathematics: {error}") from error
        for row in rows:
            facts = (row.id, row.lat, row.lon, row.week, row.step_free, row.open, row.formal, row.connector, row.to_ask)
            self._base.execute("insert into listing values (?, ?, ?, ?, ?, ?, ?, ?, ?)", facts)
            self._base.execute("insert into words (rowid, stems) values (?, ?)", (row.id, row.words))
        self._base.execute("create index listing_place on listing (lat, lon)")
        self._base.execute("create index listing_formal on listing (lat, lon) where formal")
        self._base.execute("create index listing_to_ask on listing (lat, lon) where to_ask")
        self._base.execute("insert into words (words) values ('optimize')")
        self._base.execute("analyze")
        self._base.commit()

    def best(self, looked: Looked) -> Sequence[int]:
        """The best by bm25."""
        return [row[0] for row in self._base.execute(BEST, _given(looked))]

    def every(self, looked: Looked) -> set[int]:
        """All that fit."""
        return {row[0] for row in self._base.execute(EVERY, _given(looked))}

    def formal(self, looked: Looked) -> Sequence[int]:
        """Formal services around."""
        return [row[0] for row in self._base.execute(FORMAL, _given(looked))]

    def to_ask(self, looked: Looked) -> Sequence[int]:
        """Who could be asked."""
        return [row[0] for row in self._base.execute(TO_ASK, _given(looked))]

    def close(self) -> None:
        """Forget it."""
        self._base.close()


def _given(looked: Looked) -> dict[str, object]:
    south, north, west, east = looked.box
    return {
        "words": " OR ".join(f'"{word}"' for word in looked.words),
        "south": south, "north": north, "west": west, "east": east, "lat": looked.point.lat, "lon": looked.point.lon,
        "metres": looked.metres, "week": looked.week, "most": looked.limit,
    }  # fmt: skip
