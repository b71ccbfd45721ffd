"""Which heading means what: the map that was asked for, or the one guessed from the words; pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.kernel.errors import NotUsable

# What `--map` may name, as the contract has it.
TARGETS = (
    *("id", "name", "summary", "postcode", "address", "lat", "lon", "phone", "email", "url", "kind", "hopes"),
    *("opening", "cost", "language", "way_in"),
)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Found by their headings only: more than the contract names, because real files have them.
EXTRA = ("category", "contact", "checked_on", "organisation", "audience", "status", "day", "starts", "ends", *DAYS)
JOINED = frozenset({"address"})  # several columns make one value

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": (
        *("id", "uuid", "listing id", "service id", "source id", "record id", "unique id", "external id", "identifier"),
        *("reference", "ref", "urn", "osm id", "registered charity number", "charity number", "ods code"),
        *("organisation data service code", "organisation code", "charity registration number"),
    ),
    "name": (
        *("name", "title", "listing name", "service name", "group name", "charity name", "community hub", "hub"),
        *("pharmacy name", "library name", "library", "club name", "club", "activity name", "activity", "event name"),
        *("project name", "project", "site name", "park name", "practice name", "gp practice", "surgery name", "group"),
        *(
            "food bank",
            "foodbank",
            "food bank name",
            "venue name",
            "facility name",
            "scheme name",
            "place name",
            "park",
        ),
        *("name of service", "name of group", "name of organisation", "organisation name", "organization name"),
        *("name of club", "name of activity", "name of provider", "name of project", "name of event"),
        *("provider name", "service", "organisation", "organization", "charity", "pharmacy", "venue", "place"),
    ),
    "summary": (
        *("summary", "description", "about", "charity activities", "activities", "details", "what we do", "overview"),
        *(
            "service description",
            "short description",
            "long description",
            "information",
            "what it is",
            "what they do",
            "what happens",
            "service provided",
            "services provided",
            "services offered",
            "notes",
        ),
    ),
    "postcode": (
        *(
            "postcode",
            "post code",
            "postal code",
            "pcd",
            "pcds",
            "zip",
            "zipcode",
            "venue postcode",
            "service postcode",
        ),
        *("charity contact postcode", "contact postcode", "address postcode", "location postcode"),
    ),
    "address": (
        *("address", "full address", "street address", "venue address", "location", "address line 1", "address line 2"),
        *(
            "address line 3",
            "address line 4",
            "address 1",
            "address 2",
            "address 3",
            "address1",
            "address2",
            "address3",
        ),
        *("street", "town", "city", "town city", "locality", "village", "building", "charity contact address"),
        *("venue", "venue name", "where", "where is it", "where it is", "where it s held", "where we meet", "held at"),
        *("meeting place", "place", "place name", "site name", "location of service", "meeting venue", "venue details"),
    ),
    "lat": ("lat", "latitude", "geo lat", "y lat"),
    "lon": ("lon", "lng", "long", "longitude", "geo lon", "geo lng", "x lon"),
    "phone": (
        *("phone", "telephone", "tel", "tel no", "phone number", "telephone number", "contact number", "mobile"),
        *("contact phone", "contact telephone", "charity contact phone", "phone no", "telephone no"),
        *("contact phone number", "contact telephone number", "contact tel", "contact no", "landline"),
    ),
    "email": ("email", "e mail", "email address", "contact email", "e mail address", "charity contact email"),
    "contact": ("contact", "contact details", "contact information", "contact info", "contacts"),
    "url": (
        *("url", "website", "web", "web site", "website address", "website url", "web address", "webpage", "web page"),
        *("link", "homepage", "charity contact web", "site url"),
    ),
    "kind": ("kind", "listing kind"),
    "hopes": ("hopes", "interests", "keywords", "tags", "themes", "topics"),
    "category": (
        *("category", "categories", "type", "sport", "activity type", "service type", "subject", "classification"),
        *("library type", "group type", "sector"),
    ),
    "audience": (
        *("audience", "target audience", "who is it for", "who for", "for whom", "who can attend", "who can come"),
        *("who can join", "suitable for", "eligibility", "eligibility criteria", "open to", "target group"),
    ),
    "status": ("status", "listing status", "service status", "current status"),
    "opening": (
        *("opening", "opening times", "opening hours", "hours", "times", "when", "day and time", "days and times"),
        *("session times", "schedule", "meeting times", "time", "day time", "open"),
    ),
    "cost": ("cost", "costs", "price", "prices", "fee", "fees", "charge", "charges", "cost details", "how much"),
    "language": ("language", "languages", "languages spoken", "language spoken"),
    "way_in": (
        *(
            "way in",
            "referral method",
            "referral",
            "referrals",
            "referral route",
            "how to access",
            "access",
            "how to join",
        ),
        *("how to refer", "how to get in", "how to book", "booking", "access method", "admission"),
    ),
    "checked_on": (
        *(
            "checked on",
            "last checked",
            "date checked",
            "date last checked",
            "last updated",
            "updated",
            "updated at",
            "date updated",
        ),
        *("last modified", "date modified", "assured date", "date assured", "last assured", "last reviewed"),
        *(
            "last verified",
            "verified on",
            "modified",
            "last review",
            "last review date",
            "review date",
            "date reviewed",
        ),
    ),
    "day": ("day", "days", "day of week", "weekday", "which day", "meeting day"),
    "starts": ("start", "starts", "start time", "starts at", "time from", "from"),
    "ends": ("finish", "finishes", "end", "ends", "end time", "finish time", "time to", "until", "to"),
    "organisation": (
        *("managed", "managed by", "run by", "provider", "organiser", "organizer", "operator", "owner"),
        *("organisation", "organization", "organisation name", "organization name", "provider name"),
    ),
    **{
        day: (f"opening hours {day}", f"opening times {day}", f"hours {day}", day, day[:3], f"{day} hours")
        for day in DAYS
    },
}
_KNOWN = frozenset(word for synonyms in _SYNONYMS.values() for word in synonyms)
_NOT_A_NAME = frozenset(
    {"area", "la", "ward", "authority", "contact", "file", "first", "last", "ccg", "region", "county"}
)


class BadMap(NotUsable):
    """A map that is not written as one: the command was asked wrongly."""


class UnknownTarget(BadMap):
    """A map names a target that is none of ours."""


@dataclass(frozen=True)
class Guess:
    """Which heading goes to which target, in the order of the file; `unused` headings are left aside."""

    pairs: tuple[tuple[str, str], ...]  # (heading, target)
    unused: tuple[str, ...] = ()
    guessed: bool = True
    at: tuple[tuple[str, tuple[int, ...]], ...] = ()  # target -> columns
    own: bool = False  # the table is in our own form, so that nothing had to be guessed

    def __str__(self) -> str:
        """What was taken for what, to be read by whoever runs the import."""
        taken = ", ".join(f"{target} from \u201c{heading}\u201d" for heading, target in self.pairs)
        aside = ", ".join(f"\u201c{heading}\u201d" for heading in self.unused)
        if self.own:
            aside_too = f" Left aside: {', '.join(self.unused)}." if self.unused else ""
            return f"This is a table as Kith writes it.{aside_too}"
        first = f"{'Guessed' if self.guessed else 'As told'}: {taken or 'nothing'}."
        return f"{first} Left aside: {aside}." if aside else first

    def columns(self, target: str) -> tuple[int, ...]:
        """Where the values of a target stand, from 0."""
        return self._at.get(target, ())

    @cached_property
    def _at(self) -> dict[str, tuple[int, ...]]:
        return dict(self.at)

    def heading(self, target: str) -> str:
        """The (first) heading of a target, or "" when the file has none."""
        return next((heading for heading, chosen in self.pairs if chosen == target), "")


def folded(heading: str) -> str:
    """A heading as it is compared: "Opening_Times: " is "opening times"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", spaced.casefold()).split())


