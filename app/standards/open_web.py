"""A way to the open web alone: what leads into a private network is not called, whatever name it goes by."""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from app.standards.feed_words import INSIDE
from app.standards.fetch import FeedBroken

Resolve = Callable[[str, int], Sequence[str]]

_USUAL = {"http": 80, "https": 443}
_DOORS = frozenset((80, 443, *range(1024, 65536)))  # below are doors of mail and the like
_IN_FIGURES = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)")
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_OWN = (".local", ".localhost", ".internal", ".home.arpa", ".lan")
# Addresses that carry another one inside them: where they end is not said by what they look like.
_CARRYING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


def is_open(address: str) -> bool:
    """Whether an address (in figures) is one that anybody on the web can call."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_open(str(found.ipv4_mapped))
        if any(found in carrying for carrying in _CARRYING):
            return False
    return found.is_global and not found.is_multicast


def is_open_address(text: str) -> bool:
    """Whether an address could be on the open web, as far as it says itself: a name is looked up when it is called."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return False
    host = url.raw_host.decode("ascii").rstrip(".")
    if not _HOST.fullmatch(host) or url.scheme not in _USUAL or url.userinfo or (url.port or 443) not in _DOORS:
        return False
    return is_open(host) if _IN_FIGURES.fullmatch(host) else not host.endswith(_OWN)


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses that a name stands for, in the order in which to try them. Raises ConnectError when none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError("There is no such host.") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass
class OpenWeb(httpx.BaseTransport):
    """Calls the very address that was looked at: a name that stands for another one a moment later gains nothing.

    Certificates are still checked against the name. Raises FeedBroken for a way inside.
    """

    resolve: Resolve = addresses_of
    allows: Callable[[str], bool] = is_open
    inner: httpx.BaseTransport = field(default_factory=httpx.HTTPTransport)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from the first of the host's addresses that can be reached."""
        url = request.url
        found = list(self.resolve(url.host, url.port or _USUAL[url.scheme]))
        if not found or not all(map(self.allows, found)):
            raise FeedBroken(INSIDE)
        for address in found[:-1]:
            try:
                return self._call(request, address)
            except httpx.ConnectError:
                continue
        return self._call(request, found[-1])

    def _call(self, request: httpx.Request, address: str) -> httpx.Response:
        there = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,  # its Host stays the name
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return self.inner.handle_request(there)

    def close(self) -> None:
        """Hang up."""
        self.inner.close()
