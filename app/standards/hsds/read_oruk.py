"""Reads the services of an Open Referral UK feed or file: paged, retried, on one host, with an end."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import orjson

from app.kernel.errors import KithError, NotUsable

FILE_MAX = 200_000_000  # bytes
PAGE_MAX = 50_000_000  # bytes of one page, unpacked
PER_PAGE = 100
PAGES_MAX = 10_000
TRIES = 4
WAIT_FIRST_S = 0.5  # doubled with each try
WAIT_MOST_S = 30.0
PAGE_DEADLINE_S = 120.0  # a page that drips in for longer than this counts as stopped
REDIRECTS_MAX = 5
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_LISTS = ("contents", "content", "services", "items", "data", "results")
_SHORT = 4096  # what is not JSON at all is told from a page by this much

Progress = Callable[[int, int | None], None]
Service = Mapping[str, Any]


class FeedBroken(KithError):
    """A feed stopped before its end or does not behave like one; what had been read is not kept."""


@dataclass
class Pace:
    """How long to wait, as values that a test can make short."""

    first_wait_s: float = WAIT_FIRST_S
    most_wait_s: float = WAIT_MOST_S
    deadline_s: float = PAGE_DEADLINE_S
    sleep: Callable[[float], None] = field(default=time.sleep)


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
    base_url: str, client: httpx.Client | None = None, progress: Progress | None = None, pace: Pace | None = None
) -> Iterator[Any]:
    """Every service of a live feed, page after page. Raises FeedBroken with the page at which it stopped."""
    own = client is None
    http = client or httpx.Client(timeout=TIMEOUT, headers={"Accept": "application/json", "User-Agent": "Kith"})
    try:
        yield from _pages(_Feed(http, services_url(base_url), pace or Pace()), progress)
    finally:
        if own:
            http.close()


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


def _pages(feed: _Feed, progress: Progress | None) -> Iterator[Any]:
    done, read_bytes, first_before = 0, 0, object()
    for number in range(1, PAGES_MAX + 1):
        body, size = _page(feed, number)
        read_bytes += size
        services, pages, items = _listed(body, number), _count(body, "total_pages"), _count(body, "total_items")
        if read_bytes > FILE_MAX or (pages or 0) > PAGES_MAX:
            raise FeedBroken(f"The feed is too large to read in one go (page {number}).")
        if not services and number < (pages or 0):
            raise FeedBroken(f"The feed stopped at page {number} of {pages}: the page is empty.")
        if services and services[0] == first_before:
            return  # a feed that does not page gives the same list again
        first_before = services[0] if services else first_before
        yield from services
        done += len(services)
        if progress:
            progress(done, items)
        if _is_last(body, number, pages, services):
            return
    raise FeedBroken(f"The feed has no end: {PAGES_MAX} pages were read.")


def _listed(body: Any, number: int) -> list[Any]:
    try:
        return services_in(body)
    except NotUsable as error:
        raise FeedBroken(f"The feed stopped at page {number}: {error.detail}") from error


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
    """A page and its size, tried again when the other end is slow, busy or broken."""
    why = ""
    for attempt in range(TRIES):
        try:
            raw, wait_s = _fetch(feed, number)
            if raw is not None:
                return orjson.loads(raw), len(raw)
            why = "the other end is busy or out of order"
        except orjson.JSONDecodeError:
            why, wait_s = "what came is no whole JSON", None
        except (httpx.TimeoutException, TimeoutError):
            why, wait_s = "it did not answer in time", None
        except httpx.TransportError:
            why, wait_s = "the connection broke", None
        if attempt + 1 < TRIES:
            usual = feed.pace.first_wait_s * 2**attempt
            feed.pace.sleep(min(usual if wait_s is None else wait_s, feed.pace.most_wait_s))
    raise FeedBroken(f"The feed stopped at page {number}: {why} (tried {TRIES} times).")


def _fetch(feed: _Feed, number: int) -> tuple[bytes | None, float | None]:
    """The bytes of a page; None with the seconds to wait (if said) when it may be had later."""
    url = feed.url.copy_merge_params({"page": str(number), "per_page": str(PER_PAGE)})
    for _ in range(REDIRECTS_MAX):
        with feed.http.stream("GET", url, follow_redirects=False) as answer:
            if answer.has_redirect_location:
                url = _same_host(feed.url, answer.url.join(answer.headers["location"]), number)
                continue
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.status_code >= 500:
                return None, _retry_after_s(answer.headers.get("retry-after", ""))
            if answer.status_code != httpx.codes.OK:
                raise FeedBroken(f"The feed answered page {number} with status {answer.status_code}.")
            return _body(answer, number, feed.pace.deadline_s), None
    raise FeedBroken(f"The feed sends page {number} round in a circle.")


def _same_host(first: httpx.URL, then: httpx.URL, number: int) -> httpx.URL:
    """A feed may move within its own house, also from http to https, and nowhere else."""
    if then.host != first.host or then.scheme not in ("https", first.scheme):
        raise FeedBroken(f"The feed sends page {number} to another host; name that address yourself if it is right.")
    return then


def _retry_after_s(header: str) -> float | None:
    if header.strip().isdigit():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return None


def _body(answer: httpx.Response, number: int, deadline_s: float) -> bytes:
    began, parts, size = time.monotonic(), [], 0
    for part in answer.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > PAGE_MAX:
            raise FeedBroken(f"Page {number} of the feed is larger than {PAGE_MAX // 1_000_000} MB.")
        if time.monotonic() - began > deadline_s:
            raise TimeoutError
    return b"".join(parts)


def is_url(source: str) -> bool:
    """Whether a source is an address on the web and not a file."""
    return source.strip().lower().startswith(("http://", "https://"))
