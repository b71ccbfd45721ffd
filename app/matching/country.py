"""Words of the country as a file: counted in one database, joined of several, read when a process starts."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from app.kernel.errors import NotUsable
from app.kernel.whole_file import replacing
from app.matching.engine.index.country import Country
from app.matching.engine.index.words import counted
from app.matching.engine.types import Candidate

WHAT = "words of the country"
FORMAT = 1
READABLE = 0o644


def count(listings: Iterable[Candidate], today: date) -> Country:
    """Count these listings."""
    number, words, holding, hopes = 0, 0, Counter[str](), set[str]()
    for listing in listings:
        stems = counted(*listing.indexed)
        number, words = number + 1, words + sum(stems.values())
        holding.update(stems.keys())
        hopes.update(listing.hopes)
    return Country(number, words, holding, frozenset(hopes), today)


def own(listings: Iterable[Candidate], sectors: Collection[str], *, placeless: bool) -> Iterable[Candidate]:
    """Those whose place lies in one of some sectors, and with `placeless` those that have none."""
    return (one for one in listings if (one.sector in sectors if one.sector else placeless))


def write_country(country: Country, path: Path) -> None:
    """Write the file, whole or not at all; anybody may read it, as anybody may read the listings."""
    told = {
        "what": WHAT,
        "format": FORMAT,
        "counted_on": country.counted_on,
        "listings": country.listings,
        "words": country.words,
        "hopes": sorted(country.hopes),
        "holding": dict(sorted(country.holding.items())),
    }
    with replacing(path) as file:
        file.write(orjson.dumps(told))
    path.chmod(READABLE)


def read_country(path: Path) -> Country:
    """Raises NotUsable when it is no such file."""
    try:
        return _country(orjson.loads(path.read_bytes()))
    except OSError as error:
        raise NotUsable(f"The words of the country cannot be read from {path}: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotUsable(f"{path} is no file that `kith country count` or `kith country join` wrote.") from error


def _country(told: Mapping[str, Any]) -> Country:
    if (told["what"], told["format"]) != (WHAT, FORMAT):
        raise ValueError("another file")
    holding = {str(stem): int(number) for stem, number in told["holding"].items()}
    found = Country(
        int(told["listings"]), int(told["words"]), holding, frozenset(told["hopes"]),
        date.fromisoformat(told["counted_on"]),
    )  # fmt: skip
    if found.listings < 1 or found.words < 0 or not all(1 <= number <= found.listings for number in holding.values()):
        raise ValueError("no such counts")
    return found
