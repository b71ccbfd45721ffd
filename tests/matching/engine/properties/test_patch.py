"""After edits the patched columns answer as columns do that are built anew: by loops and by numpy, with and without
vectors."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.directory.rules import Kind
from app.directory.vocabulary import load_vocabulary
from app.matching.engine.answer import answer_to
from app.matching.engine.ask import Ask
from app.matching.engine.index import compiled
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.index.files import load_columns, save_columns
from app.matching.engine.index.ground import NAME_RANKS
from app.matching.engine.index.merge import joined, merged
from app.matching.engine.index.packed import pack
from app.matching.engine.index.patch import Overtaken, patched
from app.matching.engine.index.words import Heard, WordIndex
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.policy import POLICY
from app.matching.engine.search import search
from app.matching.engine.types import Candidate, Meant
from app.matching.engine.understand import understand
from tests.matching.engine.properties.conversations import Case, cases
from tests.matching.engine.properties.directories import HEART, SMALL, directory, draw_listing
from tests.matching.engine.properties.test_loops import a_search

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WIDTH = 16
SEEDS = 8


@dataclass(frozen=True)
class Edited:
    """Columns after many edits, with what they were on the way, and the same built anew."""

    patched: Columns
    anew: Columns
    before: tuple[tuple[Columns, tuple[Candidate, ...]], ...]


def edited(seed: int) -> Edited:
    """A hundred edits: new ones, moves, pauses, other words, some that end and some that come back."""
    draw = random.Random(seed)
    known = {one.id: one for one in directory(seed % 4, SMALL).listings}
    columns = build_columns(known.values())
    ended: list[Candidate] = []
    before: list[tuple[Columns, tuple[Candidate, ...]]] = []
    for n in range(30):
        fresh = [_changed(draw, known, ended) for _ in range(draw.choice((1, 1, 2, 9)))]
        fresh = list({one.id: one for one in fresh}.values())
        ending = draw.sample(sorted(known), draw.choice((0, 0, 1, 3)))
        gone = [one for one in ending if one not in {it.id for it in fresh}]
        if n % 10 == 5:
            before.append((columns, tuple(known.values())))
        columns = patched(columns, gone, fresh)
        ended += [known.pop(one) for one in gone]
        known |= {one.id: one for one in fresh}
    return Edited(columns, build_columns(known.values()), tuple(before))


def _changed(draw: random.Random, known: dict[UUID, Candidate], ended: list[Candidate]) -> Candidate:
    one = draw.choice((*known.values(), *ended))
    other = draw_listing(draw)
    how = draw.randrange(5)
    if how == 0:
        return other
    if how == 1:
        return replace(one, lat=other.lat, lon=other.lon, sector=other.sector)
    if how == 2:
        return replace(one, paused_until=other.paused_until, checked_on=other.checked_on, capacity=other.capacity)
    if how == 3:
        return replace(one, name=other.name, summary=other.summary, hopes=other.hopes, gifts=other.gifts)
    return replace(other, id=one.id)


EDITED = {seed: edited(seed) for seed in range(SEEDS)}


def _asked(case: Case, columns: Columns, *, meant: bool) -> Ask:
    understood = understand(case.said, load_vocabulary())
    meaning = None
    if meant:
        rows = np.array([_numbers(one.id.int) for one in columns.listings]).reshape(-1, WIDTH)
        vectors = {text: (_numbers(text) / 500).astype(np.float32) for text in understood.questions}
        meaning = Meant(Vectors(rows.astype(np.int8), np.full(len(rows), 1 / 300, np.float32)), vectors)
    return Ask(case.said, understood, columns, load_vocabulary(), POLICY, meaning)


def _numbers(what: object) -> "np.ndarray[Any, np.dtype[np.int64]]":
    return np.random.default_rng(random.Random(what).getrandbits(32)).integers(-127, 128, WIDTH)  # type: ignore[arg-type]


@given(case=cases(), seed=st.integers(0, SEEDS - 1), meant=st.booleans())
@settings(max_examples=400, deadline=None)
def test_the_answer_is_that_of_columns_built_anew(case: Case, seed: int, meant: bool, loops: Any) -> None:
    both = EDITED[seed]
    with compiled.answering_by(None):
        anew = answer_to(_asked(case, both.anew, meant=meant))
        assert answer_to(_asked(case, both.patched, meant=meant)) == anew
    with compiled.answering_by(loops):
        assert answer_to(_asked(case, both.patched, meant=meant)) == anew


def test_looking_through_finds_the_same(loops: Any) -> None:
    draw, found = random.Random(5), 0
    for n in range(1_200):
        wanted, both = a_search(draw), EDITED[n % SEEDS]
        anew = search(both.anew, load_vocabulary(), wanted, NOW, take=30)
        for answering in (None, loops):
            with compiled.answering_by(answering):
                assert search(both.patched, load_vocabulary(), wanted, NOW, take=30) == anew
        found += anew.total > 0
    assert found > 120


@given(case=cases(), seed=st.integers(0, SEEDS - 1))
@settings(max_examples=30, deadline=None)
def test_columns_that_were_patched_go_on_answering_as_before(case: Case, seed: int, loops: Any) -> None:
    for columns, listings in EDITED[seed].before:
        with compiled.answering_by(loops):
            assert answer_to(_asked(case, columns, meant=False)) == answer_to(
                _asked(case, build_columns(listings), meant=False)
            )


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_same_listings_are_there(seed: int) -> None:
    both = EDITED[seed]
    assert _by_id(both.patched.living) == _by_id(both.anew.living)
    assert both.patched.count == both.anew.count
    for one in both.anew.living:
        row = both.patched.row_of(one.id)
        assert row is not None
        assert both.patched.listings[row] == one


def _by_id(listings: Iterable[Candidate]) -> Sequence[Candidate]:
    return sorted(listings, key=lambda one: one.id)


def test_what_ended_is_in_no_row_and_can_come_back() -> None:
    one = replace(directory(1, SMALL).listings[3], kind=Kind.GROUP)
    columns = build_columns([one])
    assert columns.row_of(one.id) == 0
    gone = patched(columns, [one.id], [])
    assert gone.row_of(one.id) is None
    assert list(gone.living) == []
    assert gone.count == 0
    back = patched(gone, [], [one])
    assert list(back.living) == [one]
    assert back.id_rank[back.row_of(one.id)] == columns.id_rank[0]


def test_only_the_newest_columns_can_be_patched() -> None:
    columns = build_columns(directory(1, SMALL).listings)
    patched(columns, [], [draw_listing(random.Random(1))])
    with pytest.raises(Overtaken):
        patched(columns, [], [draw_listing(random.Random(2))])


def test_ids_that_end_in_zeros_are_found() -> None:
    """An array of bytes gives its entries without the zeros at their end."""
    ids = [UUID(int=n << 64) for n in range(5)]
    columns = build_columns(Candidate(one, Kind.GROUP, "Choir", lat=HEART.lat, lon=HEART.lon) for one in ids)
    assert [columns.listings[columns.row_of(one) or 0].id for one in ids] == ids
    newer = patched(columns, [], [Candidate(UUID(int=1 << 60), Kind.GROUP, "Walk")])
    ranks = [int(newer.id_rank[newer.row_of(one) or 0]) for one in (ids[0], UUID(int=1 << 60), ids[1])]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_merge_gives_the_columns_that_are_built_anew(seed: int) -> None:
    both = EDITED[seed]
    made, order = merged(both.patched)
    assert list(made.listings) == list(both.anew.listings)
    assert [both.patched.listings[row] for row in order] == list(made.listings)
    for name in ("facts", "ease", "strips", "gone", "terms", "held_from"):
        assert np.array_equal(_plain(getattr(made, name)), _plain(getattr(both.anew, name))), name
    for name, postings in both.anew.postings.items():
        assert {code: rows.tolist() for code, rows in made.postings[name].items()} == {
            code: rows.tolist() for code, rows in postings.items()
        }
    assert made.words.spans.keys() == both.anew.words.spans.keys()
    for stem in made.words.spans:
        assert [_of(made.words, one) for one in made.words.lists(stem)] == [
            _of(both.anew.words, one) for one in both.anew.words.lists(stem)
        ]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_order_by_names_goes_on_through_a_merge_and_a_snapshot(seed: int, tmp_path: Path) -> None:
    """Names are read and sorted once; where nobody asked before the merge it is done afterwards."""
    both = EDITED[seed]
    for kept in (both.patched.ground.kept, both.patched.kept):  # as if no other test had asked
        kept.clear()
    unasked, _ = merged(both.patched)
    assert NAME_RANKS not in unasked.ground.kept
    assert by_name(both.patched) == by_name(both.anew)
    made, _ = merged(both.patched)
    assert made.ground.kept[NAME_RANKS].tolist() == unasked.name_ranks.tolist() == both.anew.name_ranks.tolist()
    save_columns(made, tmp_path)
    mapped = load_columns(tmp_path)
    assert NAME_RANKS in mapped.ground.kept
    renamed = [replace(one, name=f"{one.name[:n]} and more") for n, one in enumerate(both.anew.listings[:9])]
    left = {one.id: one for one in (*both.anew.listings, *renamed)}
    assert by_name(patched(mapped, [], renamed)) == by_name(build_columns(left.values()))


@pytest.mark.parametrize("seed", range(4))
def test_parts_that_were_built_one_by_one_are_joined_to_what_would_be_built_of_all(seed: int) -> None:
    draw = random.Random(seed)
    known = {one.id: one for one in directory(seed, SMALL).listings}
    left, parts = list(known.values()), []
    while left:
        again = [_changed(draw, known, []) for _ in range(3)] if parts else []
        again = [one for one in again if one.id in known and one.id not in {it.id for it in left}]
        again = list({one.id: one for one in again}.values())
        parts = [patched(part, [one.id for one in again], ()) for part in parts]
        known |= {one.id: one for one in again}
        parts.append(build_columns([*again, *left[:30]], pack))
        left = left[30:]
    ours, anew = joined(parts), build_columns(known.values())
    assert list(ours.listings) == list(anew.listings)
    for name in ("facts", "ease", "strips", "terms", "held_from", "held"):
        assert getattr(ours, name).tobytes() == getattr(anew, name).tobytes(), name
    assert (ours.words.living, ours.words.total) == (anew.words.living, anew.words.total)
    for stem in {*ours.words.spans, *anew.words.spans}:
        assert [_of(ours.words, one) for one in ours.words.lists(stem)] == [
            _of(anew.words, one) for one in anew.words.lists(stem)
        ]


def by_name(columns: Columns) -> list[UUID]:
    """The listings that are, from A to Z."""
    rows = np.argsort(columns.name_ranks).astype(np.int32)
    return [columns.listings[row].id for row in columns.without_gone(rows).tolist()]


def _plain(array: Any) -> Any:
    return array if array.dtype.names is None else np.array([str(one) for one in array.tolist()])


def _of(words: WordIndex, heard: Heard) -> tuple[list[int], list[int], float]:
    span = slice(heard.start, heard.end)
    return words.rows[span].tolist(), words.often[span].tolist(), heard.idf
