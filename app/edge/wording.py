"""What is wrong with a body or a parameter in plain words, without a word of what was sent."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel.errors import Problem
from app.kernel.plain_errors import CANNOT, OWN, plain_sentence

MOST_PROBLEMS = 50

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
    said = plain_sentence(error)
    return _own_words(said, error.get("input"), known) if error["type"] == OWN else said


def _own_words(said: str, sent: Any, known: frozenset[str]) -> str:
    """The sentence of one of our own checks, unless it shares a word with what was sent."""
    words = {word.casefold() for word in _WORD.findall(said)} - {name.casefold() for name in known}
    if words & set(_words(sent)):
        return CANNOT
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
