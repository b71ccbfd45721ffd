"""Why a named listing was or was not suggested, over HTTP: true to the match, and no more than the match shows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.directory.rules import Kind
from app.main import create_app
from app.settings import Settings
from tests.builders import CLOCK, answering, contact, empty_directory, fill, home, listing, meeting, person

THURSDAYS = "00000000-0000-4000-8000-000000000001"
RESTING = "00000000-0000-4000-8000-000000000002"
FULL = "00000000-0000-4000-8000-000000000003"
BEN = "00000000-0000-4000-8000-000000000004"
LAPSED = "00000000-0000-4000-8000-000000000005"
TEA = "00000000-0000-4000-8000-000000000006"
CLINIC = "00000000-0000-4000-8000-000000000007"
NOBODY = "00000000-0000-4000-8000-0000000000ff"
GIVEAWAYS = ("made up row", "other end", "front room", "53.8123", "1.5098", "53.8071", "1.5244", "5hx", "5aa", "0999")
ELSEWHERE = {"address": "99 Other End", "postcode": "LS8 5AA", "lat": 53.80711, "lon": -1.52444}


def neighbours(**where: Any) -> tuple[Any, ...]:
    own = contact(phone="0113 496 0999")
    return (
        listing(id=THURSDAYS, name="Thursday Growers", sessions=(meeting(rrule="FREQ=WEEKLY;BYDAY=TH"),)),
        listing(id=RESTING, name="Winter Diggers", paused_until="2026-12-03"),
        listing(id=FULL, name="Full Plot", capacity="full"),
        person(id=BEN, hopes=("company",), place=home(**where), contact=own),
        person(id=LAPSED, name="Benedict", answering=answering(insured_until="2026-11-21")),
        listing(id=TEA, name="Tea at home", hopes=("company",), place=home(**where), contact=own),
        listing(id=CLINIC, name="Memory clinic", kind=Kind.FORMAL, hopes=()),
    )


def open_town(folder: Path, **where: Any) -> TestClient:
    engine = empty_directory(folder)
    fill(engine, *neighbours(**where))
    engine.dispose()
    # Without the sentence encoder, whose background reading would change answers between two requests.
    settings = Settings(
        _env_file=None, var=folder, database_url=f"sqlite:///{folder / 'kith.db'}", log_level="warning",
        model_dir=folder,
    )  # fmt: skip
    return TestClient(create_app(settings, CLOCK), "http://kith.test", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with open_town(tmp_path_factory.mktemp("town")) as client:
        yield client


def send(town: TestClient, listing_id: str, **said: Any) -> Any:
    return town.post(
        "/api/v1/match/why", json={"near": "LS8 5", "hopes": "gardening"} | said | {"listing_id": listing_id}
    )


def why(town: TestClient, listing_id: str, **said: Any) -> Any:
    answer = send(town, listing_id, **said)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_works(town: TestClient) -> None:
    assert why(town, THURSDAYS, ease=["weekend"]) == {
        "id": THURSDAYS, "name": "Thursday Growers", "suggested": False, "formal": False, "why": [],
        "why_not": [{"code": "meets", "text": "It meets on Thursdays; you said weekends."}],
    }  # fmt: skip


def test_what_is_suggested_has_the_reasons_of_the_match(town: TestClient) -> None:
    said = {"near": "LS8 5", "hopes": "gardening", "days": ["thu"]}
    ideas = {idea["id"]: idea for idea in town.post("/api/v1/match", json=said).json()["suggestions"]}
    found = why(town, THURSDAYS, **said)
    assert found["suggested"]
    assert found["why_not"] == []
    assert found["why"] == ideas[THURSDAYS]["why"] != []


def test_a_pause_and_a_full_group(town: TestClient) -> None:
    resting, full = why(town, RESTING), why(town, FULL)
    assert (resting["suggested"], resting["why"]) == (False, [])
    assert [item["text"] for item in resting["why_not"]] == ["It is having a break until 3 December 2026."]
    assert full["suggested"]
    assert [item["text"] for item in full["why_not"]] == ["It is full at the moment."]


def test_a_formal_service_is_folded_or_open(town: TestClient) -> None:
    folded, opened = why(town, CLINIC), why(town, CLINIC, hopes="memory clinic")
    assert (folded["formal"], folded["suggested"], folded["why_not"][0]["code"]) == (True, False, "folded")
    assert (opened["formal"], opened["suggested"], opened["why_not"]) == (True, True, [])
    assert opened["why"] != []


SAID: list[dict[str, Any]] = [
    {"hopes": "gardening"}, {"hopes": "company", "ease": ["companion"]}, {"hopes": "memory clinic"},
    {"hopes": "falconry"}, {"hopes": "I want to kill myself"}, {"hopes": "company", "age": 14},
]  # fmt: skip


@pytest.mark.parametrize("said", SAID, ids=str)
def test_every_listing_is_suggested_exactly_when_the_match_names_it(town: TestClient, said: dict[str, Any]) -> None:
    answer = town.post("/api/v1/match", json={"near": "LS8 5"} | said).json()
    ideas = [*answer["basics"], *answer["suggestions"], *answer["formal"]["suggestions"]]
    shown = {idea["id"] for idea in ideas} | {(answer["someone_to_ask"] or {}).get("id")}
    for one in (THURSDAYS, RESTING, FULL, BEN, TEA, CLINIC):
        found = why(town, one, **said)
        assert found["suggested"] == (one in shown) == bool(found["why"])
        assert found["suggested"] or found["why_not"]


@pytest.mark.parametrize("unknown", [NOBODY, LAPSED])
def test_what_is_not_public_is_not_found(town: TestClient, unknown: str) -> None:
    answer = send(town, unknown)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert "Benedict" not in answer.text
    assert town.get(f"/api/v1/listings/{unknown}").status_code == 404


def test_it_is_never_stored(town: TestClient) -> None:
    assert send(town, THURSDAYS).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("body", [{"listing_id": THURSDAYS}, {"near": "LS8 5"}, {"near": "LS8 5", "listing_id": "x"}])
def test_what_is_malformed(town: TestClient, body: dict[str, Any]) -> None:
    assert town.post("/api/v1/match/why", json=body).status_code == 422


def test_no_such_place(town: TestClient) -> None:
    assert send(town, THURSDAYS, near="Nowhere-on-Sea").status_code == 404


QUESTIONS: list[dict[str, Any]] = [
    {"hopes": "company", "ease": ["companion"]},
    {"hopes": "company", "near": "LS1 4"},
    {"hopes": "company", "near": "BD1 1", "travel": {"minutes": 5}},
    {"hopes": "company", "near": {"lat": 53.8126, "lon": -1.5096}, "travel": {"minutes": 1}},
    {"hopes": "chess", "age": 14},
]


@pytest.mark.parametrize("said", QUESTIONS, ids=str)
def test_a_home_and_a_person_are_known_by_their_sector_only(
    town: TestClient, other: TestClient, said: dict[str, Any]
) -> None:
    for one in (BEN, TEA):
        answer = send(town, one, **said)
        assert answer.status_code == 200, answer.text
        assert [word for word in GIVEAWAYS if word in answer.text.lower()] == []
        assert answer.content == send(other, one, **said).content


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The same town, but for where in their sector the homes are."""
    with open_town(tmp_path_factory.mktemp("other"), **ELSEWHERE) as client:
        yield client
