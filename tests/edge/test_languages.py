"""Which language a page is in: chosen before asked, checked before guessed, and said when nobody has checked it."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.directory.vocabulary import load_vocabulary
from app.edge import languages as tongues
from app.edge.languages import PSEUDO, catalogue, is_checked, languages, locale_of, own_name, pick_language

ROOT = Path(__file__).resolve().parents[2]
OPENED = ("cy", "pa", "pl", "ro", "ur")
PLACEHOLDERS = tongues._PLACEHOLDER


def test_the_languages_that_are_opened() -> None:
    assert languages() == ("en-GB", *OPENED)
    assert [own_name(code) for code in languages()] == ["English", "Cymraeg", "ਪੰਜਾਬੀ", "Polski", "Română", "اردو"]


@pytest.mark.parametrize("language", OPENED)
def test_what_nobody_has_checked_is_only_for_who_chose_it(language: str) -> None:
    assert not is_checked(language)
    assert pick_language(f"{language},en;q=0.5") == "en-GB"


@pytest.mark.parametrize("language", OPENED)
def test_every_catalogue_keeps_what_is_filled_in(language: str) -> None:
    with (ROOT / "frontend" / "locale" / language / "LC_MESSAGES" / "kith.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id and message.string]
    wrong = []
    for message in messages:
        asked = message.id if isinstance(message.id, tuple) else (message.id,)
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(PLACEHOLDERS.findall(asked[-1]))
        wrong += [text for text in told if text and set(PLACEHOLDERS.findall(text)) - wanted]
        wrong += [text for text in told[-1:] if text and wanted - {"%(num)s"} - set(PLACEHOLDERS.findall(text))]
    assert wrong == []


def test_the_template_of_all_catalogues_holds_the_vocabulary_and_what_is_said_of_places() -> None:
    with (ROOT / "frontend" / "locale" / "kith.pot").open("rb") as file:
        known = {message.id for message in read_po(file)}
    assert {term.label for term in load_vocabulary().terms} - known == set()
    assert "That does not look like a postcode. A postcode looks like LS8 5HX." in known
    assert "Type the age in numbers, like 71. Or leave it out." in known


def test_plurals_follow_the_language() -> None:
    polish = catalogue("pl")
    told = [polish.ngettext("%(num)s idea.", "%(num)s ideas.", n).split()[1] for n in (1, 2, 5, 12, 22)]
    assert told == ["pomysł.", "pomysły.", "pomysłów.", "pomysłów.", "pomysły."]
    welsh = catalogue("cy")
    assert welsh.ngettext("%(num)s idea.", "%(num)s ideas.", 2) == "%(num)s syniad."


@pytest.mark.parametrize("language", PSEUDO)
def test_a_pretended_language_changes_every_word_and_nothing_that_is_filled_in(language: str) -> None:
    told = catalogue(language).gettext("About %(num)s minutes, to %(place)s")
    assert "%(num)s" in told
    assert "%(place)s" in told
    assert "minutes" not in told
    assert locale_of("ar-XB").text_direction == "rtl"
