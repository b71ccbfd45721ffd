"""Names, telephone numbers and addresses that cannot be anybody's."""

import re
from random import Random

from app.directory.rules import Kind
from app.directory.shapes import PlaceIn
from seed.chance import dice, jittered, pick
from seed.lists import read_list
from seed.places import Sector
from seed.topics import Topic

# Ofcom keeps these for drama, so nobody is ever rung ("Telephone numbers for use in TV and radio drama").
DRAMA = {"leeds": "0113 496 0", "wigan": "0161 496 0", "salford": "0161 496 0"}
DRAMA_ELSEWHERE = "01632 960"
JITTER_M = 220.0


def filled(rng: Random, text: str, area: str) -> str:
    """The text with its blanks filled: {whim}, {lane}, {first}, {area}."""
    if "{" not in text:
        return text
    words = read_list("names")
    whim = f"{pick(rng, words['odd'])} {pick(rng, words['thing'])}"
    return text.format(whim=whim, lane=pick(rng, words["lane"]), first=pick(rng, words["first"]), area=area)


def drama_number(town: str, last: int) -> str:
    """A number of the town's drama range; `last` 0..999 are its last three digits."""
    return f"{DRAMA.get(town, DRAMA_ELSEWHERE)}{last:03d}"


def web_name(name: str) -> str:
    """The name as it stands in a web address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "")).strip("-")


def place_of(slug: str, topic: Topic, sector: Sector, listed_as: str) -> PlaceIn:
    """A made-up hall near the middle of a real sector, or a building of its own; a home says neither."""
    rng = dice(slug, "place")
    lat, lon = jittered(rng, sector.lat, sector.lon, JITTER_M)
    private = topic.setting == "home"
    if private:
        return PlaceIn(postcode=sector.code, lat=lat, lon=lon, private=True)
    setting = read_list("settings")[topic.setting]
    name = listed_as if _has_own_building(topic) else filled(rng, pick(rng, setting["names"]), sector.area)
    found_by = [] if topic.setting == "outdoor" and name == listed_as else [pick(rng, setting["hints"])]
    address = ", ".join([name, *found_by, sector.area])
    return PlaceIn(name=name, address=address, postcode=sector.code, lat=lat, lon=lon)


def _has_own_building(topic: Topic) -> bool:
    return topic.kind in (Kind.PLACE, Kind.UNIVERSAL) and bool(topic.openings)
