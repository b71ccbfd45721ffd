"""Ben asks for a day on which nothing is on: he is told where less brings something, and nothing untrue."""

import re

import pytest

from tests.builders import listing, meeting
from tests.journeys.conftest import OpenTown, Town

THURSDAYS = {"near": "LS8 5", "hopes_words": "tai chi", "days": "thu"}


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    weekly = meeting(rrule="FREQ=WEEKLY;BYDAY=FR")
    return open_town(listing(name="Slow Moves", summary="Tai chi in the park.", hopes=["tai_chi"], sessions=(weekly,)))


def offers(page: str) -> list[dict[str, str]]:
    """The forms beside "What you could do next", each by its fields."""
    forms = page.split('id="h-next"')[1].split("</section>")[0].split("<form")[1:]
    forms = [form.split("</form>")[0] for form in forms]
    return [dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"says": form} for form in forms]


def test_other_days_are_offered_with_how_many_there_are_and_lead_there(town: Town) -> None:
    page = town.form(**THURSDAYS).text
    assert "Slow Moves" not in page
    assert '<b class="pen">Thursday</b>' in page  # why there is nothing can be read
    (offer,) = offers(page)
    assert "Look on all days: 1 there" in offer.pop("says")
    assert "Slow Moves" in town.form(**offer).text


def test_nobody_is_told_to_begin_what_is_there_on_another_day(town: Town) -> None:
    assert "Start something" not in town.form(**THURSDAYS).text
    spark = town.ask(hopes="tai chi", days=["thu"])["start_something"]["text"]
    assert spark == "Nothing here fits all that you said yet. It could begin with you and one other person."


def test_what_brings_nothing_is_not_offered(town: Town) -> None:
    page = town.form(near="LS8 5", hopes_words="falconry", days="thu").text
    assert offers(page) == []
    assert "Start something" in page


@pytest.mark.parametrize("words", ["tai chi, he hits me", "tai chi, my husband died last week", "tai chi, food bank"])
def test_rules_2_and_3_nobody_in_danger_loss_or_need_is_offered_less(town: Town, words: str) -> None:
    assert "Look on all days" not in town.form(**THURSDAYS | {"hopes_words": words}).text
