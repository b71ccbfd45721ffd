"""From one record of a table to a listing, with every repair counted and every refusal named; pure."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import ValidationError

from app.directory.kinds import Sorted, is_free, kind_said, sort_row, way_in_said
from app.directory.mending import Mended, day_of, is_blank, languages_of, mend_email, mend_phone, mend_url
from app.directory.opening import meeting_times, parse_opening
from app.directory.refuges import PROBLEM, refuge_words
from app.directory.rules import Kind, WayIn
from app.directory.shapes import NAME_MAX, NO_NAME, TEXT_MAX, ContactIn, Draft, ListingIn, OrganisationIn, Refusal
from app.directory.tagging import Said, Tagger
from app.kernel.ids import as_uuid
from app.kernel.plain_errors import first_wrong
from app.kernel.text import has_stray, one_line, plain, shortened
from app.standards.spreadsheets.as_kept import mend_cost, status_told
from app.standards.spreadsheets.headings import DAYS, Guess, folded
from app.standards.spreadsheets.place import ReadPlace, read_place
from app.standards.spreadsheets.table import Record

CELL_MAX = 100_000  # characters in a cell that is mapped: five times the longest text we keep
SHOWN = 80  # of a refused value
A_TABLE = 3  # columns that we know: in a table of so many a row with a name alone is a heading or a sum between rows
NAME_ALONE = "there is nothing but a name; if it is a group, say where or when it is"
OPENING_MAX, COST_MAX, NOTE_MAX = 2000, 500, 1000


@dataclass(frozen=True)
class Reading:
    """What stays the same for all rows of a file."""

    headings: tuple[str, ...]
    guess: Guess
    told_kind: Kind | None
    file_words: str  # the file's name and the heading of its names: what all of it is about
    tag: Tagger


@dataclass
class _Row:
    """The cells of one record by target, cleaned, with a count of repairs."""

    record: Record
    guess: Guess
    repairs: int = 0
    known: dict[str, str] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)

    def raw(self, target: str) -> str:
        """The cells of a target joined, as they came; "" for one that says nothing."""
        if target not in self.known:
            self.known[target] = self._cells(target)
        return self.known[target]

    def _cells(self, target: str) -> str:
        if not (columns := self.guess.columns(target)):  # as with most targets of most files
            return ""
        cells = [self.record.cells[i] for i in columns if i < len(self.record.cells)]
        return ", ".join(cell for cell in cells if not is_blank(cell))

    def line(self, target: str, most: int = NAME_MAX) -> str:
        """One line of plain text, at most so long."""
        return self._kept(target, one_line(raw), most) if (raw := self.raw(target)) else ""

    def text(self, target: str, most: int) -> str:
        """Plain text with its paragraphs, at most so long."""
        return self._kept(target, plain(raw), most) if (raw := self.raw(target)) else ""

    def mended(self, target: str, mend: Callable[[str], Mended]) -> str:
        """A value repaired, and counted when it was."""
        mended = mend(self.raw(target))
        self.repairs += mended.repaired
        return mended.value

    def _kept(self, target: str, clean: str, most: int) -> str:
        if target not in self.counted:
            self.counted.add(target)
            self.repairs += has_stray(self.raw(target)) or len(clean) > most
        return "" if is_blank(clean) else shortened(clean, most)


def read_record(record: Record, reading: Reading) -> Draft | Refusal:
    """The listing a record describes, or which field of it cannot be used and why."""
    if record.fault:
        return Refusal(row=record.number, field="row", problem=record.fault, value=_shown(", ".join(record.cells)))
    row = _Row(record, reading.guess, repairs=int(record.mended))
    if refusal := _too_long(row) or _without_name(row):
        return refusal
    cells = row.raw("postcode"), row.line("address", 500), row.raw("lat"), row.raw("lon")
    place = read_place(*cells, short=record.short, private=_is_somebodys(row))
    if place.problem:
        value = place.value or ", ".join(filter(None, record.cells))
        return Refusal(row=record.number, field=place.field, problem=place.problem, value=_shown(value))
    row.repairs += place.repairs
    return _refused_refuge(row, place) or _draft(row, place, reading)


def _is_somebodys(row: _Row) -> bool:
    """A postcode to write to ("contact postcode"), and no venue: a secretary's or trustee's home, as like as not."""
    return "contact" in folded(row.guess.heading("postcode")) and not row.raw("address")


def _shown(value: str) -> str:
    return shortened(one_line(value[: SHOWN * 20]), SHOWN)


def _too_long(row: _Row) -> Refusal | None:
    for heading, target in row.guess.pairs:
        raw = row.raw(target)
        if len(raw) > CELL_MAX:
            problem = f"is {len(raw):,} characters long; {CELL_MAX:,} is the most"
            return Refusal(row=row.record.number, field=heading or target, problem=problem, value=_shown(raw))
    return None


def _without_name(row: _Row) -> Refusal | None:
    filled = [cell for cell in row.record.cells if cell.strip()]
    if not row.line("name").strip("0123456789., "):  # a number alone is a sum at the foot of a table
        return Refusal(row=row.record.number, field="name", problem=NO_NAME, value=_shown(" | ".join(filled)))
    if len(filled) == 1 and len(row.guess.pairs) >= A_TABLE and not row.record.short:
        return Refusal(row=row.record.number, field="name", problem=NAME_ALONE, value=_shown(filled[0]))
    return None


def _refused_refuge(row: _Row, place: ReadPlace) -> Refusal | None:
    words = refuge_words(row.raw("name"), f"{row.raw('category')}. {row.raw('summary')}")
    if not words or not (place.found or place.in_text(row.raw("summary"))):
        return None
    return Refusal(row=row.record.number, field="place", problem=PROBLEM, value=words)


def _draft(row: _Row, place: ReadPlace, reading: Reading) -> Draft | Refusal:
    kind, sorted_by = _kind(row, reading)
    contact_told = row.raw("contact")
    try:
        listing = _listing(row, place, kind, sorted_by, reading, contact_told)
    except ValidationError as error:
        where, why = first_wrong(error, "row")
        return Refusal(row=row.record.number, field=where, problem=why, value=_shown(row.raw(where)))
    key = row.raw("id").strip() or whole_row(reading.headings, row.record.cells)
    return Draft(row=row.record.number, key=key, listing=listing, repairs=row.repairs)


def _kind(row: _Row, reading: Reading) -> tuple[Kind, Sorted]:
    """What the importer is told, else the row's own word, else the table, else universal."""
    found = sort_row(reading.file_words, row.line("name"), row.raw("category"), row.raw("summary"))
    said = kind_said(row.raw("kind"))
    return reading.told_kind or said or found.kind, found


