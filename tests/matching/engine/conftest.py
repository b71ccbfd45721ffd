"""The compiled loops, for the tests that hold them against numpy."""

from typing import Any

import pytest

from app.matching.engine import warm
from app.matching.engine.index import compiled


@pytest.fixture(scope="module")
def loops() -> Any:
    """The compiled loops, which answer in no other test. Only a developer may go without numba: CI skips nothing."""
    with compiled.answering_by(compiled.loops()):
        if not warm.prepare():
            pytest.skip("the speed extra is not installed")
        return compiled.loops()
