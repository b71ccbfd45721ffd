"""`kith bench` answers a table or JSON, with the machine beside the figures."""

import json

import pytest
from typer.testing import CliRunner

from app.cli import app


def test_it_measures_the_engine_beside_a_peer() -> None:
    done = CliRunner().invoke(app, ["bench", "--sizes", "300", "--peers", "fts5", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert {"cpu", "cores", "memory_gb", "python", "numpy", "numba"} <= set(found["machine"])
    (size,) = found["sizes"]
    assert size["listings"] == 300
    assert size["bytes_a_listing"]["vectors"] == 388
    assert {"engine call, 5 km", "engine call, 5 km with meaning", "understand", "explain", "whole answer"} <= set(
        size["phases_ms"]
    )
    assert all(0 < times["p50"] <= times["p95"] <= times["p99"] for times in size["phases_ms"].values())
    kept = size["kept"]
    assert kept["edits"] == 300
    assert 0 < kept["map_ms"] < size["build_s"] * 1000
    assert kept["bytes_on_disk_a_listing"] > 260
    assert kept["first_question_ms"] > 0
    assert kept["edit_ms"]["calls"] == 300
    assert kept["mapped_ms"]["calls"] == kept["over_edits_ms"]["calls"] == 200
    assert size["memory_gb"] > 0
    (peer,) = size["peers"]
    assert peer["times"] > 0


def test_it_prints_a_table() -> None:
    done = CliRunner().invoke(app, ["bench", "--sizes", "200", "--peers", ""])
    assert done.exit_code == 0, done.output
    assert "200 listings" in done.stdout
    assert "whole answer" in done.stdout


@pytest.mark.parametrize("words", [["--sizes", "many"], ["--sizes", "0"], ["--peers", "oracle"]])
def test_a_wrong_word_is_refused(words: list[str]) -> None:
    assert CliRunner().invoke(app, ["bench", *words]).exit_code == 2
