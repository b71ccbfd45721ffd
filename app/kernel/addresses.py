"""E-mail addresses: one canonical way to write each, so that one person is one account."""

import re

LONGEST = 254  # RFC 5321, 4.5.3.1.3
LONGEST_LOCAL = 64
# Plainer than RFC 5322 allows: quoted names and comments are nobody's real address and somebody's way in.
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def read_address(text: str) -> str | None:
    """The address in small letters, None when it cannot be one.

    Case before the @ may differ in theory; in practice nobody's does, and two accounts for one person would be worse.
    """
    plain = text.strip().lower()
    local, at, domain = plain.rpartition("@")
    labels = domain.split(".")
    if not at or len(plain) > LONGEST or len(local) > LONGEST_LOCAL or len(labels) < 2:
        return None
    good = _LOCAL.fullmatch(local) and all(_LABEL.fullmatch(label) for label in labels)
    return plain if good else None
