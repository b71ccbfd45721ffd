"""The admin's pages on people: who has which role, invite a colleague, give and take roles, sign somebody out."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.access.admin import store
from app.access.admin.office import Choice, Kith, choices, chosen, names
from app.access.admin.roles import (
    Told,
    account_in_reach,
    invite,
    let_in_without_codes,
    sign_out_everywhere,
    take_role,
)
from app.access.admin.rules import A_PAGE, GIVE_BACK, may_tend, reaches
from app.access.admin.store import Held, Wanted
from app.access.rules import STAFF, Deed, Role, areas_of
from app.access.store import Known, find_account
from app.db.engine import unit_of_work
from app.edge.caller import caller_of
from app.edge.languages import catalogue, page_language
from app.edge.templating import environment, page
from app.kernel.errors import NotFound, NotUsable, Problem
from app.kernel.ids import as_uuid

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form(max_length=300)]
NOT_USABLE = 422
NOBODY_HAS = "none"  # the list of those without a role


@router.get("/admin/accounts")
def accounts(request: Request, role: str = "", before: str = "") -> Response:
    """Who may do what: those with a role, the newest first."""
    wanted = Wanted(role=role if role in STAFF else None, none=role == NOBODY_HAS, areas=_reach(request))
    return _list(request, wanted, role, as_uuid(before))


@router.post("/admin/accounts")
def find(request: Request, part: Typed = "") -> Response:
    """Those whose address has these letters in it: posted, so that no address stands in one of ours."""
    return _list(request, Wanted(part=part.strip(), areas=_reach(request)), "", None)


def _list(request: Request, wanted: Wanted, role: str, before: UUID | None) -> Response:
    kith, caller = _kith(request), caller_of(request)
    with unit_of_work(kith.engine) as session:
        found = store.find_people(session, wanted, before, A_PAGE + 1)
        held = store.grants_held(session, [one.id for one in found[:A_PAGE]])
    shown = found[:A_PAGE]
    return page(
        request, "access/admin/accounts.html", keep=False, people=shown, roles=_by_account(held), names=names(kith),
        role=role, part=wanted.part, staff=_staff(), more=shown[-1].id if len(found) > A_PAGE else None,
        mine=caller.account_id, everywhere=wanted.areas is None,
        narrowed=f"role={role}" if wanted.role or wanted.none else "",
    )  # fmt: skip


@router.get("/admin/invite")
def invite_page(request: Request) -> Response:
    """Whom, as what, and where."""
    return _invite_page(request, {"email": "", "role": "", "area": ""})


@router.post("/admin/invite")
def send_invitation(request: Request, email: Typed = "", role: Typed = "", area: Typed = "") -> Response:
    """Give a role to an address and write to its owner."""
    said = {"email": email, "role": role, "area": area}
    try:
        given, where = _role(role), chosen(_kith(request), caller_of(request), area)
        account = _give(request, email, given, where)
    except NotUsable as error:
        return _invite_page(request, said, error)
    return RedirectResponse(f"/admin/accounts/{account.id}?told=yes", 303)


def _invite_page(request: Request, said: dict[str, str], error: NotUsable | None = None) -> Response:
    return page(
        request, "access/admin/invite.html", keep=False, status=NOT_USABLE if error else 200, said=said,
        problems=_problems(error, "email"), staff=_staff(), areas=_areas(request), everywhere=_everywhere(request),
    )  # fmt: skip


@router.get("/admin/accounts/{account_id}")
def account(request: Request, account_id: UUID, told: str = "") -> Response:
    """One account: their roles, how they sign in, what was taken from them lately."""
    return _account_page(request, account_id, told=told == "yes")


def _account_page(
    request: Request, account_id: UUID, error: NotUsable | None = None, field: str = "roles", *, told: bool = False
) -> Response:
    kith, caller = _kith(request), caller_of(request)
    with unit_of_work(kith.engine) as session:
        known = account_in_reach(session, caller, account_id)
        held = store.grants_held(session, [account_id], ended_since=kith.clock() - GIVE_BACK)
        browsers = store.browsers_of(session, account_id)
    now = [one for one in held if one.ended_at is None]
    again = {one.grant: one for one in held if one.ended_at and one.grant not in {it.grant for it in now}}
    return page(
        request, "access/admin/account.html", keep=False, status=NOT_USABLE if error else 200, account=known,
        held=[(one, reaches(caller, one.grant.area_id)) for one in now],
        ended=[one for one in again.values() if reaches(caller, one.grant.area_id)], names=names(kith),
        browsers=browsers, tends=may_tend(caller, [one.grant for one in now]), told=told, staff=_staff(),
        areas=_areas(request), everywhere=_everywhere(request), problems=_problems(error, field),
        is_me=caller.account_id == account_id,
    )  # fmt: skip


@router.post("/admin/accounts/{account_id}/give")
def give(request: Request, account_id: UUID, role: Typed = "", area: Typed = "") -> Response:
    """One more role, or one that was taken given back."""
    with unit_of_work(_kith(request).engine) as session:
        known = account_in_reach(session, caller_of(request), account_id)
    try:
        _give(request, known.email, _role(role), chosen(_kith(request), caller_of(request), area))
    except NotUsable as error:
        return _account_page(request, account_id, error, "role")
    return RedirectResponse(f"/admin/accounts/{account_id}", 303)


@router.post("/admin/accounts/{account_id}/take")
def take(request: Request, account_id: UUID, grant: Typed = "") -> Response:
    """A role is over; it can be given back from the same page."""
    grant_id = as_uuid(grant)

    def do(session: Session, known: Known) -> None:
        if grant_id is None:
            raise NotFound("They do not have that role any more.")
        take_role(session, known.id, grant_id, caller=caller_of(request), now=_kith(request).clock())

    return _act(request, account_id, do)


@router.post("/admin/accounts/{account_id}/sign-out")
def sign_out(request: Request, account_id: UUID) -> Response:
    """Everywhere where they are signed in they are asked to sign in again."""

    def do(session: Session, known: Known) -> None:
        sign_out_everywhere(session, known.id, caller=caller_of(request), now=_kith(request).clock())

    return _act(request, account_id, do)


@router.post("/admin/accounts/{account_id}/drop-codes")
def drop(request: Request, account_id: UUID, sure: Typed = "") -> Response:
    """Their phone with the codes is gone."""

    def do(session: Session, known: Known) -> None:
        if sure != "yes":
            raise NotUsable("Tick the box first: be sure that it is they who ask.")
        let_in_without_codes(session, known, caller=caller_of(request), now=_kith(request).clock())

    return _act(request, account_id, do, "sure")


def _act(request: Request, account_id: UUID, do: Callable[[Session, Known], None], field: str = "roles") -> Response:
    """Do something to an account in reach, and back to its page."""
    try:
        with unit_of_work(_kith(request).engine, writes=True) as session:
            do(session, account_in_reach(session, caller_of(request), account_id))
    except NotUsable as error:
        return _account_page(request, account_id, error, field)
    return RedirectResponse(f"/admin/accounts/{account_id}", 303)


def _give(request: Request, address: str, role: Role, area_id: UUID | None) -> Known:
    kith, language = _kith(request), page_language(request)
    said: Any = environment(language).get_template("access/_fields.html").module
    everywhere = catalogue(language).gettext("everywhere")
    told = Told(
        role=said.role_words[role.value],
        area=names(kith).get(area_id, everywhere) if area_id else everywhere,
        base_url=kith.settings.base_url,
        gettext=catalogue(language).gettext,
    )
    with unit_of_work(kith.engine, writes=True) as session:
        given = invite(session, address, role, area_id, told, caller=caller_of(request), now=kith.clock())
        return find_account(session, id_=given.id) or given


def _role(text: str) -> Role:
    if text not in STAFF:
        raise NotUsable("Please choose a role.", (Problem("role", "Please choose a role."),))
    return Role(text)


def _problems(error: NotUsable | None, field: str) -> tuple[Problem, ...]:
    return error.problems or (Problem(field, error.detail),) if error else ()


def _staff() -> list[str]:
    return [role.value for role in Role if role in STAFF]


def _reach(request: Request) -> frozenset[UUID] | None:
    return areas_of(caller_of(request), Deed.MANAGE_ACCOUNTS)


def _areas(request: Request) -> list[Choice]:
    return choices(_kith(request), caller_of(request))


def _everywhere(request: Request) -> bool:
    return reaches(caller_of(request), None)


def _by_account(held: Iterable[Held]) -> dict[UUID, list[Held]]:
    found: dict[UUID, list[Held]] = {}
    for one in held:
        found.setdefault(one.account_id, []).append(one)
    return found


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
