"""How close vectors lie: numba, numpy and plain Python say the same to the last bit."""

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.engine.meaning import kernels
from app.matching.engine.meaning.kernels import Kernel, Rows
from app.matching.engine.meaning.vectors import Vectors, pack, shrunk, stack

needs_numba = pytest.mark.skipif(kernels.by_numba() is None, reason="the speed extra is not installed")


def some_vectors(seed: int, size: int, width: int = 384) -> Vectors:
    """Random rows of which about one in five has no vector yet, some of them read-only as a mapped file is."""
    chance = np.random.default_rng(seed)
    scales = (chance.random(size) * 0.01 * (chance.random(size) > 0.2)).astype(np.float32)
    numbers = chance.integers(-128, 128, (size, width)).astype(np.int8)
    numbers[scales == 0] = 0
    numbers.flags.writeable = seed % 2 == 0
    return Vectors(numbers, scales)


def some_question(seed: int, width: int = 384) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    question = np.random.default_rng(seed + 1).standard_normal(width).astype(np.float32)
    return question / np.linalg.norm(question)


def closeness(kernel: Kernel | None, vectors: Vectors, seed: int, rows: Rows | None) -> list[float]:
    scale, asked = shrunk(some_question(seed, vectors.bytes_.shape[1]))
    close = np.zeros(len(vectors.scales) if rows is None else len(rows), np.float32)
    assert kernel is not None
    kernel(vectors.bytes_, vectors.scales, asked, scale, rows, close)
    return close.tolist()


@needs_numba
@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 300), st.sampled_from((1, 7, 384, 768, 1100)), st.data())
def test_numba_and_numpy_say_the_same(seed: int, size: int, width: int, data: st.DataObject) -> None:
    vectors = some_vectors(seed, size, width)
    asked = data.draw(st.none() | st.lists(st.integers(0, size - 1), max_size=50)) if size else []
    rows = None if asked is None else np.array(asked, np.int32)
    assert closeness(kernels.by_numba(), vectors, seed, rows) == closeness(kernels.by_numpy, vectors, seed, rows)


@needs_numba
def test_they_say_the_same_beyond_one_helping_of_rows_and_at_the_greatest_numbers() -> None:
    vectors = some_vectors(2, kernels.CHUNK * 2 + 11)
    vectors.bytes_[:50] = -128
    for rows in (None, np.arange(5, kernels.CHUNK + 500, dtype=np.int32)):
        assert closeness(kernels.by_numba(), vectors, 3, rows) == closeness(kernels.by_numpy, vectors, 3, rows)


def test_numpy_says_what_plain_python_says() -> None:
    vectors, rows = some_vectors(4, 20), np.array([3, 3, 0, 19], np.int32)
    scale, asked = shrunk(some_question(4))
    close = np.zeros(len(rows), np.float32)
    with np.errstate(over="ignore"):
        kernels.products(vectors.bytes_, vectors.scales, asked.astype(np.int16), scale, rows, close)
    assert closeness(kernels.by_numpy, vectors, 4, rows) == close.tolist()


@given(st.integers(0, 2**32), st.lists(st.integers(0, 39), max_size=60))
def test_some_rows_are_as_close_as_they_are_among_all(seed: int, asked: list[int]) -> None:
    vectors, rows = some_vectors(seed, 40), np.array(asked, np.int32)
    question = some_question(seed)
    assert vectors.closeness(question, rows).tolist() == vectors.closeness(question)[rows].tolist()


def test_it_is_the_cosine_but_for_the_rounding() -> None:
    texts = [some_question(seed) for seed in range(30)]
    kept = stack([str(n) for n in range(30)], {str(n): pack(text) for n, text in enumerate(texts)})
    cosines = np.stack(texts) @ texts[7]
    assert np.abs(kept.closeness(texts[7]) - cosines).max() < 0.005


def test_a_row_without_a_vector_is_close_to_nothing_whichever_rows_are_asked() -> None:
    vectors = some_vectors(6, 100)
    empty = np.nonzero(vectors.scales == 0)[0].astype(np.int32)
    assert 5 < len(empty) < 60
    assert not vectors.closeness(some_question(6), empty).any()
    assert vectors.closeness(some_question(6)).any()


def test_a_question_of_another_model_is_close_to_nothing() -> None:
    vectors = some_vectors(8, 12)
    assert vectors.closeness(some_question(8, 300)).tolist() == [0.0] * 12
    assert vectors.closeness(some_question(8, 300), np.array([1, 2], np.int32)).tolist() == [0.0, 0.0]
    assert stack(["a", "b"], {}).closeness(some_question(8)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("row", [-1, 12])
def test_a_row_that_is_not_there_is_refused(row: int) -> None:
    with pytest.raises(IndexError, match="0 to 11"):
        some_vectors(8, 12).closeness(some_question(8), np.array([0, row], np.int32))


@needs_numba
def test_numpy_answers_until_the_fast_kernel_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_ready", threading.Event())
    assert kernels.fastest() is kernels.by_numpy
    monkeypatch.setenv("KITH_NO_NUMBA", "1")
    assert not kernels.prepare()
    assert kernels.fastest() is kernels.by_numpy
    monkeypatch.delenv("KITH_NO_NUMBA")
    assert kernels.prepare()
    assert kernels.fastest() is kernels.by_numba()


def test_it_does_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError("numba")

    monkeypatch.setattr(kernels, "_ready", threading.Event())
    monkeypatch.setattr(kernels, "_compile", missing)
    kernels.by_numba.cache_clear()
    try:
        assert not kernels.prepare()
        assert some_vectors(1, 5).closeness(some_question(1)).any()
    finally:
        kernels.by_numba.cache_clear()


@needs_numba
def test_other_threads_go_on_while_it_reckons() -> None:
    vectors = some_vectors(2, 60_000)
    kernel = kernels.by_numba()
    done = threading.Event()

    def reckon() -> None:
        for _ in range(40):
            closeness(kernel, vectors, 2, None)
        done.set()

    thread = threading.Thread(target=reckon)
    thread.start()
    turns = 0
    while not done.is_set():
        time.sleep(0)
        turns += 1
    thread.join()
    assert turns > 40
