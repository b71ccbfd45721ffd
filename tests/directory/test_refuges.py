"""Rule 10: a refuge's place is never kept, and nothing that only sounds like one is lost."""

from time import perf_counter

import pytest

from app.directory.refuges import refuge_words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Rose House Women's Refuge", ""),
        ("Northtown Refuge", "A safe place to stay."),
        ("The Haven", "We run a refuge for women and their children."),
        ("The Haven", "Refuge accommodation for those fleeing domestic violence."),
        ("Haven Domestic Abuse Services", "Provision of accommodation and support to women, men and children."),
        ("The Haven", "Safe house for survivors of domestic abuse."),
        ("Haven", "Emergency accommodation for people escaping violence and forced marriage."),
        ("Northtown Women's Aid", "Housing and support."),
        ("Haven women's shelter", ""),
    ],
)
def test_a_refuge_is_known(name: str, text: str) -> None:
    assert refuge_words(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Riverside Wildlife Refuge", "Hides and a path for wheelchairs."),
        ("Manchester Refugee Support Network", "Run by refugee communities; help with housing."),
        ("Hillside donkey refuge", "Come and groom a donkey."),
        ("Refugees Welcome choir", "We sing together."),
        ("Walking group", "The mountain refuge is our turning point; cross at the pedestrian refuge."),
        ("Sheltered housing social club", "Bingo on Fridays."),
        ("Housing advice", "Help with rent, homelessness and emergency accommodation."),
        ("Domestic abuse helpline", "Someone to talk to about domestic abuse, day and night."),
        ("Haven outreach", "We help people who live with domestic abuse to find a refuge or safe accommodation."),
        ("Quiet garden", "A refuge from the noise of the town."),
    ],
)
def test_what_only_sounds_like_one_is_not(name: str, text: str) -> None:
    assert not refuge_words(name, text)


def test_a_huge_text_costs_no_time() -> None:
    began = perf_counter()
    for text in ("find a " * 15_000, "bird " * 20_000, "refer to " * 10_000, "x" * 100_000):
        refuge_words("", text)
    assert perf_counter() - began < 5
