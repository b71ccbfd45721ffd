"""Whom a page speaks to: the person who asks, or somebody who asks on behalf of another."""

from typing import Literal

Audience = Literal["resident", "coordinator", "clinician"]
RESIDENT: Audience = "resident"
STAFF: tuple[Audience, ...] = ("coordinator", "clinician")


def audience_of(text: str) -> Audience:
    """Whom the page speaks to; residents when nobody else was named."""
    return next((code for code in STAFF if code == text), RESIDENT)
