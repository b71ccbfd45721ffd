"""Whatever is written into the audit has words on its page: nobody reads codes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access.admin.audit.words import DEEDS, DETAILS, WAYS
from app.access.devices import Way
from app.upkeep.steward.pages import router

APP = Path(__file__).resolve().parents[2] / "app"
SWITCHES = {"feed on", "feed off", "feed away"}


def recorded() -> Iterator[ast.Call]:
    """Every call that adds a line to the audit."""
    for file in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                yield node


def deeds() -> Iterator[str]:
    """The codes that are written: as they stand in the calls, and the names of a steward's doors."""
    for call in recorded():
        what = call.args[2]
        if isinstance(what, ast.Constant):
            yield str(what.value)
    yield from (route.name for route in router.routes if "POST" in route.methods)  # type: ignore[attr-defined]
    yield from SWITCHES


@pytest.mark.parametrize("deed", sorted(set(deeds())))
def test_a_deed_has_words(deed: str) -> None:
    assert DEEDS[deed][0].isupper()


def test_what_stands_beside_a_deed_has_words() -> None:
    beside = {word.arg for call in recorded() for word in call.keywords} - {"at", "about"}
    assert beside == set(DETAILS)
    assert {way.value for way in Way} <= set(WAYS)


def test_no_words_are_left_over() -> None:
    old = {"no_photo"}  # stands in lines that were written before
    assert set(DEEDS) - set(deeds()) == old
