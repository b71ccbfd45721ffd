"""Asking a postcodes.io-compatible address where a listing's postcode is.

For listings only. What a person types in a search never leaves this installation.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from geo.points import Point
from geo.postcodes import Postcode, PostcodeError, PostcodeLevel, parse_postcode

TIMEOUT_S = 4.0
TRIES = 3
_PAUSE_S = 0.3  # doubled after each try
_UNREADABLE = "The postcode look-up's answer cannot be read."
_LARGEST = 64 << 10  # a true answer is about 2 KB


class RemoteError(Exception):
    """The address could not be asked, in a sentence; it names no postcode."""


@dataclass(frozen=True)
class RemotePlace:
    """Where a postcode is, and its district, as the other side says."""

    point: Point
    district_code: str | None
    ended: bool = False


def look_up(
    postcode: Postcode, base_url: str, client: httpx.Client, pause: Callable[[float], None] = time.sleep
) -> RemotePlace | None:
    """Where a unit postcode is; None when the other side does not know it or has no position for it.

    Asks for current postcodes, then for ended ones. Raises RemoteError when there is no usable answer.
    """
    if postcode.level is not PostcodeLevel.UNIT:
        return None
    code = postcode.text.replace(" ", "")
    current = _ask(client, f"{base_url.rstrip('/')}/postcodes/{code}", pause)
    if current is not None:
        return _place(current, ended=False)
    ended = _ask(client, f"{base_url.rstrip('/')}/terminated_postcodes/{code}", pause)
    return None if ended is None else _place(ended, ended=True)


def make_client(timeout_s: float = TIMEOUT_S) -> httpx.Client:
    """A client that follows no redirect: an answer comes from the address that was set, or not at all."""
    return httpx.Client(timeout=timeout_s, follow_redirects=False, headers={"Accept": "application/json"})


def _ask(client: httpx.Client, url: str, pause: Callable[[float], None]) -> dict[str, Any] | None:
    for attempt in range(TRIES):
        try:
            status, body = _fetch(client, url)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            if attempt == TRIES - 1 or isinstance(problem, httpx.UnsupportedProtocol | httpx.InvalidURL):
                raise RemoteError("The postcode look-up does not answer.") from problem
        else:
            if status == httpx.codes.NOT_FOUND:
                return None
            if status == httpx.codes.OK:
                return _result(body)
            if status < 500 and status != httpx.codes.TOO_MANY_REQUESTS:
                raise RemoteError(f"The postcode look-up refused with status {status}.")
        if attempt < TRIES - 1:
            pause(_PAUSE_S * 2**attempt)
    raise RemoteError("The postcode look-up is out of order.")


def _fetch(client: httpx.Client, url: str) -> tuple[int, bytes]:
    with client.stream("GET", url) as response:
        body = b""
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > _LARGEST:
                raise RemoteError("The postcode look-up answered with far too much.")
        return response.status_code, body


def _result(body: bytes) -> dict[str, Any]:
    try:
        result = json.loads(body)["result"]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise RemoteError(_UNREADABLE) from problem
    if not isinstance(result, dict):  # None would read as "not known"
        raise RemoteError(_UNREADABLE)
    return result


def _place(result: dict[str, Any], *, ended: bool) -> RemotePlace | None:
    try:
        if result["latitude"] is None or result["longitude"] is None:
            return None
        point = Point(float(result["latitude"]), float(result["longitude"]))
        codes = result.get("codes") or {}
        district = codes.get("admin_district")
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise RemoteError(_UNREADABLE) from problem
    return RemotePlace(point, district if isinstance(district, str) else None, ended)


@dataclass
class Asking:
    """Asks one address where listings' postcodes are, each once; after it failed it is left alone."""

    base_url: str
    client: httpx.Client
    known: dict[str, Point | None] = field(default_factory=dict)
    failed: RemoteError | None = None

    def __call__(self, text: str) -> Point | None:
        """The point of a whole postcode; None for anything else, when it is not known there, or after a failure."""
        try:
            postcode = parse_postcode(text)
        except PostcodeError:
            return None
        if postcode.text not in self.known and self.failed is None:
            try:
                found = look_up(postcode, self.base_url, self.client)
            except RemoteError as error:
                self.failed = error
                return None
            self.known[postcode.text] = found.point if found else None
        return self.known.get(postcode.text)
