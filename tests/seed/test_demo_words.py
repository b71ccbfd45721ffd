"""The words of the demo: varied, plain, kind, and none that pages never use."""

import re
from collections import Counter
from datetime import date
from statistics import fmean

import pytest

from app.directory.rules import Kind
from app.directory.shapes import ListingIn
from seed.listings import demo_listings
from seed.topics import topics

BANNED = re.compile(
    r"\b(assets?|interventions?|service users?|clients?|signpost\w*|match(?:es|ed|ing)?|turf|LAC|refuges?)\b"
)
OUTSIDE = re.compile(r"\{[a-z]+\}")


@pytest.fixture(scope="module")
def listings() -> list[ListingIn]:
    return [draft.listing for draft in demo_listings(date(2026, 11, 22))]


def syllables(word: str) -> int:
    """A plain estimate: groups of vowels, with a silent e at the end taken off."""
    groups = len(re.findall(r"[aeiouy]+", re.sub(r"(?<![aeiouyl])e$|es$|ed$", "", word.lower())))
    return max(1, groups)


def grade(text: str) -> float:
    """Flesch-Kincaid grade (Kincaid et al. 1975), proper nouns left out."""
    sentences = max(1, len(re.findall(r"[.!?]+", text)))
    words = [w for w in re.findall(r"[A-Za-z']+", text) if not (w[0].isupper() and len(w) > 7)]
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / max(1, len(words)) - 15.59


def test_summaries_are_plain(listings: list[ListingIn]) -> None:
    grades = [grade(one.summary) for one in listings if one.kind is not Kind.FORMAL]
    assert fmean(grades) <= 4
    assert sum(1 for g in grades if g <= 6) / len(grades) >= 0.95
    assert max(grades) <= 9


def test_formal_summaries_are_nearly_as_plain_in_spite_of_legal_names(listings: list[ListingIn]) -> None:
    assert fmean(grade(one.summary) for one in listings if one.kind is Kind.FORMAL) <= 6.5


def test_summaries_are_short(listings: list[ListingIn]) -> None:
    assert all(10 <= len(one.summary) <= 320 for one in listings)


def test_summaries_differ(listings: list[ListingIn]) -> None:
    told = Counter(one.summary for one in listings)
    assert told.most_common(1)[0][1] <= 3
    assert len(told) / len(listings) >= 0.9


def test_there_are_hundreds_of_sentences_written_by_hand() -> None:
    written = Counter(topic.kind for topic in topics() for _ in {*topic.what, *topic.more})
    assert written[Kind.GROUP] >= 900
    assert written[Kind.PRACTICAL] >= 200
    assert written[Kind.PERSON] >= 140
    assert written[Kind.UNIVERSAL] >= 130


def test_no_sentence_stands_in_two_topics() -> None:
    said = Counter(sentence for topic in topics() for sentence in {*topic.what})
    assert [sentence for sentence, count in said.items() if count > 1] == []


def test_banned_words_are_nowhere(listings: list[ListingIn]) -> None:
    texts = [one.model_dump_json() for one in listings]
    assert [found.group() for text in texts if (found := BANNED.search(text))] == []


def test_every_blank_is_filled(listings: list[ListingIn]) -> None:
    assert [one.name for one in listings if OUTSIDE.search(one.model_dump_json())] == []


def test_names_do_not_promise_a_day_or_an_hour(listings: list[ListingIn]) -> None:
    days = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur)day\b|\bMorning\b|\bNight\b")
    moving = [one.name for one in listings if one.sessions and days.search(one.name)]
    assert moving == []
