"""Who is calling: the nearest address that we need not take somebody's word for."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from app.edge.sent import sent

Address = IPv4Address | IPv6Address
_ONE_HOUSEHOLD_V6 = 64  # one line to a house or an office is given a /64 at least


@dataclass(frozen=True)
class Proxies:
    """The machines whose X-Forwarded-For and X-Forwarded-Proto we believe."""

    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def parse(cls, text: str) -> "Proxies":
        """From addresses and networks with commas between; "*" is everybody. Raises ValueError for anything else."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if "*" in parts:
            parts = ["0.0.0.0/0", "::/0"]
        try:
            return cls(tuple(ip_network(part, strict=False) for part in parts))
        except ValueError as error:
            raise ValueError("KITH_TRUSTED_PROXIES takes addresses or networks with commas between") from error

    def trust(self, address: Address | None) -> bool:
        """Whether to believe what it says; None is a local socket, to which only this machine can connect."""
        return address is None or any(address in network for network in self.networks)


def client_of(scope: Scope, proxies: Proxies) -> Address | None:
    """The caller's address: the last in X-Forwarded-For that no trusted proxy vouches for. None is this machine."""
    peer = scope.get("client")
    here = _address(peer[0]) if peer else None
    hops = (sent(scope, b"x-forwarded-for") or "").split(",")
    for hop in reversed(hops):
        found = _address(hop.strip())
        if found is None or not proxies.trust(here):
            break
        here = found
    return here


def is_https(scope: Scope, proxies: Proxies) -> bool:
    """Whether the person's own connection is encrypted, as far as we can know."""
    peer = scope.get("client")
    forwarded = sent(scope, b"x-forwarded-proto")
    if forwarded and proxies.trust(_address(peer[0]) if peer else None):
        return forwarded.split(",")[-1].strip() == "https"
    return bool(scope.get("scheme") == "https")


def is_local(address: Address | None) -> bool:
    """Whether the call comes from this machine itself."""
    return address is None or address.is_loopback


def household(address: Address | None) -> str:
    """One name for everybody behind a line: the address, or the /64 of an IPv6 one."""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _ONE_HOUSEHOLD_V6), strict=False))
    return str(address)


@lru_cache(maxsize=1024)
def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
