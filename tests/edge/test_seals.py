"""A sealed value comes back as it was, for its purpose and for its time, or not at all."""

from datetime import timedelta

import pytest

from app.edge.seals import seal, unseal
from tests.builders import NOW

DAY = timedelta(days=1)
TOKEN = seal("secret", "check", "listing 7", now=NOW)


def test_it_works() -> None:
    assert unseal("secret", "check", TOKEN, DAY, now=NOW + DAY) == "listing 7"


def test_its_time_ends() -> None:
    assert unseal("secret", "check", TOKEN, DAY, now=NOW + DAY + timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("secret", "purpose", "token"),
    [
        ("other", "check", TOKEN),
        ("secret", "claim", TOKEN),
        ("secret", "check", TOKEN[:-1] + ("A" if TOKEN[-1] != "A" else "B")),
        ("secret", "check", "X" + TOKEN),
        ("secret", "check", TOKEN[:20]),
        ("secret", "check", ""),
        ("secret", "check", "é.ü.ñ"),
    ],
)
def test_what_we_did_not_seal_for_this_is_nothing(secret: str, purpose: str, token: str) -> None:
    assert unseal(secret, purpose, token, DAY, now=NOW) is None


def test_it_can_stand_in_a_link() -> None:
    token = seal("secret", "check", "a b/c?d=é")
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert unseal("secret", "check", token, DAY) == "a b/c?d=é"
