"""Passwords by argon2id: checked in the same time whether there is an account or not."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@cache
def _hasher() -> PasswordHasher:
    # The library's own costs: the second choice of RFC 9106 (64 MiB, three passes), for machines with little memory.
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("no password is this one, since it is longer than" + " any" * 60)


def hash_password(password: str) -> str:
    """What is kept; its cost and salt are part of it. About 50 ms of work."""
    return _hasher().hash(password)


def is_password(kept: str | None, typed: str) -> bool:
    """Whether it is the one that was kept. Without one the same work is done for nothing: time tells nothing."""
    nobodys = _nobodys()
    try:
        _hasher().verify(kept or nobodys, typed)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_dated(kept: str) -> bool:
    """Whether it was kept at a lower cost than today's."""
    return _hasher().check_needs_rehash(kept)
