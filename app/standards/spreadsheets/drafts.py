"""A csv or xlsx file as drafts of listings: read, mapped and told apart, one row at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from app.directory.rules import Kind
from app.directory.shapes import Draft, Refusal
from app.directory.tagging import tagger_of
from app.directory.vocabulary import Vocabulary
from app.kernel.errors import NotUsable
from app.standards.spreadsheets import read_csv, read_xlsx
from app.standards.spreadsheets.headings import (
    TARGETS,
    Guess,
    UnknownTarget,
    chosen,
    folded,
    guess,
    has_all,
    known_headings,
)
from app.standards.spreadsheets.mapping import Reading, read_record
from app.standards.spreadsheets.own_form import COLUMNS, is_ours, listing_of
from app.standards.spreadsheets.table import Table, table_of

Progress = Callable[[int, int | None], None]


def drafts_from_table(
    path: Path,
    *,
    kind: str,
    mapping: Mapping[str, str] | None,
    default_kind: Kind | None,
    source: str,
    vocabulary: Vocabulary,
    progress: Progress | None = None,
) -> tuple[Guess, Iterator[Draft | Refusal]]:
    """Which heading goes where, and the drafts and refusals of a file (`kind` is "csv" or "xlsx").

    `default_kind` is what the importer was told and wins over the file. `source` is the name the rows are kept
    under; with the file's own name and headings it says what the file is about. Progress comes as bytes read of all
    (csv) or rows read of unknown (xlsx). Raises NotUsable (UnknownTarget for a map to something else) in a sentence.
    """
    if mapping is not None and (unknown := [target for target in mapping if target not in TARGETS]):
        raise UnknownTarget(f"“{unknown[0][:40]}” is nothing that can be mapped. Targets are {', '.join(TARGETS)}.")
    if not path.is_file():
        raise NotUsable("There is no such file.")

    def how_known(cells: list[str]) -> int:
        if mapping or is_ours(cells):
            return len(cells) * (has_all(cells, mapping) if mapping else 1)
        return known_headings(cells)

    rows = (read_xlsx if kind == "xlsx" else read_csv).read_rows(path, how_known, progress)
    table = table_of(rows, how_known=how_known, pad=kind == "xlsx")
    if mapping is None and is_ours(table.headings):
        return _own(table.headings), _once(_own_rows(table, default_kind))
    found = chosen(table.headings, mapping) if mapping else guess(table.headings)
    about = f"{folded(path.stem)} {folded(source)} {folded(found.heading('name'))}"
    reading = Reading(table.headings, found, default_kind, _file_words(about, found), tagger_of(vocabulary))
    return found, _once(read_record(record, reading) for record in table.records)


def _own(headings: tuple[str, ...]) -> Guess:
    known = tuple((name, name) for name in headings if name in COLUMNS)
    return Guess(known, tuple(name for name in headings if name not in COLUMNS), guessed=False, own=True)


def _own_rows(table: Table, told_kind: Kind | None) -> Iterator[Draft | Refusal]:
    for record in table.records:
        if record.fault or record.short:
            problem = record.fault or "has fewer cells than the headings"
            yield Refusal(row=record.number, field="row", problem=problem, value=", ".join(record.cells)[:80])
        else:
            yield listing_of(dict(zip(table.headings, record.cells, strict=False)), record.number, told_kind)


def _file_words(about: str, found: Guess) -> str:
    way_in = folded(found.heading("way_in"))
    return f"{about} {way_in}" if way_in else about


def _once(rows: Iterable[Draft | Refusal]) -> Iterator[Draft | Refusal]:
    """Each record once: the same row again is refused and says where it stood first."""
    first_at: dict[int, int] = {}  # a hash of the key, so that a million rows stay small
    for read in rows:
        if isinstance(read, Draft):
            first = first_at.setdefault(hash(read.key), read.row)
            if first != read.row:
                what = "id" if read.listing.source_id else "row"
                yield Refusal(
                    row=read.row, field=what, problem=f"the same {what} stands at row {first}", value=_of(read)
                )
                continue
        yield read


def _of(draft: Draft) -> str:
    return draft.listing.source_id[:80] if draft.listing.source_id else draft.listing.name[:80]
