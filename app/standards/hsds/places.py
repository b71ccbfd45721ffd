"""Where a service is: its first location with an address, else a postcode that stands in its words; pure."""

from collections.abc import Iterator
from itertools import islice

from app.directory.shapes import NAME_MAX, PlaceIn
from app.kernel.text import one_line
from app.standards.hsds.fields import Mender, Thing, raw, thing, things
from geo.postcodes import PostcodeError, PostcodeLevel, find_postcode, parse_postcode

ALSO_AT_MAX = 5
_ADDRESSES = ("addresses", "physical_addresses", "physical_address", "address")
_LINES = ("attention", "address_1", "address_2", "address_3", "address_4", "city", "region", "state_province")


def place_of(service: Thing, summary: str, mender: Mender) -> tuple[PlaceIn | None, str, int]:
    """The place, a line that names the other places it is at, and how many values were repaired."""
    found = [(location, place) for location in _locations(service) if (place := _place(location, mender))]
    if found:
        return found[0][1], _also(place for _, place in islice(found, 1, ALSO_AT_MAX + 1)), 0
    told = find_postcode(summary) or find_postcode(one_line(raw(thing(service, "organization"), "description")))
    if told is None or told.level is not PostcodeLevel.UNIT:
        return None, "", 0
    return PlaceIn(postcode=told.text), "", 1


def where(service: Thing, summary: str) -> bool:
    """Whether anything tells where it is."""
    return place_of(service, summary, Mender())[0] is not None


def _also(places: Iterator[PlaceIn]) -> str:
    told = [", ".join(filter(None, (place.name, place.address, place.postcode))) for place in places]
    return "Also at: " + "; ".join(dict.fromkeys(told)) + "." if told else ""


def _locations(service: Thing) -> Iterator[Thing]:
    yield from (thing(at, "location") for at in things(service, "service_at_locations", "service_at_location"))
    yield from things(service, "locations", "location")


def _place(location: Thing, mender: Mender) -> PlaceIn | None:
    if raw(location, "location_type").casefold() in ("virtual", "postal"):
        return None
    address = next(things(location, *_ADDRESSES), {})
    lines = dict.fromkeys(mender.line(raw(address, name), 200) for name in _LINES)
    point = _point(raw(location, "latitude"), raw(location, "longitude"))
    told = ", ".join(filter(None, lines))
    code = _postcode(raw(address, "postal_code", "postcode"), told, mender)
    if not (code or point or told):
        return None
    lat, lon = point or (None, None)
    name = mender.line(raw(location, "name"), NAME_MAX)
    return PlaceIn(name=name, address=told[:500], postcode=code, lat=lat, lon=lon)


def _postcode(cell: str, address: str, mender: Mender) -> str:
    try:
        parsed = parse_postcode(cell) if cell else find_postcode(address)
    except PostcodeError:
        mender.repairs += 1
        found = find_postcode(f"{address} {cell}")
        return found.text if found else one_line(cell)[:12]
    return parsed.text if parsed and parsed.level is not PostcodeLevel.NO_PLACE else ""


def _point(lat: str, lon: str) -> tuple[float, float] | None:
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        return None
    inside = -90 <= north <= 90 and -180 <= east <= 180
    return (north, east) if inside and (north or east) else None  # 0, 0 is how systems write "not known"
