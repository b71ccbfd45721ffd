"""One header of a request."""

from app.edge.sent import sent


def test_the_first_of_its_name_as_it_was_sent() -> None:
    scope = {"headers": [(b"host", b"kith.example"), (b"origin", b"caf\xe9"), (b"origin", b"second"), (b"empty", b"")]}
    assert sent(scope, b"origin") == "caf\xe9"
    assert sent(scope, b"empty") == ""
    assert sent(scope, b"authorization") is None
