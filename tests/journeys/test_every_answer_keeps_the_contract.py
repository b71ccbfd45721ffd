"""Whatever is asked, the answer has every key of the contract, and the rules hold in it."""

from typing import Any

import pytest

from app.directory.rules import Ease
from tests.journeys.conftest import Town
from tests.journeys.contract import keeps_the_contract

QUESTIONS: list[dict[str, Any]] = [
    {"near": "LS8 5HX", "hopes": "gardening, company", "gifts": "sewing", "around": "my neighbour Pat",
     "ease": ["step_free", "daytime", "companion"], "languages": ["ur"], "age": 71,
     "travel": {"mode": "walk", "minutes": 20}, "days": ["tue"], "parts": ["morning"],
     "limit": 10, "formal": False, "audience": "resident"},
    {"near": "LS8 5"}, {"near": "ls8"}, {"near": " ls85hx "}, {"near": "Wigan"}, {"near": "Sale", "hopes": "books"},
    {"near": "harehils", "hopes": "sewing"}, {"near": {"lat": 53.8147, "lon": -1.5127}, "hopes": "walking"},
    {"hopes": "singing"}, {"gifts": "I can mend most things"}, {"near": None, "hopes": "chess", "gifts": "baking"},
    {"near": "M6 5", "hopes": "company", "audience": "clinician"}, {"near": "DE1 1", "audience": "coordinator"},
    {"near": "TS1 1", "hopes": "struggling to buy food"},
    {"near": "TS1 1", "hopes": "debt and a damp house, and chess"},
    {"near": "LS8 5HX", "hopes": "carer's assessment"}, {"near": "LS8 5HX", "hopes": "social worker", "formal": True},
    {"near": "LS8 5HX", "hopes": "gardening", "formal": True}, {"near": "LS8 5HX", "hopes": "talking therapies"},
    {"near": "LS8 5HX", "hopes": "I want to kill myself"}, {"hopes": "my husband hits me and the kids"},
    {"near": "LS8 5HX", "hopes": "football", "age": 14}, {"near": "LS8 5HX", "hopes": "company", "age": 120},
    {"near": "LS8 5HX", "hopes": "falconry"}, {"near": "ZE2 9", "hopes": "gardening"}, {"near": "TR21 0", "hopes": "x"},
    {"near": "LS8 5HX", "hopes": "gardening, not church"}, {"near": "LS8 5HX", "hopes": "my wife died last month"},
    {"near": "LS8 5HX", "hopes": "singing", "travel": {"mode": "online"}},
    {"near": "LS8 5HX", "hopes": "singing", "travel": {"mode": "car", "minutes": 180}},
    {"near": "LS8 5HX", "hopes": "singing", "travel": {"mode": "bus", "minutes": 1}, "limit": 1},
    {"near": "LS8 5HX", "hopes": "singing", "limit": 500}, {"near": "LS8 5HX", "ease": list(Ease)},
    {"near": "LS8 5HX", "ease": ["women_only"]}, {"near": "LS8 5HX", "ease": ["men_only"], "hopes": "making things"},
    {"near": "LS8 5HX", "days": ["sat", "sun"], "parts": ["evening"], "hopes": "music"},
    {"near": "LS8 5HX", "hopes": "ارید اصدقاء"}, {"near": "LS8 5HX", "hopes": "🌻🎶 שלום"},
    {"near": "LS8 5HX", "hopes": "gardening\x00 and\x00 tea"},
    {"near": "LS8 5HX", "hopes": "<script>alert(1)</script>"},
    {"near": "LS8 5HX", "hopes": "'; DROP TABLE listing; --"}, {"near": "LS8 5HX", "hopes": "%(said)s {0} %s"},
    {"near": "LS8 5HX", "hopes": "gardening, " * 1_800}, {"near": "LS8 5HX", "gifts": "sewing " * 2_800},
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda asked: str(asked)[:60])
def test_the_answer_keeps_the_contract(leeds: Town, question: dict[str, Any]) -> None:
    keeps_the_contract(leeds.ask(**{"near": None} | question), question.get("limit", 10))


def test_the_worked_example_finds_people_groups_and_places(leeds: Town) -> None:
    answer = leeds.ask(**QUESTIONS[0])
    assert answer["understood"] == {
        "hopes": ["gardening", "company"], "gifts": ["sewing"], "ease": ["companion", "daytime", "step_free"],
        "basics": [], "not": [],
    } or sorted(answer["understood"]["ease"]) == ["companion", "daytime", "step_free"]  # fmt: skip
    assert answer["understood"]["hopes"] == ["gardening", "company"]
    assert {1, 2} <= {idea["rung"] for idea in answer["suggestions"]}
    assert answer["place"]["precision"] in ("unit", "sector")
    assert any(idea["bring"] for idea in answer["suggestions"])


