"""Bad input gets a plain answer and loses nothing, at the API and on the pages."""

import sqlite3
from html import unescape
from typing import Any

import pytest

from tests.journeys.conftest import Town
from tests.journeys.contract import keeps_the_contract

CANARY = "Zanzibarquux"  # stands for what is personal: no error may hold it
DEEP = b'{"hopes": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"

BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 422),
    "half": (b'{"hopes": "%s' % CANARY.encode(), 422),
    "not json": (CANARY.encode(), 422),
    "a list": (b'["%s"]' % CANARY.encode(), 422),
    "a word": (b'"%s"' % CANARY.encode(), 422),
    "null": (b"null", 422),
    "deep": (DEEP, 422),
    "not utf-8": (b'{"hopes": "\xff\xfe"}', 422),
    "a huge number": (b'{"hopes": "tea", "limit": 1%s}' % (b"0" * 5_000), 422),
    "lone surrogate": (b'{"hopes": "\\ud800"}', 422),
    "lone surrogate place": (b'{"near": "\\ud800"}', 422),
    "nan": (b'{"near": {"lat": NaN, "lon": 0}}', 422),
    "infinity": (b'{"near": {"lat": 1e999, "lon": 0}}', 422),
}
FIELDS: dict[str, dict[str, Any]] = {
    "nothing said": {},
    "blank": {"near": "  ", "hopes": "\n", "gifts": "\x00"},
    "only ease": {"ease": ["step_free"]},
    "unknown ease": {"near": "LS8", "ease": ["step_free", CANARY]},
    "unknown key": {"near": "LS8", CANARY: 1},
    "hopes as a number": {"hopes": 7},
    "hopes as a list": {"hopes": [CANARY]},
    "hopes too long": {"hopes": CANARY + "x" * 19_990},
    "gifts too long": {"gifts": "x" * 20_001},
    "around too long": {"near": "LS8", "around": CANARY * 60},
    "near too long": {"near": CANARY * 20},
    "near as a list": {"near": [53.8, -1.5]},
    "latitude": {"near": {"lat": 91, "lon": 0}},
    "longitude": {"near": {"lat": 0, "lon": -180.5}},
    "half a point": {"near": {"lat": 53}},
    "point in words": {"near": {"lat": CANARY, "lon": 0}},
    "limit 0": {"near": "LS8", "limit": 0},
    "limit 501": {"near": "LS8", "limit": 501},
    "limit in words": {"near": "LS8", "limit": CANARY},
    "limit by half": {"near": "LS8", "limit": 1.5},
    "age": {"near": "LS8", "age": 121},
    "age below": {"near": "LS8", "age": -1},
    "mode": {"near": "LS8", "travel": {"mode": CANARY}},
    "minutes": {"near": "LS8", "travel": {"minutes": 0}},
    "days": {"near": "LS8", "days": ["funday"]},
    "too many days": {"near": "LS8", "days": ["mon"] * 8},
    "parts": {"near": "LS8", "parts": [CANARY]},
    "languages": {"near": "LS8", "languages": ["x" * 36]},
    "audience": {"near": "LS8", "audience": CANARY},
}
PLACES: dict[str, tuple[Any, int]] = {
    "unknown": ("ZZ1 1ZZ", 404),
    "northern irish": ("BT1 5GS", 404),
    "half-typed": ("LS8 5ZZZ", 404),
    "letters of an area": ("LS", 404),
    "no town": (CANARY, 404),
    "emoji": ("🏡🌻", 404),
    "right to left": ("\u202eשלום", 404),
    "nul": ("\x00LS8\x005HX\x00", 404),
    "forces": ("BFPO 12", 400),
    "no fixed place": ("ZZ99 3VZ", 400),
    "the sea": ({"lat": 0.0, "lon": 0.0}, 404),
    "abroad": ({"lat": 48.85, "lon": 2.35}, 404),
    "several": ("Hyde Park", 409),
}


