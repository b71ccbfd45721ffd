"""Keeps areas: new ones added, changed ones replaced, the rest counted as unchanged."""

import json
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from sqlmodel import Session

from app.areas.rules import Purpose, area_id_of, notice_for
from app.areas.shapes import AreaContactIn, AreaIn, AreaProblem, AreasReport, TermIn
from app.areas.store import PARTS, Row, insert_areas, known_areas, note_change, replace_areas
from geo.areas import AreaError, mended
from geo.geojson import Feature, feature_collection
from geo.postcodes import PostcodeError, PostcodeLevel, parse_postcode


def keep_areas(session: Session, areas: Iterable[AreaIn], *, demo: bool = False, dry_run: bool = False) -> AreasReport:
    """Store the areas by their codes; a second run finds all unchanged. `dry_run` compares and writes nothing.

    An area that cannot be used is refused and named in the report; the caller commits.
    """
    report = AreasReport()
    made: dict[str, Row] = {}
    for row, area in enumerate(areas, 1):
        report.read += 1
        try:
            if area.code in made:
                raise AreaError("Another record of this file has the same code.")
            made[area.code] = _row(area, demo)
        except AreaError as error:
            refuse(report, AreaProblem(row=row, field="code", problem=str(error), value=area.code[:80]))
    _store(session, made, report, dry_run)
    return report


def refuse(report: AreasReport, problem: AreaProblem) -> None:
    """Count and name a record that could not be used."""
    report.refused += 1
    report.problems.append(problem)


def _store(session: Session, made: dict[str, Row], report: AreasReport, dry_run: bool) -> None:
    known = known_areas(session, list(made))
    for code, row in made.items():
        for part in PARTS:
            if row[part] is None:
                row[part] = known[code][part] if code in known else []
    new = [row for code, row in made.items() if code not in known]
    changed = [row for code, row in made.items() if code in known and _comparable(row) != _comparable(known[code])]
    report.created, report.updated = len(new), len(changed)
    report.unchanged = len(made) - len(new) - len(changed)
    if (new or changed) and not dry_run:
        insert_areas(session, new)
        replace_areas(session, changed)
        note_change(session)


def _comparable(row: Row) -> Row:
    """A row whose parts do not depend on the order they are read in."""
    return {
        name: sorted(map(repr, (sorted(part.items()) for part in value))) if name in PARTS else value
        for name, value in row.items()
    }


def _row(area: AreaIn, demo: bool) -> Row:
    """The area's row with its parts; a part that is not said is None. Raises AreaError."""
    if not area.outline and not area.sectors:
        raise AreaError("An area needs an outline or a list of sectors.")
    area_id = area_id_of(area.code)
    return {
        "id": area_id,
        "code": area.code,
        "name": area.name,
        "kind": area.kind.value,
        "geometry": _geometry(area),
        "notice": notice_for(area.kind, area.notice),
        "demo": demo,
        "sectors": [{"area_id": area_id, "sector": sector} for sector in dict.fromkeys(map(_sector, area.sectors))],
        "contacts": numbered(area.contacts, area_id, "contact"),
        "terms": numbered(area.terms, area_id, "term"),
    }


def numbered(parts: Sequence[AreaContactIn] | Sequence[TermIn] | None, area_id: UUID, what: str) -> list[Row] | None:
    """Contacts or terms as rows of an area, each with an id of its own; None stays None."""
    if parts is None:
        return None
    return [
        {name: str(value) if isinstance(value, Purpose) else value for name, value in part.model_dump().items()}
        | {"id": uuid5(area_id, f"{what} {number}"), "area_id": area_id}
        for number, part in enumerate(parts)
    ]


def _geometry(area: AreaIn) -> str | None:
    """The outline mended, rounded and turned as RFC 7946 has it, as text."""
    if not area.outline:
        return None
    drawn = Feature({}, mended(area.outline, area.name))
    return json.dumps(feature_collection([drawn])["features"][0]["geometry"], separators=(",", ":"))


def _sector(text: str) -> str:
    try:
        found = parse_postcode(text)
    except PostcodeError as error:
        raise AreaError(str(error)) from error
    if found.level is not PostcodeLevel.SECTOR or found.sector is None:
        raise AreaError("A list of sectors holds sectors such as LS8 5.")
    return found.sector
