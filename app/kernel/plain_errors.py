"""What a check of a shape found, in sentences of ours: pydantic's own wording is for people who write programs."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

CANNOT = "This value cannot be used."
OWN = "value_error"  # the kind of an error that one of our own checks raised, in words of its own
# Only the limits a shape declares are filled in, never anything that came from outside.
_SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "There is a field here that we do not know.",
    "json_invalid": "This is not JSON that can be read.",
    "string_too_long": "This is too long: at most {max_length} characters.",
    "string_too_short": "This is too short: at least {min_length} characters.",
    "string_pattern_mismatch": "This is not written the way it should be.",
    "too_long": "There are too many here: at most {max_length}.",
    "too_short": "There are too few here: at least {min_length}.",
    "greater_than": "This must be more than {gt}.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than": "This must be less than {lt}.",
    "less_than_equal": "This must be {le} or less.",
    "literal_error": "Use one of: {expected}.",
    "enum": "Use one of: {expected}.",
    "finite_number": "This must be an ordinary number.",
}
_KINDS = {
    "string": "This must be text.",
    "int": "This must be a whole number.",
    "float": "This must be a number.",
    "decimal": "This must be a number.",
    "bool": "This must be true or false.",
    "list": "This must be a list.",
    "tuple": "This must be a list.",
    "dict": "This must be an object with named fields.",
    "model": "This must be an object with named fields.",
    "uuid": "This is not an id.",
    "date": "Write a day as year, month and day: 2026-11-24.",
    "datetime": "Write a moment as 2026-11-24T10:30:00+00:00.",
    "time": "Write a time as 10:30.",
}


class _Limits(dict[str, Any]):
    """A shape's own limits; one that is not there reads as "allowed"."""

    def __missing__(self, key: str) -> str:
        return "what is allowed"


def plain_sentence(error: Mapping[str, Any]) -> str:
    """The sentence for one of pydantic's errors. What a check of our own said (`OWN`) is given as it was said.

    Such a check may repeat what was sent; to strangers `edge/wording.py` passes on only what does not.
    """
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind == OWN:
        return str(context.get("error", "")) or CANNOT
    if kind == "string_too_short" and context.get("min_length") == 1:
        return "This is empty."
    if kind in _SENTENCES:
        return _SENTENCES[kind].format_map(_Limits(context))
    return _KINDS.get(kind.split("_")[0], CANNOT)


def first_wrong(error: ValidationError, whole: str) -> tuple[str, str]:
    """The first field that cannot be used and why; `whole` names what is checked where it is no single field."""
    first = error.errors(include_url=False, include_input=False)[0]
    return (str(first["loc"][0]) if first["loc"] else whole), plain_sentence(first)
