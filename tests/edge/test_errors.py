"""Each error has its status, its words, and nothing of what was sent."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.edge.errors import ANSWERS, PROBLEM_JSON, answer_for
from app.kernel.errors import KithError
from geo.gazetteer import PlaceError

EXPECTED = {
    "not-found": 404,
    "refused": 403,
    "not-usable": 400,
    "full": 507,
    "not-ready": 503,
}
GOOD: dict[str, Any] = {"near": "LS8 5HX", "hopes": "gardening"}


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of an answer, after the checks that every one must pass."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM_JSON
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail"} <= set(body)
    assert body["status"] == status
    assert "instance" not in body
    return body


def test_it_works(site: Any) -> None:
    assert site().client.post("/api/v1/match", json=GOOD).json() == {"hopes": 9}


@pytest.mark.parametrize(("name", "status"), EXPECTED.items())
def test_a_domain_error_has_its_status(site: Any, name: str, status: int) -> None:
    body = problem(site().client.get(f"/api/v1/raise/{name}"), status)
    assert body["type"] == f"/problems/{name}"
    assert body["detail"].endswith(".")


def test_problems_say_where(site: Any) -> None:
    body = problem(site().client.get("/api/v1/raise/not-usable"), 400)
    assert body["errors"] == [{"pointer": "radius_m", "detail": "At most 50,000."}]


def test_every_domain_error_has_a_row() -> None:
    kinds = [KithError, PlaceError]
    for kind in kinds:  # a feature's own errors are answered as what they stand under
        kinds += [sub for sub in kind.__subclasses__() if sub.__module__ in ("app.kernel.errors", "geo.gazetteer")]
    assert set(ANSWERS) == set(kinds)
    assert answer_for(ValueError("what")).status == 500


@pytest.mark.parametrize(
    ("near", "status", "kind"),
    [
        ("Nowhere-on-Sea", 404, "place-unknown"),
        ("BT1 1AA", 404, "place-unknown"),
        ("ZZ99 3VZ", 400, "no-fixed-place"),
        ("Broughton", 409, "place-ambiguous"),
    ],
)
def test_a_place_that_is_no_single_place(site: Any, near: str, status: int, kind: str) -> None:
    body = problem(site().client.get("/api/v1/place", params={"near": near}), status)
    assert body["type"] == f"/problems/{kind}"


def test_several_places_are_offered(site: Any) -> None:
    body = problem(site().client.get("/api/v1/place", params={"near": "Broughton"}), 409)
    assert len(body["choices"]) >= 2
    first = body["choices"][0]
    assert set(first) == {"name", "near"}
    assert site().client.get("/api/v1/place", params={"near": first["near"]}).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({"near": "LS8", "age": "old"}, "#/age", "This must be a whole number."),
        ({"near": "LS8", "hopes": "x" * 20_001}, "#/hopes", "This is too long: at most 20000 characters."),
        ({"near": "LS8", "travel": {"minutes": 500}}, "#/travel/minutes", "This must be 180 or less."),
        ({"near": "LS8", "days": ["tue", "someday"]}, "#/days/1", "Use one of: 'mon' or 'tue'."),
        ({"near": "LS8", "diagnosis": "gout"}, "#", "There is a field here that we do not know."),
        ({"near": "LS8", "facts": {"gout": True}}, "#/facts", "Use one of: 'toilet' or 'quiet'."),
        ({"hopes": ""}, "#", "Say where you are or what you hope for."),
        ({"rule": "minutely"}, "#/rule", "This value cannot be used."),
        ([], "#", "This must be an object with named fields."),
    ],
)
def test_a_malformed_body_is_told_in_plain_words(site: Any, body: Any, pointer: str, detail: str) -> None:
    told = problem(site().client.post("/api/v1/match", json=body), 422)
    assert {"pointer": pointer, "detail": detail} in told["errors"]


@pytest.mark.parametrize("content", [b'{"near": "LS8', b"\xff\xfe\x00", b"[" * 50_000])
def test_what_is_not_json_is_refused(site: Any, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    assert problem(
        site().client.post("/api/v1/match", content=content, headers=headers), 422 if content[:1] == b"{" else 400
    )


def test_a_parameter_out_of_range_is_no_malformed_body(site: Any) -> None:
    thing = "/api/v1/things/0b8d9f2e-52c5-5b7e-8f52-8d5e0c7f4a10"
    told = problem(site().client.get(thing, params={"size": 10}), 400)
    assert told["errors"] == [{"pointer": "size", "detail": "This must be 9 or less."}]


def test_an_id_that_cannot_be_one_names_nothing(site: Any) -> None:
    assert problem(site().client.get("/api/v1/things/pat-smith"), 404)["type"] == "/problems/not-found"


def test_nothing_there_and_a_wrong_method(site: Any) -> None:
    client = site().client
    assert problem(client.get("/api/v1/nothing"), 404)
    wrong = client.delete("/api/v1/place")
    assert problem(wrong, 405)
    assert wrong.headers["allow"] == "GET"


def test_a_person_gets_a_page(site: Any) -> None:
    client = site().client
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    answer = client.get("/nothing", headers=browser)
    assert (answer.status_code, "Error page 404" in answer.text) == (404, True)
    assert client.post("/match", headers=browser).status_code == 422
    assert problem(client.get("/nothing", headers={"accept": "application/json"}), 404)
    assert problem(client.get("/api/v1/nothing", headers=browser), 404)  # the API is for machines whoever asks


# Marked words: nothing of the kind stands in any of our own sentences.
marked = st.text("abcdefgh0123456789 ÄéЖ🌱\x00\u202e<&'\"", min_size=1, max_size=30).map(lambda text: f"zq{text}qz")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | marked,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(marked, inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(("near", "hopes", "age", "travel", "days", "facts", "rule"))


def submitted(value: Any) -> set[str]:
    """Every text in what was sent, keys too."""
    if isinstance(value, str):
        return {value, json.dumps(value)[1:-1]}
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return set().union(*map(submitted, parts)) - {"near", "hopes", "age", "travel", "days", "facts", "rule"}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=values | st.dictionaries(fields | marked, values, max_size=5))
def test_rule_5_no_submitted_text_comes_back_or_is_logged(quiet_site: Any, body: Any) -> None:
    client = quiet_site.client
    words = submitted(body)
    said = client.post("/api/v1/match", json=body).text + client.post("/api/v1/break", json={"it": body}).text
    for word in sorted(words)[:2]:
        said += client.get("/api/v1/place", params={"near": word}).text
        said += client.get("/break", params={"word": word}).text
        said += client.get(f"/api/v1/things/{len(word)}{word.encode().hex()}", params={"size": word}).text
    assert not [word for word in words if word in said or word in quiet_site.log]
    assert "zq" not in said + quiet_site.log


@pytest.fixture(scope="module")
def quiet_site(site: Any) -> Any:
    return site(log_level="debug")
