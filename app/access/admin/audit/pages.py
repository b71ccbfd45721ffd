"""The audit to read: who did what, on which day; it can be narrowed, and leafed through, and not changed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Protocol
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.access.admin.audit.reach import among
from app.access.admin.audit.words import DEEDS, DETAILS, WAYS
from app.access.admin.office import Kith as Office
from app.access.admin.rules import A_PAGE
from app.access.admin.store import Person, Wanted, find_people, names_of
from app.access.rules import Deed, areas_of, may
from app.access.store import Asked, AuditLine, audited_deeds, read_audit
from app.db.engine import unit_of_work
from app.edge.caller import caller_of
from app.edge.languages import catalogue, page_language
from app.edge.templating import page
from app.kernel.clock import HOME_ZONE
from app.kernel.errors import Problem
from app.kernel.ids import as_uuid

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422
MOST_NAMED = 500  # in the list to choose from; anybody else is reached from their own account's page


class Kith(Office, Protocol):
    """What this page asks of the application."""

    def named(self, ids: frozenset[UUID]) -> Mapping[UUID, str]:
        """The names of listings and areas by id."""
        ...


@router.get("/admin/audit")
def audit(
    request: Request,
    who: Annotated[str, Query(max_length=120)] = "",
    what: Annotated[str, Query(max_length=80)] = "",
    day: Annotated[str, Query(max_length=10)] = "",
    before: str = "",
) -> Response:
    """The newest first."""
    kith, caller = _kith(request), caller_of(request)
    asked_day, problem = _day(day)
    mark = int(before) if before.isdecimal() and len(before) < 19 else None
    with unit_of_work(kith.engine) as session:
        seen = among(session, caller)
        since, until = _bounds(asked_day)
        lines = read_audit(session, mark, A_PAGE + 1, Asked(who, what, since, until, seen))
        shown = lines[:A_PAGE]
        # A machine that reads the audit is told ids, as by the API; names are for who looks after accounts.
        reach = areas_of(caller, Deed.MANAGE_ACCOUNTS) if may(caller, Deed.MANAGE_ACCOUNTS) else frozenset[UUID]()
        people = names_of(session, list(_ids(shown, who))) if reach != frozenset() else {}
        everybody = find_people(session, Wanted(areas=reach), None, MOST_NAMED)
        deeds = audited_deeds(session)
    said, gettext = {"who": who, "what": what, "day": day}, catalogue(page_language(request)).gettext
    query = urlencode({name: value for name, value in said.items() if value})
    return page(
        request, "access/admin/audit.html", keep=False, status=NOT_USABLE if problem else 200, lines=shown, said=said,
        people={str(key): name for key, name in people.items()}, things=_things(kith, shown, people),
        deeds=sorted(((deed, gettext(DEEDS.get(deed, deed))) for deed in deeds), key=lambda each: each[1].casefold()),
        deed_names=DEEDS, detail_names=DETAILS, ways=WAYS,
        choose=_choose(everybody, people, who), narrowed=query,
        more=shown[-1].seq if len(lines) > A_PAGE else None, problems=(problem,) if problem else (),
    )  # fmt: skip


def _choose(everybody: Iterable[Person], people: Mapping[UUID, str], who: str) -> list[tuple[str, str]]:
    """Whose lines can be asked for; who is asked for stands there, whoever they are."""
    known = {str(one.id): one.name or one.email for one in everybody}
    key = as_uuid(who)
    return list((known | ({who: people.get(key, who) if key else who} if who else {})).items())


def _things(kith: Kith, lines: Iterable[AuditLine], people: Mapping[UUID, str]) -> dict[str, str]:
    """What a line is about when it is no account: the name of a listing or an area."""
    told = [text for line in lines for text in (line.about, *map(str, line.detail.values()))]
    ids = frozenset(key for text in told if (key := as_uuid(text)) and key not in people)
    return {str(key): name for key, name in kith.named(ids).items()} if ids else {}


def _ids(lines: Iterable[AuditLine], who: str) -> set[UUID]:
    told = [who, *(text for line in lines for text in (line.who, line.about))]
    return {key for text in told if (key := as_uuid(text))}


def _day(text: str) -> tuple[date | None, Problem | None]:
    if not text:
        return None, None
    try:
        return date.fromisoformat(text), None
    except ValueError:
        return None, Problem("day", "That is not a day. Write it like 2026-11-24.")


def _bounds(day: date | None) -> tuple[datetime | None, datetime | None]:
    """The instants between which it is that day in the United Kingdom."""
    if day is None or day == date.max:
        return None, None
    begins = datetime.combine(day, time(), HOME_ZONE)
    return begins, datetime.combine(day + timedelta(days=1), time(), HOME_ZONE)


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
