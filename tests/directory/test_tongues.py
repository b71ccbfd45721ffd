"""What people say in other languages, as data: enough of it, no phrase in two senses, and nothing that English says."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from app.directory.tongues import SCHEMES, TongueError, Tongues, cut, folded
from app.directory.vocabulary import PLAIN_TONGUES, TONGUES, Scheme, Vocabulary, VocabularyError, load_vocabulary

GOLD = Path(__file__).resolve().parents[1] / "gold"
SHIPPED = files("app.directory").joinpath("terms")
EVERY = (Scheme.HOPE, Scheme.GIFT, Scheme.BASIC, Scheme.EASE)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return load_vocabulary()


def said_in_english() -> Iterator[str]:
    """Words of thousands of sentences of English that people say, write in notes, or answer."""
    for name in ("conversations_a.jsonl", "conversations_b.jsonl", "practice.jsonl"):
        for line in files("seed").joinpath("gold", name).read_text("utf-8").splitlines():
            told = json.loads(line)
            yield from (told.get(field, "") for field in ("hopes", "gifts", "needs"))
    yield from files("seed").joinpath("gold", "spoken.tsv").read_text("utf-8").splitlines()


def find(tongues: Tongues, text: str) -> list[tuple[str, str]]:
    return [(one.saying.part, one.saying.code) for one in tongues.find(cut(text)) if one.saying.part in SCHEMES]


def made(**tables: object) -> Tongues:
    return Tongues.of([{"language": "pl", **tables}])


def test_it_works() -> None:
    tongues = made(hope={"singing": "śpiew*, chór|chóru"}, basic={"work": "szukam pracy"})
    assert find(tongues, "Szukam pracy. Lubię śpiewać w CHORU") == [
        ("basic", "work"), ("hope", "singing"), ("hope", "singing"),
    ]  # fmt: skip


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("scheme", EVERY)
def test_every_term_is_said_in_each_language(words: Vocabulary, tongue: str, scheme: Scheme) -> None:
    said = {code for part, code, _ in words.tongues.phrases(tongue) if part == scheme}
    assert [term.code for term in words.of(scheme) if term.code not in said] == []


PLAINEST = """
company someone_to_talk_to learning_english volunteering toddlers cooking football gardening sewing singing
faith_company walking help_at_home food money debt benefits homeless_tonight housing warmth warm_space papers work
"""


@pytest.mark.parametrize("tongue", [*TONGUES, *PLAIN_TONGUES])
def test_the_plainest_is_said_in_every_language(words: Vocabulary, tongue: str) -> None:
    said = {code for part, code, _ in words.tongues.phrases(tongue) if part in ("hope", "basic")}
    assert [code for code in PLAINEST.split() if code not in said] == []


@pytest.mark.parametrize("tongue", TONGUES)
def test_hopes_and_basics_are_mostly_said_in_several_ways(words: Vocabulary, tongue: str) -> None:
    ways = Counter((part, code) for part, code, _ in words.tongues.phrases(tongue) if part in ("hope", "basic"))
    assert sum(many >= 3 for many in ways.values()) > 0.75 * len(ways)


def test_files_that_ship_are_read_and_none_is_called_checked_before_a_speaker_has_read_it(words: Vocabulary) -> None:
    found = sorted(file.name for file in SHIPPED.iterdir() if file.name.startswith("phrases."))
    assert found == sorted(f"phrases.{tongue}.toml" for tongue in (*TONGUES, *PLAIN_TONGUES))
    assert words.tongues.languages == (*TONGUES, *PLAIN_TONGUES)
    for name in found:
        assert "checked = false" in SHIPPED.joinpath(name).read_text("utf-8"), (
            "a speaker has read it: say so in its first lines"
        )


def test_little_words_are_no_english_words(words: Vocabulary) -> None:
    english = Counter(word for text in said_in_english() for word in re.findall(r"[a-z]+", text.lower()))
    assert {word: english[word] for word in words.tongues.little if english[word] > 1} == {}


def test_accents_and_shapes_of_letters_do_not_count() -> None:
    assert folded("Żółć Învăț Ŵyn") == "zolc invat wyn"
    assert folded("كي") == folded("کی")
    assert folded("ਇੱਕਲਾ ਫ਼ੋਨ ਠੰਢ") == folded("ਇਕਲਾ ਫੋਨ ਠਂਢ")


def test_a_phrase_runs_across_no_stop() -> None:
    tongues = made(basic={"work": "szukam pracy"})
    assert find(tongues, "szukam, pracy") == []
    assert find(tongues, "کام۔ چاہیے") == []


def test_the_longest_wins_and_a_word_beats_its_beginning() -> None:
    tongues = made(hope={"football": "piłka nożna", "walking_football": "piłka nożna chodzona", "art": "malow*"},
                   gift={"decorating": "malowanie ścian"})  # fmt: skip
    assert find(tongues, "piłka nożna chodzona") == [("hope", "walking_football")]
    assert ("gift", "decorating") in find(tongues, "malowanie ścian")


def test_a_gift_is_said_as_the_hope_with_its_code_or_one_that_lends() -> None:
    table = {"language": "pl", "hope": {"sewing": "szyć", "dance": "~taniec"}, "gift": {"dancing": "@dance"}}
    tongues = Tongues.of([table], both=["sewing"])
    assert ("gift", "sewing") in find(tongues, "szyć")
    assert ("gift", "dancing") in find(tongues, "taniec")


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"hope": {"music": "śpiew", "singing": "spiew"}}, "stands for"),
        ({"hope": {"music": "m*"}}, "too many words"),
        ({"gift": {"dancing": "@dance"}}, "is no hope"),
        ({"hopes": {"music": "muzyka"}}, "means nothing here"),
        ({"hope": {"music": "a.b"}}, "no single word"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(tables: dict[str, object], says: str) -> None:
    with pytest.raises(TongueError, match=says):
        made(**tables)


def test_a_phrase_for_no_term_is_refused(words: Vocabulary) -> None:
    with pytest.raises(VocabularyError, match="no term"):
        Vocabulary.of_terms(words.terms, tongues=made(hope={"flying_carpets": "dywany"}))


def test_stewards_terms_keep_the_other_languages(words: Vocabulary) -> None:
    assert words.merged([]).tongues is words.tongues


def test_the_version_tells_of_them(words: Vocabulary) -> None:
    assert Vocabulary.of_terms(words.terms).version != words.version


@pytest.mark.parametrize("name", sorted(path.name for path in GOLD.glob("danger_*.csv")))
def test_the_exams_of_danger_are_read_by_nothing_here(name: str, words: Vocabulary) -> None:
    """No whole sentence of an exam stands among the phrases: they stay sentences that nobody has learned from."""
    with (GOLD / name).open(encoding="utf-8") as file:
        texts = {folded(line["text"]) for line in csv.DictReader(file)}
    phrases = {folded(phrase) for tongue in words.tongues.languages for _, _, phrase in words.tongues.phrases(tongue)}
    assert texts.isdisjoint(phrase for phrase in phrases if " " in phrase)
