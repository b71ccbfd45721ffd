"""What has to be there before some screens can be looked at: drafts, a kept list, something in the steward's queue."""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlmodel import select

from app.access.devices import Way, sign_in
from app.access.give_role import find_person, give_role
from app.access.machine_keys import make_key
from app.access.rules import STAFF
from app.access.store import find_keys
from app.db.engine import open_engine, unit_of_work
from app.kernel.clock import system_clock
from app.upkeep.cards.rules import CARD_LASTS, new_code
from app.upkeep.cards.rules import Way as AskedBy
from app.upkeep.cards.store import add_card
from app.upkeep.chase import key_of
from app.upkeep.keepers.store import add_keeper, add_link
from app.upkeep.model import CheckLink, Keeper, ReplyCard
from app.upkeep.rules import Care, Via
from tests.browser.patience import PATIENCE_S

MORE_THAN_SHOWN = 8  # of what waits for a steward
STAFF_ADDRESS = "everything@example.org"
KNITTERS = "Compton Road Knitters"
WHAT = {"name": KNITTERS, "summary": "We knit and drink tea. Everybody may come.", "hopes": "craft"}
WHERE = {"setting": "hall", "place_name": "Compton Hall", "address": "1 Compton Road", "postcode": "LS8 5HX"}
WHEN = {"repeats": "weekly", "days": "tue", "times": "10.30am to 12 noon", "term_time": "yes"}
WAY_IN = {"way_in": "walk_in", "free": "yes", "ease-step_free": "yes"}
CONTACT = {"contact_name": "Cora", "phone": "0113 496 0013", "email": "cora@example.org", "show": "yes"}
FOR_JEAN = {"for_name": "Jean", "helper_name": "Sam", "helper_from": "Leeds Library", "confirm_by": "card", "email": ""}


@dataclass(frozen=True)
class World:
    """An example of everything that stands in an address, and the cookie of somebody who may see all of it."""

    listing: str
    waiting: str
    one: str
    other: str
    kept_list: str
    draft: str
    draft_of_twin: str
    sent_draft: str
    check_token: str
    spent_token: str
    typed_for: str
    sheet: str
    own: str
    account: str
    key: str
    cookie: str
    area: str = "leeds-network-harehills"

    def fill(self, address: str) -> str:
        """The address with the examples in it."""
        return address.format(**asdict(self))


def make_world(address: str, database: str) -> World:
    """Do what people do until there is an example of everything."""
    account, key, cookie = _sign_in(database)
    with httpx.Client(base_url=address, timeout=PATIENCE_S) as http:
        near, far = _ideas(http, "LS8 5"), _ideas(http, "M6 5")
        _register(http, WHAT, CONTACT)
        draft, twin = _begin(http), _begin(http)
        _fill(http, draft, WHAT | {"name": "Gledhow Chess"}, CONTACT)
        _say(http, twin, {"what": WHAT | {"name": "Compton Rd Knitters"}, "where": WHERE})
        sent = _register(http, WHAT | {"name": "Soup at Jean's"}, CONTACT | FOR_JEAN, **{"for": "other"})
        kept = _post(http, "/list/keep", {"id": near[:3]}).headers["location"].rpartition("/")[2]
        _fill_the_queue(http, near, far, cookie)
        _look_after(database, near[1])
        for reply in ("full", "room"):
            _post(http, f"/me/groups/{near[1]}", {"reply": reply})
    waiting, *tokens, typed, sheet = _ask_keeper(database)
    examples = (near[0], waiting, far[2], far[3], kept, draft, twin, sent, *tokens, typed, sheet, near[1])
    return World(*examples, account, key, cookie)


def _sign_in(database: str) -> tuple[str, str, str]:
    """Somebody who has every role, a key that they made, and their cookie."""
    engine, now = open_engine(database), system_clock()
    with unit_of_work(engine, writes=True) as session:
        for role in STAFF:
            give_role(session, STAFF_ADDRESS, role, None, who="test", now=now)
        account = find_person(session, STAFF_ADDRESS).id
        make_key(session, f"a county {uuid4()}", ["see_numbers"], None, who="test", now=now)
        key = find_keys(session)[0].id
        token = sign_in(session, account, Way.LINK, now)
    engine.dispose()
    return str(account), str(key), token


