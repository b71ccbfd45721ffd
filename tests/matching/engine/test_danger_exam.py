"""Danger in the words of people who have seen neither patterns nor weights.

The open sets are trained on. `danger_frozen.csv` and the three `danger_held*.csv` are the exams: nobody tunes
on them, their rows are not read when patterns are written, and a change may not make them worse. When one must be
opened, a new author writes a new one. `danger_held.csv` was drawn by a hash from the same lot as the first rows of
`danger_more_i.csv`: calm stories that stand as near danger as may be, so that its rate of alarms is no rate of everyday
hopes. So were `danger_held_b.csv` and `danger_held_c.csv` from the lots of `danger_more_j.csv` and `danger_more_k.csv`.
"""

import csv
from pathlib import Path

import pytest

from app.matching.engine.danger import find_danger

GOLD = Path(__file__).parents[2] / "gold"
CLOSED = ("danger_frozen", "danger_held", "danger_held_b", "danger_held_c", "danger_languages")
OPEN = sorted(path.name for path in GOLD.glob("danger_*.csv") if path.stem not in CLOSED)
# What is reached today (of 96 dangers and 288 look-alikes, 75 and 150, 193 and 385, 192 and 357): missed, false alarms.
REACHED = {
    "danger_frozen.csv": (3, 3),
    "danger_held.csv": (6, 10),
    "danger_held_b.csv": (32, 18),
    "danger_held_c.csv": (25, 15),
}
# Look-alikes in the newest open sets that still alarm: patterns stand in them that nothing known calms.
# Short lines said on doorsteps are never learned from: to measure what everyday words alarm.
STILL_ALARM = {"danger_more_k.csv": 4, "danger_more_l.csv": 6, "danger_more_m.csv": 37, "danger_doorstep.csv": 9}


def marked(name: str) -> tuple[list[str], list[str]]:
    """The urgent rows that were missed, and the ordinary ones that raised an alarm."""
    with (GOLD / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["text"].casefold() for row in rows}) == len(rows) >= 200
    missed = [row["text"] for row in rows if row["urgent"] == "1" and not find_danger(row["text"]).urgent]
    alarms = [row["text"] for row in rows if row["urgent"] == "0" and find_danger(row["text"]).urgent]
    return missed, alarms


@pytest.mark.parametrize("name", OPEN)
def test_rule_3_every_danger_in_the_open_sets_is_seen_and_little_else(name: str) -> None:
    missed, alarms = marked(name)
    assert missed == []
    assert len(alarms) <= STILL_ALARM.get(name, 0), alarms


@pytest.mark.parametrize("name", REACHED)
def test_rule_3_a_set_that_nobody_tuned_on_gets_no_worse(name: str) -> None:
    missed, alarms = (len(rows) for rows in marked(name))
    assert missed <= REACHED[name][0]
    assert alarms <= REACHED[name][1]
