"""The vocabulary as taxonomies of Open Referral: hopes, gifts, basics, labels, ease, and the kinds of listing; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid5

from app.directory.rules import Answer, Kind
from app.directory.vocabulary import Scheme, Term, Vocabulary
from app.standards.hsds_feed.fields import Doc, part_id, said
from app.standards.open_listing import OpenListing

# Fixed for ever: changing it would give every term of every feed a new id.
TAXONOMIES = UUID("5a3c0f6e-1f7d-5f0a-8d52-8a1f2c7b9e44")
KIND = "kind"


@dataclass(frozen=True)
class Taxonomy:
    """One of our lists; `says` goes before a label to make a description of a term."""

    code: str
    name: str
    description: str
    says: str

    @property
    def id(self) -> UUID:
        """Its id, the same in every feed."""
        return uuid5(TAXONOMIES, self.code)


# "formal" is left out: it holds the words by which people ask for a service, and stands on no listing.
LISTS = (
    Taxonomy(Scheme.HOPE.value, "Kith: hopes", "What people hope for and a listing offers.", "Offers"),
    Taxonomy(Scheme.GIFT.value, "Kith: gifts", "What people can bring and a listing welcomes.", "Welcomes"),
    Taxonomy(Scheme.BASIC.value, "Kith: basics", "Food, money, a home, warmth, papers, safety.", "Helps with"),
    Taxonomy(Scheme.LABEL.value, "Kith: labels", "For whom a listing is. Shown, never a gate.", "For whom it is"),
    Taxonomy(Scheme.EASE.value, "Kith: ease", "What makes it easy to come.", "Makes it easy"),
    Taxonomy(KIND, "Kith: kinds", "What a listing is: a group, a network, an exchange, a place.", "Is"),
)
KINDS = {
    Kind.GROUP: "Group",
    Kind.NETWORK: "Neighbourhood network",
    Kind.EXCHANGE: "Hours that people give each other",
    Kind.PLACE: "Place",
    Kind.UNIVERSAL: "Open to all",
    Kind.PRACTICAL: "Practical help",
    Kind.FORMAL: "Formal service",
}


def taxonomy_of(taxonomy_id: UUID) -> Taxonomy | None:
    """The list of that id."""
    return next((one for one in LISTS if one.id == taxonomy_id), None)


def taxonomy(one: Taxonomy) -> Doc:
    """A list as the standard has it."""
    return said(id=str(one.id), name=one.name, description=one.description)


@dataclass(frozen=True)
class Entry:
    """A term of one of our lists."""

    taxonomy: Taxonomy
    code: str
    label: str
    term: Term | None = None

    @property
    def id(self) -> UUID:
        """Its id, the same in every feed."""
        return uuid5(TAXONOMIES, f"{self.taxonomy.code}:{self.code}")


def entries(vocabulary: Vocabulary) -> Iterator[Entry]:
    """Every term that a listing may bear, list after list."""
    for one in LISTS:
        if one.code == KIND:
            yield from (Entry(one, kind.value, label) for kind, label in KINDS.items())
        else:
            yield from (Entry(one, term.code, term.label, term) for term in vocabulary.of(Scheme(one.code)))


def taxonomy_term(entry: Entry) -> Doc:
    """A term as the standard has it; `maps` beyond it: the codes of other lists that mean the same or nearly."""
    maps = entry.term.maps if entry.term else ()
    return said(
        id=str(entry.id),
        code=entry.code,
        name=entry.label,
        description=f"{entry.taxonomy.says}: {entry.label}",
        taxonomy=entry.taxonomy.name,
        taxonomy_id=str(entry.taxonomy.id),
        language="en",
        maps=[{"scheme": one.scheme, "code": one.code, "relation": one.relation.value} for one in maps],
    )


def attributes(it: OpenListing, vocabulary: Vocabulary) -> list[Doc]:
    """The terms on a listing; one that is no longer in use is not told."""
    return [_attribute(it, entry) for entry in _on(it, vocabulary)]


def _on(it: OpenListing, vocabulary: Vocabulary) -> Iterator[Entry]:
    by_code = {one.code: one for one in LISTS}
    yield Entry(by_code[KIND], it.kind.value, KINDS[it.kind])
    said_yes = [(Scheme.EASE, ease.value) for ease, answer in it.ease.items() if answer is Answer.YES]
    for scheme, code in (*it.terms, *said_yes):
        if term := vocabulary.get(scheme, code):
            yield Entry(by_code[scheme.value], code, term.label, term)


def _attribute(it: OpenListing, entry: Entry) -> Doc:
    return said(
        id=part_id(it.id, f"attribute:{entry.taxonomy.code}:{entry.code}"),
        link_id=str(it.id),
        link_type=entry.taxonomy.code,
        link_entity="service",
        taxonomy_term_id=str(entry.id),
        taxonomy_term=taxonomy_term(entry),
    )
