"""Tantivy: one query over words, box and filters; what the box holds beyond the circle is left out afterwards."""

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from app.proof.bench.peer import Looked, PeerMissing, Row
from geo.distance import metres_to_many

MORE = 3  # times the ideas wanted: a circle fills three quarters of its box, so twenty are nearly always among sixty
NO_TIME = 63  # the bit of a listing whose times are not known; the week has 21
HEAP = 128_000_000


class Tantivy:
    """An index in memory, one segment, asked by one thread."""

    name = "tantivy"

    def __init__(self, rows: Iterable[Row]) -> None:
        if not find_spec("tantivy"):
            raise PeerMissing('tantivy is not installed: pip install "kith[bench]"')
        import tantivy

        self._tantivy = tantivy
        self.told = f"{tantivy.__version__ if hasattr(tantivy, '__version__') else 'tantivy'} in memory, box by range"
        self._schema = _schema(tantivy)
        index = tantivy.Index(self._schema)
        writer = index.writer(HEAP, 1)
        lats, lons = [], []
        for row in rows:
            lats.append(row.lat)
            lons.append(row.lon)
            if row.open and row.step_free >= 0:  # in its favour: two filters are done before it is asked
                writer.add_document(_document(tantivy, row))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._lats, self._lons = np.array(lats), np.array(lons)

    def best(self, looked: Looked) -> Sequence[int]:
        """The best by bm25; further down the list when the circle leaves too few."""
        query, most = self._query(looked), looked.limit * MORE
        while True:
            hits = self._searcher.search(query, most, count=False).hits
            inside = self._inside(self._ids(hits), looked)
            if len(inside) >= looked.limit or len(hits) < most:
                return inside[: looked.limit]
            most *= 4

    def every(self, looked: Looked) -> set[int]:
        """All that fit."""
        hits = self._searcher.search(self._query(looked), len(self._lats) or 1).hits
        return set(self._inside(self._ids(hits), looked))

    def close(self) -> None:
        """Nothing is held but memory."""

    def _ids(self, hits: Sequence[tuple[float, Any]]) -> list[int]:
        return [int(id_) for id_ in self._searcher.fast_field_values("id", [address for _, address in hits])]

    def _inside(self, ids: list[int], looked: Looked) -> list[int]:
        metres = metres_to_many(looked.point, self._lats[ids], self._lons[ids]) if ids else np.empty(0)
        return [id_ for id_, far in zip(ids, metres.tolist(), strict=True) if far <= looked.metres]

    def _query(self, looked: Looked) -> Any:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        south, north, west, east = looked.box
        words = [(occur.Should, query.term_query(self._schema, "words", word)) for word in looked.words]
        bits = [bit for bit in range(21) if looked.week >> bit & 1] + [NO_TIME]
        times = [(occur.Should, query.term_query(self._schema, "week", bit)) for bit in bits]
        must = [
            query.boolean_query(words),
            _unscored(query, query.boolean_query(times)),
            _unscored(query, self._between("lat", south, north)),
            _unscored(query, self._between("lon", west, east)),
        ]
        return query.boolean_query([(occur.Must, part) for part in must])

    def _between(self, name: str, least: float, most: float) -> Any:
        return self._tantivy.Query.range_query(self._schema, name, self._tantivy.FieldType.Float, least, most)


def _unscored(query: Any, part: Any) -> Any:
    return query.const_score_query(part, 0.0)


def _schema(tantivy: Any) -> Any:
    plan = tantivy.SchemaBuilder()
    plan.add_text_field("words", stored=False, tokenizer_name="whitespace", index_option="freq")
    plan.add_integer_field("id", stored=False, indexed=False, fast=True)
    plan.add_integer_field("week", stored=False, indexed=True)
    for name in ("lat", "lon"):
        plan.add_float_field(name, stored=False, indexed=False, fast=True)
    return plan.build()


def _document(tantivy: Any, row: Row) -> Any:
    document = tantivy.Document()
    document.add_text("words", row.words)
    document.add_integer("id", row.id)
    document.add_float("lat", row.lat)
    document.add_float("lon", row.lon)
    for bit in [bit for bit in range(21) if row.week >> bit & 1] or [NO_TIME]:
        document.add_integer("week", bit)
    return document
