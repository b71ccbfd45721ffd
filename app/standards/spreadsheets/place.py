"""Where a row is: its postcode, address and coordinates put together, and said when they cannot be right; pure."""

from dataclasses import dataclass

from app.directory.mending import is_blank
from app.directory.shapes import PlaceIn
from app.kernel.text import one_line
from geo.postcodes import PostcodeError, PostcodeLevel, find_postcode, parse_postcode

SLIP_MAX = 12  # a postcode with a slip in it is still about this long; anything longer is something else
HOME = ((49.0, 61.5), (-9.0, 2.5))  # the British Isles: tells latitude from longitude when they were swapped


@dataclass(frozen=True)
class ReadPlace:
    """The place, how many values were repaired, or the field that cannot be used with its problem and value."""

    place: PlaceIn | None = None
    repairs: int = 0
    field: str = ""
    problem: str = ""
    value: str = ""

    @property
    def found(self) -> bool:
        """Whether anything is known of where it is."""
        return self.place is not None

    @staticmethod
    def in_text(text: str) -> bool:
        """Whether running text gives a postcode."""
        return find_postcode(text) is not None


def read_place(
    postcode: str, address: str, lat: str, lon: str, *, short: bool = False, private: bool = False
) -> ReadPlace:
    """What four cells say about where it is.

    A postcode with a slip is kept as it came (it is named again when it cannot be found on the map), unless the
    address has a sound one. A cell that can be no postcode at all means that the row has slipped: a problem.
    `short`: the row has fewer cells than it should, so it must prove itself by a sound postcode or point.
    `private`: where somebody can be written to is often a home, and is then known by its sector only (rule 10).
    """
    point, point_repairs, bad = _point(lat, lon)
    code, code_repairs, sound = _postcode(one_line(postcode), address)
    if code is None:
        return ReadPlace(field="postcode", problem="is not a postcode", value=postcode)
    if bad and not sound:
        return ReadPlace(field="lat" if bad == lat else "lon", problem="is not a latitude and longitude", value=bad)
    if short and not (sound or point):
        return ReadPlace(field="row", problem="has fewer cells than the headings and no sound place")
    repairs = point_repairs + code_repairs + bool(bad)
    if not (code or point or address):
        return ReadPlace(repairs=repairs)
    lat_found, lon_found = point or (None, None)
    return ReadPlace(PlaceIn(address=address, postcode=code, lat=lat_found, lon=lon_found, private=private), repairs)


def _postcode(cell: str, address: str) -> tuple[str | None, int, bool]:
    """The postcode to keep (None: the cell is something else), repairs, and whether it is a sound one."""
    if is_blank(cell):
        found = find_postcode(address)
        return (found.text, 0, True) if found and found.level is PostcodeLevel.UNIT else ("", 0, False)
    try:
        parsed = parse_postcode(cell)
    except PostcodeError:
        return _slipped(cell, address)
    if parsed.level is PostcodeLevel.NO_PLACE:  # forces post, no fixed abode: valid, and on no map
        return "", 1, False
    plain_letters = "".join(cell.upper().split())
    return parsed.text, int(parsed.text.replace(" ", "") != plain_letters), True


def _slipped(cell: str, address: str) -> tuple[str | None, int, bool]:
    if found := find_postcode(f"{address} {cell}"):
        return found.text, 1, True
    looks_like_one = len(cell) <= SLIP_MAX and any(map(str.isdigit, cell)) and any(map(str.isalpha, cell))
    return (cell, 0, False) if looks_like_one else (None, 0, False)


def _point(lat: str, lon: str) -> tuple[tuple[float, float] | None, int, str]:
    """The point, repairs, and a value that is no coordinate ("" when all is well or nothing is said)."""
    if is_blank(lat) and is_blank(lon):
        return None, 0, ""
    numbers = [_number(lat), _number(lon)]
    if None in numbers:
        return None, 0, lat if numbers[0] is None else lon
    north, east = (number or 0.0 for number in numbers)
    if north == 0 and east == 0:  # "no position", as many systems write it
        return None, 1, ""
    swapped = _inside(east, north) and not _inside(north, east)
    if swapped:
        north, east = east, north
    commas = "," in lat + lon
    sound = -90 <= north <= 90 and -180 <= east <= 180
    return ((north, east), int(swapped or commas), "") if sound else (None, 0, lat or lon)


def _inside(lat: float, lon: float) -> bool:
    return HOME[0][0] <= lat <= HOME[0][1] and HOME[1][0] <= lon <= HOME[1][1]


def _number(text: str) -> float | None:
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None  # also refuses "nan" and "inf"
