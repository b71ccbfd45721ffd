"""A listing as a feature of GeoJSON (RFC 7946): longitude first, six decimals; a home at its sector's middle; pure."""

from typing import Any

from app.directory.vocabulary import Scheme
from app.standards.open_listing import OpenListing

DECIMALS = 6  # a tenth of a metre; RFC 7946 advises no more


def feature(it: OpenListing, base_url: str) -> dict[str, Any] | None:
    """The feature; None for a listing that has no point."""
    if it.place is None or it.place.lat is None or it.place.lon is None:
        return None
    return {
        "type": "Feature",
        "id": str(it.id),
        "geometry": {"type": "Point", "coordinates": [round(it.place.lon, DECIMALS), round(it.place.lat, DECIMALS)]},
        "properties": _properties(it, base_url.rstrip("/")),
    }


def _properties(it: OpenListing, base_url: str) -> dict[str, Any]:
    place = it.place
    assert place is not None
    return {
        "name": it.name,
        "kind": it.kind.value,
        "summary": it.summary or None,
        "organisation": it.organisation.name if it.organisation else None,
        "place": place.name or None,
        "address": place.address or None,
        "point": "sector" if place.private else "place",
        "hopes": [code for scheme, code in it.terms if scheme is Scheme.HOPE],
        "free": it.free,
        "phone": it.phone or None,
        "email": it.email or None,
        "url": it.url or None,
        "page": f"{base_url}/listings/{it.id}",
        "checked_on": it.checked_on.isoformat() if it.checked_on else None,
        "updated_at": it.updated_at.isoformat(),
        "source": it.source,
        "licence": it.licence or None,
    }
