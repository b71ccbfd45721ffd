"""Makes place names out of the names of small areas: "Harehills North" and "Harehills South" are Harehills."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.distance import metres_between
from geo.names import name_key
from geo.points import Point

_ONE_PLACE_M = 5_000  # the same name within 5 km is the same place
WHOLE, PARENT, PART = 2, 2, 1  # how strongly an area of that name shows where the place is

_COMPASS = r"(?:North|South)(?:[ -]?(?:East|West))?|East|West|Central"
_SUFFIX = re.compile(rf"(?<=\w) (?:{_COMPASS}|(?:City|Town) Centre)$")
_NO_NAME = re.compile(
    rf"(?:{_COMPASS}|Town|City|Town Centre|City Centre|Centre|Rural|District|Districts|Surrounds)", re.I
)
_KIND = re.compile(r" (?:Ward|ED|\(DET\))$")
_DISTRICT_KIND = re.compile(r"(?: London Boro| District)?(?: \(B\))?$")
_ON_A_RIVER = re.compile(r"[ -](?:on|upon|in|under|le)[ -].+$")
_JOINED = re.compile(r" ?(?:&|,|/| and | with ) ?")


@dataclass(frozen=True)
class Evidence:
    """One area that shows where a name is. `weight`: see WHOLE, PARENT and PART."""

    name: str
    lat: float
    lon: float
    district: str
    weight: int


def plain(area_name: str) -> str:
    """An area's name without its kind: "Gipton & Harehills Ward" is "Gipton & Harehills"."""
    name = " ".join(area_name.split())
    while _KIND.search(name):
        name = _KIND.sub("", name)
    return name.replace("St. ", "St ")


def parent(name: str) -> str:
    """The place a compass part belongs to: "Leigh South East" -> "Leigh"; other names stay."""
    return name if _NO_NAME.fullmatch(name) else _SUFFIX.sub("", name)


def folded(area_name: str, district: str) -> str:
    """What to call the place: each joined name without its compass suffix, said once.

    A bare "North East" names nothing by itself: its district goes before it.
    """
    name = plain(area_name)
    if _NO_NAME.fullmatch(name):
        return f"{district} {name}".strip()
    if not _JOINED.search(name):
        return parent(name)
    parts = [parent(part) for part in _JOINED.split(name) if not _NO_NAME.fullmatch(part)]
    return " & ".join([", ".join(dict.fromkeys(parts[:-1])), parts[-1]]) if len(set(parts)) > 1 else parts[0]


def short_forms(name: str) -> list[str]:
    """What people say for "Ashton-in-Makerfield" or "Kingston upon Hull"."""
    if name == "Kingston upon Hull":
        return ["Hull"]
    short = _ON_A_RIVER.sub("", name)
    return [short] if short != name else []


def evidence(area_name: str, lat: float, lon: float, district: str) -> Iterator[Evidence]:
    """The whole name, the place it is a part of, and each of the names joined in it."""
    name = plain(area_name)
    found = {name: WHOLE}
    parts = [part for part in _JOINED.split(name) if part]
    for part in parts:
        found.setdefault(part, PART)
        found.setdefault(parent(part), PARENT if len(parts) == 1 else PART)
        found.update((short, PART) for short in short_forms(parent(part)) if short not in found)
    for each, weight in found.items():
        if len(each) > 2 and not _NO_NAME.fullmatch(each):
            yield Evidence(each, lat, lon, district, weight)


def district_name(official: str) -> str:
    """The name people use: "Abertawe - Swansea" is Swansea, "City of Derby (B)" is Derby."""
    name = _DISTRICT_KIND.sub("", plain(official)).split(" - ")[-1]
    name = re.sub(r"^(?:The )?(?:City and County of the|City of|County of|the)\s+(?=[A-Z])", "", name)
    return re.sub(r"^(Aberdeen|Dundee|Glasgow) City$", r"\1", name).replace("the Vale", "Vale")


def settle(found: Iterable[Evidence]) -> list[Evidence]:
    """One place for each name and neighbourhood, at most one a district, in order of name then weight."""
    named: defaultdict[str, list[Evidence]] = defaultdict(list)
    for one in found:
        named[name_key(one.name)].append(one)
    places = [place for key in named for place in _one_a_district(map(_middle, _clusters(named[key])))]
    return sorted(places, key=lambda p: (name_key(p.name), -p.weight, p.district))


def _clusters(same_name: list[Evidence]) -> list[list[Evidence]]:
    """Groups in which each is within 5 km of another of the group."""
    clusters: list[list[Evidence]] = []
    for one in same_name:
        near = [c for c in clusters if any(_metres(one, other) <= _ONE_PLACE_M for other in c)]
        clusters = [c for c in clusters if c not in near] + [[one, *(other for c in near for other in c)]]
    return clusters


def _middle(cluster: list[Evidence]) -> Evidence:
    """The mean of the areas that bear the name most plainly."""
    best = max(one.weight for one in cluster)
    plainest = [one for one in cluster if one.weight == best]
    lat = sum(one.lat for one in plainest) / len(plainest)
    lon = sum(one.lon for one in plainest) / len(plainest)
    spelt = max(sorted(one.name for one in plainest), key=[one.name for one in cluster].count)
    districts = sorted(one.district for one in plainest)
    return Evidence(spelt, lat, lon, max(districts, key=districts.count), sum(one.weight for one in cluster))


def _one_a_district(places: Iterable[Evidence]) -> list[Evidence]:
    """Two of one name in one district could never be told apart by asking: the better known stays."""
    best: dict[str, Evidence] = {}
    for place in sorted(places, key=lambda p: (-p.weight, p.lat, p.lon)):
        best.setdefault(place.district, place)
    return list(best.values())


def _metres(a: Evidence, b: Evidence) -> float:
    return metres_between(Point(a.lat, a.lon), Point(b.lat, b.lon))
