"""Own words in Welsh, Polish, Romanian, Urdu and Punjabi: read in our own terms, and English left as it is."""

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from app.directory.rules import Ease
from app.directory.tongues import SCHEMES, cut
from app.directory.vocabulary import PLAIN_TONGUES, TONGUES, Scheme, Vocabulary, load_vocabulary
from app.matching.engine.danger import DangerKind
from app.matching.engine.other_tongue import put_in_english
from app.matching.engine.types import Conversation, Understood
from app.matching.engine.understand import understand

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SENTENCES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "other_tongues.toml").read_text("utf-8")
)
CASES = [pytest.param(case, id=f"{tongue}-{n}") for tongue, cases in SENTENCES.items() for n, case in enumerate(cases)]


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary()


def read(words: Vocabulary, hopes: str, gifts: str = "") -> Understood:
    return understand(Conversation(NOW, hopes=hopes, gifts=gifts), words)


def heard(said: Understood) -> set[str]:
    schemes = (("hope", said.hopes), ("gift", said.gifts), ("basic", said.basics), ("formal", said.formal))
    codes = {f"{scheme}:{wish.code}" for scheme, wishes in schemes for wish in wishes if wish.code}
    return codes | {f"ease:{ease.value}" for ease in said.ease}


def english_texts(words: Vocabulary) -> Iterator[str]:
    for name in ("conversations_a.jsonl", "conversations_b.jsonl", "practice.jsonl"):
        for line in files("seed").joinpath("gold", name).read_text("utf-8").splitlines():
            told = json.loads(line)
            yield from (told.get(field, "") for field in ("hopes", "gifts"))
    for term in words.terms:
        yield from (term.label, *(phrase.replace("=", "") for phrase in term.phrases))
    yield from (phrase for _, phrase in words.look_alikes)


def test_it_works(words: Vocabulary) -> None:
    said = read(words, "Szukam chóru, lubię śpiewać. Nie mam pracy.")
    assert (heard(said), said.in_our_terms) == ({"hope:singing", "basic:work"}, True)


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_as_a_resident_writes_it_is_understood(case: dict[str, Any], words: Vocabulary) -> None:
    said = read(words, case["says"])
    assert set(case["hears"]) <= heard(said)
    assert set(case.get("no", ())) <= {wish.code for wish in said.unwanted}
    assert heard(said).isdisjoint(f"hope:{code}" for code in case.get("no", ()))


def test_there_are_fifteen_sentences_a_language() -> None:
    assert {tongue: len(cases) for tongue, cases in SENTENCES.items()} == dict.fromkeys(
        ("pl", "ro", "cy", "ur", "pa"), 15
    )


def test_english_is_left_as_it_is(words: Vocabulary) -> None:
    others = [text for text in english_texts(words) if put_in_english(text, "", words)]
    assert others == []


@pytest.mark.parametrize(
    "text",
    ["I do care for my mam on my own", "main road walks", "a call to a pan maker", "to do or not to do", "dim lights",
     "Pan fried fish and a bar", "curry like my ammi made", "the Polish club", "café and crèche", "bhangra class",
     "I’m after a natter – £2 or so", "are we in or on", "fun park", "Urdu poetry", "eisteddfod singing", "dance",
     "pierogi making", "can I learn Welsh? Bore da!", "nan and mam", "gala", "drama", "a place in the sun"],
)  # fmt: skip
def test_words_that_other_languages_have_too_are_english_among_english(text: str, words: Vocabulary) -> None:
    assert put_in_english(text, "", words) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("chór", "singing"), ("chor", "singing"), ("canu", "singing"), ("côr", "singing"), ("grădinărit", "gardening"),
     ("gradinarit", "gardening"), ("باغبانی", "gardening"), ("baghbani", "gardening"), ("ਬਾਗਬਾਨੀ", "gardening"),
     ("szachy i karty", "chess"), ("garddio", "gardening"), ("mujhe gana pasand hai", "singing")],
)  # fmt: skip
def test_a_single_word_is_enough_with_and_without_its_accents(text: str, code: str, words: Vocabulary) -> None:
    assert f"hope:{code}" in heard(read(words, text))


@pytest.mark.parametrize(
    ("text", "asked"),
    [("nie mam pracy", "basic:work"), ("nie umiem pływać", "hope:swimming"), ("nu am prieteni", "hope:company"),
     ("does gen i ddim gwaith", "basic:work"), ("naukri nahi hai mujhe", "basic:work"),
     ("ਮੈਨੂੰ ਅੰਗਰੇਜ਼ੀ ਨਹੀਂ ਆਉਂਦੀ", "hope:learning_english")],
)  # fmt: skip
def test_what_somebody_lacks_is_not_refused(text: str, asked: str, words: Vocabulary) -> None:
    assert asked in heard(read(words, text))


@pytest.mark.parametrize(
    "text",
    ["Chcę śpiewać, ale nie w kościele", "Vreau să cânt, dar nu la biserică", "Hoffwn i ganu ond dim capel",
     "مجھے گانا پسند ہے، چرچ نہیں جانا", "mujhe gana pasand hai, masjid nahi jana",
     "ਮੈਨੂੰ ਗਾਉਣਾ ਪਸੰਦ ਹੈ, ਗੁਰਦੁਆਰਾ ਨਹੀਂ"],
)  # fmt: skip
def test_a_no_is_heard_as_a_no(text: str, words: Vocabulary) -> None:
    said = read(words, text)
    assert "hope:singing" in heard(said)
    assert [wish.code for wish in said.unwanted] == ["faith_company"]


