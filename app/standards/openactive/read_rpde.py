"""Reads an RPDE feed from where it was left off to its end: an empty page that leads to itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson

from app.kernel.errors import NotUsable
from app.standards.feed_words import CIRCLE_AT, NO_ADDRESS, NO_END, NOT_RPDE, PAGE
from app.standards.fetch import FeedBroken, Pace, fetch_json, is_address, make_http, same_host
from app.standards.openactive.items import Item, items_of, next_page, read_item

PAGES_MAX = 20_000
FILE_MAX = 200_000_000  # bytes

Progress = Callable[[int, int | None], None]


def read_rpde(
    start: str, client: httpx.Client | None = None, progress: Progress | None = None, pace: Pace | None = None
) -> Iterator[tuple[list[Item], str]]:
    """The items of each page, and the address to go on from after it. Raises FeedBroken, NotUsable for no address."""
    if not is_address(start):
        raise NotUsable("The address of a feed begins with https:// or http://.")
    url = httpx.URL(start.strip())
    http = client or make_http()
    try:
        yield from _pages(http, url, progress, pace or Pace())
    finally:
        if client is None:
            http.close()


def _pages(
    http: httpx.Client, url: httpx.URL, progress: Progress | None, pace: Pace
) -> Iterator[tuple[list[Item], str]]:
    done, seen = 0, set[str]()
    for number in range(1, PAGES_MAX + 1):
        what = PAGE % {"number": number}
        page = fetch_json(http, url, what, pace).body
        if not isinstance(page, dict) or not isinstance(page.get("items"), list):
            raise FeedBroken(NOT_RPDE % {"what": what})
        then = _then(url, next_page(page), what)
        items = [item for given in items_of(page) if (item := read_item(given))]
        yield items, str(then)
        done += len(items)
        if progress:
            progress(done, None)
        if not items_of(page):
            return
        seen.add(str(url))
        if str(then) in seen:
            raise FeedBroken(CIRCLE_AT % {"what": what})
        url = then
    raise FeedBroken(NO_END % {"pages": PAGES_MAX})


def _then(url: httpx.URL, told: str, what: str) -> httpx.URL:
    try:
        return same_host(url, url.join(told), what) if told else url
    except httpx.InvalidURL:
        raise FeedBroken(NO_ADDRESS % {"what": what}) from None


def read_saved(path: Path) -> list[Item]:
    """The items in a saved page, or in a list of things as they stand in the items' data. Raises NotUsable."""
    if not path.is_file():
        raise NotUsable("There is no such file.")
    if path.stat().st_size > FILE_MAX:
        raise NotUsable(f"The file is larger than {FILE_MAX // 1_000_000} MB; read the feed by its address instead.")
    try:
        page: Any = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise NotUsable(f"The JSON stops making sense at line {error.lineno}, column {error.colno}.") from error
    found = items_of(page)
    items = [item for given in found if (item := read_item(given))]
    if (found and not items) or not isinstance(page, dict | list):
        raise NotUsable("There is nothing in it that is an item of an RPDE feed and of a kind we read.")
    return items