def guess(headings: Sequence[str]) -> Guess:
    """Read the headings by their words. Raises NotUsable when none can be the name."""
    taken = _by_words(headings, {})
    if "name" not in taken.values():
        taken |= {_ending_in_name(headings, [folded(heading) for heading in headings], taken): "name"}
    return _guess(headings, list(taken.items()), guessed=True)


def _by_words(headings: Sequence[str], taken: Mapping[int, str]) -> dict[int, str]:
    """Column -> target, those that are `taken` already among them; what is taken is not looked for again."""
    words, found = [_readings(heading) for heading in headings], dict(taken)
    for target, synonyms in _SYNONYMS.items():
        if target in taken.values():
            continue
        free = [
            (min(synonyms.index(word) for word in said if word in synonyms), i)
            for i, said in enumerate(words)
            if i not in found and any(word in synonyms for word in said)
        ]
        found |= {i: target for _, i in sorted(free)[: None if target in JOINED else 1]}
    return found


def _readings(heading: str) -> tuple[str, ...]:
    """A heading as it is compared; one that nobody knows by each of its halves too: "Name of Group/Organisation"."""
    whole = folded(heading)
    if whole in _KNOWN:
        return (whole,)
    return (whole, *(folded(part) for part in heading.replace("(s)", "s").split("/")))