def test_every_term_comes_through_by_its_saying(words: Vocabulary) -> None:
    """ "Having a say" alone is taken for an illness by the patterns of danger, which see only what was typed."""
    for scheme in (Scheme.HOPE, Scheme.BASIC, Scheme.EASE, Scheme.FORMAL):
        lost = {
            t.code for t in words.of(scheme) if f"{scheme}:{t.code}" not in heard(read(words, f"{words.saying(t)}."))
        }
        assert lost <= {"campaigning"}, scheme
    gifts = [t.code for t in words.of(Scheme.GIFT) if f"gift:{t.code}" not in heard(read(words, "", words.saying(t)))]
    assert gifts == []


def test_every_hope_can_be_refused(words: Vocabulary) -> None:
    """In Polish, where a no before is simple; the sentence it is put into is read as a no, whatever the term."""
    first: dict[str, str] = {}
    for part, code, phrase in words.tongues.phrases("pl"):
        if part == "hope" and "nie" not in phrase.split() and "bez" not in phrase.split():
            first.setdefault(code, example(phrase))
    told = {code: read(words, f"dzień dobry, bez {said}") for code, said in first.items()}
    assert [code for code, said in told.items() if code not in {wish.code for wish in said.unwanted}] == []


def example(phrase: str) -> str:
    return " ".join(word.split("|")[0].rstrip("*") for word in phrase.lstrip("~").split())


@pytest.mark.parametrize("tongue", [*TONGUES, *PLAIN_TONGUES])
def test_every_phrase_finds_its_own_term(tongue: str, words: Vocabulary) -> None:
    lost = []
    for part, code, phrase in words.tongues.phrases(tongue):
        if part in SCHEMES:
            found = words.tongues.find(cut(example(phrase)))
            said = {(one.saying.part, one.saying.code) for one in found if one.tongue == tongue}
            lost += [phrase] if (part, code) not in said else []
    assert lost == []


def test_presses_and_own_words_stand_together(words: Vocabulary) -> None:
    said = read(words, "Gardening, Company and friendship\nszukam chóru")
    assert {"hope:gardening", "hope:company", "hope:singing"} <= heard(said)


def test_each_box_is_read_for_itself(words: Vocabulary) -> None:
    said = read(words, "I'd like to sing in a choir", "umiem szyć i gotować")
    assert {"hope:singing", "gift:sewing", "gift:cooking"} <= heard(said)
    assert not any(wish.code is None for wish in said.gifts)


def test_what_somebody_can_do_is_a_gift_though_told_among_the_hopes(words: Vocabulary) -> None:
    assert "gift:sewing" in heard(read(words, "umiem szyć"))
    assert "gift:sewing" not in heard(read(words, "szukam kursu szycia, lubię szyć"))


@pytest.mark.parametrize(
    "text",
    ["mam 15 lat, lubię tańczyć", "am 15 ani, îmi place dansul", "meri umar 15 saal hai, dance karna hai",
     "dw i'n 15 oed, hoffwn ddawnsio", "ਮੇਰੀ ਉਮਰ 15 ਸਾਲ ਹੈ, ਨੱਚਣਾ ਪਸੰਦ ਹੈ"],
)  # fmt: skip
def test_rule_4_an_age_under_18_is_heard(text: str, words: Vocabulary) -> None:
    assert read(words, text).under_18
    assert not read(words, text.replace("15", "45")).under_18


@pytest.mark.parametrize("text", ["mąż zmarł w zeszłym miesiącu", "soțul meu a murit", "mae fy ngŵr wedi marw",
                                  "میرے شوہر کا انتقال ہو گیا ہے", "ਮੇਰੇ ਘਰਵਾਲੇ ਦੀ ਮੌਤ ਹੋ ਗਈ"])  # fmt: skip
def test_a_death_is_grief_and_asks_nothing_of_them(text: str, words: Vocabulary) -> None:
    said = read(words, text)
    assert said.grief
    assert "hope:bereavement_company" in heard(said)


def test_rule_3_danger_is_read_as_it_was_typed(words: Vocabulary) -> None:
    said = read(words, "mąż mnie bije, szukam pracy")
    assert DangerKind.ABUSE in said.dangers
    assert not said.hopes


def test_evenings_that_are_refused_ask_for_the_daytime(words: Vocabulary) -> None:
    assert Ease.EVENING not in read(words, "chcę tańczyć, nie wieczorem").ease
    assert Ease.DAYTIME in read(words, "chcę tańczyć, nie wieczorem").ease


@pytest.mark.parametrize("text", ["dzień dobry, chciałbym coś fajnego", "أريد شيئا", "Я хочу чогось", "我想认识"])
def test_what_nobody_here_reads_is_not_guessed(text: str, words: Vocabulary) -> None:
    said = read(words, text)
    assert said.unread
    assert (said.questions, said.story.said, said.basics) == ((), "", ())
    assert all(wish.code is None for wish in said.hopes)


def test_a_directory_without_other_languages_reads_as_before(words: Vocabulary) -> None:
    bare = Vocabulary.of_terms(words.terms, words.look_alikes, words.real_words)
    assert put_in_english("szukam chóru", "", bare) is None
    assert words.tongues.languages == (*TONGUES, *PLAIN_TONGUES)
