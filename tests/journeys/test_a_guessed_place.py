"""A place that was only nearly understood: every page says how it was taken, and leads back to the place."""

import re
from html import unescape

import pytest

from tests.journeys.conftest import Town

SAID = "We took this as {}."


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/match", {"hopes": "gardening"}), ("/easy", {"hopes": "gardening"}), ("/find", {"q": "tea"}), ("/numbers", {})],
)
def test_a_slip_is_said_and_a_plain_name_is_not(leeds: Town, path: str, fields: dict[str, str]) -> None:
    slip, plain = (
        unescape(leeds.http.post(path, data={"near": near, **fields}, follow_redirects=True).text)
        for near in ("Harehils", "Harehills, Leeds")
    )
    assert SAID.format("Harehills") in slip
    assert "Not right? Type another place." in slip
    assert "We took this as" not in plain


def test_the_sentence_leads_back_to_the_place_with_every_answer(leeds: Town) -> None:
    page = leeds.form(near="LS99 9ZZ", hopes="gardening")
    assert SAID.format("Belle Isle") in unescape(page.text)
    assert 'form="said" name="do" value="change">Not right?' in page.text
    back = leeds.http.post("/match", data={"near": "LS99 9", "hopes": "gardening", "do": "change"})
    assert back.status_code == 303  # the outcode is known, and nothing else was typed: it has an address
    assert 'value="LS99 9"' in leeds.http.get(back.headers["location"]).text


@pytest.mark.parametrize("path", ["/match", "/find"])
def test_the_number_of_a_door_stands_in_no_address(leeds: Town, path: str) -> None:
    answer = leeds.http.post(path, data={"near": "12 Compton Road, Harehills", "hopes": "gardening"})
    assert answer.status_code == 200
    assert SAID.format("Harehills") in unescape(answer.text)


@pytest.mark.parametrize(
    ("path", "fields"), [("/match", {"hopes": "gardening"}), ("/easy", {}), ("/find", {"q": "tea"})]
)
def test_of_places_of_one_name_the_one_that_is_served_here_comes_first(
    leeds: Town, path: str, fields: dict[str, str]
) -> None:
    page = unescape(leeds.http.post(path, data={"near": "Beeston", **fields}).text)
    choices = re.findall(r'name="near" value="(Beeston, \w+)"', page)
    assert choices == ["Beeston, Leeds", "Beeston, Broxtowe"]
