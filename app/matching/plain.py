"""An answer as plain lines, for a terminal or a sheet of paper."""

from collections.abc import Iterator

from app.matching.shapes import MatchOut, SuggestionOut, UrgentOut
from geo.distance import walk_or_miles

SECTIONS = {1: "People", 2: "Groups and networks", 3: "Places, activities and practical help"}


def lines(answer: MatchOut) -> Iterator[str]:
    """The answer in the order of the page: danger, basics, the ladder, someone to ask, formal services."""
    place = f" near {answer.place.name} ({answer.place.precision})" if answer.place else ""
    yield f"Ideas{place}"
    if answer.urgent:
        yield from _help(answer.urgent)
    if answer.gentle:
        yield from _help(answer.gentle)
    if answer.basics:
        yield from ("", "Sort this first")
        for item in answer.basics:
            yield from _one(item, start=False)
    for rung, title in SECTIONS.items():
        section = [item for item in answer.suggestions if item.rung == rung]
        if section:
            yield from ("", title)
        for item in section:
            yield from _one(item, start=item.id == answer.start_here)
    yield from _rest(answer)


def _help(found: UrgentOut) -> Iterator[str]:
    yield from ("", found.text)
    for contact in found.contacts:
        yield f"  {contact.name}: {contact.contact}  {contact.note}".rstrip()


def _rest(answer: MatchOut) -> Iterator[str]:
    if answer.nothing_near:
        yield from ("", "Nothing here fits that yet.")
    for one in answer.unanswered:
        begin = one.start_something
        yield from ("", one.text, *([f"  {begin.title}: {begin.text}"] if begin else ()))
    if answer.someone_to_ask:
        yield from (
            "",
            answer.someone_to_ask.text + (f" {answer.someone_to_ask.phone}" if answer.someone_to_ask.phone else ""),
        )
    if answer.start_something:
        yield from ("", answer.start_something.title, f"  {answer.start_something.text}")
    if answer.formal.open:
        yield from ("", "Formal services")
        for item in answer.formal.suggestions:
            yield from _one(item, start=False)
    elif answer.formal.count:
        yield from ("", f"Formal services: {answer.formal.count} (add --formal to see them)")


def _one(item: SuggestionOut, *, start: bool) -> Iterator[str]:
    yield f"  {'* Start here: ' if start else '- '}{item.name} [{item.kind}]{_far(item)}"
    if item.why:
        yield f"      Why: {item.why[0].text}"
    for bring in item.bring:
        yield f"      You could bring: {bring.text}"
    facts = (
        f"next {item.next_session.starts:%a %d %b %H:%M}" if item.next_session else item.opening,
        " ".join(part for part in (item.way_in or "", item.way_in_note or "") if part),
        item.contact.phone,
        f"freshness: {item.freshness.state}",
    )
    yield "      " + " | ".join(fact for fact in facts if fact)


def _far(item: SuggestionOut) -> str:
    walk, miles = walk_or_miles(item.distance_m)
    if walk is not None:
        return f"  {item.distance_m} m, about {walk} min walk"
    return f"  about {miles} {'mile' if miles == 1 else 'miles'} away" if miles is not None else ""
