"""Loads areas from a boundary file (GeoJSON, TopoJSON) or a list of sectors (csv of code, name, sector)."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from app.areas.keep import keep_areas
from app.areas.rules import AreaKind
from app.areas.shapes import AreaIn, AreaProblem, AreasReport
from app.kernel.errors import NotFound, NotUsable
from app.kernel.plain_errors import first_wrong
from geo.geojson import Feature, GeoJsonError, read_features
from geo.postcodes import PostcodeError, PostcodeLevel, parse_postcode

SECTOR_FIELD = "sector"
LONGEST_FILE = 50_000_000  # of a csv: every sector of the country with its area's name is under 1 MB
VALUE_SHOWN = 80
LONGEST_CELL = 100_000

Progress = Callable[[int, int | None], None]


def load_areas_file(
    session: Session,
    path: Path,
    *,
    kind: str,
    code: str,
    name: str,
    notice: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> AreasReport:
    """Keep every area of a file; `code` and `name` are the fields that hold them.

    Raises NotFound when there is no such file, NotUsable when it cannot be read, when a field is not in it (naming
    those that are) or when the kind is none of ours. The caller commits.
    """
    if not path.is_file():
        raise NotFound("There is no such file.")
    problems: list[AreaProblem] = []
    read = _from_csv if path.suffix.casefold() in (".csv", ".txt") else _from_features
    areas = list(read(path, code, name, _kind(kind), problems))
    report = keep_areas(session, _counted(areas, notice, progress), dry_run=dry_run)
    # What was refused while reading comes first: those records never became areas.
    report.read += len(problems)
    report.refused += len(problems)
    report.problems = problems + report.problems
    return report


def _counted(areas: Sequence[AreaIn], notice: str, progress: Progress | None) -> Iterator[AreaIn]:
    for number, area in enumerate(areas, 1):
        if progress:
            progress(number, len(areas))
        yield area.model_copy(update={"notice": notice}) if notice else area


def _kind(text: str) -> AreaKind:
    try:
        return AreaKind(text)
    except ValueError as error:
        raise NotUsable(f"The kind of an area is one of: {', '.join(AreaKind)}.") from error


def _from_features(path: Path, code: str, name: str, kind: AreaKind, problems: list[AreaProblem]) -> Iterator[AreaIn]:
    try:
        features = read_features(path)
    except GeoJsonError as error:
        raise NotUsable(str(error)) from error
    _check_fields(features, code, name)
    for row, feature in enumerate(features, 1):
        values = {"code": _text(feature.properties.get(code)), "name": _text(feature.properties.get(name))}
        area = _area(row, values | {"kind": kind, "outline": feature.geometry}, problems)
        if area:
            yield area


def _check_fields(features: Iterable[Feature], *wanted: str) -> None:
    there = sorted({field for feature in features for field in feature.properties})
    _check_names(there, wanted)


def _check_names(there: Sequence[str], wanted: Sequence[str]) -> None:
    missing = [field for field in wanted if field not in there]
    if missing:
        raise NotUsable(f"There is no field {' or '.join(missing)} in that file. It has: {', '.join(there) or 'none'}.")


def _from_csv(path: Path, code: str, name: str, kind: AreaKind, problems: list[AreaProblem]) -> Iterator[AreaIn]:
    """Rows of one code together are one area; a row that cannot be used is refused alone."""
    rows = csv.DictReader(_lines(path))
    there = [field.strip() for field in rows.fieldnames or () if field]
    _check_names(there, (code, name, SECTOR_FIELD))
    rows.fieldnames = [(field or "").strip() for field in rows.fieldnames or ()]
    areas: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(_each(rows), 1):
        sector = _sector(number, row, problems)
        if sector and _named(number, row, code, name, problems):
            values = areas.setdefault(row[code].strip(), {"name": row[name], "kind": kind, "sectors": {}})
            values["sectors"][sector] = True
    for number, (key, values) in enumerate(areas.items(), 1):
        area = _area(number, values | {"code": key, "sectors": tuple(values["sectors"])}, problems)
        if area:
            yield area


def _each(rows: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    """The rows; a cell without an end (a quotation mark that is never closed) means it is no csv.

    The csv module's own limit is the whole process's and may have been raised for longer texts.
    """
    try:
        for row in rows:
            if any(len(cell) > LONGEST_CELL for cell in row.values() if isinstance(cell, str)):
                raise csv.Error("a cell without an end")
            yield row
    except csv.Error as error:
        raise NotUsable("That file is not a csv that can be read.") from error


def _lines(path: Path) -> list[str]:
    raw = path.read_bytes() if path.stat().st_size <= LONGEST_FILE else None
    if raw is None:
        raise NotUsable("That file is larger than 50 MB: a list of sectors is smaller.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")  # what spreadsheets on Windows still write
    return text.replace("\x00", "").splitlines(keepends=True)


def _sector(row: int, values: dict[str, str], problems: list[AreaProblem]) -> str | None:
    given = values.get(SECTOR_FIELD) or ""
    try:
        found = parse_postcode(given)
    except PostcodeError as error:
        problems.append(AreaProblem(row=row, field=SECTOR_FIELD, problem=str(error), value=given[:VALUE_SHOWN]))
        return None
    if found.level is not PostcodeLevel.SECTOR:
        problem = "This is no sector. A sector is the first half of a postcode and one digit, such as LS8 5."
        problems.append(AreaProblem(row=row, field=SECTOR_FIELD, problem=problem, value=given[:VALUE_SHOWN]))
        return None
    return found.sector


def _named(row: int, values: dict[str, str], code: str, name: str, problems: list[AreaProblem]) -> bool:
    empty = next((field for field in (code, name) if not (values.get(field) or "").strip()), None)
    if empty:
        problems.append(AreaProblem(row=row, field=empty, problem="This is empty."))
    return empty is None


def _area(row: int, values: dict[str, Any], problems: list[AreaProblem]) -> AreaIn | None:
    try:
        return AreaIn.model_validate(values)
    except ValidationError as error:
        field, why = first_wrong(error, "area")
        shown = str(values.get(field) or "")[:VALUE_SHOWN]
        problems.append(AreaProblem(row=row, field=field, problem=why, value=shown))
        return None


def _text(value: object) -> str:
    """A code may be a number in the file; a missing one is empty."""
    return "" if value is None else str(value)
