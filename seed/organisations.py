"""Who runs a made-up listing, and the word they give for a person."""

from datetime import date, timedelta
from random import Random

from app.directory.rules import Kind, Role
from app.directory.shapes import AnsweringIn, OrganisationIn
from seed.areas import DemoArea
from seed.chance import dice, pick
from seed.lists import read_list
from seed.naming import drama_number, filled, web_name
from seed.places import TOWN_NAMES
from seed.topics import Topic

FIRST_ORGANISATION_NUMBER = 950
ALONE = 0.55  # of groups are just some neighbours, with no organisation
LAPSED = 0.06  # of people: their organisation's word no longer holds, so they must not be shown
SORTS = {
    Kind.PERSON: "area",
    Kind.NETWORK: "area",
    Kind.EXCHANGE: "timebank",
    Kind.UNIVERSAL: "council",
    Kind.FORMAL: "council",
    Kind.PRACTICAL: "relief",
    Kind.PLACE: "charity",
    Kind.GROUP: "charity",
}
CHECKS = {Role.CONNECTOR: "enhanced DBS", Role.COMPANION: "enhanced DBS", Role.SHARER: "basic DBS"}


def organisation_of(slug: str, topic: Topic, area: DemoArea) -> OrganisationIn | None:
    """The body that runs it; half the groups are simply neighbours and have none."""
    rng = dice(slug, "organisation")
    if topic.kind is Kind.GROUP and rng.random() < ALONE:
        return None
    sort = topic.run_by or SORTS[topic.kind]
    return area_organisation(area) if sort == "area" else town_organisation(rng, sort, area.town)


def area_organisation(area: DemoArea) -> OrganisationIn:
    """The neighbours' group that looks after an area."""
    url = f"https://example.org/{web_name(area.group)}"
    return OrganisationIn(
        source_id=f"demo-{area.code}",
        name=area.group,
        phone=area.phone,
        email=area.email,
        url=url,
        summary=f"Neighbours who know {area.name} and answer the telephone.",
    )


def town_organisation(rng: Random, sort: str, town: str) -> OrganisationIn:
    """One of the town's bodies of that sort, the same name whenever it is drawn."""
    shelf = read_list("organisations")
    number = rng.randrange(len(shelf[sort]["names"]))
    key = f"demo-{town}-{sort}-{number}"
    text = shelf[sort]["names"][number].replace("{town}", TOWN_NAMES[town])
    name = filled(dice(key, "name"), text, TOWN_NAMES[town])
    last = FIRST_ORGANISATION_NUMBER + dice(key, "phone").randrange(1000 - FIRST_ORGANISATION_NUMBER)
    return OrganisationIn(
        source_id=key,
        name=name,
        phone=drama_number(town, last),
        email=f"{web_name(name)}@example.org",
        url=f"https://example.org/{web_name(name)}",
    )


def answering_for(slug: str, role: Role, today: date) -> AnsweringIn:
    """The organisation's word for a person; for a few one part of it has lapsed or is missing."""
    rng = dice(slug, "answering")
    first = read_list("names")["first"]
    word = {
        "role": role,
        "references_on": today - timedelta(days=rng.randint(200, 700)),
        "supervised_by": pick(rng, first),
        "insured_until": today + timedelta(days=rng.randint(400, 720)),
        "lone_working_plan": True,
        "safeguarding_lead": pick(rng, first),
        "check": CHECKS[role],
        "check_on": today - timedelta(days=rng.randint(20, 300)),
    }
    if rng.random() < LAPSED:
        word |= pick(rng, _lapses(today))
    return AnsweringIn.model_validate(word)


def _lapses(today: date) -> tuple[dict[str, object], ...]:
    return (
        {"check_on": today - timedelta(days=1400)},
        {"insured_until": today - timedelta(days=15)},
        {"references_on": None},
        {"supervised_by": ""},
        {"lone_working_plan": False},
    )