def is_a_problem(answer: Any, status: int) -> Any:
    """A problem document of the right status that repeats nothing of what was sent."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert {"type", "title", "status", "detail"} <= set(problem)
    assert problem["status"] == status
    assert problem["detail"].endswith((".", "?"))
    assert CANARY.lower() not in answer.text.lower()
    return problem


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_cannot_be_read(leeds: Town, name: str) -> None:
    content, status = BODIES[name]
    answer = leeds.http.post("/api/v1/match", content=content, headers={"Content-Type": "application/json"})
    is_a_problem(answer, status if answer.status_code != 400 else 400)  # 400 or 422: the caller's doing, never ours


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_cannot_be_used(leeds: Town, name: str) -> None:
    problem = is_a_problem(leeds.http.post("/api/v1/match", json=FIELDS[name]), 422)
    assert problem["errors"]
    assert all(error["pointer"].startswith("#") and error["detail"] for error in problem["errors"])


@pytest.mark.parametrize("name", PLACES)
def test_a_place_that_is_none_or_several(leeds: Town, name: str) -> None:
    near, status = PLACES[name]
    if name == "nul" and leeds.http.post("/api/v1/match", json={"near": near}).status_code == 200:
        return  # read as the postcode it plainly is
    problem = is_a_problem(leeds.http.post("/api/v1/match", json={"near": near, "hopes": CANARY}), status)
    assert isinstance(near, dict) or near not in problem["detail"]


def test_a_northern_irish_postcode_is_told_why(leeds: Town) -> None:
    answer = leeds.http.post("/api/v1/match", json={"near": "BT1 5GS"})
    assert "Northern Ireland" in answer.json()["detail"]


def test_a_name_in_several_towns_asks_which_and_each_choice_works(leeds: Town) -> None:
    problem = leeds.http.post("/api/v1/match", json={"near": "Hyde Park", "hopes": "singing"}).json()
    assert len(problem["choices"]) >= 2
    for choice in problem["choices"]:
        assert leeds.ask(near=choice["near"], hopes="singing")["place"]["name"].startswith("Hyde Park")


def test_twenty_thousand_characters_are_answered_and_one_more_is_not(leeds: Town) -> None:
    keeps_the_contract(leeds.ask(hopes=("gardening and company, " * 900)[:20_000]))
    is_a_problem(leeds.http.post("/api/v1/match", json={"hopes": "x" * 20_001}), 422)


@pytest.mark.parametrize(
    "hopes", ["x" * 20_000, "a_" * 10_000, "not " * 5_000, "I am " * 4_000, "-" * 20_000, "é" * 20_000]
)
@pytest.mark.timeout(30)
def test_no_text_holds_the_others_up(leeds: Town, hopes: str) -> None:
    """A key that somebody leant on must not stop the service; a search that squares would take minutes here."""
    assert leeds.ask(hopes=hopes).keys() >= {"suggestions"}


@pytest.mark.parametrize("path", ["/api/v1/match", "/match"])
def test_more_than_a_megabyte_is_refused_at_once(leeds: Town, path: str) -> None:
    answer = leeds.http.post(path, content=b"x" * 1_000_001, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert "application/problem+json" in answer.headers["content-type"] or "too much" in answer.text


def test_a_body_that_does_not_say_its_length_is_capped_too(leeds: Town) -> None:
    answer = leeds.http.post("/api/v1/match", content=(b"x" * 100_000 for _ in range(11)))
    is_a_problem(answer, 413)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/api/v1/{CANARY}", 404), (f"/api/v1/listings/{CANARY}", 404),
        ("/api/v1/listings/0b8d9f2e-52c5-5b7e-8f52-8d5e0c7f4a10", 404), ("/api/v1/listings?page=0", 400),
        ("/api/v1/listings?per_page=101", 400), ("/api/v1/listings?page=x", 400),
        (f"/api/v1/listings?kind={CANARY}", 400),
        ("/api/v1/listings?radius_m=500", 400), ("/api/v1/listings?near=LS8&radius_m=0", 400),
        (f"/api/v1/listings?near={CANARY}", 404), ("/api/v1/listings?near=Hyde+Park", 409),
        ("/api/v1/listings?q=" + CANARY * 20, 400), ("/api/v1/places", 400), ("/api/v1/places?lat=91&lon=0", 400),
        ("/api/v1/places?lat=nan&lon=0", 400), ("/api/v1/places?lat=inf&lon=0", 400), ("/api/v1/places?lat=53", 400),
        (f"/api/v1/places?lat={CANARY}&lon=0", 400), ("/api/v1/places?q=wig&limit=0", 400), ("/api/v1/match", 405),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_answered(leeds: Town, path: str, status: int) -> None:
    is_a_problem(leeds.http.get(path), status)


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/api/v1/listings?radus=5", "radius_m"), ("/api/v1/listings?Near=LS8", "near"),
        ("/api/v1/listings?pages=2&q=tea", "page"), ("/api/v1/places?q=wig&lmit=2", "limit"),
        (f"/api/v1/listings?q=tea&{CANARY}=1", ""), ("/api/v1/listings?=1", ""),
        ("/api/v1/listings/0b8d9f2e-52c5-5b7e-8f52-8d5e0c7f4a10?full=1", ""),
        ("/api/v1/listings?" + "&".join(f"{CANARY}{n}=1" for n in range(500)), ""),
    ],
)  # fmt: skip
def test_a_name_that_is_not_known_is_no_question(leeds: Town, path: str, nearest: str) -> None:
    """Passed over, a slip would be answered with everything."""
    problem = is_a_problem(leeds.http.get(path), 400)
    assert (f"Did you mean {nearest}?" in problem["detail"]) == bool(nearest)
    assert {error["pointer"] for error in problem.get("errors", ())} == ({nearest} if nearest else set())


def test_names_that_ask_for_nothing_are_let_through(leeds: Town) -> None:
    for path in ("/api/v1/listings?_=1732", "/api/v1/listings?utm_source=x&q=tea", "/oruk/services?radus=5"):
        assert leeds.http.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/match", "/api/v1/match/why"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "x" * 300, "image/png"])
def test_json_that_does_not_say_it_is_json_is_told_what_to_say(leeds: Town, path: str, kind: str) -> None:
    body = b'{"near": "LS8", "hopes": "%s"}' % CANARY.encode()
    problem = is_a_problem(leeds.http.post(path, content=body, headers={"Content-Type": kind}), 415)
    assert "Content-Type: application/json" in problem["detail"]


def test_json_by_another_of_its_names_is_read(leeds: Town) -> None:
    body = b'{"near": "LS8", "hopes": "tea"}'
    for kind in ("application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.kith+json"):
        assert leeds.http.post("/api/v1/match", content=body, headers={"Content-Type": kind}).status_code == 200, kind


@pytest.mark.parametrize("asked", ["%00", "%", "_", "'", '"', "\\", "%F0%9F%8C%BB", "%E2%80%AE", "a" * 200])
def test_looking_for_odd_signs_is_answered(leeds: Town, asked: str) -> None:
    assert leeds.http.get(f"/api/v1/listings?q={asked}").status_code == 200
    assert leeds.http.get(f"/api/v1/places?q={asked}").status_code in (200, 400)


def test_a_service_that_is_not_up_to_date_is_not_ready(open_town: Any) -> None:
    town = open_town()
    other = sqlite3.connect(town.database)
    other.execute("UPDATE alembic_version SET version_num = '0000'")
    other.commit()
    other.close()
    is_a_problem(town.http.get("/readyz"), 503)
    assert town.http.get("/healthz").status_code == 200


FORM = {
    "hopes": "gardening",
    "hopes_words": "I miss my allotment",
    "gifts_words": "baking",
    "around": "Pat",
    "age": "71",
}


@pytest.mark.parametrize("near", ["Xyzzyville", "BT1 5GS", "LS8 5ZZZ", "BFPO 12", "🏡🌻", "\u202eשלום", "x" * 300])
def test_a_form_with_no_place_comes_back_with_every_answer_in_it(leeds: Town, near: str) -> None:
    page = leeds.form(near=near, **FORM)
    text = unescape(page.text)
    assert page.status_code == 422
    assert page.headers["cache-control"] == "no-store"
    assert 'aria-invalid="true"' in text
    assert f'value="{near}"' in text
    assert "I miss my allotment" in text
    assert 'value="Pat"' in text
    assert 'value="71"' in text


def test_an_empty_form_says_what_to_do(leeds: Town) -> None:
    for fields in ({}, {"near": "  ", "around": "Pat"}, {"ease": "step_free"}):
        page = leeds.form(**fields)
        assert page.status_code == 422
        assert "Tell us a place" in page.text


@pytest.mark.parametrize("letters", [16_001, 20_000, 20_001])
def test_a_very_long_story_comes_back_whole(leeds: Town, letters: int) -> None:
    words = ("my allotment " * 1_600)[:letters]
    page = leeds.form(near="LS8 5", hopes_words=words, around="Pat")
    assert page.status_code == 422
    assert "fewer words" in page.text
    assert words in unescape(page.text)


def test_a_name_in_several_towns_asks_which_and_keeps_every_answer(leeds: Town) -> None:
    page = leeds.form(near="Hyde Park", **FORM)
    text = unescape(page.text)
    assert "Which Hyde Park do you mean?" in text
    assert 'value="Hyde Park, Leeds"' in text
    assert all(f'name="{name}" value="{value}"' in text for name, value in FORM.items())


@pytest.mark.parametrize(
    "words", ["🌻🎶", "\u202eגינון", "tea\x00time", "<b>tea</b>", "{{ 7*7 }}", "&amp;", "'\"><script>"]
)
def test_odd_words_are_shown_as_words(leeds: Town, words: str) -> None:
    page = leeds.form(near="LS8 5HX", hopes_words=words)
    assert page.status_code == 200
    assert "<script>'" not in page.text
    assert "<b>tea" not in page.text
    assert "\x00" not in page.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"near=%ff%fe", "application/x-www-form-urlencoded"), (b"=&&=;", "application/x-www-form-urlencoded"),
        (b"--x", "multipart/form-data; boundary=y"), (b"x", "multipart/form-data"),
        (b'{"near": "LS8"}', "application/json"), (b"near=LS8&" * 5_000, "application/x-www-form-urlencoded"),
        (b"age=%D9%A7&near=LS8", "application/x-www-form-urlencoded"),
        (b"near=LS8&travel=rocket&days=x&parts=y&ease=z&hopes=q", "application/x-www-form-urlencoded"),
        (b"&".join([b"near=LS8", *[b"languages=l%d" % n for n in range(50)]]), "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_a_form_that_nobody_could_fill_in_is_answered(leeds: Town, body: bytes, kind: str) -> None:
    page = leeds.http.post("/match", content=body, headers={"Content-Type": kind, "Accept": "text/html"})
    assert page.status_code in (200, 303, 400, 422)
    assert page.headers["content-type"].startswith("text/html") or page.status_code == 303


def test_none_of_it_left_a_trace(leeds: Town) -> None:
    before = leeds.kept()
    for near, _ in PLACES.values():
        leeds.http.post("/api/v1/match", json={"near": near, "hopes": CANARY})
    for body, _ in BODIES.values():
        leeds.http.post("/api/v1/match", content=body)
    leeds.form(near="LS8 5HX", hopes_words=CANARY, around=CANARY)
    assert leeds.kept() == before
