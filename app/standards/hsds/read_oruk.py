"""Reads the services of an Open Referral UK feed or file: paged, retried, on one host, with an end."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson

from app.kernel.errors import NotUsable
from app.standards.feed_words import ALL_TOO_LARGE, EMPTY_PAGE, NO_END, PAGE, UNREADABLE
from app.standards.fetch import FeedBroken, Mark, Marks, Pace, fetch_json, make_http

FILE_MAX = 200_000_000  # bytes
PER_PAGE = 100
PAGES_MAX = 10_000
_LISTS = ("contents", "content", "services", "items", "data", "results")

Progress = Callable[[int, int | None], None]
Service = Mapping[str, Any]


def read_file(path: Path) -> list[Any]:
    """The services in a saved page, a bare list or a single service. Raises NotUsable in a sentence."""
    if not path.is_file():
        raise NotUsable("There is no such file.")
    if path.stat().st_size > FILE_MAX:
        raise NotUsable(f"The file is larger than {FILE_MAX // 1_000_000} MB; read the feed by its address instead.")
    body = _parsed(path.read_bytes())
    return services_in(body)


def _parsed(raw: bytes) -> Any:
    text: bytes | str = raw.removeprefix(b"\xef\xbb\xbf")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16", "replace")
    if not text.strip():
        raise NotUsable("The file is empty.")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotUsable(f"The JSON stops making sense at line {error.lineno}, column {error.colno}.") from error


def services_in(body: Any) -> list[Any]:
    """The list of services in whatever shape it was published. Raises NotUsable when there is none."""
    if isinstance(body, list):
        return body
    if isinstance(body, dict):
        for key in _LISTS:
            if isinstance(found := body.get(key), list):
                return found
        if "name" in body:
            return [body]
    raise NotUsable("There are no services in it: it has none of the shapes Open Referral UK knows.")


def read_feed(
    base_url: str,
    client: httpx.Client | None = None,
    progress: Progress | None = None,
    pace: Pace | None = None,
    marks: Marks | None = None,
) -> Iterator[Any]:
    """Every service of a live feed, page after page. Raises FeedBroken with the page at which it stopped.

    `marks` holds what a feed of one page said of its version the last time, and at the end what it says now; raises
    NotChanged, before anything else, when it is still the same.
    """
    own = client is None
    http = client or make_http()
    feed = _Feed(http, services_url(base_url), pace or Pace(), marks.last if marks else None)
    try:
        yield from _pages(feed, progress)
    finally:
        if own:
            http.close()
    if marks:
        marks.now = feed.read


def services_url(base_url: str) -> httpx.URL:
    """The address of the services under the address of a feed; one that names a document itself is kept."""
    url = httpx.URL(base_url.strip())
    if url.scheme not in ("http", "https") or not url.host:
        raise NotUsable("The address of a feed begins with https:// or http://.")
    path = url.path.rstrip("/")
    return url if path.endswith(("/services", ".json")) else url.copy_with(path=f"{path}/services")


@dataclass
class _Feed:
    http: httpx.Client
    url: httpx.URL
    pace: Pace
    mark: Mark | None = None  # of the last time
    read: Mark | None = None  # of this time


def _pages(feed: _Feed, progress: Progress | None) -> Iterator[Any]:
    done, read_bytes, first_before = 0, 0, object()
    for number in range(1, PAGES_MAX + 1):
        body, size = _page(feed, number)
        read_bytes += size
        services, pages, items = _listed(body, number), _count(body, "total_pages"), _count(body, "total_items")
        if read_bytes > FILE_MAX or (pages or 0) > PAGES_MAX:
            raise FeedBroken(ALL_TOO_LARGE % {"what": PAGE % {"number": number}})
        if not services and number < (pages or 0):
            raise FeedBroken(EMPTY_PAGE % {"number": number, "pages": pages})
        if services and services[0] == first_before:
            return  # a feed that does not page gives the same list again
        first_before = services[0] if services else first_before
        yield from services
        done += len(services)
        if progress:
            progress(done, items)
        if _is_last(body, number, pages, services):
            return
    raise FeedBroken(NO_END % {"pages": PAGES_MAX})


def _listed(body: Any, number: int) -> list[Any]:
    try:
        return services_in(body)
    except NotUsable as error:
        raise FeedBroken(UNREADABLE % {"what": PAGE % {"number": number}, "why": error.detail}) from error


def _count(body: Any, name: str) -> int | None:
    value = (
        body.get(name, body.get({"total_pages": "totalPages", "total_items": "totalElements"}[name]))
        if isinstance(body, dict)
        else None
    )
    return int(value) if isinstance(value, int | float | str) and str(value).isdigit() else None


def _is_last(body: Any, number: int, pages: int | None, services: list[Any]) -> bool:
    if pages is not None:
        return number >= pages
    if isinstance(body, dict) and isinstance(last := body.get("last_page", body.get("last")), bool):
        return last
    return not services or not isinstance(body, dict) or not any(isinstance(body.get(key), list) for key in _LISTS)


def _page(feed: _Feed, number: int) -> tuple[Any, int]:
    """A page and its size; the feed remembers by what a feed of one page can be asked whether it has changed."""
    url = feed.url.copy_merge_params({"page": str(number), "per_page": str(PER_PAGE)})
    asked = feed.mark if feed.mark and number == 1 else None
    page = fetch_json(feed.http, url, PAGE % {"number": number}, feed.pace, asked)
    feed.read = page.mark if number == 1 else None
    return page.body, page.size


def is_url(source: str) -> bool:
    """Whether a source is an address on the web and not a file."""
    return source.strip().lower().startswith(("http://", "https://"))
