"""An OpenActive feed or file as drafts of listings, one opportunity at a time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import httpx

from app.directory.rules import Kind
from app.directory.shapes import Draft, Refusal
from app.directory.tagging import tagger_of
from app.directory.vocabulary import Vocabulary
from app.standards.fetch import Pace
from app.standards.openactive.items import Item, by_parent
from app.standards.openactive.mapping import read_opportunity
from app.standards.openactive.read_rpde import read_rpde, read_saved

Progress = Callable[[int, int | None], None]


def drafts_from_openactive(
    source: str,
    *,
    default_kind: Kind | None,
    vocabulary: Vocabulary,
    today: date,
    client: httpx.Client | None = None,
    progress: Progress | None = None,
    pace: Pace | None = None,
) -> Iterator[Draft | Refusal]:
    """Drafts and refusals from a saved page or a whole feed; what is over or cancelled is left out.

    Several addresses with a space between them count as one feed: series and their times often come apart. Raises
    NotUsable and FeedBroken.
    """
    items: list[Item] = []
    for one in source.split():
        if not one.lower().startswith(("http://", "https://")):
            items += read_saved(Path(source))
            break
        items += (item for page, _ in read_rpde(one, client, progress, pace) for item in page)
    yield from drafts_of(items, default_kind, vocabulary, today)


def drafts_of(
    items: Iterable[Item], default_kind: Kind | None, vocabulary: Vocabulary, today: date
) -> Iterator[Draft | Refusal]:
    """The listings that these items are."""
    tag = tagger_of(vocabulary)
    for row, (parent, own) in enumerate(by_parent(items).items(), 1):
        if made := read_opportunity(parent, own, row, default_kind, tag, today):
            yield made
