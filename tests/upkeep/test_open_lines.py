"""A number or an address in words that everybody reads is asked about once, and nothing typed is lost."""

from typing import Any

import pytest

from app.upkeep.open_lines import also_as_contact, lines_in, to_ask
from app.upkeep.shapes import Answers
from tests.upkeep.conftest import WHOLE, Town
from tests.upkeep.test_own_groups import press

JEAN = "07700 900123"
SAID = {"name": "Tuesday Soup", "summary": f"We make soup. Ring Jean on {JEAN} first.", "hopes": "cooking"}
ASKED = "There is a phone number or an e-mail address in these words"


def what(town: Town, code: str, **said: Any) -> Any:
    return town.http.post(f"/groups/new/{code}/what", data=SAID | said)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Ring {JEAN}.", (JEAN,)), ("Ring 0113-496-0000 or (0113) 496 0001", ("0113 496 0000", "0113 496 0001")),
        ("+44 7700 900123", (JEAN,)), ("Write to Jean.Smith@Example.org!", ("jean.smith@example.org",)),
        (f"{JEAN} and 07700900123", (JEAN,)), ("Since 1998, 2.30pm to 4pm, £2.50", ()),
        ("09.30-11.00 and 12.15", ()), ("From 01/09/2026 to 31/03/2027", ()), ("01-09-2026 10am", ()),
        ("We are @compton_knitters", ()), ("Charity 1098765", ()), ("Bring 10 000 ideas and 20 pence", ()),
    ],
)  # fmt: skip
def test_what_is_a_number_and_what_is_none(text: str, found: tuple[str, ...]) -> None:
    assert lines_in(text) == found


def test_it_is_asked_about_and_what_was_typed_stays(town: Town) -> None:
    code = town.begin()
    answer = what(town, code)
    assert answer.status_code == 422
    assert ASKED in answer.text
    assert f"Ring Jean on {JEAN} first." in answer.text
    assert f'name="keep_open" value="{JEAN}"' in answer.text
    assert f'value="{JEAN}"' in town.http.get(f"/groups/new/{code}/contact").text, "it is kept as the way to reach them"


def test_a_tick_lets_it_stay_and_it_is_asked_once(town: Town) -> None:
    code = town.begin()
    what(town, code)
    assert what(town, code, keep_open=JEAN).status_code == 303
    again = town.http.get(f"/groups/new/{code}/what").text
    assert ASKED not in again
    assert f'value="{JEAN}" checked' in again
    other = what(town, code, keep_open=JEAN, summary=f"Soup. {JEAN}, or write to jean@example.org")
    assert other.status_code == 422, "another address was not asked about yet"


def test_taken_out_it_is_gone_from_the_words_and_still_a_contact(town: Town) -> None:
    code = town.begin()
    what(town, code)
    assert what(town, code, summary="We make soup. Ring Jean first.").status_code == 303
    assert f'value="{JEAN}"' in town.http.get(f"/groups/new/{code}/contact").text


def test_saving_while_typing_asks_nothing_and_carries_nothing_over(town: Town) -> None:
    code = town.begin()
    assert town.http.post(f"/groups/new/{code}/save/what", data=SAID).json()["saved"]
    assert JEAN not in town.http.get(f"/groups/new/{code}/contact").text


def test_it_is_not_sent_unasked(town: Town) -> None:
    code = town.begin()
    for step, fields in WHOLE.items():
        town.http.post(f"/groups/new/{code}/{step}", data=SAID if step == "what" else fields)
    assert "/done" not in town.http.post(f"/groups/new/{code}/send").headers.get("location", "")
    assert town.waiting() == []


def test_the_note_on_getting_in_is_read_by_everybody_too(town: Town) -> None:
    code = town.begin()
    said = WHOLE["getting-in"] | {"way_in_note": f"Text {JEAN} at the door."}
    assert ASKED in town.http.post(f"/groups/new/{code}/getting-in", data=said).text
    assert town.http.post(f"/groups/new/{code}/getting-in", data=said | {"keep_open_in": JEAN}).status_code == 303


def test_when_it_is_on_in_own_words_is_read_by_everybody_too(town: Town) -> None:
    code = town.begin()
    said = {"repeats": "sometimes", "opening": f"When the moon is full. Ask Jean on {JEAN}."}
    answer = town.http.post(f"/groups/new/{code}/when", data=said)
    assert answer.status_code == 422
    assert ASKED in answer.text
    assert f'name="keep_open_when" value="{JEAN}"' in answer.text
    assert "q-more" in answer.text
    assert " open>" in answer.text, "the fold in which it is asked stands open"
    assert f'value="{JEAN}"' in town.http.get(f"/groups/new/{code}/contact").text
    assert town.http.post(f"/groups/new/{code}/when", data=said | {"keep_open_when": JEAN}).status_code == 303


def test_words_that_a_fixed_day_sets_aside_ask_nothing(town: Town) -> None:
    code = town.begin()
    said = WHOLE["when"] | {"opening": f"Ask Jean on {JEAN}."}
    assert town.http.post(f"/groups/new/{code}/when", data=said).status_code == 303


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("when", {"repeats": "sometimes", "opening": "Full moon, at 4 Made Up Row."}),
        ("getting-in", WHOLE["getting-in"] | {"way_in_note": "Ring at 4 Made Up Row."}),
    ],
)
def test_the_door_of_a_home_stands_in_none_of_these_words(town: Town, step: str, said: dict[str, str]) -> None:
    code = town.begin()
    where = {"setting": "home", "address": "4 Made Up Row", "postcode": "LS8 5HX"}
    assert town.http.post(f"/groups/new/{code}/where", data=where).status_code == 303
    answer = town.http.post(f"/groups/new/{code}/{step}", data=said)
    assert answer.status_code == 422
    assert "leave out the street and postcode of a home" in answer.text


def test_what_stood_there_before_a_change_is_not_asked_about(town: Town) -> None:
    made = town.register(what={"summary": SAID["summary"], "keep_open": JEAN})
    begun = press(town, made, "change").headers["location"]
    fields = {"name": "Tuesday Soups", "summary": f"We make soup. Ring Jean on {JEAN} before you come."}
    assert town.http.post(f"{begun}/what", data=fields).status_code == 303
    fresh = fields | {"summary": f"Ring Jean on {JEAN} or Sam on 07700 900124."}
    answer = town.http.post(f"{begun}/what", data=fresh)
    assert answer.status_code == 422
    assert "07700 900124" in answer.text


def test_the_number_that_everybody_is_shown_is_not_asked_about() -> None:
    said = Answers(summary=f"Ring {JEAN}", phone="07700900123", show="yes")
    assert to_ask(said, lines_in(said.summary)) == ()
    assert to_ask(said.model_copy(update={"show": "no"}), lines_in(said.summary)) == (JEAN,)


def test_a_contact_that_was_given_is_never_overwritten() -> None:
    said = also_as_contact(Answers(summary=f"Ring {JEAN} or jean@example.org", phone="0113 496 0000"))
    assert (said.phone, said.email) == ("0113 496 0000", "jean@example.org")
