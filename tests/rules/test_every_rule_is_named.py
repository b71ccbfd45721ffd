"""No rule is left to goodwill: each of the first eleven has a test that carries its number in its name."""

import ast
import re
from pathlib import Path

import pytest

RULES = range(1, 12)
NAMED = re.compile(r"test_rule_(\d\d)_\w+")


def rules_checked_in(written: str) -> set[int]:
    """The numbers of the rules for which a text of Python has a test that checks something."""
    functions = (node for node in ast.walk(ast.parse(written)) if isinstance(node, ast.FunctionDef))
    named = ((NAMED.fullmatch(function.name), function) for function in functions)
    return {int(found[1]) for found, function in named if found and _checks_something(function)}


def _checks_something(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(function))


@pytest.fixture(scope="module")
def checked(root: Path) -> set[int]:
    """The rules that any test of the project names."""
    files = (root / "tests").rglob("test_*.py")
    return set().union(*(rules_checked_in(file.read_text(encoding="utf-8")) for file in files))


@pytest.mark.parametrize("rule", RULES)
def test_a_test_carries_the_number_of_the_rule(checked: set[int], rule: int) -> None:
    assert rule in checked, f"no test function is named test_rule_{rule:02}_..."


def test_a_name_alone_is_not_enough() -> None:
    assert rules_checked_in("def test_rule_03_help(): assert urgent") == {3}
    assert rules_checked_in("class TestIt:\n    def test_rule_11_x(self): assert answered") == {11}
    for other in ("def test_rule_3_help(): assert 1", "def test_rule_03_help(): ...", "def rule_03(): assert 1"):
        assert rules_checked_in(other) == set()
