"""One person, one address, however it is typed; what cannot be one is none."""

import pytest

from app.kernel.addresses import read_address


@pytest.mark.parametrize("typed", ["asha@example.org", "  Asha@Example.ORG ", "ASHA@EXAMPLE.ORG"])
def test_it_works(typed: str) -> None:
    assert read_address(typed) == "asha@example.org"


@pytest.mark.parametrize("typed", ["a.b+kith@mail.example.co.uk", "o'neil@example.org", "x@xn--bcher-kva.example"])
def test_unusual_ones_are_addresses(typed: str) -> None:
    assert read_address(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "", "asha", "@example.org", "asha@", "asha@example", "asha@@example.org", "a b@example.org", ".a@example.org",
        "a..b@example.org", "a@-example.org", "a@example..org", "a@example.org\nBcc: b@example.org", "<a@example.org>",
        "a@example.org, b@example.org", '"a b"@example.org', "a@[127.0.0.1]", "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org", "a@" + "b." * 130 + "org", "аsha@example.org",
    ],
)  # fmt: skip
def test_what_cannot_be_one_is_none(typed: str) -> None:
    assert read_address(typed) is None