def _post(http: httpx.Client, path: str, fields: dict[str, Any]) -> httpx.Response:
    answer = http.post(path, data=fields)
    assert answer.status_code in (200, 303), (path, answer.status_code)
    return answer


def _ideas(http: httpx.Client, near: str) -> list[str]:
    asked = http.post("/api/v1/match", json={"near": near, "hopes": "gardening, company"}).json()
    return [one["id"] for one in asked["suggestions"] if one["kind"] != "person"]


def _begin(http: httpx.Client, **fields: str) -> str:
    return _post(http, "/groups/new", fields).headers["location"].split("/")[3]


def _say(http: httpx.Client, code: str, steps: dict[str, dict[str, str]]) -> None:
    for step, fields in steps.items():
        _post(http, f"/groups/new/{code}/{step}", fields)


def _fill(http: httpx.Client, code: str, what: dict[str, str], contact: dict[str, str]) -> None:
    _say(http, code, {"what": what, "where": WHERE, "when": WHEN, "getting-in": WAY_IN, "contact": contact})


def _register(http: httpx.Client, what: dict[str, str], contact: dict[str, str], **begun: str) -> str:
    code = _begin(http, **begun)
    _fill(http, code, what, contact)
    _post(http, f"/groups/new/{code}/others", {})
    assert _post(http, f"/groups/new/{code}/send", {}).headers["location"].endswith("/done")
    return code


def _fill_the_queue(http: httpx.Client, near: list[str], far: list[str], cookie: str) -> None:
    """More ask to look after a listing, and say that it is wrong, than are shown at once; two were made one; one may
    not come back."""
    for listing in near[:MORE_THAN_SHOWN]:
        claim = {"who": "Ben", "line": "ben@example.org", "words": "I keep the keys."}
        _post(http, f"/listings/{listing}/look-after", claim)
        _post(http, f"/listings/{listing}/wrong", {"what": "times", "words": "It is on Wednesdays now."})
    http.cookies.set("kith", cookie)
    _post(http, f"/steward/merge/{far[0]}/{far[1]}", {})
    _post(http, f"/steward/listings/{far[-1]}/bar", {"kind": "name", "words": "They asked us to."})


def _look_after(database: str, listing: str) -> None:
    """Whoever sees everything looks after a listing too."""
    engine, now = open_engine(database), system_clock()
    with unit_of_work(engine, writes=True) as session:
        own = {"email": STAFF_ADDRESS, "care": Care.AGREED, "via": Via.CLAIMED, "made_at": now}
        add_keeper(session, Keeper(id=uuid4(), listing_id=UUID(listing), **own))
    engine.dispose()


def _ask_keeper(database: str) -> list[str]:
    """The group that waits to be read, the words in two letters to its keeper, the group typed for, a sheet."""
    engine, now = open_engine(database), system_clock()
    tokens = [secrets.token_urlsafe(16) for _ in range(2)]
    with unit_of_work(engine, writes=True) as session:
        keeper = session.exec(select(Keeper).where(Keeper.email == CONTACT["email"])).first()
        typed = session.exec(select(Keeper).where(Keeper.name == FOR_JEAN["for_name"])).first()
        assert keeper is not None
        assert typed is not None
        about = {"keeper_id": keeper.id, "listing_id": keeper.listing_id, "ends_at": now + timedelta(days=1)}
        for token in tokens:
            add_link(session, CheckLink(key=key_of(token), **about))
        sheet, ends_at = uuid4(), now + CARD_LASTS
        about = {"keeper_id": typed.id, "listing_id": typed.listing_id, "made_by": "test", "made_at": now}
        card = ReplyCard(
            id=uuid4(), sheet=sheet, code=new_code("Harehills"), way=AskedBy.CARD, ends_at=ends_at, **about
        )
        add_card(session, card)
        found = [str(keeper.listing_id), *tokens, str(typed.listing_id), str(sheet)]
    engine.dispose()
    return found
