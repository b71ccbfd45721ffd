"""Who has no e-mail is asked by card or text; the answer comes back with its code and is typed in."""

import re
from typing import Any
from uuid import UUID

from app.access.rules import Role
from app.upkeep.cards.rules import MOST_AT_ONCE
from tests.builders import listing
from tests.upkeep.conftest import Town, jeans

MOBILE = "07700 900123"


def make(town: Town, way: str = "card") -> Any:
    """A sheet is made; where it stands."""
    answer = town.steward("/steward/cards", way=way)
    return answer.headers.get("location", answer.text)


def look(town: Town, path: str) -> str:
    return str(town.http.get(path, headers=town.as_("steward")).text)


def code_on(page: str) -> str:
    found = re.findall(r"\b[A-Z]{4}-[2-9A-Z]{4}\b", page)
    assert found
    return str(found[0])


def type_in(town: Town, *lines: str) -> Any:
    return town.steward("/steward/replies", lines="\n".join(lines))


def state(town: Town, listing_id: UUID) -> str:
    return str(town.http.get(f"/api/v1/listings/{listing_id}").json()["freshness"]["state"])


def test_a_card_says_what_stands_and_has_a_code(town: Town, soup: UUID) -> None:
    assert "1 person can be asked by card." in look(town, "/steward/cards")
    page = look(town, make(town))
    for words in (
        "For Jean: is this still right?",
        "Tuesday Soup",
        "Every Tuesday in term time",
        "0113 496 0021",
        "Still right",
    ):
        assert words in page
    assert code_on(page).startswith("HARE-")


def test_still_right_makes_it_fresh_and_the_code_is_used_up(town: Town, soup: UUID) -> None:
    code = code_on(look(town, make(town)))
    assert state(town, soup) == "sinking"
    answer = type_in(town, f"{code} still right")
    assert (answer.status_code, "checked today" in answer.text) == (200, True)
    assert state(town, soup) == "checked"
    again = type_in(town, f"{code} ended")
    assert (again.status_code, "answered before" in again.text) == (422, True)
    assert town.status(soup) == "public"
    assert "1 of 1 came back" in look(town, "/steward/cards")


def test_what_changed_waits_for_a_person_in_their_words(town: Town, soup: UUID) -> None:
    code = code_on(look(town, make(town)))
    assert "it waits for you" in type_in(town, f"{code.lower()} changed we meet on Wednesdays").text
    queue = look(town, "/steward")
    assert "From whoever looks after it:" in queue
    assert "we meet on Wednesdays" in queue
    assert state(town, soup) == "sinking"


def test_ended_takes_it_off_the_map(town: Town, soup: UUID) -> None:
    code = code_on(look(town, make(town)))
    type_in(town, f"{code} ended")
    assert town.status(soup) == "ended"
    assert [row["who"].partition(":")[0] for row in town.rows("SELECT who FROM history ORDER BY at DESC LIMIT 1")] == [
        "steward"
    ]


def test_many_lines_at_once_and_only_the_bad_ones_stay(town: Town, soup: UUID) -> None:
    other = jeans(town, MOBILE, "Harehills Boules")
    town.clock.pass_(days=100)
    codes = dict.fromkeys(("Tuesday Soup", "Harehills Boules"), "")
    page = look(town, make(town))
    for slip in page.split('<li class="slip group-groups">')[1:]:
        name = next(name for name in codes if name in slip)
        codes[name] = code_on(slip)
    answer = type_in(town, f"{codes['Tuesday Soup']} yes", "HARE-2222 yes", "", f"{codes['Harehills Boules']} perhaps")
    assert answer.status_code == 422
    assert state(town, soup) == "checked"
    assert state(town, other) != "checked"
    box = re.search(r"<textarea[^>]*>([^<]*)</textarea>", answer.text)
    assert box
    assert box[1].splitlines() == ["HARE-2222 yes", f"{codes['Harehills Boules']} perhaps"]


