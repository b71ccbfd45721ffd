"""Codes of six digits that change every half minute (TOTP, RFC 6238, over HOTP, RFC 4226); pure."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

STEP_S, DIGITS = 30, 6
DRIFT = 1  # steps that a phone's clock may be off, either way
_SECRET_BYTES = 20  # RFC 4226, 4: the length of the hash


def new_secret() -> str:
    """A secret for an app, as the letters that a person can type."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of one step (whole half minutes since 1970)."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}}"


def step_of(secret: str, typed: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed; None for a wrong code and for one that was used (steps up to `last_step`)."""
    plain, here = "".join(typed.split()), int(now.timestamp()) // STEP_S
    for step in range(here - DRIFT, here + DRIFT + 1):
        if step > last_step and hmac.compare_digest(code_at(secret, step).encode(), plain.encode()):
            return step
    return None


def app_address(secret: str, email: str) -> str:
    """What the square holds that an app scans."""
    return f"otpauth://totp/Kith:{quote(email)}?secret={secret}&issuer=Kith"
