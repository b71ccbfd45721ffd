"""Groups of a made-up county, the same ones as a second person would type them, and neighbours that only sound alike.

Written before the rule it judges, and never changed to please it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from random import Random

TOWNS = {  # two sectors each, a mile or so apart
    "Scunthorpe": ("DN15 7", "DN15 6"), "Barton": ("DN18 5", "DN18 6"), "Brigg": ("DN20 8", "DN20 9"),
    "Crowle": ("DN17 4", "DN17 3"), "Epworth": ("DN9 1", "DN9 2"), "Bottesford": ("DN16 3", "DN17 2"),
}  # fmt: skip
SAINTS = ("Aidan", "Bede", "Chad", "Hilda", "Hugh", "Lawrence", "Margaret", "Oswald", "Paulinus", "Wilfrid")
CHURCHES = ("Church", "Church Hall", "Parish Rooms", "Community Church")
DOINGS = (
    "Bell Ringing", "Book Chatter", "Bowls", "Breastfeeding Support", "Bridge", "Brass Band", "Carers' Cuppa", "Chess",
    "Choir", "Craft and Chat", "Creative Stitch", "Dads and Little Ones", "Dementia Cafe", "Family History", "Football",
    "Gardening", "Indoor Curling", "Juniors Karate", "Knit & Natter", "Ladies' Darts", "Lunch", "Men in Sheds",
    "Model Railway", "Mother and Toddler", "Over 50's Fitness", "Painting for Pleasure", "Parkinson's Support",
    "Pickleball", "Pilates", "Poetry", "Quilting", "Ramblers", "Rock Choir", "Scouts", "Singing for Lungs", "Tai Chi",
    "Talking Newspaper", "Walking Netball", "Wood Carving", "Yoga",
)  # fmt: skip
PACKS = ("Brownies", "Cubs", "Guides", "Rainbows", "Scouts")
FORMS = ("Club", "Group", "Society", "Circle", "Class", "")
STREETS = ("Church Lane", "High Street", "Market Place", "Mill Road", "Queen Street", "Station Road", "West Acridge")


@dataclass(frozen=True)
class Entry:
    """What somebody types of a group."""

    name: str
    postcode: str
    address: str
    phone: str = ""
    url: str = ""


def county(rng: Random, number: int) -> list[Entry]:
    """Different groups of one county, as a council's list names them."""
    found: dict[str, Entry] = {}
    while len(found) < number:
        town = rng.choice(sorted(TOWNS))
        name = _name(rng, town)
        found.setdefault(name, Entry(name, rng.choice(TOWNS[town]), _address(rng, town), _phone(rng), _url(rng, name)))
    return list(found.values())


def _name(rng: Random, town: str) -> str:
    doing, form, saint = rng.choice(DOINGS), rng.choice(FORMS), f"St {rng.choice(SAINTS)}'s"
    shapes = (
        f"{town} {doing} {form}",
        f"{doing} {form} ({town})",
        f"{saint} {doing} {form}",
        f"{doing} at {saint} {rng.choice(CHURCHES)}",
        f"{saint} {rng.choice(CHURCHES)}, {town}",
        f"U3A {town} and District - {doing}",
        f"The {town} & District {doing} {form}",
        f"{rng.choice(('1st', '2nd', '3rd', '4th'))} {town} {rng.choice(PACKS)}",
    )
    return " ".join(rng.choice(shapes).split())


def _address(rng: Random, town: str) -> str:
    return f"{rng.randrange(1, 120)} {rng.choice(STREETS)}, {town}"


def _phone(rng: Random) -> str:
    return f"01632 960{rng.randrange(1000):03d}" if rng.random() < 0.7 else ""


