"""While much is made at once nothing is swept, and afterwards all is as before."""

import gc
from collections.abc import Iterator

import pytest

from app.kernel.unswept import spare_what_is_here, unswept


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


def test_the_last_one_out_turns_it_on_again() -> None:
    gc.enable()
    with unswept():
        with unswept():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_after_a_failure_too() -> None:
    gc.enable()
    with pytest.raises(RuntimeError), unswept():
        raise RuntimeError
    assert gc.isenabled()


def test_who_turned_it_off_finds_it_off() -> None:
    gc.disable()
    with unswept():
        pass
    assert not gc.isenabled()


def test_what_was_spared_is_looked_through_by_no_sweep() -> None:
    much = [[n] for n in range(10_000)]
    assert any(one is much for one in gc.get_objects())
    try:
        spare_what_is_here()
        assert gc.get_freeze_count() >= len(much)
        assert not any(one is much for one in gc.get_objects())
    finally:
        gc.unfreeze()