def _listing(row: _Row, place: ReadPlace, kind: Kind, found: Sorted, reading: Reading, contact_told: str) -> ListingIn:
    name, summary, by = row.line("name"), row.text("summary", TEXT_MAX), found.by
    category, hopes, audience = row.line("category"), row.line("hopes", COST_MAX), row.line("audience", COST_MAX)
    tags = reading.tag(kind, Said(f"{name}. {category}", hopes, audience, summary))
    opening = _opening(row)
    way_note, cost = row.text("way_in", NOTE_MAX), mend_cost(row.line("cost", COST_MAX))
    row.repairs += cost.repaired
    fits = by is not None and kind is by.kind  # a kind that was told takes nothing from the table
    source_id = row.raw("id").strip()
    organisation = row.line("organisation")
    return ListingIn(
        id=as_uuid(source_id),
        source_id=source_id or None,
        kind=kind,
        status=status_told(row.line("status"), name, summary),
        name=_named(name, found) if fits else name,
        summary=summary or _in_a_word(category, found if fits else Sorted(kind)),
        organisation=OrganisationIn(name=organisation) if organisation else None,
        place=place.place,
        sessions=parse_opening(opening) if opening else meeting_times(summary),
        opening=opening,
        hopes=_joined(by.hopes if by and fits else (), tags.hopes),
        basics=_joined(by.basics if by and fits else (), tags.basics),
        labels=tags.labels,
        way_in=_way_in(way_note, by.way_in if by and fits else None),
        way_in_note=way_note,
        languages=_languages(row),
        free=is_free(cost.value) if cost.value else None,
        cost=cost.value,
        contact=_contact(row, contact_told),
        url=row.mended("url", mend_url),
        checked_on=day_of(row.raw("checked_on")),
    )


def _named(name: str, found: Sorted) -> str:
    """A name that says only where gets its noun: "Altrincham" in a file of job centres."""
    by = found.by
    if (
        by is None
        or not by.name_only_says_where
        or by.in_name(name)
        or by.noun.split()[-1].casefold() in name.casefold()
    ):
        return name
    return shortened(f"{name} {by.noun}", NAME_MAX)


def _in_a_word(category: str, found: Sorted) -> str:
    """A summary for a row that has none: its category, or what kind of thing the table took it for."""
    noun = found.by.noun if found.by else ""
    word = f"{category} club" if category and noun == "Club" and "club" not in category.casefold() else category or noun
    return word[:1].upper() + word[1:].rstrip(".") + "." if word else ""


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))


def _way_in(note: str, usual: WayIn | None) -> WayIn | None:
    return way_in_said(note) if note else usual


def _opening(row: _Row) -> str:
    """The source's own words, with the day before the time; of seven columns of days equal ones stand together."""
    hours = row.text("opening", OPENING_MAX) or "-".join(filter(None, (row.line("starts"), row.line("ends"))))
    day = row.line("day")
    if told := f"{day} {hours}".strip() if day else row.text("opening", OPENING_MAX):
        return shortened(told, OPENING_MAX)
    groups: list[tuple[str, str, str]] = []  # first day, last day, hours
    for day in DAYS:
        hours = ", ".join(row.line(day).split(",")).replace("  ", " ")
        if hours and groups and groups[-1][2] == hours:
            groups[-1] = (groups[-1][0], day, hours)
        elif hours:
            groups.append((day, day, hours))
    return "; ".join(f"{_days(first, last)} {_hours(hours)}" for first, last, hours in groups)[:OPENING_MAX]


def _days(first: str, last: str) -> str:
    return first.title() if first == last else f"{first.title()} to {last.title()}"


def _hours(hours: str) -> str:
    return hours.casefold() if hours.casefold() == "closed" else hours


def _languages(row: _Row) -> tuple[str, ...]:
    raw = row.raw("language")
    codes = languages_of(raw)
    row.repairs += bool(raw) and not codes
    return codes


def _contact(row: _Row, told: str) -> ContactIn | None:
    """Phone and e-mail from their own columns, else picked out of a column that mixes them."""
    phone, email = row.mended("phone", mend_phone), row.mended("email", mend_email)
    if told:
        phone, email = phone or mend_phone(told).value, email or mend_email(told).value
        row.repairs += not (phone or email)  # words that reach nobody are left out, and counted
    return ContactIn(phone=phone, email=email) if phone or email else None


def whole_row(headings: tuple[str, ...], cells: tuple[str, ...]) -> str:
    """A key made of the whole row: white space, empty cells and the order of the columns do not count."""
    pairs = sorted(f"{h}={' '.join(c.split())}" for h, c in zip(headings, cells, strict=False) if c.strip())
    return hashlib.blake2b("\x1f".join(pairs).encode("utf-8", "replace"), digest_size=16).hexdigest()
