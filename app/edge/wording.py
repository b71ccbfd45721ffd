"""What is wrong with a body or a parameter in plain words, without a word of what was sent."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel.errors import Problem

MOST_PROBLEMS = 50

_CANNOT = "This value cannot be used."
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
_WORD = re.compile(r"\w\w+")


def field_names(openapi: Mapping[str, Any]) -> frozenset[str]:
    """Every name of a field or parameter that the API declares: only these may stand in a pointer."""
    return frozenset(_names(openapi))


def _names(node: Any) -> Iterable[str]:
    if isinstance(node, Mapping):
        yield from node.get("properties") or ()
        if "in" in node and isinstance(node.get("name"), str):
            yield node["name"]
        for inner in node.values():
            yield from _names(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _names(inner)


def plain_problems(errors: Iterable[Mapping[str, Any]], known: frozenset[str]) -> tuple[Problem, ...]:
    """One sentence for each thing wrong, with where it stands; the same thing is said once.

    `errors` are pydantic's; their `input`, `url` and message are left behind, since these repeat what was sent.
    """
    found = dict.fromkeys(Problem(_pointer(error, known), _sentence(error, known)) for error in errors)
    return tuple(found)[:MOST_PROBLEMS]


def _pointer(error: Mapping[str, Any], known: frozenset[str]) -> str:
    """A JSON pointer into the body ("#/travel/minutes"), or the name of a parameter.

    A part that no shape declares is left out: it is a key that somebody made up, or the name of a type.
    """
    where, *parts = error["loc"] or ("body",)
    if error["type"] == "json_invalid":
        return "#"
    kept = [str(part) for part in parts if isinstance(part, int) or part in known]
    if where == "body":
        return "#" + "".join(f"/{part}" for part in kept)
    return ".".join(kept)


def _sentence(error: Mapping[str, Any], known: frozenset[str]) -> str:
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind == "value_error":
        return _own_words(str(context.get("error", "")), error.get("input"), known)
    if kind in _SENTENCES:
        return _SENTENCES[kind].format_map(_Limits(context))
    return _KINDS.get(kind.split("_")[0], _CANNOT)


class _Limits(dict[str, Any]):
    """A shape's own limits; one that is not there reads as "allowed"."""

    def __missing__(self, key: str) -> str:
        return "what is allowed"


def _own_words(said: str, sent: Any, known: frozenset[str]) -> str:
    """The sentence of one of our own checks, unless it shares a word with what was sent."""
    words = {word.casefold() for word in _WORD.findall(said)} - {name.casefold() for name in known}
    if not said or words & set(_words(sent)):
        return _CANNOT
    return said[:1].upper() + said[1:] + ("" if said.endswith(".") else ".")


def _words(sent: Any) -> Iterable[str]:
    if isinstance(sent, Mapping):
        for key, value in sent.items():
            yield from _words(key)
            yield from _words(value)
    elif isinstance(sent, list | tuple | set | frozenset):
        for value in sent:
            yield from _words(value)
    elif sent is not None:
        yield from (word.casefold() for word in _WORD.findall(str(sent)))
