"""The documents of the feed, read and made: what stands behind each of its addresses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlmodel import Session, select

from app.areas.book import AreaBook
from app.db.statements import columns_of
from app.directory.model import Listing
from app.directory.vocabulary import Vocabulary
from app.kernel.errors import NotFound
from app.standards.hsds_feed.asked import Asked, find_at_locations, find_bodies, find_services
from app.standards.hsds_feed.fields import Doc
from app.standards.hsds_feed.mapping import (
    at_location_full,
    at_location_slim,
    organization_full,
    organization_slim,
    page,
    service_full,
    service_minimal,
    service_slim,
)
from app.standards.hsds_feed.places import at_location_id, ways
from app.standards.hsds_feed.terms import LISTS, entries, taxonomy, taxonomy_of, taxonomy_term
from app.standards.open_listing import OpenListing
from app.standards.read_open import is_open, read_bodies, read_open

Form = Literal["minimal", "slim", "full"]
NOTHING = "There is nothing with that id in this feed."


@dataclass(frozen=True)
class Cut:
    """Which page (from 1), and how many on one."""

    page: int
    per_page: int

    @property
    def skip(self) -> int:
        """How many stand on the pages before."""
        return (self.page - 1) * self.per_page


@dataclass(frozen=True)
class Feed:
    """The directory as the feed reads it, for the length of one request."""

    session: Session
    vocabulary: Vocabulary
    areas: AreaBook
    today: date

    def services(self, asked: Asked, cut: Cut, form: Form) -> Doc:
        """A page of services in one of the three forms."""
        total, ids = find_services(self.session, asked, skip=cut.skip, take=cut.per_page)
        made = [self._in_form(it, form) for it in self._read(ids)]
        return page(made, total, cut.page, cut.per_page)

    def _in_form(self, it: OpenListing, form: Form) -> Doc:
        if form == "full":
            return service_full(it, self.vocabulary)
        return service_minimal(it) if form == "minimal" else service_slim(it)

    def service(self, service_id: UUID) -> Doc:
        """One service; raises NotFound."""
        return service_full(self._one(service_id), self.vocabulary)

    def at_locations(self, asked: Asked, cut: Cut, full: bool) -> Doc:
        """A page of services at a place or online."""
        total, pairs = find_at_locations(self.session, asked, skip=cut.skip, take=cut.per_page)
        by_id = {it.id: it for it in self._read([key for key, _ in dict.fromkeys(pairs)])}
        made = [
            at_location_full(by_id[key], way, self.vocabulary) if full else at_location_slim(by_id[key], way)
            for key, way in pairs
        ]
        return page(made, total, cut.page, cut.per_page)

    def at_location(self, own_id: UUID) -> Doc:
        """One service at a place or online; raises NotFound."""
        for way in ("place", "online"):
            for it in self._read([at_location_id(own_id, way)]):
                if way in ways(it):
                    return at_location_full(it, way, self.vocabulary)
        raise NotFound(NOTHING)

    def organizations(self, cut: Cut) -> Doc:
        """A page of organisations that run something."""
        total, ids = find_bodies(self.session, skip=cut.skip, take=cut.per_page)
        return page([organization_slim(body) for body in read_bodies(self.session, ids)], total, cut.page, cut.per_page)

    def organization(self, body_id: UUID) -> Doc:
        """One organisation with what it runs; raises NotFound."""
        listings = columns_of(Listing)
        query = select(listings.id).where(listings.organisation_id == body_id, *is_open()).order_by(listings.id)
        runs = self._read(self.session.execute(query).scalars())
        bodies = read_bodies(self.session, [body_id]) if runs else []
        if not bodies:
            raise NotFound(NOTHING)
        return organization_full(bodies[0], runs)

    def taxonomies(self, cut: Cut) -> Doc:
        """A page of our lists of words."""
        return _slice([taxonomy(one) for one in LISTS], cut)

    def taxonomy(self, own_id: UUID) -> Doc:
        """One of our lists; raises NotFound."""
        if found := taxonomy_of(own_id):
            return taxonomy(found)
        raise NotFound(NOTHING)

    def taxonomy_terms(self, cut: Cut) -> Doc:
        """A page of the words in all our lists."""
        return _slice([taxonomy_term(entry) for entry in entries(self.vocabulary)], cut)

    def taxonomy_term(self, own_id: UUID) -> Doc:
        """One word of our lists; raises NotFound."""
        for entry in entries(self.vocabulary):
            if entry.id == own_id:
                return taxonomy_term(entry)
        raise NotFound(NOTHING)

    def _read(self, ids: Iterable[UUID]) -> list[OpenListing]:
        return [it.on(self.today) for it in read_open(self.session, list(ids), self.areas)]

    def _one(self, listing_id: UUID) -> OpenListing:
        found = self._read([listing_id])
        if not found:
            raise NotFound(NOTHING)
        return found[0]


def _slice(documents: list[Doc], cut: Cut) -> Doc:
    return page(documents[cut.skip : cut.skip + cut.per_page], len(documents), cut.page, cut.per_page)
