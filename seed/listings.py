"""The listings of the make-believe towns: the same on every machine, for ever."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.directory.rules import Kind, Role, WayIn
from app.directory.shapes import ContactIn, Draft, ListingIn
from app.kernel.ids import demo_id
from seed.chance import dice, pick, weighed
from seed.facts import ease_facts, freshness_facts, price, room
from seed.lists import read_list
from seed.naming import place_of, web_name
from seed.organisations import answering_for, organisation_of
from seed.plan import Placing, placings
from seed.rhythm import sessions
from seed.taken import Taken
from seed.telling import summary
from seed.topics import topics

MADE_UP = "Made up for the demonstration"
HIDES_CONTACT = 0.04  # of keepers would rather not have their number on a page
BY_AN_ORGANISATION = (Kind.PERSON, Kind.EXCHANGE, Kind.NETWORK)  # reached through its number, never their own


def demo_listings(today: date) -> Iterator[Draft]:
    """Every made-up listing; `today` is the day of the first load, which the loader keeps for later ones."""
    taken = Taken()
    plan = (placing for topic in topics() for placing in placings(topic))
    for row, placing in enumerate(plan, start=1):
        yield Draft(row=row, key=placing.slug, listing=_listing(placing, taken, today))


def _listing(placing: Placing, taken: Taken, today: date) -> ListingIn:
    topic, slug = placing.topic, placing.slug
    name = placing.area.group if topic.kind is Kind.NETWORK else taken.name(placing)
    facts = {
        **_what(placing, name),
        **_when_and_where(placing, name, today),
        **_reach(placing, name, taken),
        **freshness_facts(dice(slug, "freshness"), today),
        **room(dice(slug, "room"), topic, today),
    }
    return ListingIn.model_validate(facts)


def _what(placing: Placing, name: str) -> dict[str, Any]:
    topic, rng = placing.topic, dice(placing.slug, "labels")
    languages = ("en", *topic.languages)
    if not topic.languages and rng.random() < 0.12:
        languages = ("en", pick(rng, ("ur", "pa", "pl", "ro", "ar", "ti", "bn", "so", "fa", "ku", "uk", "zh", "pt")))
    return {
        "id": demo_id(placing.slug),
        "source_id": placing.slug,
        "kind": topic.kind,
        "name": name,
        "summary": summary(placing),
        "hopes": topic.hopes,
        "gifts": topic.gifts,
        "basics": topic.basics,
        "labels": topic.labels,
        "languages": languages,
        "min_age": topic.min_age,
        "max_age": topic.max_age,
        "licence": MADE_UP,
    }


def _when_and_where(placing: Placing, name: str, today: date) -> dict[str, Any]:
    topic, slug = placing.topic, placing.slug
    meets = sessions(dice(slug, "sessions"), topic, today)
    cost = price(dice(slug, "cost"), topic)
    found = {
        "place": place_of(slug, topic, placing.sector, name),
        "areas_served": placing.serves,
        "sessions": meets,
        "opening": pick(dice(slug, "opening"), topic.openings) if topic.openings else "",
        "ease": ease_facts(dice(slug, "ease"), topic, meets, cost["free"]),
        **cost,
    }
    if topic.role:
        found["answering"] = answering_for(slug, Role(topic.role), today)
    return found


def _reach(placing: Placing, name: str, taken: Taken) -> dict[str, Any]:
    topic, slug, rng = placing.topic, placing.slug, dice(placing.slug, "reach")
    organisation = organisation_of(slug, topic, placing.area)
    by_them = topic.kind in BY_AN_ORGANISATION and organisation is not None
    phone = organisation.phone if by_them and organisation else taken.phone(slug, placing.area.town)
    own_mail = f"{web_name(name)}@example.org"
    email = (organisation.email if by_them and organisation else own_mail) if rng.random() < 0.55 else ""
    first = read_list("names")["first"]
    way = WayIn(weighed(rng, topic.ways))
    note = pick(rng, topic.way_in_notes) if topic.way_in_notes else ""
    return {
        "organisation": organisation,
        "way_in": way,
        "way_in_note": note,
        "contact": ContactIn(name=pick(rng, first), phone=phone, email=email, show=rng.random() > HIDES_CONTACT),
        "url": f"https://example.org/{web_name(name)}" if rng.random() < 0.6 else "",
    }
