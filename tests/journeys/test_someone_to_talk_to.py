"""Somebody tells of a loss or of despair: no alarm, the ideas as ever, and a line to ring in view (rule 3)."""

import re

import pytest

from tests.journeys.conftest import Town
from tests.journeys.contract import keeps_the_contract

LOSS = "My brother took his own life two years ago. I would like to garden with others."
HEADING = "Someone to talk to"


def test_the_answer_has_a_line_beside_the_ideas(leeds: Town) -> None:
    found = leeds.ask(near="LS8 5", hopes=LOSS)
    keeps_the_contract(found)
    assert found["urgent"] is None
    assert found["gentle"]["kind"] == "bereaved_by_suicide"
    assert "Samaritans" in [line["name"] for line in found["gentle"]["contacts"]]
    assert found["suggestions"]


@pytest.mark.parametrize("path", ["/match", "/easy", "/embed"])
def test_the_page_shows_it_and_the_ideas(leeds: Town, path: str) -> None:
    page = leeds.http.post(path, data={"near": "LS8 5", "hopes_words": LOSS})
    assert page.headers["cache-control"] == "no-store"
    assert page.text.index(HEADING) < page.text.index('class="entry"')
    assert "116 123" in page.text
    assert "Help now" not in page.text
    assert "999" not in page.text.split(HEADING)[1].split("</section>")[0]


def test_the_line_is_that_of_the_nation(leeds: Town) -> None:
    names = {near: [one["name"] for one in leeds.ask(near=near, hopes=LOSS)["gentle"]["contacts"]]
             for near in ("LS8 5", "CF10 1", "EH1 1")}  # fmt: skip
    assert names == {
        "LS8 5": ["NHS 111", "Samaritans"], "CF10 1": ["NHS 111 Wales", "Samaritans"], "EH1 1": ["NHS 24", "Samaritans"]
    }  # fmt: skip


def test_what_stays_on_the_device_has_no_word_of_it(leeds: Town) -> None:
    page = leeds.form(near="LS8 5", hopes_words=LOSS).text
    section = re.search(rf"<section[^>]*>\s*<h2[^>]*>{HEADING}", page)
    assert section is not None
    assert "data-live" in section.group()  # the copy leaves every such part out


def test_nothing_is_offered_to_begin_beside_it(leeds: Town) -> None:
    found = leeds.ask(near="LS8 5", hopes="My son took his own life. I want to learn falconry.")
    assert found["gentle"] is not None
    assert found["start_something"] is None


def test_words_without_a_loss_have_no_such_line(leeds: Town) -> None:
    assert leeds.ask(near="LS8 5", hopes="gardening")["gentle"] is None
    assert HEADING not in leeds.form(near="LS8 5", hopes="gardening").text


def test_beside_danger_the_urgent_page_says_it_all(leeds: Town) -> None:
    found = leeds.ask(near="LS8 5", hopes="My brother took his own life and now I want to kill myself")
    assert found["urgent"] is not None
    assert found["gentle"] is None


def test_the_loss_is_not_read_back_as_a_hope_and_the_title_is_neutral(leeds: Town) -> None:
    page = leeds.form(near="LS8 5", hopes_words=LOSS).text
    told = page.split('id="said"')[1].split("</form>")[0]
    assert "garden" in told.split("<p>")[1]
    assert "his own life" not in told.split("<p>")[1]
    assert "<h1>Help near Harehills</h1>" in page
