"""Which role may do what, and which deed every route is; pure, and the one place where this is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from app.kernel.callers import Caller


class Role(StrEnum):
    """Who somebody is to the directory."""

    RESIDENT = "resident"  # anybody: no account, nothing asked
    KEEPER = "keeper"  # anybody who has signed in; which listing is theirs is a grant in `upkeep`
    COORDINATOR = "coordinator"
    CLINICIAN = "clinician"
    STEWARD = "steward"
    FUND_STEWARD = "fund_steward"
    COMMISSIONER = "commissioner"
    ADMIN = "admin"
    MACHINE = "machine"  # a program with a key; it may do only what its scopes name


class Deed(StrEnum):
    """What can be done. A machine's scopes are deeds by these names."""

    READ_OPEN = "read_open"  # read what is open, ask for ideas, keep a list, sign in
    REPORT = "report"  # say that a listing is wrong
    REGISTER = "register"  # put a group on the map
    SEE_OWN = "see_own"  # one's own account
    KEEP_OWN = "keep_own"  # look after a listing of one's own
    REGISTER_FOR_OTHERS = "register_for_others"  # type it for somebody who rang
    SEE_QUEUE = "see_queue"
    CHECK_LISTINGS = "check_listings"
    MERGE_LISTINGS = "merge_listings"
    KEEP_FEEDS = "keep_feeds"  # see how feeds are doing, add one, have one read again, switch one off
    KEEP_PEOPLE = "keep_people"  # who answers for whom, and until when
    KEEP_AREAS = "keep_areas"  # whom to ring there, and when school is
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_AUDIT = "see_audit"
    SEE_NUMBERS = "see_numbers"  # how busy and how quick it is; on this machine itself nobody is asked


# A role that is given to somebody, for an area or everywhere.
STAFF = frozenset(
    (Role.COORDINATOR, Role.CLINICIAN, Role.STEWARD, Role.FUND_STEWARD, Role.COMMISSIONER, Role.ADMIN)
)  # fmt: skip
_ANYBODY = frozenset(Role)
_SIGNED_IN = frozenset((Role.KEEPER, *STAFF))

ALLOWED: Mapping[Deed, frozenset[Role]] = MappingProxyType({
    Deed.READ_OPEN: _ANYBODY,
    Deed.REPORT: _ANYBODY,
    Deed.REGISTER: _ANYBODY,
    Deed.SEE_OWN: _SIGNED_IN,
    Deed.KEEP_OWN: _SIGNED_IN,
    Deed.REGISTER_FOR_OTHERS: frozenset((Role.COORDINATOR, Role.STEWARD, Role.ADMIN)),
    Deed.SEE_QUEUE: frozenset((Role.COORDINATOR, Role.STEWARD, Role.ADMIN, Role.MACHINE)),
    Deed.CHECK_LISTINGS: frozenset((Role.COORDINATOR, Role.STEWARD, Role.ADMIN)),
    Deed.MERGE_LISTINGS: frozenset((Role.STEWARD, Role.ADMIN)),
    Deed.KEEP_FEEDS: frozenset((Role.STEWARD, Role.ADMIN)),
    Deed.KEEP_PEOPLE: frozenset((Role.STEWARD, Role.ADMIN)),
    Deed.KEEP_AREAS: frozenset((Role.STEWARD, Role.ADMIN)),
    Deed.MANAGE_ACCOUNTS: frozenset((Role.ADMIN,)),
    Deed.SEE_AUDIT: frozenset((Role.ADMIN, Role.MACHINE)),
    Deed.SEE_NUMBERS: frozenset((Role.ADMIN, Role.MACHINE)),
})  # fmt: skip

# What a key can be given beyond what is open to anybody.
SCOPES = frozenset(deed for deed, roles in ALLOWED.items() if Role.MACHINE in roles and Role.RESIDENT not in roles)

# Stands for the area of what lies in no area at all: only a grant for everywhere reaches it.
NOWHERE = UUID(int=0)


def may(caller: Caller, deed: Deed, area_ids: frozenset[UUID] = frozenset()) -> bool:
    """Whether `caller` may do `deed` to something that lies in any of `area_ids`.

    Without areas: whether they may do it anywhere at all (to open a page that then shows their own areas). For a thing
    that lies in no area give {NOWHERE}.
    """
    roles = ALLOWED[deed]
    if Role.RESIDENT in roles:
        return True
    if Role.KEEPER in roles and caller.account_id is not None:
        return True
    if caller.key_scopes is not None and deed not in caller.key_scopes:
        return False
    held = {grant.area_id for grant in caller.grants if grant.role in roles}
    return bool(held) and (not area_ids or None in held or bool(held & area_ids))


