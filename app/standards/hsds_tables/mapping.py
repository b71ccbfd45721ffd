"""The tables of HSDS 3.0 for those who work with csv: which there are, their fields, and a listing's rows; pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.directory.vocabulary import Vocabulary
from app.standards.hsds_feed.fields import Doc, part_id, said
from app.standards.hsds_feed.mapping import organization_full, service_full
from app.standards.hsds_feed.terms import LISTS, entries, taxonomy, taxonomy_term
from app.standards.open_listing import OpenListing

Row = tuple[str, Doc]  # the table it stands in, and its fields

# Of the standard's tables and fields those that this directory fills, in the standard's own order.
TABLES: Mapping[str, tuple[str, ...]] = {
    "organizations": ("id", "name", "description", "email", "website"),
    "services": (
        "id", "organization_id", "name", "description", "url", "email", "status", "application_process",
        "fees_description", "eligibility_description", "minimum_age", "maximum_age", "assured_date", "licenses",
        "alert", "last_modified",
    ),
    "service_at_location": ("id", "service_id", "location_id"),
    "locations": ("id", "location_type", "url", "name", "description", "latitude", "longitude"),
    "addresses": (
        "id", "location_id", "address_1", "city", "state_province", "postal_code", "country", "address_type",
    ),
    "accessibility": ("id", "location_id", "description"),
    "phones": ("id", "service_id", "organization_id", "contact_id", "number"),
    "contacts": ("id", "service_id", "name", "email"),
    "schedules": (
        "id", "service_id", "valid_from", "valid_to", "dtstart", "until", "count", "wkst", "freq", "interval", "byday",
        "bymonthday", "description", "opens_at", "closes_at", "notes",
    ),
    "service_areas": ("id", "service_id", "name", "extent", "extent_type"),
    "languages": ("id", "service_id", "code", "note"),
    "cost_options": ("id", "service_id", "currency", "amount", "amount_description"),
    "attributes": ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity"),
    "taxonomies": ("id", "name", "description"),
    "taxonomy_terms": ("id", "code", "name", "description", "taxonomy", "language", "taxonomy_id"),
}  # fmt: skip
_NUMBERS = frozenset(("latitude", "longitude", "count", "interval", "minimum_age", "maximum_age", "amount"))
_FORMATS = {"email": "email", "url": "uri", "website": "uri", "last_modified": "date-time"}
_LEADS_TO = {
    "organization_id": "organizations", "service_id": "services", "location_id": "locations",
    "contact_id": "contacts", "taxonomy_id": "taxonomies", "taxonomy_term_id": "taxonomy_terms",
}  # fmt: skip
_OF_A_SERVICE = ("phones", "schedules", "service_areas", "languages", "cost_options", "contacts", "attributes")


def rows_of(it: OpenListing, vocabulary: Vocabulary) -> Iterator[Row]:
    """A listing's rows in every table; its organisation's too, which other listings may repeat."""
    doc = service_full(it, vocabulary)
    body = _body(it)
    yield "organizations", body
    yield from (("phones", phone) for phone in body.get("phones", ()))
    yield "services", doc | {"organization_id": body["id"], "licenses": doc.get("license", "")}
    for table in _OF_A_SERVICE:
        yield from ((table, row) for row in doc.get(table, ()))
    for contact in doc.get("contacts", ()):
        yield from (("phones", phone) for phone in contact.get("phones", ()))
    for at in doc.get("service_at_locations", ()):
        yield "service_at_location", at
        yield "locations", at["location"]
        for table in ("addresses", "accessibility"):
            yield from ((table, row) for row in at["location"].get(table, ()))


def _body(it: OpenListing) -> Doc:
    """Who runs it; the tables want somebody, and a group that nobody else runs runs itself."""
    if it.organisation:
        return organization_full(it.organisation, ())
    return said(id=part_id(it.id, "organization"), name=it.name, description=it.summary or it.name)


def words(vocabulary: Vocabulary) -> Iterator[Row]:
    """Our lists of words as taxonomies and their terms."""
    yield from (("taxonomies", taxonomy(one)) for one in LISTS)
    yield from (("taxonomy_terms", taxonomy_term(entry)) for entry in entries(vocabulary))


def data_package(base_url: str, counts: Mapping[str, int]) -> Doc:
    """The file that describes the others (Tabular Data Package)."""
    return {
        "profile": "tabular-data-package",
        "name": "human-services-data",
        "title": "Listings as human services data (HSDS 3.0)",
        "homepage": base_url,
        "resources": [_resource(table, count) for table, count in counts.items()],
    }


def _resource(table: str, count: int) -> Doc:
    columns = TABLES[table]
    links = [name for name in columns if name in _LEADS_TO]
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": f"{table}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": count,
        "schema": {
            "fields": [_field(name) for name in columns],
            "primaryKey": "id",
            "missingValues": [""],
            "foreignKeys": [
                {"fields": name, "reference": {"resource": _LEADS_TO[name], "fields": "id"}} for name in links
            ],
        },
    }


def _field(name: str) -> dict[str, Any]:
    kind: dict[str, Any] = {"name": name, "type": "number" if name in _NUMBERS else "string"}
    is_id = name == "id" or name.endswith("_id")
    if form := "uuid" if is_id else _FORMATS.get(name):
        kind["format"] = form
    return kind | ({"constraints": {"required": True, "unique": True}} if name == "id" else {})
