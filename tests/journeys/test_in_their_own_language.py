"""Somebody types in the language of their page, or in another than it: terms are told back in the page's language."""

import pytest

from app.directory.rules import Kind
from tests.builders import listing
from tests.journeys.conftest import OpenTown, Town

UNREAD = "dzień dobry, chciałbym coś fajnego"


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    return open_town(
        listing(name="Chorus", hopes=("singing",)), listing(name="Talk English", hopes=("learning_english",)),
        listing(name="Work desk", kind=Kind.PRACTICAL, basics=("work",)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words", "found", "told"),
    [
        ("pl", "szukam choru", "Chorus", "śpiew"),
        ("cy", "hoffwn ganu mewn côr", "Chorus", "canu"),
        ("ro", "vreau sa invat engleza", "Talk English", "învățat engleza"),
        ("ur", "mujhe gana pasand hai", "Chorus", "گانا"),
        ("pa", "ਮੈਂ ਕੰਮ ਲੱਭ ਰਿਹਾ ਹਾਂ", "Work desk", "ਕੰਮ"),
        ("en-GB", "szukam chóru", "Chorus", "singing"),
    ],
)
def test_own_words_find_what_is_near(town: Town, language: str, words: str, found: str, told: str) -> None:
    page = town.http.post(f"/match?lang={language}", data={"near": "LS8 5", "hopes_words": words}).text
    assert found in page
    assert f'<b class="pen">{told}</b>' in page


STORY = (
    "Rydw i'n 72 oed ac yn unig iawn. Bu farw fy ngŵr y llynedd. Rwy'n hoffi canu, ond does gen i ddim car."
    " Hoffwn gwrdd â phobl eraill. Dim bingo, diolch."
)


def test_a_story_in_welsh_is_answered_in_welsh(town: Town) -> None:
    page = town.http.post("/match?lang=cy", data={"near": "LS8 5", "hopes_words": STORY}).text
    assert '<html lang="cy"' in page
    assert "Chorus" in page
    for told in ("canu", "cwmni a chyfeillgarwch", "cwmni ar ôl colled"):
        assert f'<b class="pen">{told}</b>' in page
    assert 'id="h-pictures"' not in page


@pytest.mark.parametrize("language", ["cy", "en-GB"])
def test_rule_3_hunger_in_welsh_brings_help_now_in_the_language_of_the_page(town: Town, language: str) -> None:
    page = town.http.post(
        f"/match?lang={language}", data={"near": "LS8 5", "hopes_words": "Does gen i ddim bwyd heno"}
    ).text
    said = {"cy": "Gallwch gael help gyda bwyd heddiw.", "en-GB": "You can get help with food today."}
    assert said.pop(language) in page
    assert not any(other in page for other in said.values())


def test_english_is_english_on_any_page(town: Town) -> None:
    page = town.http.post("/match?lang=pl", data={"near": "LS8 5", "hopes_words": "I would love to sing"}).text
    assert "Chorus" in page


def test_where_no_word_is_understood_the_pictures_and_a_number_are_offered(town: Town) -> None:
    page = town.http.post("/match?lang=pl", data={"near": "LS8 5", "hopes_words": UNREAD}).text
    section = page.split('id="h-pictures"')[1].split("</section>")[0]
    assert 'name="hopes" value="singing"' not in section  # no picture of it on the front page either
    assert 'name="hopes" value="gardening"' in section
    assert 'name="basics" value="food"' in section
    assert 'name="near" value="LS8 5"' in section
    assert UNREAD not in section
    assert 'href="/numbers"' in section or 'href="tel:' in section
    assert "Wspomniano" not in page.split('id="said"')[1].split("</form>")[0]


def test_what_is_understood_has_no_such_section(town: Town) -> None:
    for words in ("szukam chóru", "I would love to sing", "falconry"):
        page = town.http.post("/match", data={"near": "LS8 5", "hopes_words": words}).text
        assert 'id="h-pictures"' not in page


def test_the_api_understands_them_too(town: Town) -> None:
    found = town.ask(near="LS8 5", hopes="szukam pracy i chóru, byle nie kościół")
    assert found["understood"]["hopes"] == ["Singing"]
    assert found["understood"]["basics"] == ["work"]
    assert found["understood"]["not"] == ["Company in faith"]


@pytest.mark.parametrize(("word", "found"), [("śpiew", "Chorus"), ("canu", "Chorus"), ("گانا", "Chorus")])
def test_a_word_of_another_language_is_looked_for_as_the_hope_it_stands_for(town: Town, word: str, found: str) -> None:
    page = town.http.post("/find?lang=pl", data={"near": "LS8 5", "q": word}).text
    assert found in page
    assert "Talk English" not in page
    assert '<option value="singing" selected' in page


def test_an_english_word_is_looked_for_as_ever(town: Town) -> None:
    assert '<option value="singing" selected' not in town.http.post("/find", data={"near": "LS8 5", "q": "sing"}).text
