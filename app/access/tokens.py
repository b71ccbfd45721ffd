"""Tokens that nobody can guess, and what is kept of them: their hashes alone."""

import hashlib
import hmac
import secrets

_BYTES = 32  # 256 bits: no salt and no slow hash are needed for what cannot be guessed


def new_token() -> str:
    """A token for a cookie, a link or a key."""
    return secrets.token_urlsafe(_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(secret: str, kind: str, value: str) -> str:
    """A name for an address or a line to the network that tells neither to whoever reads the database alone."""
    return hmac.new(secret.encode(), f"{kind}\x1f{value}".encode(), hashlib.sha256).hexdigest()
