"""Signing in and out, and one's own page: what is held, where one is signed in, and the way to be forgotten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine
from sqlmodel import Session

from app.access import keep_account
from app.access.check_password import check_code, check_password
from app.access.codes import app_address, new_secret
from app.access.devices import Here, Way, find_here, sign_in, sign_out
from app.access.organisation import ERRAND_LASTS, Errand, come_back, go_there, organisation_of
from app.access.rules import HOME, OWN_STAY, Deed, may, next_path
from app.access.send_link import send_link
from app.access.store import Known, devices_of, end_devices
from app.access.use_link import account_of, is_good, use_link
from app.db.engine import unit_of_work
from app.edge.caller import cookie_name, is_secure, shown_by
from app.edge.clients import Proxies, client_of, household, is_local
from app.edge.languages import catalogue, page_language
from app.edge.picture import square
from app.edge.seals import seal, unseal
from app.edge.templating import page
from app.kernel.addresses import read_address
from app.kernel.clock import Clock
from app.kernel.errors import KithError, NotUsable, Problem, SignInNeeded, TooSoon
from app.kernel.ids import as_uuid
from app.settings import Settings, secret_key

router = APIRouter(include_in_schema=False)

CODE_WAITS = timedelta(minutes=5)
ENDED = 410
ERRAND = "kith-errand"
Typed = Annotated[str, Form(max_length=500)]


class Kith(Protocol):
    """What these pages ask of the application."""

    engine: Engine
    clock: Clock
    settings: Settings

    def area_name(self, area_id: UUID) -> str | None:
        """The name of an area."""
        ...


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "") -> Response:
    """Where do we send the link?"""
    return _sign_in_page(request, next)


@router.post("/sign-in")
def ask_for_link(request: Request, email: Typed = "", next: Typed = "") -> Response:
    """Send a link; the answer is the same for every address."""
    kith, address = _kith(request), read_address(email)
    if address is None:
        return _sign_in_page(request, next, _wrong("email", "Please type your e-mail address, like pat@example.org."))
    with unit_of_work(kith.engine, writes=True) as session:
        refusal = send_link(
            session, address, next, line=_line(request), secret=secret_key(kith.settings),
            base_url=kith.settings.base_url, now=kith.clock(), gettext=catalogue(page_language(request)).gettext,
        )  # fmt: skip
    if refusal:
        return _sign_in_page(request, next, _told("email", refusal))
    return page(request, "access/sent.html", keep=False, folder=_folder(kith.settings))


@router.get("/sign-in/link")
def link_page(request: Request, t: str = "") -> Response:
    """A page with one button: who looks at letters before their reader does (some mail servers do) uses nothing up."""
    kith = _kith(request)
    with unit_of_work(kith.engine) as session:
        good = is_good(session, t, kith.clock())
    return page(request, "access/link.html", keep=False, status=200 if good else ENDED, token=t if good else None)


@router.post("/sign-in/link")
def open_link(request: Request, t: Typed = "") -> Response:
    """Use the link up and sign its owner in."""
    kith = _kith(request)
    with unit_of_work(kith.engine, writes=True) as session:
        arrived = use_link(session, t, kith.clock())
    if arrived is None:
        return page(request, "access/link.html", keep=False, status=ENDED, token=None)
    return _go_on(request, arrived.account, Way.LINK, arrived.then)


@router.post("/sign-in/password")
def with_password(request: Request, email: Typed = "", password: Typed = "", next: Typed = "") -> Response:
    """Sign in by a password."""
    kith, address = _kith(request), read_address(email)
    try:
        if address is None or not password:
            raise NotUsable("Please type both, your e-mail address and your password.")
        account = check_password(
            kith.engine, address, password, line=_line(request), secret=secret_key(kith.settings), clock=kith.clock
        )
    except KithError as error:
        return _sign_in_page(request, next, _told("with-password", error))
    return _go_on(request, account, Way.PASSWORD, next_path(next))


@router.post("/sign-in/code")
def with_code(request: Request, held: Typed = "", code: Typed = "") -> Response:
    """The second step, for who asked for it: a code from their app."""
    kith = _kith(request)
    secret = secret_key(kith.settings)
    known = unseal(secret, "code", held, CODE_WAITS, now=kith.clock())
    if known is None:
        return page(request, "access/link.html", keep=False, status=ENDED, token=None)
    account_id, way, then = known.split(" ", 2)
    try:
        check_code(kith.engine, UUID(account_id), code, line=_line(request), secret=secret, clock=kith.clock)
    except (NotUsable, TooSoon) as error:
        problems, status = _told("code", error)
        return page(request, "access/code.html", keep=False, status=status, held=held, problems=problems)
    return _let_in(request, UUID(account_id), Way(way), then)


@router.get("/sign-in/organisation")
def to_organisation(request: Request, next: str = "") -> Response:
    """On to the organisation's own page for signing in; what we need when they come back travels in a sealed cookie.

    A link and not a form: a form may lead to no other site by our own policy. Nothing is written here.
    """
    kith = _kith(request)
    try:
        address, errand = go_there(organisation_of(kith.settings), next_path(next))
    except NotUsable as error:
        return _sign_in_page(request, next, _told("email", error))
    answer = RedirectResponse(address, 303)
    sealed = seal(secret_key(kith.settings), "organisation", errand.as_text(), now=kith.clock())
    answer.set_cookie(ERRAND, sealed, **_errand_cookie(request), max_age=int(ERRAND_LASTS.total_seconds()))
    return answer


@router.get("/sign-in/organisation/back")
def back_page(request: Request, code: str = "", state: str = "") -> Response:
    """A page with one button, as after every link."""
    good = bool(code and state and request.cookies.get(ERRAND))
    return page(
        request, "access/back.html", keep=False, status=200 if good else ENDED, code=code, state=state, good=good
    )


@router.post("/sign-in/organisation/back")
def from_organisation(
    request: Request, code: Annotated[str, Form(max_length=4000)] = "", state: Typed = ""
) -> Response:
    """Ask the organisation who they are and sign them in."""
    kith = _kith(request)
    sealed = request.cookies.get(ERRAND, "")
    text = unseal(secret_key(kith.settings), "organisation", sealed, ERRAND_LASTS, now=kith.clock())
    try:
        errand = Errand.from_text(text or "")
        email = come_back(organisation_of(kith.settings), errand, code, state)
    except NotUsable as error:
        return _sign_in_page(request, "", _told("email", error))
    with unit_of_work(kith.engine, writes=True) as session:
        account = account_of(session, email, kith.clock())
    answer = _go_on(request, account, Way.ORGANISATION, errand.then)
    answer.delete_cookie(ERRAND, **_errand_cookie(request))
    return answer


@router.get("/sign-out")
def sign_out_page(request: Request) -> Response:
    """A page with one button."""
    return page(request, "access/sign_out.html", keep=False, done=False)


@router.post("/sign-out")
def leave(request: Request) -> Response:
    """Sign this browser out."""
    kith = _kith(request)
    if token := shown_by(request).token:
        with unit_of_work(kith.engine, writes=True) as session:
            sign_out(session, token, kith.clock())
    return _signed_out(request, "access/sign_out.html", done=True)


@router.get("/me")
def me(request: Request) -> Response:
    """What we hold about who asks."""
    return _me(request, _here(request))


@router.post("/me/name")
def name(request: Request, name: Typed = "") -> Response:
    """What they want to be called."""
    return _change(request, lambda session, here: keep_account.set_name(session, here, name))


@router.post("/me/devices")
def devices(request: Request, only: Typed = "") -> Response:
    """Sign out in one place, or everywhere but here."""
    now = _kith(request).clock()
    where: dict[str, Any] = {"only": as_uuid(only)} if as_uuid(only) else {}

    def end(session: Session, here: Here) -> None:
        end_devices(session, here.account.id, now, **where, but=here.device.id)

    return _change(request, end)


@router.post("/me/password")
def password(request: Request, old: Typed = "", new: Typed = "") -> Response:
    """Set a password."""
    here, now = _here(request), _kith(request).clock()
    try:
        hashed = keep_account.new_password(here, old, new, now)
    except NotUsable as error:
        return _me(request, here, _told("new", error))
    return _change(request, lambda session, here: keep_account.set_password(session, here, hashed, now))


@router.post("/me/code")
def code(request: Request, held: Typed = "", code: Typed = "", do: Typed = "") -> Response:
    """Begin with codes from an app, or stop."""
    here, kith = _here(request), _kith(request)
    purpose, now = f"app {here.account.id}", kith.clock()
    secret = unseal(secret_key(kith.settings), purpose, held, CODE_WAITS * 3, now=now) if held else None
    if do == "stop":
        return _change(request, lambda session, here: keep_account.stop_codes(session, here, code, now), "stop-code")
    if secret is None:
        secret = new_secret()
        return _code_page(request, here, secret, seal(secret_key(kith.settings), purpose, secret, now=now))
    try:
        with unit_of_work(kith.engine, writes=True) as session:
            keep_account.start_codes(session, here, secret, code, now)
    except NotUsable as error:
        return _code_page(request, here, secret, held, error)
    return RedirectResponse(HOME, 303)


@router.post("/me/forget")
def forget(request: Request, sure: Typed = "") -> Response:
    """Delete the account, for good."""
    here, kith = _here(request), _kith(request)
    if sure != "yes":
        return _me(request, here, _wrong("sure", "Tick the box first, please: this cannot be undone."))
    with unit_of_work(kith.engine, writes=True) as session:
        keep_account.forget(session, here, kith.clock())
    return _signed_out(request, "access/forgotten.html")


Wrong = tuple[tuple[Problem, ...], int]  # what is wrong, and the status that says so


def _wrong(field: str, sentence: str) -> Wrong:
    return (Problem(field, sentence),), 422


def _told(field: str, error: KithError) -> Wrong:
    return (Problem(field, error.detail),), 429 if isinstance(error, TooSoon) else 422


def _sign_in_page(request: Request, then: str, wrong: Wrong = ((), 200)) -> Response:
    settings = _kith(request).settings
    return page(
        request,
        "access/sign_in.html",
        keep=False,
        status=wrong[1],
        problems=wrong[0],
        then=next_path(then),
        organisation=settings.oidc_name if settings.oidc_issuer else None,
    )


def _me(request: Request, here: Here, wrong: Wrong = ((), 200)) -> Response:
    kith = _kith(request)
    now = kith.clock()
    with unit_of_work(kith.engine) as session:
        places = devices_of(session, here.account.id)
    roles = [(grant.role, kith.area_name(grant.area_id) if grant.area_id else None) for grant in here.grants]
    return page(
        request, "access/me.html", keep=False, status=wrong[1], problems=wrong[0], account=here.account, roles=roles,
        places=places, device=here.device, needs_old=keep_account.needs_old_password(here, now),
        work={deed.value for deed in Deed if may(here.caller, deed)},
    )  # fmt: skip


def _code_page(request: Request, here: Here, secret: str, held: str, error: KithError | None = None) -> Response:
    problems, status = _told("code", error) if error else ((), 200)
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return page(
        request, "access/app.html", keep=False, status=status, problems=problems, groups=groups, held=held,
        qr=square(app_address(secret, here.account.email)),
    )  # fmt: skip


def _change(request: Request, do: Callable[[Session, Here], None], field: str = "me") -> Response:
    """Do something to one's own account and go back to its page."""
    here = _here(request)
    try:
        with unit_of_work(_kith(request).engine, writes=True) as session:
            do(session, here)
    except NotUsable as error:
        return _me(request, here, _told(field, error))
    return RedirectResponse(HOME, 303)