def test_a_text_goes_to_a_mobile_alone(town: Town, soup: UUID) -> None:
    assert "Nobody needs asking this way" in make(town, "text")
    jeans(town, MOBILE, "Harehills Boules")
    town.clock.pass_(days=100)
    page = look(town, make(town, "text"))
    assert "Tuesday Soup" not in page
    code = code_on(page)
    assert f"Please answer: {code} yes, or {code} changed, or {code} ended." in page
    assert re.search(rf'href="sms:07700900123\?&amp;body=[^"]*{code}', page)


def test_no_sheet_is_offered_when_nobody_waits(town: Town) -> None:
    page = town.http.get("/steward/cards", headers=town.as_("steward")).text
    assert "Nobody needs asking this way" in page
    assert "Make cards" not in page
    jeans(town)
    town.clock.pass_(days=100)
    page = town.http.get("/steward/cards", headers=town.as_("steward")).text
    assert "Make cards" in page
    assert "Make texts" not in page  # a landline


def test_nobody_is_asked_twice_in_a_month_nor_before_it_is_time(town: Town) -> None:
    jeans(town)
    assert "Nobody needs asking" in make(town), "it was checked today"
    town.clock.pass_(days=100)
    assert make(town).startswith("/steward/cards/")
    assert "Nobody needs asking" in make(town)
    town.clock.pass_(days=29)
    assert "Nobody needs asking" in make(town)
    town.clock.pass_(days=1)
    assert make(town).startswith("/steward/cards/")


def test_who_has_e_mail_gets_a_letter_and_no_card(town: Town) -> None:
    made = town.register()
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    town.clock.pass_(days=100)
    assert "Nobody needs asking" in make(town)


def test_what_was_hidden_comes_back_by_a_card(town: Town, soup: UUID) -> None:
    code = code_on(look(town, make(town)))
    for _ in range(2):
        town.steward(f"/steward/listings/{soup}/call", outcome="no_answer")
        town.clock.pass_(days=1)
    assert town.status(soup) == "hidden"
    type_in(town, f"{code} yes")
    assert town.status(soup) == "public"


def test_a_card_ends_some_day_and_what_is_gone_is_not_brought_back(town: Town, soup: UUID) -> None:
    code = code_on(look(town, make(town)))
    town.steward(f"/steward/listings/{soup}/call", outcome="ended")
    assert "not on the map any more" in type_in(town, f"{code} yes").text
    town.clock.pass_(days=121)
    assert "too old" in type_in(town, f"{code} yes").text
    assert town.status(soup) == "ended"


def test_a_steward_of_another_area_sees_no_card_and_answers_none(town: Town, soup: UUID) -> None:
    sheet = make(town)
    code = code_on(look(town, sheet))
    other = town.as_(Role.STEWARD, UUID(int=5))
    assert town.http.get(sheet, headers=other).status_code == 404
    assert "Tuesday Soup" not in town.http.get("/steward/cards", headers=other).text
    answer = town.http.post("/steward/replies", data={"lines": f"{code} ended"}, headers=other)
    assert "We do not know this code" in answer.text
    assert "Tuesday Soup" not in answer.text
    assert town.status(soup) == "public"


def test_a_sheet_is_of_a_size_that_somebody_can_carry(town: Town) -> None:
    many = town.add(*(listing(name=f"Soup {number}") for number in range(MOST_AT_ONCE + 2)))
    for made in many:
        town.http.post(f"/listings/{made}/look-after", data={"who": "Jean", "line": "0113 496 0021", "words": "Mine."})
    for row in town.rows("SELECT id FROM keeper"):
        town.steward(f"/steward/claims/{UUID(row['id'])}", agree="yes")
    town.clock.pass_(days=200)
    page = look(town, make(town))
    assert page.count('<li class="slip group-groups">') == MOST_AT_ONCE
    assert len(set(re.findall(r"\b[A-Z]{4}-[2-9A-Z]{4}\b", page))) == MOST_AT_ONCE
    assert page.count('<ol class="slips">') == MOST_AT_ONCE // 4
    assert "2 people can be asked by card." in look(town, "/steward/cards")


def test_no_such_way_and_no_such_sheet(town: Town) -> None:
    assert town.steward("/steward/cards", way="pigeon").status_code == 404
    assert town.http.get(f"/steward/cards/{UUID(int=3)}", headers=town.as_("steward")).status_code == 404
