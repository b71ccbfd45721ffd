"""Fetches one page of a feed: tried again when the other end is slow, busy or broken; on one host, with an end."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import orjson

from app.kernel.errors import KithError
from app.standards.feed_words import BROKE, BUSY, CIRCLE, HALF, LARGE, OTHER_HOST, SLOW, STATUS, STOPPED

PAGE_MAX = 50_000_000  # bytes of one page, unpacked
TRIES = 4
WAIT_FIRST_S = 0.5  # doubled with each try
WAIT_MOST_S = 30.0
PAGE_DEADLINE_S = 120.0  # a page that drips in for longer than this counts as stopped
REDIRECTS_MAX = 5
TIMEOUT = httpx.Timeout(30.0, connect=10.0)


class FeedBroken(KithError):
    """A feed stopped before its end or does not behave like one; what had been read is not kept."""


class NotChanged(KithError):
    """The feed says that nothing has changed since the last time."""


@dataclass
class Pace:
    """How long to wait, as values that a test can make short."""

    first_wait_s: float = WAIT_FIRST_S
    most_wait_s: float = WAIT_MOST_S
    deadline_s: float = PAGE_DEADLINE_S
    sleep: Callable[[float], None] = field(default=time.sleep)


@dataclass(frozen=True)
class Mark:
    """What a page said of its version: its ETag and its Last-Modified, "" where it said nothing."""

    etag: str = ""
    modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.modified)

    def asked(self) -> dict[str, str]:
        """The headers that ask for a page only if it is another one."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value}


@dataclass
class Marks:
    """The mark of the last time, and of this time once all is read."""

    last: Mark | None = None
    now: Mark | None = None


@dataclass(frozen=True)
class Page:
    """A page, its size in bytes, and its mark."""

    body: Any
    size: int
    mark: Mark


@dataclass(frozen=True)
class _Want:
    http: httpx.Client
    url: httpx.URL
    what: str
    pace: Pace
    headers: dict[str, str]


def is_address(text: str) -> bool:
    """Whether this is an address on the web that a feed can have."""
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL:
        return False
    return url.scheme in ("http", "https") and bool(url.host)


def make_http(way: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client for feeds, which says who asks; `way` is how it gets there."""
    return httpx.Client(timeout=TIMEOUT, headers={"Accept": "application/json", "User-Agent": "Kith"}, transport=way)


def fetch_json(http: httpx.Client, url: httpx.URL, what: str, pace: Pace, mark: Mark | None = None) -> Page:
    """The page at `url`, called `what` in what is said of it. Raises FeedBroken, or NotChanged when `mark` holds."""
    want, why = _Want(http, url, what, pace, mark.asked() if mark else {}), ""
    for attempt in range(TRIES):
        try:
            raw, wait_s, now = _fetch(want)
            if raw is not None:
                return Page(orjson.loads(raw), len(raw), now)
            why = BUSY
        except orjson.JSONDecodeError:
            why, wait_s = HALF, None
        except (httpx.TimeoutException, TimeoutError):
            why, wait_s = SLOW, None
        except httpx.TransportError:
            why, wait_s = BROKE, None
        if attempt + 1 < TRIES:
            usual = pace.first_wait_s * 2**attempt
            pace.sleep(min(usual if wait_s is None else wait_s, pace.most_wait_s))
    raise FeedBroken(STOPPED % {"what": what, "why": why, "tries": TRIES})


def _fetch(want: _Want) -> tuple[bytes | None, float | None, Mark]:
    """The bytes of a page; None with the seconds to wait (if said) when it may be had later."""
    url = want.url
    for _ in range(REDIRECTS_MAX):
        with want.http.stream("GET", url, follow_redirects=False, headers=want.headers) as answer:
            if answer.has_redirect_location:
                url = same_host(want.url, answer.url.join(answer.headers["location"]), want.what)
                continue
            if answer.status_code == httpx.codes.NOT_MODIFIED and want.headers:
                raise NotChanged("Nothing has changed since the last time.")
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.status_code >= 500:
                return None, _retry_after_s(answer.headers.get("retry-after", "")), Mark()
            if answer.status_code != httpx.codes.OK:
                raise FeedBroken(STATUS % {"what": want.what, "status": answer.status_code})
            mark = Mark(answer.headers.get("etag", "")[:200], answer.headers.get("last-modified", "")[:60])
            return _body(answer, want.what, want.pace.deadline_s), None, mark
    raise FeedBroken(CIRCLE % {"what": want.what})


def same_host(first: httpx.URL, then: httpx.URL, what: str) -> httpx.URL:
    """A feed may move within its own house, also from http to https, and nowhere else. Raises FeedBroken."""
    if then.host != first.host or then.scheme not in ("https", first.scheme):
        raise FeedBroken(OTHER_HOST % {"what": what})
    return then


def _retry_after_s(header: str) -> float | None:
    if header.strip().isdigit():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return None


def _body(answer: httpx.Response, what: str, deadline_s: float) -> bytes:
    began, parts, size = time.monotonic(), [], 0
    for part in answer.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > PAGE_MAX:
            raise FeedBroken(LARGE % {"what": what, "mb": PAGE_MAX // 1_000_000})
        if time.monotonic() - began > deadline_s:
            raise TimeoutError
    return b"".join(parts)
