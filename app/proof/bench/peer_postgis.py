"""PostGIS beside tsvector: a GiST index of places, a GIN index of words, one prepared query."""

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any

from app.proof.bench.cluster import Cluster
from app.proof.bench.peer import Looked, PeerMissing, Row

TABLES = """
create table listing (
    id integer primary key, place geography(point) not null, words tsvector not null,
    week integer not null, step_free smallint not null, open boolean not null, formal boolean not null,
    connector boolean not null, to_ask boolean not null)
"""
INDEXES = (
    "create index on listing using gist (place)",
    "create index on listing using gist (place) where formal",
    "create index on listing using gist (place) where to_ask",
    "create index on listing using gin (words) with (fastupdate = off)",
    "vacuum analyze listing",
)
# On a sphere, as the engine measures: `false` leaves the spheroid out, which is quicker too.
NEAR = """
st_dwithin(place, st_point(%(lon)s, %(lat)s)::geography, %(metres)s, false)
    and step_free >= 0 and (week = 0 or (week & %(week)s) > 0)
"""
FITS = f"from listing, to_tsquery('simple', %(words)s) as asked where {NEAR} and words @@ asked and open"
BEST = f"select id {FITS} order by ts_rank(words, asked) desc limit %(most)s"
EVERY = f"select id {FITS}"
FORMAL = f"select id from listing where {NEAR} and formal"
TO_ASK = f"""
select id from listing where {NEAR} and to_ask
order by connector desc, st_distance(place, st_point(%(lon)s, %(lat)s)::geography, false), id
"""
COPY = "copy listing (id, place, words, week, step_free, open, formal, connector, to_ask) from stdin"


class PostGis:
    """A private server, asked through its socket by one connection that is kept open."""

    name = "postgis"

    def __init__(self, rows: Iterable[Row]) -> None:
        if not find_spec("psycopg"):
            raise PeerMissing('The driver is not installed: pip install "kith[postgres]"')
        import psycopg

        self._cluster: Cluster | None = Cluster()
        self._address = self._cluster.address
        try:
            self._base = psycopg.connect(self._address, autocommit=True, prepare_threshold=0)
            self._fill(rows)
        except Exception as error:
            self._cluster.stop()
            if isinstance(error, psycopg.errors.FeatureNotSupported | psycopg.errors.UndefinedFile):
                raise PeerMissing("PostGIS is not installed: apt-get install postgresql-*-postgis-3") from error
            raise

    def _fill(self, rows: Iterable[Row]) -> None:
        self._base.execute("create extension postgis")
        versions = self._base.execute("select current_setting('server_version'), postgis_lib_version()").fetchone()
        self.told = "PostgreSQL {} with PostGIS {}: GiST and GIN, ts_rank, one socket, prepared".format(*versions or "")
        self._base.execute(TABLES)
        with self._base.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in rows:
                words = " ".join(f"'{word}':{n}" for n, word in enumerate(row.words.split(), 1))
                place = f"SRID=4326;POINT({row.lon} {row.lat})"
                facts = row.week, row.step_free, row.open, row.formal, row.connector, row.to_ask
                copy.write_row((row.id, place, words, *facts))
        for statement in INDEXES:
            self._run(statement)

    def _run(self, statement: str) -> None:
        self._base.execute(statement)

    def best(self, looked: Looked) -> Sequence[int]:
        """The best by ts_rank."""
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

    def beside(self) -> "PostGis":
        """Another line to the same server."""
        import psycopg

        other = object.__new__(PostGis)
        other.told, other._cluster, other._address = self.told, None, self._address
        other._base = psycopg.connect(self._address, autocommit=True, prepare_threshold=0)
        return other

    def close(self) -> None:
        """Hang up, and stop the server that is ours."""
        self._base.close()
        if self._cluster is not None:
            self._cluster.stop()


def _given(looked: Looked) -> dict[str, Any]:
    return {
        "words": " | ".join(f"'{word}'" for word in looked.words), "lat": looked.point.lat, "lon": looked.point.lon,
        "metres": looked.metres, "week": looked.week, "most": looked.limit,
    }  # fmt: skip