def test_the_same_question_has_the_same_answer(leeds: Town) -> None:
    asked = QUESTIONS[0]
    first = leeds.http.post("/api/v1/match", json=asked).content
    assert all(leeds.http.post("/api/v1/match", json=asked).content == first for _ in range(3))


def test_an_empty_directory_answers_too(open_town: Any) -> None:
    empty = open_town()
    for question in QUESTIONS[:20]:
        answer = empty.ask(**{"near": None} | question)
        keeps_the_contract(answer, question.get("limit", 10))
        assert answer["suggestions"] == answer["basics"] == []
        assert answer["nothing_near"] is True


def test_a_formal_service_asked_for_stands_open_and_the_rest_stays(leeds: Town) -> None:
    answer = leeds.ask(hopes="carer's assessment")
    assert (answer["formal"]["open"], answer["formal"]["opened_by"]) == (True, "asked")
    assert answer["formal"]["suggestions"]
    assert leeds.ask(hopes="gardening")["formal"]["opened_by"] is None
    assert leeds.ask(hopes="gardening", formal=True)["formal"]["opened_by"] == "press"


def test_places_to_choose_from(leeds: Town) -> None:
    keys = {"name", "near", "precision", "sector", "outcode", "nation", "lat", "lon"}
    for asked in ("LS8 5HX", "hyde park", "harehils", "LS8", "wig"):
        found = leeds.http.get("/api/v1/places", params={"q": asked}).json()["places"]
        assert found, asked
        assert all(set(place) == keys for place in found)
        assert all(leeds.ask(near=place["near"], hopes="tea")["place"] for place in found)


def test_a_full_postcode_is_answered_by_its_sector(leeds: Town) -> None:
    found = leeds.http.get("/api/v1/places", params={"q": "LS8 5HX"}).json()["places"]
    assert [(place["near"], place["precision"]) for place in found] == [("LS8 5", "sector")]


def test_listings_come_in_pages_that_miss_none_and_repeat_none(leeds: Town) -> None:
    asked = {"kind": "group", "per_page": 100}
    first = leeds.http.get("/api/v1/listings", params=asked).json()
    pages = -(-first["total"] // 100)
    seen = [
        one["id"]
        for page in range(1, pages + 1)
        for one in leeds.http.get("/api/v1/listings", params=asked | {"page": page}).json()["listings"]
    ]
    assert len(seen) == len(set(seen)) == first["total"] > 100
    assert leeds.http.get("/api/v1/listings", params=asked | {"page": pages + 1}).json()["listings"] == []


def test_every_idea_can_be_read_on_its_own(leeds: Town) -> None:
    for idea in leeds.ask(hopes="gardening, company", limit=20)["suggestions"]:
        one = leeds.http.get(f"/api/v1/listings/{idea['id']}").json()
        same = (
            "id",
            "source_id",
            "rung",
            "kind",
            "name",
            "summary",
            "place",
            "lat",
            "lon",
            "contact",
            "way_in",
            "cost",
        )
        assert {name: one[name] for name in same} == {name: idea[name] for name in same}
        assert one["next_session"] == idea["next_session"]
        assert leeds.http.get(f"/listings/{idea['id']}").status_code == 200


def test_alive_and_ready(leeds: Town) -> None:
    assert leeds.http.get("/healthz").json() == {"status": "alive"}
    assert leeds.http.get("/readyz").json() == {"status": "ready"}


def errors_look(path: str) -> list[str]:
    """A problem; of a calendar, which people open from a page too, also a page in plain words."""
    return ["application/problem+json", *(["text/html"] if path.endswith(".ics") else [])]


def test_the_document_lists_what_is_there_and_how_errors_look(leeds: Town) -> None:
    paths = leeds.http.get("/openapi.json").json()["paths"]
    assert {
        "/api/v1/match": {"post"}, "/api/v1/listings": {"get"}, "/api/v1/listings/{listing_id}": {"get"},
        "/api/v1/places": {"get"}, "/healthz": {"get"}, "/readyz": {"get"},
    }.items() <= {path: set(verbs) for path, verbs in paths.items()}.items()  # fmt: skip
    wrong = [
        (path, verb, status, list(answer.get("content", {})))
        for path, verbs in paths.items() for verb, said in verbs.items() for status, answer in said["responses"].items()
        if status >= "400" and list(answer.get("content", {})) != errors_look(path)
    ]  # fmt: skip
    assert wrong == []