def _url(rng: Random, name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"https://example.org/{slug}" if rng.random() < 0.4 else ""


# The same group, typed again by somebody else.


def typed_again(rng: Random, one: Entry, town: str) -> Entry:
    """One to three changes such as people make; the phone and the page are often left out or the only thing kept."""
    ways: list[Callable[[Random, Entry, str], Entry]] = [
        _slip, _saint, _ampersand, _plural, _swapped, _moved_door, _no_article, _form, _with_town, _capitals,
    ]  # fmt: skip
    again = one
    for way in rng.sample(ways, rng.randrange(1, 4)):
        again = way(rng, again, town)
    if rng.random() < 0.2 and one.phone:
        return _reworded(rng, replace(again, url=""))
    kept = rng.random()
    return replace(again, phone=one.phone if kept < 0.4 else "", url=one.url if kept > 0.7 else "")


def _slip(rng: Random, one: Entry, _town: str) -> Entry:
    letters = [at for at, sign in enumerate(one.name) if sign.isalpha()]
    at = rng.choice(letters)
    name, sign = one.name, one.name[at]
    other = rng.choice("aeiorstln")
    slips = (name[:at] + name[at + 1 :], name[:at] + sign + name[at:], name[:at] + other + name[at + 1 :])
    swapped = name[:at] + name[at + 1 : at + 2] + sign + name[at + 2 :]
    return replace(one, name=rng.choice((*slips, swapped)))


def _saint(_rng: Random, one: Entry, _town: str) -> Entry:
    longer = re.sub(r"\bSt\b\.?", "Saint", one.name)
    return replace(one, name=longer if longer != one.name else re.sub(r"\bSaint\b", "St.", one.name))


def _ampersand(_rng: Random, one: Entry, _town: str) -> Entry:
    plain = one.name.replace("&", "and")
    return replace(one, name=plain if plain != one.name else re.sub(r"\band\b", "&", one.name))


def _plural(rng: Random, one: Entry, _town: str) -> Entry:
    words = one.name.split()
    at = rng.randrange(len(words))
    word = words[at]
    words[at] = word.rstrip("s'’") if word.lower().endswith(("s", "s'", "'s")) else f"{word}s"
    return replace(one, name=" ".join(filter(None, words)))


def _swapped(rng: Random, one: Entry, _town: str) -> Entry:
    words = one.name.split()
    if len(words) < 2:
        return one
    cut = rng.randrange(1, len(words))
    return replace(one, name=" ".join(words[cut:] + words[:cut]))


def _moved_door(rng: Random, one: Entry, _town: str) -> Entry:
    number = re.search(r"\d+", one.address)
    if not number:
        return replace(one, address="")
    moved = str(max(1, int(number.group()) + rng.choice((-4, -2, -1, 1, 2, 10))))
    return replace(one, address=one.address.replace(number.group(), moved, 1))


def _no_article(_rng: Random, one: Entry, _town: str) -> Entry:
    return replace(one, name=one.name.removeprefix("The ") if one.name.startswith("The ") else f"The {one.name}")


def _form(rng: Random, one: Entry, _town: str) -> Entry:
    shorter = re.sub(r"\s(?:Club|Group|Society|Circle|Class)\b", "", one.name)
    return replace(one, name=shorter if shorter != one.name else f"{one.name} {rng.choice(FORMS[:-1])}")


def _with_town(_rng: Random, one: Entry, town: str) -> Entry:
    words = [word for word in one.name.split() if word.strip("(),") != town]
    return replace(one, name=" ".join(words) if len(words) < len(one.name.split()) else f"{one.name}, {town}")


def _capitals(rng: Random, one: Entry, _town: str) -> Entry:
    return replace(one, name=rng.choice((one.name.upper(), one.name.lower(), one.name.replace("'", ""))))


def _reworded(rng: Random, one: Entry) -> Entry:
    """The same number, and a name that leaves a word out and says another."""
    words = one.name.split()
    if len(words) > 2:
        words.pop(rng.randrange(len(words)))
    return replace(one, name=" ".join([*words, rng.choice(("Meet", "Tuesdays", "Morning", "Friends"))]))


# Neighbours: other groups, near by, that sound alike.


def neighbour(rng: Random, one: Entry, town: str) -> Entry:
    """A different group next to `one`: the same hall, the same church, the same body, another doing or another pack."""
    other = rng.choice([doing for doing in DOINGS if doing.lower() not in one.name.lower()])
    saint = rng.choice([saint for saint in SAINTS if saint not in one.name])
    shapes = [
        Entry(f"{town} {other} {rng.choice(FORMS)}".strip(), one.postcode, one.address, "", ""),
        Entry(f"St {saint}'s {rng.choice(CHURCHES)}", one.postcode, _address(rng, town), _phone(rng), ""),
        Entry(f"U3A {town} and District - {other}", one.postcode, one.address, one.phone, ""),
        Entry(f"{other} at the hall", one.postcode, one.address, one.phone, ""),
    ]
    for doing in DOINGS:
        if doing in one.name:
            shapes.append(replace(one, name=one.name.replace(doing, other), url="", phone=rng.choice((one.phone, ""))))
    if pack := re.match(r"(\d)(?:st|nd|rd|th) ", one.name):
        shapes.append(replace(one, name=f"{int(pack[1]) + 4}th {one.name.split(' ', 1)[1]}", phone="", url=""))
    return rng.choice(shapes)


NEXT_DOOR = ({"Scunthorpe", "Bottesford", "Crowle"},)  # their sectors touch


def surely_two(one: Entry, other: Entry) -> bool:
    """Whether two are different groups beyond doubt: another doing, or each names another saint, town or pack.

    The same doing a mile off, once with its saint or town and once without, may be one group; to ask is right.
    """
    mine, theirs = _parts(one), _parts(other)
    if mine["doing"] != theirs["doing"] or not _touch(one, other):
        return True
    return any(mine[part] != theirs[part] and mine[part] and theirs[part] for part in ("saint", "town", "pack"))


def _touch(one: Entry, other: Entry) -> bool:
    towns = {town for town, sectors in TOWNS.items() if {one.postcode, other.postcode} & set(sectors)}
    return len(towns) == 1 or any(towns <= together for together in NEXT_DOOR)


@cache
def _parts(one: Entry) -> dict[str, str]:
    doing = next((doing for doing in sorted(DOINGS, key=len, reverse=True) if doing in one.name), "")
    pack = re.match(r"\d(?:st|nd|rd|th) ", one.name)
    return {
        "doing": doing or (one.name.split()[-1] if pack else ""),
        "saint": next((saint for saint in SAINTS if f"St {saint}" in one.name), ""),
        "town": next((town for town in TOWNS if town in one.name), ""),
        "pack": pack.group() if pack else "",
    }