def _go_on(request: Request, account: Known, way: Way, then: str) -> Response:
    """In, or first to the code for who asked for one."""
    if account.code_secret is None:
        return _let_in(request, account.id, way, then)
    kith = _kith(request)
    held = seal(secret_key(kith.settings), "code", f"{account.id} {way} {then}", now=kith.clock())
    return page(request, "access/code.html", keep=False, held=held, problems=())


def _let_in(request: Request, account_id: UUID, way: Way, then: str) -> Response:
    """A new stay under a new token, whatever cookie was there before."""
    kith, before = _kith(request), shown_by(request).token
    with unit_of_work(kith.engine, writes=True) as session:
        if before:
            sign_out(session, before, kith.clock())
        token = sign_in(session, account_id, way, kith.clock())
    answer = RedirectResponse(then, 303)
    answer.set_cookie(
        cookie_name(request), token, max_age=int(OWN_STAY.most.total_seconds()), path="/", httponly=True,
        secure=is_secure(request), samesite="lax",
    )  # fmt: skip
    return answer


def _signed_out(request: Request, template: str, **values: Any) -> Response:
    """What this browser kept of personal pages goes too; the list on the device is the person's own and stays."""
    answer = page(request, template, keep=False, **values | {"signed_in": False})
    answer.delete_cookie(cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _here(request: Request) -> Here:
    kith, token = _kith(request), shown_by(request).token
    with unit_of_work(kith.engine) as session:
        here = find_here(session, token, kith.clock()) if token else None
    if here is None:
        raise SignInNeeded("Sign in first.")
    return here


def _errand_cookie(request: Request) -> dict[str, Any]:
    return {"path": "/sign-in/organisation", "httponly": True, "samesite": "lax", "secure": is_secure(request)}


def _line(request: Request) -> str | None:
    """The caller's line to the network; None on this machine itself."""
    client = client_of(request.scope, Proxies.parse(_kith(request).settings.trusted_proxies))
    return None if is_local(client) else household(client)


def _folder(settings: Settings) -> str | None:
    """Where letters lie when there is no mail server; None when there is one."""
    if settings.smtp_url:
        return None
    return str(settings.var / "mail") if settings.env == "development" else "KITH_VAR/mail"


def _kith(request: Request) -> Kith:
    kith: Kith = request.app.state.kith
    return kith
