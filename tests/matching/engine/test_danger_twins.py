"""Everyday sentences that borrow the words of danger stay calm; beside each the dangerous twin still alarms."""

import tomllib
from pathlib import Path

import pytest

from app.matching.engine.danger import Gentle, find_danger

TWINS = [
    (twin["about"], twin["harmless"].strip().splitlines(), twin["dangerous"].strip().splitlines())
    for name in ("danger_twins.toml", "danger_twins_unlearned.toml")
    for twin in tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))["twin"]
]


def test_every_group_has_both_sides() -> None:
    assert len(TWINS) >= 25
    assert all(harmless and dangerous for _, harmless, dangerous in TWINS)


@pytest.mark.parametrize(("about", "text"), [(about, text) for about, harmless, _ in TWINS for text in harmless])
def test_rule_3_a_harmless_twin_is_calm(about: str, text: str) -> None:
    assert find_danger(text).kinds == (), about


@pytest.mark.parametrize(("about", "text"), [(about, text) for about, _, dangerous in TWINS for text in dangerous])
def test_rule_3_a_dangerous_twin_still_alarms(about: str, text: str) -> None:
    assert find_danger(text).urgent, about


@pytest.mark.parametrize(("about", "harmless", "dangerous"), TWINS)
def test_rule_3_a_harmless_twin_hides_no_danger_beside_it(
    about: str, harmless: list[str], dangerous: list[str]
) -> None:
    both = [f"{calm.rstrip('.')}. {cry}" for calm in harmless for cry in dangerous]
    assert [text for text in both if not find_danger(text).urgent] == [], about


def test_nothing_daft_keeps_a_helpline_in_view() -> None:
    assert Gentle.DESPAIR in find_danger("They gave me a year. I'm not fixing to do anything daft").gentle
