"""Keeps whom to ring in an area and when its school terms are, as a steward says; every change can be put back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.areas.keep import numbered
from app.areas.rules import area_id_of
from app.areas.shapes import AreaContactIn, TermIn
from app.areas.store import known_areas, note_change, past_of, replace_parts
from app.db.changes import Change, keep_history
from app.kernel.errors import NotFound

ENTITY = "area"
EDITED = ("contacts", "terms")


def keep_office(
    session: Session,
    code: str,
    contacts: Sequence[AreaContactIn],
    terms: Sequence[TermIn],
    *,
    who: str,
    at: datetime,
) -> bool:
    """Bring an area's contacts and terms to what these say; False when they were so already. Raises NotFound."""
    known = known_areas(session, [code]).get(code)
    if known is None:
        raise NotFound("There is no such area here.")
    area_id = area_id_of(code)
    after = {
        "contacts": numbered(contacts, area_id, "contact") or [],
        "terms": numbered(terms, area_id, "term") or [],
    }
    was, became = (_as_history(parts) for parts in (known, after))
    if was == became:
        return False
    replace_parts(session, area_id, after)
    keep_history(session, [Change(area_id, was, became)], entity=ENTITY, who=who, at=at)
    note_change(session)
    return True


def put_back_office(session: Session, code: str, entry_id: UUID, *, who: str, at: datetime) -> bool:
    """As it was before one change; False when it is so already. Raises NotFound."""
    kept = next((one for one in past_of(session, area_id_of(code)) if one.id == entry_id), None)
    if kept is None:
        raise NotFound("There is no such change here.")
    contacts = [AreaContactIn.model_validate(each) for each in kept.before["contacts"]]
    terms = [TermIn.model_validate(each) for each in kept.before["terms"]]
    return keep_office(session, code, contacts, terms, who=who, at=at)


def _as_history(parts: dict[str, Any]) -> dict[str, Any]:
    """What was said, without ids, as JSON keeps it."""
    shapes: dict[str, type[AreaContactIn] | type[TermIn]] = {"contacts": AreaContactIn, "terms": TermIn}
    return {
        name: [
            shape.model_validate({key: row[key] for key in shape.model_fields}).model_dump(mode="json")
            for row in sorted(parts[name], key=lambda row: [str(row[key]) for key in shape.model_fields])
        ]
        for name, shape in shapes.items()
    }
