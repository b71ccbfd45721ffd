"""That something did not feel safe is closed by a person who looked into it, and by nothing else."""

import re
from uuid import UUID

import pytest

from app.access.rules import Role
from app.db.engine import unit_of_work
from app.upkeep.chase import take_reply
from app.upkeep.letters import Post
from app.upkeep.rules import Outcome, Reply
from app.upkeep.store import listing_row
from tests.builders import listing
from tests.upkeep.conftest import Town

WORDS = "He asked for my bank card."


def tell(town: Town, listing_id: UUID, what: str = "unsafe", words: str = WORDS) -> None:
    assert town.http.post(f"/listings/{listing_id}/wrong", data={"what": what, "words": words}).status_code == 200


def open_ones(town: Town) -> list[str]:
    return [row["what"] for row in town.rows("SELECT what FROM upkeep_report WHERE closed_at IS NULL ORDER BY at")]


def page(town: Town, listing_id: UUID) -> str:
    return str(town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD)).text)


def to_look_into(town: Town, listing_id: UUID, section: str) -> list[str]:
    part = page(town, listing_id).split(f'id="{section}"')[1].split("</section>")[0]
    return re.findall(r'name="report" value="([^"]+)"', part)


@pytest.fixture
def listing_id(town: Town) -> UUID:
    """A group of which two things were said."""
    (found,) = town.add(listing(name="Growers"))
    tell(town, found)
    tell(town, found, "times", "It was shut.")
    return found


@pytest.mark.parametrize("outcome", Outcome)
def test_no_call_closes_it(town: Town, listing_id: UUID, outcome: Outcome) -> None:
    town.steward(f"/steward/listings/{listing_id}/call", outcome=outcome.value)
    assert "unsafe" in open_ones(town)
    assert WORDS in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text


@pytest.mark.parametrize("reply", Reply)
def test_no_answer_of_the_group_it_is_about_closes_it(town: Town, listing_id: UUID, reply: Reply) -> None:
    with unit_of_work(town.engine, writes=True) as session:
        row = listing_row(session, listing_id)
        assert row is not None
        take_reply(session, row, reply, "", Post("http://kith.test"), who="keeper", at=town.clock())
    assert "unsafe" in open_ones(town)
    assert ("times" in open_ones(town)) is (reply is not Reply.ENDED), "a group does not answer for itself"


def test_a_change_and_what_must_not_be_listed_leave_it_open(town: Town, listing_id: UUID) -> None:
    code = town.steward(f"/steward/listings/{listing_id}/change").headers["location"]
    assert town.http.post(f"{code}/send").status_code == 303
    assert open_ones(town) == ["unsafe"]
    town.steward(f"/steward/listings/{listing_id}/bar", kind="name", words="Reported.")
    assert town.status(listing_id) == "refused"
    assert open_ones(town) == ["unsafe"]
    assert WORDS in page(town, listing_id)


def test_looked_into_with_a_note_closes_it_and_both_stay_to_be_read(town: Town, listing_id: UUID) -> None:
    path, read = f"/steward/listings/{listing_id}/seen", to_look_into(town, listing_id, "unsafe")
    answer = town.steward(path, report=read, note=" ")
    assert (answer.status_code, "Write what you found out" in answer.text) == (422, True)
    assert town.steward(path, report=read, note="Told the lead, who rang them.").status_code == 303
    assert open_ones(town) == ["times"], "the other one is about a fact, and has its own button"
    past = page(town, listing_id).split('id="past"')[1]
    assert WORDS in past
    assert "Told the lead, who rang them." in past


def test_what_came_in_meanwhile_stays_open(town: Town, listing_id: UUID) -> None:
    read = to_look_into(town, listing_id, "unsafe")
    tell(town, listing_id, words="Again.")
    town.steward(f"/steward/listings/{listing_id}/seen", report=read, note="Told the lead.")
    assert open_ones(town) == ["times", "unsafe"]


def test_a_fact_is_looked_into_without_a_note(town: Town, listing_id: UUID) -> None:
    town.steward(f"/steward/listings/{listing_id}/seen", report=to_look_into(town, listing_id, "told"))
    assert open_ones(town) == ["unsafe"]


def test_nobody_closes_the_report_of_another_listing(town: Town, listing_id: UUID) -> None:
    (other,) = town.add(listing())
    read = to_look_into(town, listing_id, "unsafe")
    town.steward(f"/steward/listings/{other}/seen", report=read, note="Told the lead.")
    assert "unsafe" in open_ones(town)


def test_it_stands_first_on_both_pages(town: Town) -> None:
    late, early = town.add(listing(name="Late"), listing(name="Early"))
    tell(town, early, "times", "Shut.")
    tell(town, late)
    queue = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    assert queue.index(WORDS) < queue.index("Shut.")
    one = page(town, late)
    assert one.index("Ring first, before you ring the group") < one.index("What to say when you ring")
