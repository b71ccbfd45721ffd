"""The contract of an answer, written out by hand a second time, so that neither side can drift unseen."""

from itertools import pairwise
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from app.directory.rules import Ease

NUMBER, TEXT, FLAG = {"type": "number"}, {"type": "string"}, {"type": "boolean"}
COUNT = {"type": "integer", "minimum": 0}
UUID = {"type": "string", "format": "uuid"}
WORDS = {"type": "array", "items": {"type": "string", "minLength": 1}}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
DAY = {"type": "string", "format": "date"}
KINDS = ("person", "group", "network", "exchange", "place", "universal", "practical", "formal")
WAYS_IN = ("walk_in", "ring", "book", "voucher", "referral")


def one_of(*codes: str) -> dict[str, Any]:
    return {"enum": list(codes)}


def some(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def every(shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": shape}


def body(**keys: dict[str, Any]) -> dict[str, Any]:
    """All these keys and no others."""
    return {"type": "object", "properties": keys, "required": list(keys), "additionalProperties": False}


TOLD = {"text": {"type": "string", "minLength": 3}, "matched": WORDS}
SUGGESTION = body(
    id=UUID, source_id=some(TEXT), rung=one_of(), kind=one_of(*KINDS), name={"type": "string", "minLength": 1},
    summary=TEXT, why={"type": "array", "minItems": 1, "items": body(signal=TEXT, score=NUMBER, **TOLD)},
    bring=every(body(**TOLD)), order=some(TEXT), distance_m=some(COUNT), minutes=some(COUNT),
    next_session=some(body(starts=INSTANT, ends=INSTANT)), cost=body(free=some(FLAG), text=TEXT),
    access={"type": "object", "propertyNames": one_of(*Ease), "additionalProperties": one_of("yes", "no", "unknown")},
    way_in=some(one_of(*WAYS_IN)), languages=WORDS,
    freshness=body(state=one_of("checked", "sinking", "ring_first", "never_checked"), checked_on=some(DAY)),
    contact=body(phone=some(TEXT), email=some(TEXT)), score={"type": "number", "minimum": 0, "maximum": 1},
    # More than the contract has, for the pages:
    way_in_note=some(TEXT), opening=some(TEXT), place=some(TEXT), lat=some(NUMBER), lon=some(NUMBER), url=some(TEXT),
    labels=WORDS, min_age=some(COUNT), max_age=some(COUNT),
    capacity=one_of("open", "nearly_full", "full"), text_language=TEXT,
)  # fmt: skip
SUGGESTION["properties"]["rung"] = {"enum": [1, 2, 3, 5]}
PLACE = body(
    name=TEXT, lat=NUMBER, lon=NUMBER, area_code=some(TEXT),
    precision=one_of("unit", "sector", "outcode", "place", "point"),
)  # fmt: skip
HELP = body(kind=TEXT, text=TEXT, contacts=every(body(name=TEXT, contact=TEXT, note=TEXT)))
START = body(title=TEXT, text=TEXT, fund_id=some(UUID), limit_gbp=some(COUNT), apply_url=some(TEXT))
ANSWER = body(
    place=some(PLACE),
    understood=body(hopes=WORDS, gifts=WORDS, ease=every(one_of(*Ease)), basics=WORDS, **{"not": WORDS}),
    urgent=some(HELP), gentle=some(HELP),
    basics={"type": "array", "maxItems": 3, "items": SUGGESTION}, start_here=some(UUID),
    suggestions=every(SUGGESTION), someone_to_ask=some(body(id=UUID, name=TEXT, text=TEXT, phone=some(TEXT))),
    start_something=some(START),
    nothing_near=FLAG, widened_to_m=some(COUNT), nearer_than_m=some(COUNT),
    unanswered=every(body(said=TEXT, code=TEXT, basic=FLAG, text=TEXT, further=FLAG, start_something=some(START))),
    formal=body(
        count=COUNT, open=FLAG, opened_by=some(one_of("press", "asked", "urgent")), suggestions=every(SUGGESTION)
    ),
)  # fmt: skip
_CHECK = Draft202012Validator(ANSWER, format_checker=FormatChecker())


def keeps_the_contract(answer: Any, limit: int = 10) -> None:
    """Every key, every type, and the rules that hold of any answer whatever was asked."""
    wrong = [f"{error.json_path}: {error.message[:200]}" for error in _CHECK.iter_errors(answer)]
    assert not wrong, wrong
    _ladder(answer, limit)
    _start_here(answer)
    formal = answer["formal"]
    assert formal["open"] == (formal["opened_by"] is not None)
    assert formal["open"] or not formal["suggestions"]
    assert formal["count"] >= len(formal["suggestions"])
    assert all((idea["rung"], idea["kind"]) == (5, "formal") for idea in formal["suggestions"])
    assert all(idea["kind"] == "practical" for idea in answer["basics"])
    if answer["urgent"]:
        assert answer["urgent"]["contacts"]
        assert not any(idea["bring"] for idea in answer["suggestions"])


def _ladder(answer: Any, limit: int) -> None:
    ideas = answer["suggestions"]
    rungs = [idea["rung"] for idea in ideas]
    assert rungs == sorted(rungs)
    assert set(rungs) <= {1, 2, 3}
    assert len(ideas) <= limit
    everything = [idea["id"] for idea in (*answer["basics"], *ideas, *answer["formal"]["suggestions"])]
    assert len(everything) == len(set(everything))
    for rung in set(rungs):
        scores = [idea["score"] for idea in ideas if idea["rung"] == rung]
        assert all(this >= after - 0.01 for this, after in pairwise(scores)), scores


def _start_here(answer: Any) -> None:
    ideas = {idea["id"]: idea["score"] for idea in answer["suggestions"]}
    start = answer["start_here"]
    assert start is None or ideas[start] >= max(ideas.values()) - 0.01
    assert not answer["urgent"] or answer["start_something"] is None
