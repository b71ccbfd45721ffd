"""What is said on a doorstep: in dialect, in few words, with a no that is none, of somebody else, misspelled."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.directory.phrases import fold
from app.directory.spoken import SPOKEN
from app.directory.vocabulary import load_vocabulary
from app.matching.engine.types import Conversation
from app.matching.engine.understand import understand

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DATA = tomllib.loads((Path(__file__).parent / "doorstep.toml").read_text("utf-8"))
SAID = [
    pytest.param(*(part.strip() for part in f"{line} | ".split("|")[:3]), id=f"{group}-{n}")
    for group, lines in DATA.items()
    for n, line in enumerate(lines.splitlines())
]


def heard(hopes: str) -> set[str]:
    said = understand(Conversation(NOW, hopes=hopes), load_vocabulary())
    schemes = {"h": said.hopes, "g": said.gifts, "b": said.basics, "u": said.unwanted, "f": said.formal}
    return {f"{letter}:{wish.code}" for letter, wishes in schemes.items() for wish in wishes if wish.code} | {
        f"e:{ease.value}" for ease in said.ease
    }


@pytest.mark.parametrize(("text", "hears", "not_heard"), SAID)
def test_what_is_said_on_a_doorstep_is_heard(text: str, hears: str, not_heard: str) -> None:
    said = heard(text)
    assert [each for each in hears.split() if each != "-" and said.isdisjoint(each.split("/"))] == [], said
    assert said.isdisjoint(not_heard.split())


@pytest.mark.parametrize(
    ("text", "not_heard"),
    [
        ("I can walk two hundred yards", "g:walk_leading"),
        ("We'd had the same barber for forty years", "g:hairdressing"),
        ("my kids, 10 years old", "g:children"),
        ("I wish I could sing", "g:singing"),
        ("happy to try gardening", "g:gardening"),
        ("I'm no good at reading", "g:reading_aloud"),
        ("I don't speak Polish", "g:languages"),
        ("someone who speaks Polish", "g:languages"),
        ("my dad passed his driving test", "h:bereavement_company"),
        ("One is rather tired of reading it alone", "u:reading"),
        ("you don't see owt but pigeons", "u:birds"),
        ("I dream of the jungle", "h:someone_to_talk_to"),
        ("I want to see a midwife", "g:nursing_experience"),
        ("T'ai chi at the town hall", "h:music"),
    ],
)
def test_what_only_sounds_like_it_is_not_heard(text: str, not_heard: str) -> None:
    assert not_heard not in heard(text)


@pytest.mark.parametrize(
    ("text", "formal"),
    [
        ("I want to see a midwife", "f:midwife"),
        ("need a social worker", "f:social_worker"),
        ("I am waiting for a physiotherapist", "f:physiotherapy"),
        ("is there a district nurse", "f:district_nurse"),
    ],
)
def test_a_service_is_still_asked_for_by_who_gives_it(text: str, formal: str) -> None:
    assert formal in heard(text)


def test_a_word_as_it_is_spoken_stands_for_one_that_is_not() -> None:
    assert {fold(word) for word in SPOKEN} == set(SPOKEN)
    assert set(SPOKEN.values()).isdisjoint(SPOKEN)
