"""What the urgent answer says and whom to ring (product rule 3)."""

import csv
import re
from importlib.resources import files

import pytest

from app.matching.engine.danger import DangerKind, Gentle
from app.matching.urgent import CHECK_NUMBER, EVERYWHERE, HONEST, NATIONS, NOTES, Contact, gentle_answer, urgent_answer

ROWS = list(csv.DictReader(files("app.matching").joinpath("helplines.csv").read_text(encoding="utf-8").splitlines()))
BASICS = {DangerKind.NO_FOOD_TONIGHT, DangerKind.NO_HEAT_TONIGHT, DangerKind.NO_SHELTER_TONIGHT}
PLACES = [*sorted(NATIONS), None]
DUTY = Contact("Duty team", "0113 496 0100", "Ask for the duty worker.")


def names(kind: DangerKind, nation: str | None, **more: bool) -> list[str]:
    return [contact.name for contact in urgent_answer([kind], nation, **more).contacts]


def test_it_works() -> None:
    answer = urgent_answer([DangerKind.SUICIDE], "England")
    assert answer.kind == "suicide"
    assert [contact.contact for contact in answer.contacts] == ["999", "111", "116 123"]


def test_no_kind_is_no_question() -> None:
    with pytest.raises(ValueError, match="no kind"):
        urgent_answer([], "England")


@pytest.mark.parametrize("nation", PLACES)
@pytest.mark.parametrize("kind", list(DangerKind))
def test_rule_3_999_is_always_there_and_first_where_life_is_at_risk(kind: DangerKind, nation: str | None) -> None:
    contacts = urgent_answer([kind], nation).contacts
    assert contacts[-1 if kind in BASICS else 0].contact == "999"


@pytest.mark.parametrize("nation", PLACES)
@pytest.mark.parametrize("kind", list(DangerKind))
def test_rule_3_an_unconfirmed_number_always_says_so(kind: DangerKind, nation: str | None) -> None:
    sure = {row["contact"] for row in ROWS if row["certainty"].startswith("checked")}
    for contact in urgent_answer([kind], nation, under_18=True).contacts:
        if contact.contact not in sure or not contact.checked:
            assert contact.note.endswith(CHECK_NUMBER)
            assert not contact.checked


@pytest.mark.parametrize("kind", list(DangerKind))
def test_rule_3_every_answer_is_honest(kind: DangerKind) -> None:
    assert urgent_answer([kind], "Wales").text.endswith(HONEST)


def test_each_nation_has_its_own_lines() -> None:
    assert "NHS 111" in names(DangerKind.SUICIDE, "England")
    assert "NHS 24" in names(DangerKind.SUICIDE, "Scotland")
    assert "NHS 111 Wales" in names(DangerKind.SUICIDE, "Wales")
    assert "Lifeline" in names(DangerKind.SUICIDE, "Northern Ireland")
    assert "Live Fear Free" in names(DangerKind.ABUSE, "Wales")


def test_northern_ireland_is_never_sent_to_111() -> None:
    for kind in DangerKind:
        assert "111" not in [contact.contact for contact in urgent_answer([kind], "Northern Ireland").contacts]


def test_an_ill_body_is_not_told_to_choose_the_mental_health_option() -> None:
    answer = urgent_answer([DangerKind.ACUTE_ILLNESS], "England")
    assert [contact.note for contact in answer.contacts if contact.name == "NHS 111"] == ["Day and night."]


@pytest.mark.parametrize("nation", [None, "France"])
def test_an_unknown_nation_gets_uk_wide_lines_and_hears_that_999_works(nation: str | None) -> None:
    wide = {row["name"] for row in ROWS if row["nation"] == "UK"}
    for kind in DangerKind:
        answer = urgent_answer([kind], nation)
        assert {contact.name for contact in answer.contacts} <= wide
        assert EVERYWHERE in answer.text


def test_rule_4_childline_for_the_young_only() -> None:
    assert names(DangerKind.ABUSE, "England", under_18=True)[:2] == ["Emergency services", "Childline"]
    assert "Childline" not in names(DangerKind.CHILD, "England")


def test_the_areas_own_contacts_stand_before_the_nations() -> None:
    risk = urgent_answer([DangerKind.ADULT], "England", [DUTY]).contacts
    assert [contact.name for contact in risk[:2]] == ["Emergency services", "Duty team"]
    assert urgent_answer([DangerKind.NO_FOOD_TONIGHT], "England", [DUTY]).contacts[0] == DUTY


def test_an_unchecked_contact_of_the_area_says_so() -> None:
    loose = Contact("Duty team", "0113 496 0100", checked=False)
    assert urgent_answer([DangerKind.ADULT], "England", [loose]).contacts[1].note == CHECK_NUMBER


def test_several_kinds_bring_the_lines_of_each_once() -> None:
    found = urgent_answer([DangerKind.SUICIDE, DangerKind.ABUSE, DangerKind.SELF_HARM], "England").contacts
    assert len({contact.contact for contact in found}) == len(found)
    assert "National Domestic Abuse Helpline" in [contact.name for contact in found]


def test_words_go_through_the_translator() -> None:
    answer = urgent_answer([DangerKind.SUICIDE], None, _=str.upper)
    assert answer.text == answer.text.upper()
    assert all(contact.note == contact.note.upper() for contact in answer.contacts)


def test_every_note_in_the_file_is_marked_for_translation() -> None:
    assert {note for row in ROWS for note in (row["note"], row["hours"]) if note} == set(NOTES)


def test_gentle_has_a_line_in_view_and_no_alarm() -> None:
    assert gentle_answer((), "England") is None
    answer = gentle_answer((Gentle.BEREAVED_BY_SUICIDE,), "England")
    assert answer is not None
    assert "999" not in answer.text
    assert "Samaritans" in [contact.name for contact in answer.contacts]


def _syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", re.sub(r"(?:e|es|ed)$", "", word.lower()))
    return max(1, len(groups))


def _grade(text: str) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = re.findall(r"[A-Za-z']+|\d+", text)
    sentences = max(1, len(re.findall(r"[.!?]", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("kind", list(DangerKind))
def test_the_words_are_plain(kind: DangerKind) -> None:
    assert _grade(urgent_answer([kind], None).text) <= 5


def test_who_answers_999_is_named_in_the_readers_language_and_a_brand_is_not() -> None:
    answer = urgent_answer([DangerKind.SUICIDE], "England", _=lambda text: f"<{text}>")
    assert [contact.name for contact in answer.contacts] == ["<Emergency services>", "NHS 111", "Samaritans"]
