"""An Open Referral UK feed or file as drafts of listings, one service at a time."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from app.directory.rules import Kind
from app.directory.shapes import Draft, Refusal
from app.directory.tagging import tagger_of
from app.directory.vocabulary import Vocabulary
from app.standards.feed_words import SAME_SERVICE
from app.standards.fetch import Marks, Pace
from app.standards.hsds.mapping import read_service
from app.standards.hsds.read_oruk import is_url, read_feed, read_file

Progress = Callable[[int, int | None], None]


def drafts_from_oruk(
    source: str,
    *,
    default_kind: Kind | None,
    vocabulary: Vocabulary,
    client: httpx.Client | None = None,
    progress: Progress | None = None,
    pace: Pace | None = None,
    marks: Marks | None = None,
) -> Iterator[Draft | Refusal]:
    """Drafts and refusals from a file or the base URL of a feed; a service that comes twice is refused.

    Progress comes in services done of all, where the feed says how many. Raises NotUsable for what is no feed and
    FeedBroken, naming the page, for one that stops half way: the caller then keeps nothing of it.
    """
    services = (
        read_feed(source, client, progress, pace, marks) if is_url(source) else _from_file(Path(source), progress)
    )
    tag = tagger_of(vocabulary)
    first_at: dict[str, int] = {}
    for row, service in enumerate(services, start=1):
        read = read_service(service, row, default_kind, tag)
        if isinstance(read, Draft) and (first := first_at.setdefault(read.key, row)) != row:
            yield Refusal(row=row, field="id", problem=SAME_SERVICE % {"row": first}, value=read.key[:80])
        else:
            yield read


def _from_file(path: Path, progress: Progress | None) -> Iterator[Any]:
    services = read_file(path)
    for done, service in enumerate(services, start=1):
        yield service
        if progress and (done % 100 == 0 or done == len(services)):
            progress(done, len(services))