def areas_of(caller: Caller, deed: Deed) -> frozenset[UUID] | None:
    """The areas within which `caller` may do `deed`; None is everywhere, empty is nowhere."""
    if Role.RESIDENT in ALLOWED[deed]:
        return None
    if caller.key_scopes is not None and deed not in caller.key_scopes:
        return frozenset()
    held = {grant.area_id for grant in caller.grants if grant.role in ALLOWED[deed]}
    return None if None in held else frozenset(area_id for area_id in held if area_id is not None)


@dataclass(frozen=True)
class Stay:
    """How long somebody stays signed in: unused, and at most."""

    idle: timedelta
    most: timedelta


# A shared desk in a surgery is left for lunch; a keeper comes on their own phone a few times a year.
STAFF_STAY = Stay(timedelta(hours=2), timedelta(hours=12))
OWN_STAY = Stay(timedelta(days=1), timedelta(days=14))
SEEN_EVERY = timedelta(minutes=5)  # every click would be a write
LINK_LASTS = timedelta(minutes=20)
FRESH_LINK = timedelta(minutes=15)  # so long after signing in by a link a password may be set without the old one
LEAST_PASSWORD, LONGEST_PASSWORD = 12, 200
LONGEST_NAME = 80
HOME = "/me"
_OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~-]{0,200}")


def is_signed_in(began: datetime, seen: datetime, now: datetime, *, staff: bool) -> bool:
    """Whether a browser that signed in at `began` and was seen at `seen` is still signed in."""
    stay = STAFF_STAY if staff else OWN_STAY
    return now - seen <= stay.idle and now - began <= stay.most


def next_path(asked: str) -> str:
    """Where somebody goes after signing in: a page of our own, or their own page for anything else."""
    inside = _OWN_PATH.fullmatch(asked) and not asked.startswith(("/sign-", "/api/"))
    return asked if inside else HOME


def password_problem(password: str, email: str) -> str | None:
    """Why a password will not do; None when it will. Length is what counts, not strange signs."""
    if len(password) < LEAST_PASSWORD:
        return f"Use at least {LEAST_PASSWORD} letters. Four or five words that only you would put together do well."
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} letters."
    if len(set(password)) < 5 or email.partition("@")[0] in password.lower():
        return "That would be easy to guess. Use four or five words that only you would put together."
    return None