def _ending_in_name(headings: Sequence[str], words: Sequence[str], taken: Mapping[int, str]) -> int:
    for i, word in enumerate(words):
        if i not in taken and word.endswith(" name") and not _NOT_A_NAME & set(word.split()):
            return i
    seen = ", ".join(f"“{heading}”" for heading in headings[:30] if heading)
    raise NotUsable(f"No column can be read as the name. The headings are {seen}. Say which with --map name=HEADING.")


def known_headings(cells: Sequence[str]) -> int:
    """How many of a row's cells are headings that we know; none when no cell is one for the name."""
    try:
        return len(guess(cells).pairs)
    except NotUsable:
        return 0


def chosen(headings: Sequence[str], mapping: Mapping[str, str]) -> Guess:
    """The map that was asked for (target -> heading), and a guess for the rest. Raises UnknownTarget or NotUsable."""
    if unknown := [target for target in mapping if target not in TARGETS]:
        raise UnknownTarget(f"“{unknown[0][:40]}” is nothing that can be mapped. Targets are {', '.join(TARGETS)}.")
    if "name" not in mapping:
        raise NotUsable("The map needs a column for the name: --map name=HEADING,...")
    told = [(_column(headings, heading), target) for target, heading in mapping.items()]
    guessed = [(i, target) for i, target in _by_words(headings, dict(told)).items() if target not in mapping]
    return _guess(headings, [*told, *guessed], guessed=False)


def has_all(cells: Sequence[str], mapping: Mapping[str, str]) -> bool:
    """Whether a row holds every heading that a map names."""
    known = {folded(cell) for cell in cells}
    return all(folded(heading) in known for heading in mapping.values())


def _column(headings: Sequence[str], wanted: str) -> int:
    for same in (lambda heading: heading == wanted.strip(), lambda heading: folded(heading) == folded(wanted)):
        if (at := next((i for i, heading in enumerate(headings) if same(heading)), None)) is not None:
            return at
    seen = ", ".join(f"“{heading}”" for heading in headings[:30] if heading)
    raise NotUsable(f"There is no column “{wanted[:60]}”. The headings are {seen}.")


def _guess(headings: Sequence[str], taken: Sequence[tuple[int, str]], *, guessed: bool) -> Guess:
    at: dict[str, tuple[int, ...]] = {}
    for i, target in sorted(taken):
        at[target] = (*at.get(target, ()), i)
    used = {i for i, _ in taken}
    return Guess(
        pairs=tuple((headings[i], target) for i, target in sorted(taken)),
        unused=tuple(heading for i, heading in enumerate(headings) if i not in used and heading),
        guessed=guessed,
        at=tuple(at.items()),
    )


def parse_map(text: str) -> dict[str, str]:
    """`name=Name,postcode=Post code` as target -> heading; a heading with a comma stands in quotes. Raises BadMap."""
    pairs: Iterable[str] = (part for part in re.findall(r'(?:"[^"]*"|[^,"])+', text) if part.strip())
    mapping: dict[str, str] = {}
    for pair in pairs:
        target, equals, heading = pair.partition("=")
        if not equals or not heading.strip() or not target.strip():
            raise BadMap("A map looks like name=Name,postcode=Postcode.")
        mapping[target.strip()] = heading.strip().strip('"')
    return mapping
