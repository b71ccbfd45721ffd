"""The documents of OGC API Features, Part 1: Core (OGC 17-069r4): landing page, conformance, one collection; pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from app.standards.geojson.mapping import feature
from app.standards.open_listing import OpenListing

Doc = dict[str, Any]
JSON, GEOJSON, OPENAPI = "application/json", "application/geo+json", "application/vnd.oai.openapi+json;version=3.1"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"  # longitude first, as in GeoJSON
COLLECTION = "listings"
_CONFORMS = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
# The British Isles: where listings are, without looking at each.
_EXTENT = [-8.7, 49.8, 1.8, 60.9]


def landing(base_url: str) -> Doc:
    """Where everything else is."""
    root = _root(base_url)
    return {
        "title": "Kith: what a neighbourhood has",
        "description": "Public listings on the map. A home stands at the middle of its postcode sector.",
        "links": [
            _link(root, "self", JSON, "This page"),
            _link(f"{base_url.rstrip('/')}/openapi.json", "service-desc", OPENAPI, "How to ask"),
            _link(f"{root}/conformance", "conformance", JSON, "What of the standard is kept"),
            _link(f"{root}/collections", "data", JSON, "What there is"),
        ],
    }


def conformance() -> Doc:
    """The classes of the standard that are kept."""
    return {"conformsTo": [f"{_CONFORMS}{name}" for name in ("core", "geojson")]}


def collections(base_url: str) -> Doc:
    """The list of the one collection."""
    own = _link(f"{_root(base_url)}/collections", "self", JSON, "This list")
    return {"links": [own], "collections": [collection(base_url)]}


def collection(base_url: str) -> Doc:
    """What the collection holds and where."""
    own = f"{_root(base_url)}/collections/{COLLECTION}"
    return {
        "id": COLLECTION,
        "title": "Listings",
        "description": "Groups, networks, places and practical help that have a point on the map; no people.",
        "extent": {"spatial": {"bbox": [_EXTENT], "crs": CRS84}},
        "itemType": "feature",
        "crs": [CRS84],
        "links": [_link(own, "self", JSON, "This collection"), _link(f"{own}/items", "items", GEOJSON, "Listings")],
    }


def items(
    found: Sequence[OpenListing],
    total: int,
    asked: Mapping[str, str],
    offset: int,
    limit: int,
    base_url: str,
    now: datetime,
) -> Doc:
    """One page of features, with the way to the next; `asked` are the other parameters, to be said again."""
    features = [made for it in found if (made := feature(it, base_url))]
    address = f"{_root(base_url)}/collections/{COLLECTION}/items"
    links = [_link(_page(address, asked, offset, limit), "self", GEOJSON, "This page")]
    if offset + limit < total:
        links.append(_link(_page(address, asked, offset + limit, limit), "next", GEOJSON, "The next page"))
    if offset:
        links.append(_link(_page(address, asked, max(0, offset - limit), limit), "prev", GEOJSON, "The page before"))
    return {
        "type": "FeatureCollection",
        "features": features,
        "links": links,
        "timeStamp": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": total,
        "numberReturned": len(features),
    }


def item(it: OpenListing, base_url: str) -> Doc | None:
    """One feature; None for a listing without a point."""
    made = feature(it, base_url)
    if made is None:
        return None
    own = f"{_root(base_url)}/collections/{COLLECTION}"
    links = [
        _link(f"{own}/items/{it.id}", "self", GEOJSON, "This listing"),
        _link(own, "collection", JSON, "The collection it is in"),
        _link(f"{base_url.rstrip('/')}/listings/{it.id}", "alternate", "text/html", "Its page"),
    ]
    return made | {"links": links}


def _page(address: str, asked: Mapping[str, str], offset: int, limit: int) -> str:
    return f"{address}?{urlencode({**asked, 'limit': limit, 'offset': offset}, safe=',:/')}"


def _link(href: str, rel: str, kind: str, title: str) -> Doc:
    return {"href": href, "rel": rel, "type": kind, "title": title}


def _root(base_url: str) -> str:
    return f"{base_url.rstrip('/')}/ogc"
