"""A collection of features, a piece at a time, so that a region's directory never stands in memory whole."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from app.standards.geojson.mapping import feature
from app.standards.open_listing import OpenListing

AT_ONCE = 200  # features in one piece


def pieces(listings: Iterable[OpenListing], base_url: str) -> Iterator[bytes]:
    """The file in pieces of whole features."""
    yield b'{"type":"FeatureCollection","features":['
    waiting: list[bytes] = []
    begun = False
    for it in listings:
        if made := feature(it, base_url):
            waiting.append((b"," if begun else b"") + orjson.dumps(made))
            begun = True
        if len(waiting) >= AT_ONCE:
            yield b"".join(waiting)
            waiting.clear()
    yield b"".join(waiting) + b"]}"


def write_file(path: Path, listings: Iterable[OpenListing], base_url: str) -> int:
    """Write every listing that has a point; how many."""
    count = 0

    def counted() -> Iterator[OpenListing]:
        nonlocal count
        for it in listings:
            count += it.place is not None and it.place.lat is not None
            yield it

    with path.open("wb") as file:
        file.writelines(pieces(counted(), base_url))
    return count
