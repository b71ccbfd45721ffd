"""Kinds, rungs, freshness and who is answered for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.directory.rules import RUNG, Answering, Freshness, Kind, Role, answered_for, freshness, reached_by

TODAY = date(2026, 11, 22)
HOLDING = Answering(
    organisation="Larkfield Neighbours",
    role=Role.CONNECTOR,
    references_on=date(2026, 1, 1),
    supervised_by="Cora",
    insured_until=date(2027, 1, 1),
    lone_working_plan=True,
    safeguarding_lead="Dev",
    check="basic",
    check_on=date(2025, 1, 1),
)


def test_every_kind_has_its_rung_and_formal_stands_last() -> None:
    assert set(RUNG) == set(Kind)
    assert max(RUNG, key=lambda kind: RUNG[kind]) is Kind.FORMAL
    assert 4 not in RUNG.values()


@pytest.mark.parametrize(
    ("kind", "days", "state"),
    [
        (Kind.GROUP, 90, Freshness.CHECKED),
        (Kind.GROUP, 91, Freshness.SINKING),
        (Kind.PERSON, 180, Freshness.SINKING),
        (Kind.EXCHANGE, 181, Freshness.RING_FIRST),
        (Kind.NETWORK, 365, Freshness.CHECKED),
        (Kind.PLACE, 366, Freshness.SINKING),
        (Kind.FORMAL, 548, Freshness.SINKING),
        (Kind.PRACTICAL, 549, Freshness.RING_FIRST),
    ],
)
def test_rule_8_the_clock_makes_a_listing_sink(kind: Kind, days: int, state: Freshness) -> None:
    assert freshness(kind, TODAY - timedelta(days=days), TODAY) is state


def test_rule_8_never_checked_is_said() -> None:
    assert freshness(Kind.PLACE, None, TODAY) is Freshness.NEVER_CHECKED


def test_rule_11_a_person_is_answered_for_while_all_of_it_holds() -> None:
    assert answered_for(HOLDING, TODAY)
    assert not answered_for(None, TODAY)


@pytest.mark.parametrize(
    "change",
    [
        {"organisation": ""},
        {"references_on": None},
        {"supervised_by": ""},
        {"insured_until": date(2026, 11, 21)},
        {"insured_until": None},
        {"lone_working_plan": False},
        {"safeguarding_lead": ""},
        {"check": ""},
        {"check_on": None},
        {"check_on": date(2023, 1, 1)},
    ],
)
def test_rule_11_one_thing_missing_is_enough(change: dict[str, object]) -> None:
    assert not answered_for(replace(HOLDING, **change), TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", Kind)
def test_rule_11_only_a_person_is_reached_through_the_organisation(kind: Kind) -> None:
    own, theirs = ("0113 496 0001", "own@example.org"), ("0113 496 0002", None)
    through = ("0113 496 0002", "") if kind is Kind.PERSON else None
    assert reached_by(kind, own, theirs) == (through or own)
    assert reached_by(kind, own, theirs, shown=False) == (through or ("", ""))
    assert reached_by(kind, own, (None, None), shown=False) == ("", "")
