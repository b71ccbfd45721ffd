"""Scores for a few rows are those of all rows, and the rows near a point are exactly those within the radius."""

import numpy as np
import pytest

from app.matching.engine.fit import Fit
from app.matching.engine.index.columns import build_columns
from app.matching.engine.index.postings import held
from app.matching.engine.index.words import build_words
from app.proof.bench.listings import make_country
from geo.distance import metres_to_many
from geo.points import Point
from seed.lists import read_list
from seed.topics import topics

SIZE = 1_000
DRAW = np.random.default_rng(7)


@pytest.mark.parametrize("few", [1, 30, 62, 63, 400, SIZE])
def test_held_is_membership_in_any_order(few: int) -> None:
    kept = np.sort(DRAW.choice(SIZE, 120, replace=False)).astype(np.int32)
    rows = DRAW.choice(SIZE, few, replace=False).astype(np.int32)
    assert held(kept, rows, SIZE).tolist() == np.isin(rows, kept).tolist()
    assert not held(kept[:0], rows, SIZE).any()


def test_a_fit_works_each_row_out_once_whatever_is_asked_in_between() -> None:
    worked: list[int] = []
    scores = DRAW.random(SIZE).astype(np.float32)

    def work(rows: np.ndarray) -> np.ndarray:
        worked.extend(rows.tolist())
        return scores[rows]

    fit = Fit(SIZE, work)
    for few in (5, 40, 1, 500, 20, 300, SIZE, 10):
        rows = DRAW.choice(SIZE, few, replace=False).astype(np.int32)
        assert fit[rows].tolist() == scores[rows].tolist()
    assert fit.of(17) == scores[17]
    assert len(worked) == len(set(worked)) == SIZE


def test_words_cover_a_few_rows_as_they_cover_all() -> None:
    letters = list("abcdefgh")
    texts = [(DRAW.choice(letters, 2).tolist(), DRAW.choice(letters, 5).tolist()) for _ in range(SIZE)]
    words = build_words(texts)
    everything = words.coverage(["a", "c", "never"], np.arange(SIZE, dtype=np.int32))
    rows = DRAW.choice(SIZE, 40, replace=False).astype(np.int32)
    assert words.coverage(["a", "c", "never"], rows).tolist() == everything[rows].tolist()
    assert everything.max() > 0


PLACES = [Point(53.81, -1.51), Point(60.8, -0.8), Point(49.92, -6.3), Point(0.0, 0.0), Point(89.99, 10.0)]


@pytest.mark.parametrize("metres", [100.0, 5_000.0, 50_000.0, 3_000_000.0, 15_000_000.0])
@pytest.mark.parametrize("point", PLACES)
def test_rows_within_are_exactly_those_by_haversine(point: Point, metres: float) -> None:
    columns = build_columns(make_country(SIZE, topics(), read_list("names")).listings)
    rows, far = columns.within(point, metres)
    every = metres_to_many(point, columns.lat, columns.lon)
    assert rows.tolist() == np.nonzero(every <= metres)[0].tolist()
    assert np.allclose(far, every[rows])


def test_places_across_the_date_line_are_near() -> None:
    """No listing of ours lies there; the arithmetic must hold all the same."""
    listing = make_country(1, topics(), read_list("names")).listings[0]
    moved = build_columns([type(listing)(id=listing.id, kind=listing.kind, name="Far", lat=10.0, lon=-179.99)])
    assert moved.within(Point(10.0, 179.99), 5_000)[0].tolist() == [0]
