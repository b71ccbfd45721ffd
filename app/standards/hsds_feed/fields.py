"""Fields as strict readers want them: nothing empty, addresses that are real URIs, ids that never change; pure."""

import re
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import UUID, uuid5

Doc = dict[str, Any]
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/%:@!$&'()*+,;=~-._"


def said(**fields: Any) -> Doc:
    """The fields that say something: to the standard a null is a mistake and an empty list says nothing."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, ())}


def part_id(owner: UUID, part: str) -> str:
    """The id of something that has none of its own here: the same on every reading and every machine."""
    return str(uuid5(owner, part))


def strict_uri(url: str) -> str:
    """A web address as RFC 3986 has it, what is not allowed escaped; "" when it is none."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # also UnicodeError: a label of the name is too long or empty
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    return urlunsplit(
        (parts.scheme, host + port, _escaped(parts.path), _escaped(parts.query, "?"), _escaped(parts.fragment, "?"))
    )


def _escaped(text: str, also: str = "") -> str:
    return quote(_BARE_PERCENT.sub("%25", text), safe=_SAFE + also)


def strict_email(text: str) -> str:
    """An address for mail; "" when it is none."""
    return text.strip() if _EMAIL.fullmatch(text.strip()) else ""
