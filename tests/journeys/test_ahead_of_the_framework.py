"""A match is answered ahead of the framework; whichever way it goes, answer, headers and numbers are the same."""

import json
from typing import Any

import pytest

from tests.journeys.conftest import Town
from tests.journeys.test_every_answer_keeps_the_contract import QUESTIONS

AHEAD, ORDINARY = "application/json", "application/vnd.kith+json"  # a kind of JSON that only the framework knows
OWN = ("traceparent", "date")
WRONG: list[Any] = [
    {}, {"near": ""}, {"near": "LS8 5HX", "unknown": 1}, {"near": "Nowhere-on-Sea"}, {"near": "BFPO 1"},
    {"near": "Ashton"}, {"near": "LS8 5HX", "limit": 0}, {"near": "LS8 5HX", "ease": ["nothing"]}, [], "words", None,
    7, {"near": {"lat": 91, "lon": 0}}, {"near": {"lat": 48.85, "lon": 2.35}}, {"hopes": "x" * 20_001},
]  # fmt: skip
BROKEN = [b"", b"{", b'{"near": "LS8 5HX"', b"\xff\xfe", b'{"near": NaN}', b'{"hopes": "\\ud800"}', b"{}{}"]


def sent(leeds: Town, body: bytes, kind: str, **more: str) -> tuple[int, dict[str, str], bytes]:
    answer = leeds.http.post("/api/v1/match", content=body, headers={"content-type": kind} | more)
    kept = {name: value for name, value in answer.headers.items() if name not in OWN}
    return answer.status_code, kept, answer.content


@pytest.mark.parametrize("question", QUESTIONS)
def test_good_questions(leeds: Town, question: dict[str, Any]) -> None:
    body = json.dumps(question).encode()
    ahead, ordinary = sent(leeds, body, AHEAD), sent(leeds, body, ORDINARY)
    assert ahead[0] == 200
    assert ahead == ordinary


@pytest.mark.parametrize("body", [*(json.dumps(one).encode() for one in WRONG), *BROKEN])
def test_what_cannot_be_answered_is_told_by_the_framework(leeds: Town, body: bytes) -> None:
    ahead, ordinary = sent(leeds, body, AHEAD), sent(leeds, body, ORDINARY)
    assert ahead[0] >= 400
    assert ahead == ordinary


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON"])
def test_other_ways_to_say_json(leeds: Town, kind: str) -> None:
    body = b'{"near": "LS8 5HX", "hopes": "gardening"}'
    assert sent(leeds, body, kind) == sent(leeds, body, AHEAD)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_is_no_json_is_not_read_as_json(leeds: Town, kind: str) -> None:
    assert sent(leeds, b'{"near": "LS8 5HX", "hopes": "gardening"}', kind)[0] == 415


def test_a_body_in_pieces(leeds: Town) -> None:
    def pieces() -> Any:
        yield b'{"near": "LS8 5HX",'
        yield b' "hopes": "gardening"}'

    answer = leeds.http.post("/api/v1/match", content=pieces(), headers={"content-type": AHEAD})
    assert answer.status_code == 200
    assert answer.json() == leeds.ask(hopes="gardening")


def test_too_much_is_refused_before_it_and_another_site_may_ask(leeds: Town) -> None:
    assert sent(leeds, b'{"hopes": "' + b"x" * 1_000_001 + b'"}', AHEAD)[0] == 413
    good = b'{"near": "LS8 5HX", "hopes": "gardening"}'
    assert sent(leeds, good, AHEAD, origin="https://elsewhere.example")[0] == 200


def test_it_is_counted_under_its_route(leeds: Town) -> None:
    def counted() -> float:
        lines = leeds.http.get("/metrics").text.splitlines()
        told = (line for line in lines if line.startswith("kith_requests_total") and 'route="/api/v1/match"' in line)
        return sum(float(line.rsplit(" ", 1)[1]) for line in told if 'status="200"' in line)

    before = counted()
    leeds.ask(hopes="gardening")
    assert counted() == before + 1