# Every route of the application under its deed, as "METHODS template": tests hold the table complete and try every
# role at every row.
_DOORS: Mapping[Deed, tuple[str, ...]] = MappingProxyType({
    Deed.READ_OPEN: (
        "GET /", "GET POST /match", "GET POST /find", "GET /listings/{listing_id}", "GET /listings/{listing_id}.ics",
        "GET /listings/{listing_id}/photo/{mark}/{size}.jpg",
        "GET /areas/{code}.ics",
        "GET POST /list", "POST /list/paper", "POST /list/calendar", "POST /list/keep", "POST /list/end",
        "GET /list/{code}", "GET /list/{code}.ics",
        "GET /sw.js", "GET /offline", "GET /offline/last", "GET /near/{sector}.json",
        "GET POST /insight", "GET /insight.csv", "GET /networks", "GET /networks/{code}", "GET POST /easy", "POST /why",
        "GET /tour", "GET /urgent", "GET POST /numbers", "GET /privacy", "GET /accessibility", "GET /styleguide",
        "GET /standards", "GET POST /embed", "GET /problems", "GET /problems/{kind}",
        "GET /api", "GET /api/", "GET /api/v1", "GET /api/v1/", "GET /data", "GET /data/", "GET /data/360giving.json",
        "GET /fhir", "GET /fhir/{rest:path}",
        "POST /api/v1/match", "POST /api/v1/match/why", "GET /api/v1/listings", "GET /api/v1/listings/{listing_id}",
        "GET /api/v1/places",
        "GET /oruk", "GET /oruk/", "GET /oruk/services", "GET /oruk/services/{service_id}",
        "GET /oruk/service_at_locations", "GET /oruk/service_at_locations/{own_id}",
        "GET /oruk/organizations", "GET /oruk/organizations/{body_id}",
        "GET /oruk/taxonomies", "GET /oruk/taxonomies/{own_id}",
        "GET /oruk/taxonomy_terms", "GET /oruk/taxonomy_terms/{own_id}",
        "GET /ogc", "GET /ogc/", "GET /ogc/conformance", "GET /ogc/collections",
        "GET /ogc/collections/{collection_id}", "GET /ogc/collections/{collection_id}/items",
        "GET /ogc/collections/{collection_id}/items/{listing_id}",
        "GET /data/listings.geojson", "GET /robots.txt", "GET /sitemap.xml", "GET /sitemap-{number}.xml",
        "GET HEAD /openapi.json", "GET /healthz", "GET /readyz",
        "GET POST /sign-in", "GET POST /sign-in/link", "POST /sign-in/password", "POST /sign-in/code",
        "GET /sign-in/organisation", "GET POST /sign-in/organisation/back", "GET POST /sign-out",
    ),
    Deed.SEE_OWN: (
        "GET /me", "POST /me/name", "POST /me/devices", "POST /me/password", "POST /me/code", "POST /me/forget",
    ),
    Deed.KEEP_OWN: (
        "GET /me/groups", "POST /me/groups/{listing_id}", "GET /me/groups/{listing_id}/changes",
        "POST /me/groups/{listing_id}/undo",
    ),
    Deed.SEE_NUMBERS: ("GET /metrics",),
    Deed.SEE_AUDIT: ("GET /api/v1/audit", "GET /admin/audit"),
    Deed.MANAGE_ACCOUNTS: (
        "GET POST /admin/accounts", "GET POST /admin/invite", "GET /admin/accounts/{account_id}",
        "POST /admin/accounts/{account_id}/give", "POST /admin/accounts/{account_id}/take",
        "POST /admin/accounts/{account_id}/sign-out", "POST /admin/accounts/{account_id}/drop-codes",
        "GET POST /admin/keys", "GET POST /admin/keys/{key_id}",
    ),
    Deed.REGISTER: (
        "GET POST /groups/new", "GET /groups/new/{code}", "POST /groups/new/{code}/link",
        "GET POST /groups/new/{code}/others", "GET /groups/new/{code}/done", "GET /groups/new/{code}/card",
        "POST /groups/new/{code}/send", "POST /groups/new/{code}/tell", "POST /groups/new/{code}/undo",
        "GET POST /groups/new/{code}/photo", "GET /groups/new/{code}/photo.jpg",
        "POST /groups/new/{code}/save/{step}", "GET POST /groups/new/{code}/{step}",
    ),
    Deed.REPORT: (
        "GET POST /listings/{listing_id}/look-after", "POST /listings/{listing_id}/links",
        "GET POST /listings/{listing_id}/been",
        "GET POST /listings/{listing_id}/wrong",
        "GET POST /check/{token}/{reply}", "POST /check/{token}/undo",  # whoever holds the link of a check mail
    ),
    Deed.SEE_QUEUE: (
        "GET /steward", "GET POST /steward/find", "GET /steward/listings/{listing_id}",
        "GET /steward/listings/{listing_id}/photo.jpg",
    ),
    Deed.CHECK_LISTINGS: (
        "POST /steward/listings/{listing_id}/call", "POST /steward/listings/{listing_id}/judge",
        "POST /steward/listings/{listing_id}/yes", "POST /steward/listings/{listing_id}/seen",
        "POST /steward/listings/{listing_id}/undo", "POST /steward/listings/{listing_id}/photo",
        "POST /steward/listings/{listing_id}/change",
        "POST /steward/claims/{keeper_id}", "GET POST /steward/cards", "GET /steward/cards/{sheet}",
        "GET POST /steward/replies",
    ),
    Deed.KEEP_FEEDS: (
        "GET /steward/feeds", "GET POST /steward/feeds/new", "POST /steward/feeds/{name}/read",
        "POST /steward/feeds/{name}/switch",
    ),
    Deed.KEEP_PEOPLE: (
        "GET /steward/people", "GET POST /steward/people/new", "GET POST /steward/people/{listing_id}",
    ),
    Deed.KEEP_AREAS: ("GET /steward/areas", "GET POST /steward/areas/{code}", "POST /steward/areas/{code}/undo"),
    Deed.MERGE_LISTINGS: (
        "POST /steward/listings/{listing_id}/bar", "GET POST /steward/merge/{kept_id}/{gone_id}",
        "POST /steward/merges/{merge_id}/undo", "GET /steward/not-listed", "POST /steward/not-listed/{entry_id}/lift",
    ),
})  # fmt: skip


def _by_door() -> dict[tuple[str, str], Deed]:
    lines = ((deed, line.split(" ")) for deed, lines in _DOORS.items() for line in lines)
    return {(method, words[-1]): deed for deed, words in lines for method in words[:-1]}


ROUTES: Mapping[tuple[str, str], Deed] = MappingProxyType(_by_door())
