"""An answer to a card or a text is understood in every language that the pages are in."""

import re
from datetime import date

import pytest

from app.edge.languages import catalogue
from app.upkeep.cards.other_words import _BESIDE, _NO, _SAID, _YES, MEANT, _keys, _words
from app.upkeep.cards.rules import NOT_CLEAR, Said, new_code, read_line
from app.upkeep.room import back_said
from app.upkeep.rules import Reply, Room

CODE = new_code("Harehills", lambda signs: signs[7])
OTHERS = ("cy", "pl", "ro", "ur", "pa")
CARD = {
    "Still right": Reply.STILL, "Changed:": Reply.CHANGE, "Full just now": Room.FULL, "Room again": Room.ROOM,
    "Not meeting for now. Back on:": Room.PAUSE, "It has ended": Reply.ENDED,
}  # fmt: skip
BUTTONS = {
    "Yes, it is still right": Reply.STILL, "We are full": Room.FULL, "We have room again": Room.ROOM,
    "We are not meeting for now": Room.PAUSE, "We are back": Room.BACK, "Yes, it has ended": Reply.ENDED,
    "Yes, we are full": Room.FULL, "Yes, we have room again": Room.ROOM, "Yes, we are back": Room.BACK,
}  # fmt: skip
TEXT = (
    "Is “%(name)s” still right? Please answer: %(code)s yes, or %(code)s changed, or %(code)s ended. Thank you. Kith",
    "Full, or not meeting just now? Then: %(code)s full, or %(code)s not meeting.",
)


def meant(words: str) -> Reply | Room | str:
    said = read_line(f"{CODE} {words}")
    return said.reply if isinstance(said, Said) else said


@pytest.mark.parametrize("language", OTHERS)
def test_the_words_of_our_own_cards_texts_and_buttons_are_read(language: str) -> None:
    gettext = catalogue(language).gettext
    for sentence, reply in (CARD | BUTTONS).items():
        assert gettext(sentence) != sentence, f"{language} has no words for {sentence}"
        assert meant(gettext(sentence)) is reply, gettext(sentence)


@pytest.mark.parametrize("language", OTHERS)
def test_the_answers_that_a_text_asks_for_are_read(language: str) -> None:
    gettext = catalogue(language).gettext
    told = " ".join(gettext(sentence) % {"name": "X", "code": CODE} for sentence in TEXT)
    answers = [found.strip(" ,.") for found in re.findall(rf"{CODE} ([^,.،۔।]+)", told)]
    wanted = [Reply.STILL, Reply.CHANGE, Reply.ENDED, Room.FULL, Room.PAUSE]
    assert [meant(re.sub(r"\s(?:neu|lub|albo|sau|یا|ਜਾਂ)$", "", one)) for one in answers] == wanted, answers


@pytest.mark.parametrize(
    ("words", "reply", "more"),
    [
        ("Tak, dziękuję", Reply.STILL, ""),
        ("tak, ale brak miejsc", Room.FULL, ""),
        ("ok, pelne", Room.FULL, ""),
        ("zmiana: teraz o 14", Reply.CHANGE, "teraz o 14"),
        ("Zmienilo sie, nowa sala", Reply.CHANGE, "nowa sala"),
        ("nie spotykamy się, wracamy 6 stycznia", Room.PAUSE, "6 stycznia"),
        ("przerwa do 6 stycznia, dziękuję", Room.PAUSE, "6 stycznia"),
        ("bez zmian", Reply.STILL, ""),
        ("Ydy, diolch", Reply.STILL, ""),
        ("Y grŵp wedi dod i ben", NOT_CLEAR, ""),
        ("wedi dod i ben", Reply.ENDED, ""),
        ("ddim yn llawn", Room.ROOM, ""),
        ("ddim yn cwrdd tan 6 Ionawr", Room.PAUSE, "6 Ionawr"),
        ("da, dar nu mai sunt locuri", Room.FULL, ""),
        ("S-a încheiat", Reply.ENDED, ""),
        ("pauza pana pe 6 ianuarie", Room.PAUSE, "6 ianuarie"),
        ("جی ہاں", Reply.STILL, ""),
        ("جگہ نہیں ہے", Room.FULL, ""),
        ("نہیں مل رہے، 6 جنوری تک", Room.PAUSE, "6 جنوری"),
        ("ਹਾਂ ਜੀ", Reply.STILL, ""),
        ("ਥਾਂ ਹੈ", Room.ROOM, ""),
        ("ਨਹੀਂ ਮਿਲ ਰਹੇ, 6 ਜਨਵਰੀ ਤੱਕ", Room.PAUSE, "6 ਜਨਵਰੀ"),
    ],
)
def test_what_people_write(words: str, reply: Reply | Room | str, more: str) -> None:
    wanted = Said(CODE, reply, more) if not isinstance(reply, str) or reply != NOT_CLEAR else NOT_CLEAR
    assert read_line(f"{CODE} {words}") == wanted
    if reply is Room.PAUSE:
        assert back_said(more, date(2026, 11, 24)) == date(2027, 1, 6)


@pytest.mark.parametrize(
    "words",
    [
        "nie zgadza się",
        "nu este corect",
        "ٹھیک نہیں",
        "ਠੀਕ ਨਹੀਂ",
        "چھٹی نہیں",
        "ddim yn gywir",
        "newid dim",
        "może",
        "nie",
    ],
)
def test_a_no_is_never_taken_for_a_yes(words: str) -> None:
    assert meant(words) == NOT_CLEAR


def test_no_phrase_means_two_things_and_no_word_beside_says_no() -> None:
    assert len(MEANT) == sum(len(_keys(listed)) for listed in _SAID.values())
    assert not (_words(_BESIDE) | _words(_YES)) & _words(_NO)
