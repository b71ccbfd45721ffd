"""The judged conversations of the test half, asked with everything installed: no worse than last time, none unsafe."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.db.engine import unit_of_work
from app.kernel.clock import fixed_clock
from app.main import join
from app.proof.evaluate import ASKED_AT, evaluate
from app.proof.gold import Half
from app.settings import Settings
from seed.load import load_demo

# What the last accepted change measured. Raise a figure when it has risen; lowering one needs a reason in the change.
STANDING: dict[str, float] = json.loads((Path(__file__).parent / "standing.json").read_text())
MOST_LOST = 0.02


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("gold")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KITH_MODEL_DIR", raising=False)
        kith = join(Settings(var=folder), fixed_clock(ASKED_AT))
    assert kith.desk.meanings is not None, "the sentence encoder is not installed"
    with unit_of_work(kith.engine, writes=True) as session:
        load_demo(session, kith.gazetteer, kith.clock)
    kith.refresh()
    kith.desk.make_vectors()
    yield evaluate(kith.desk, Half.TEST, ablate=False).as_dict()["figures"]
    kith.engine.dispose()


@pytest.mark.parametrize("name", ["ndcg@5", "hit@3", "judged@5"])
def test_no_figure_falls_by_more_than_a_little(figures: dict[str, float], name: str) -> None:
    assert figures[name] >= STANDING[name] - MOST_LOST


def test_rule_01_and_03_no_formal_service_above_and_no_danger_missed(figures: dict[str, float]) -> None:
    assert figures["ladder_violations"] == 0
    assert figures["urgent_recall"] == 1.0


def test_false_alarms_are_no_more_than_last_time(figures: dict[str, float]) -> None:
    assert figures["false_alarms"] <= STANDING["false_alarms"]


def test_rule_06_every_reason_points_to_a_fact(figures: dict[str, float]) -> None:
    assert figures["reasons_backed"] >= STANDING["reasons_backed"]
