"""The form: nothing lost, nothing private in an address, problems said plainly."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.vocabulary import Scheme, load_vocabulary
from app.matching.answers import (
    Answers,
    address,
    coarse,
    fits_address,
    place_fits_address,
    problems,
    read_form,
    read_query,
    to_match,
)
from app.matching.shapes import PointIn

VOCABULARY = load_vocabulary()
PLAIN = Answers(near="LS8 5", hopes=("gardening", "company"), gifts=("sewing",), ease=("daytime",), travel="walk-30")
TEXT = st.text(max_size=40).map(lambda text: text.replace("\x00", " "))
SENSITIVE = [term.code for term in VOCABULARY.terms if term.sensitive and term.scheme is Scheme.HOPE]


@given(near=TEXT, hopes_words=TEXT, around=TEXT, ease=st.lists(st.sampled_from(["step_free", "bsl"]), unique=True))
def test_every_answer_comes_back_as_it_was_sent(near: str, hopes_words: str, around: str, ease: list[str]) -> None:
    said = Answers(near=near, hopes_words=hopes_words, around=around, ease=tuple(ease), hopes=("gardening",))
    assert read_form(said.pairs) == said


def test_a_bookmark_says_the_same_again() -> None:
    again, left_out = read_query(parse_qsl(address(PLAIN)), VOCABULARY)
    assert again == PLAIN
    assert not left_out


def test_plain_codes_and_a_place_may_stand_in_an_address() -> None:
    assert fits_address(PLAIN, VOCABULARY)


@pytest.mark.parametrize(
    "private",
    [
        {"hopes_words": "my own words"},
        {"gifts_words": "my own words"},
        {"around": "Pat"},
        {"ease": ("step_free",)},
        {"ease": ("dementia_friendly",)},
        {"slowly": ("yes",)},
        {"basics": ("food",)},
        {"age": "71"},
        {"languages": ("ur",)},
        {"hopes": ("gardening", SENSITIVE[0])},
        {"hopes": ("no such code",)},
        {"near": "53.81,-1.51"},
        {"near": "the flat over the shop where I was so unhappy with him last year"},
    ],
)
def test_own_words_health_and_people_never_stand_in_an_address(private: dict[str, object]) -> None:
    assert not fits_address(Answers(**{"near": "LS8 5"} | private), VOCABULARY)


@pytest.mark.parametrize("code", SENSITIVE)
def test_a_sensitive_code_in_an_address_is_dropped_and_said(code: str) -> None:
    said, left_out = read_query([("near", "LS8 5"), ("hopes", f"gardening,{code}")], VOCABULARY)
    assert said.hopes == ("gardening",)
    assert left_out


def test_own_words_in_an_address_are_not_read() -> None:
    said, left_out = read_query([("near", "LS8 5"), ("hopes_words", "secret")], VOCABULARY)
    assert said == Answers(near="LS8 5")
    assert left_out


@pytest.mark.parametrize("near", ["LS8 5HX", "ls85hx", " LS8 5hx ", "Flat 3, LS8 5HX"])
def test_a_full_postcode_is_cut_to_its_sector(near: str) -> None:
    assert coarse(Answers(near=near)).near == "LS8 5"
    assert "5HX" not in address(Answers(near=near)).upper()


@pytest.mark.parametrize("near", ["LS8 5", "LS8", "Harehills", "Hyde Park, Leeds", ""])
def test_anything_coarser_stays(near: str) -> None:
    assert coarse(Answers(near=near)).near == near


@pytest.mark.parametrize(
    ("near", "fits"),
    [
        ("LS8 5HX", True),
        ("Harehills, Leeds", True),
        ("Flat 3, LS8 5HX", True),
        ("12 Compton Road, Harehills", False),
        ("12 Compton Road LS8", False),
    ],
)
def test_the_number_of_a_door_fits_no_address(near: str, fits: bool) -> None:
    assert place_fits_address(near) is fits


def test_codes_become_words_that_the_engine_reads() -> None:
    said = Answers(near="LS8 5HX", hopes=("gardening",), basics=("food",), hopes_words="and a chat", gifts=("sewing",))
    asked = to_match(said, VOCABULARY)
    assert asked.hopes.splitlines() == ["Gardening, Food", "and a chat"]
    assert asked.gifts == "Sewing"
    found = {one.term.code for one in VOCABULARY.find(asked.hopes, [Scheme.HOPE, Scheme.BASIC])}
    assert {"gardening", "food"} <= found


@pytest.mark.parametrize("scheme", [Scheme.HOPE, Scheme.GIFT])
def test_every_chip_is_understood_as_itself(scheme: Scheme) -> None:
    for term in VOCABULARY.chips(scheme):
        assert term.code in {one.term.code for one in VOCABULARY.find(term.label, [scheme])}


def test_a_phones_place_is_coarsened_again_here() -> None:
    assert to_match(Answers(near="53.812345, -1.512345"), VOCABULARY).near == PointIn(lat=53.81, lon=-1.51)


def test_the_whole_form_is_asked() -> None:
    said = Answers(
        near="LS8 5", around=" Pat ", ease=("step_free", "no such ease"), slowly=("yes",), travel="bus-30",
        days=("tue", "someday"), parts=("morning",), languages=("ur",), age=" 71 ",
    )  # fmt: skip
    asked = to_match(said, VOCABULARY)
    assert (asked.travel.mode, asked.travel.minutes, asked.travel.slowly) == ("bus", 30, True)
    assert (asked.days, asked.parts, asked.age, asked.around) == (["tue"], ["morning"], 71, "Pat")
    assert asked.ease == ["step_free"]
    assert asked.formal


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Answers(), "near"),
        (Answers(around="Pat", near="  "), "near"),
        (Answers(near="x" * 201), "near"),
        (Answers(near="LS8", hopes_words="x" * 20_000), "hopes_words"),
        (Answers(near="LS8", gifts_words="x" * 20_000), "gifts_words"),
        (Answers(near="LS8", around="x" * 501), "around"),
        (Answers(near="LS8", age="old"), "age"),
        (Answers(near="LS8", age="٧١"), "age"),
        (Answers(near="LS8", age="1000"), "age"),
    ],
)
def test_a_problem_names_its_field(said: Answers, field: str) -> None:
    assert [problem.pointer for problem in problems(said)] == [field]


def test_one_thing_said_is_enough() -> None:
    assert problems(Answers(near="LS8")) == problems(Answers(hopes=("gardening",))) == ()
    assert problems(Answers(basics=("food",))) == problems(Answers(gifts_words="sewing")) == ()
