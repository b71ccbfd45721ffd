"""The whole feed as one file of Open Referral UK 3.0, which `kith import --as oruk` reads."""

from collections.abc import Iterable
from pathlib import Path

import orjson

from app.directory.vocabulary import Vocabulary
from app.standards.hsds_feed.mapping import VERSION, service_full
from app.standards.open_listing import OpenListing


def write_file(path: Path, listings: Iterable[OpenListing], vocabulary: Vocabulary) -> int:
    """Write every service with all that belongs to it in one page, piece by piece; how many."""
    count = 0
    with path.open("wb") as file:
        file.write(b'{"version":"%s","contents":[' % VERSION.encode())
        for it in listings:
            file.write((b",\n" if count else b"\n") + orjson.dumps(service_full(it, vocabulary)))
            count += 1
        file.write(b'\n],"total_items":%d,"total_pages":1,"page_number":1,"size":%d}\n' % (count, count))
    return count
