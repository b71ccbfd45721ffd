"""Reads a feed whose services a council has labelled itself: the labels, and the same services without them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.kernel.text import one_line
from app.standards.hsds.fields import raw, thing, things
from app.standards.hsds.read_oruk import read_file

LISTS = ("attributes", "service_taxonomys", "service_taxonomies", "taxonomies", "taxonomy_terms", "categories")
NAMED = ("audienceType", "name", "label", "value")
# How old somebody is: asked in a box of its own, and no hope.
OF_AGES = re.compile(
    r"\b(?:ages?|aged|babies|baby|toddlers?|child(?:ren)?|kids|teen\w*|young|youth|adults?|older|elderly|seniors?"
    r"|over|under|years?|yrs?|all ages|everyone|pre-?school|pensioners?|retired)\b|\d",
    re.IGNORECASE,
)


def read_labelled(path: Path, taxonomy: str) -> tuple[list[Any], dict[str, set[str]]]:
    """The services without that taxonomy, and the ids of those that each of its labels was given to.

    The taxonomy is a list of that name on each service (as `pc_targetAudience`), or what a taxonomy term says it
    belongs to.
    """
    bare: list[Any] = []
    given: dict[str, set[str]] = defaultdict(set)
    for service in (service for service in read_file(path) if isinstance(service, dict)):
        for label in labels_of(service, taxonomy):
            given[label].add(raw(service, "id"))
        bare.append(without(service, taxonomy))
    return bare, dict(given)


def labels_of(service: Mapping[str, Any], taxonomy: str) -> set[str]:
    """The labels of one service: the last part of "A>B"."""
    if taxonomy in service:
        items = service[taxonomy] if isinstance(service[taxonomy], list) else [service[taxonomy]]
        names = [item if isinstance(item, str) else _name(item) for item in items]
    else:
        names = [_name(item) for item in things(service, *LISTS) if _belongs(item, taxonomy)]
    return {label for name in names if (label := one_line(name).rsplit(">")[-1].strip())}


def without(service: Mapping[str, Any], taxonomy: str) -> dict[str, Any]:
    """The service with no trace of that taxonomy."""
    kept = {name: value for name, value in service.items() if name != taxonomy}
    for name in LISTS:
        if isinstance(kept.get(name), list):
            kept[name] = [item for item in kept[name] if not _belongs(item, taxonomy)]
        elif name in kept and _belongs(kept[name], taxonomy):
            del kept[name]
    return kept


def worth_asking(given: Mapping[str, set[str]], least: int, most: int) -> dict[str, set[str]]:
    """The labels that were given to so many services, the commonest first; ages are left out."""
    asked = ((label, ids) for label, ids in given.items() if least <= len(ids) <= most and not OF_AGES.search(label))
    return dict(sorted(asked, key=lambda pair: (-len(pair[1]), pair[0])))


def taxonomies_in(services: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of the taxonomies that label these services, for whoever named another."""
    return sorted({name for service in services for name in _taxonomies(service)})


def _taxonomies(service: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name in service if name not in LISTS and any(map(_is_audience, things(service, name))))
    yield from (name for item in things(service, *LISTS) for name in _owners(item))


def _is_audience(item: Any) -> bool:
    return bool(raw(item, "audienceType"))


def _name(item: Any) -> str:
    return raw(thing(item, "taxonomy_term", "taxonomy"), "name") or raw(item, *NAMED)


def _belongs(item: Any, taxonomy: str) -> bool:
    return taxonomy.casefold() in {name.casefold() for name in _owners(item)}


def _owners(item: Any) -> set[str]:
    """The names of what a term belongs to, in the shapes of version 1 and 3."""
    term = thing(item, "taxonomy_term", "taxonomy") or item
    whole = thing(term, "taxonomy_detail", "taxonomy")
    return {name for name in (raw(term, "vocabulary", "taxonomy"), raw(whole, "name", "id")) if name}
