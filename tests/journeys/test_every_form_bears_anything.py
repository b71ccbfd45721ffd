"""Every page that links lead to, and every form on them, sent with what nobody types: always a plain answer."""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.access.codes import STEP_S, code_at, new_secret
from app.access.devices import Way, find_here, sign_in
from app.access.give_role import find_person, give_role
from app.access.keep_account import start_codes
from app.access.machine_keys import make_key
from app.access.rules import ROUTES, Role
from app.areas.keep import keep_areas
from app.areas.rules import AreaKind
from app.areas.shapes import AreaIn
from app.db.engine import open_engine, unit_of_work
from app.kernel.ids import new_id
from app.main import create_app
from app.settings import Settings
from app.standards.feeds.keep import FeedIn, add_feed
from app.standards.feeds.rules import FeedKind
from app.upkeep.chase import ask_keepers
from app.upkeep.keepers.store import add_keeper
from app.upkeep.letters import Post
from app.upkeep.model import Keeper
from app.upkeep.rules import Care, Via
from tests.builders import CLOCK, NOW, home, listing, person, place
from tests.journeys.conftest import OpenTown, Town
from tests.upkeep.conftest import FOR_JEAN, WHOLE
from tests.upkeep.photos.pictures import packed, picture

TRIES = int(os.environ.get("CASES", "12"))  # a form; more by hand: CASES=500
MOST_OF_A_KIND = 3  # pages made by the same template
STEPS = ("what", "where", "when", "getting-in", "contact", "others", "check", "done", "card")
NASTY = (
    "", " ", "\x00", "a\x00b", "0", "-1", "1e309", "nan", "9" * 40, "٣", "²", "x" * 5_000, "é" * 3_000,
    "\u202e\u200b\ufeff", "👩‍👩‍👧‍👦" * 50, "<script>alert(1)</script>", "'; DROP TABLE listing; --", "%00%ff",
    "{{7*7}}", "${7*7}",
    "../../etc/passwd", "\r\nSet-Cookie: a=b", "LS8 5HX", "BFPO 1", "ZZ99 3VZ", "true", "null", "[]", "2026-02-30",
    "00000000-0000-4000-8000-000000000000", "9999-12-31", "0001-01-01", "25:99", "FREQ=SECONDLY", "pat@example.org",
    "0113 496 0013", "53.8,-1.5", "999999999,999999999", "mon,tue", "a\nb\tc", "\u2028", "İ", "ß" * 200, "=1+1",
)  # fmt: skip


MADE_UP = "/styleguide"  # shows a listing that is none
# Behind a script, an organisation's own page, a code on a telephone, and an answer that a letter takes only once.
NOT_MET = {
    ("POST", "/groups/new/{code}/save/{step}"), ("POST", "/sign-in/organisation/back"), ("POST", "/sign-in/code"),
    ("POST", "/check/{token}/undo"),
}  # fmt: skip


class Seen(HTMLParser):
    """The links and the forms of a page; a field belongs to the form around it or to the one it names."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: dict[str, Form] = {}
        self.path, self._in = path, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        if tag == "form":
            self._in = given.get("id", f"form {len(self.forms)}")
            action = urlsplit(given.get("action") or self.path).path
            self.forms.setdefault(self._in, Form("", "")).address = (given.get("method", "get").upper(), action)
        if tag in ("input", "select", "textarea", "button"):
            form = self.forms.setdefault(given.get("form", self._in), Form("", ""))
            if given.get("name"):
                form.fields.setdefault(given["name"], []).append(given.get("value", ""))
            if given.get("formaction"):  # the same fields, sent elsewhere
                self.forms[given["formaction"]] = Form("POST", urlsplit(given["formaction"]).path, form.fields)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = ""


@dataclass
class Form:
    """Where a form is sent to, and what its fields say at first."""

    method: str
    path: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def address(self) -> tuple[str, str]:
        return self.method, self.path

    @address.setter
    def address(self, to: tuple[str, str]) -> None:
        self.method, self.path = to


@dataclass
class Walk:
    """Somebody who follows every link: the pages they came to and the forms they saw, each kind of them once."""

    http: TestClient
    pages: dict[str, int] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)

    def go(self, begin: list[str], pressed: list[tuple[str, Any]]) -> "Walk":
        """From the addresses where it begins, and from the pages that come when a form is sent."""
        waiting, kinds = list(begin), Counter[str]()
        for path, data in pressed:
            self._look(path, self.http.post(path, data=data, follow_redirects=True), waiting)
        while waiting:
            path = waiting.pop(0)
            kind = door_of("GET", urlsplit(path).path)
            enough = kinds[kind] >= MOST_OF_A_KIND and path not in begin
            if path in self.pages or enough or path.startswith("/static"):
                continue
            kinds[kind] += 1
            answer = self.http.get(path)
            self.pages[path] = answer.status_code
            self._look(path, answer, waiting)
        return self

    def _look(self, path: str, answer: Any, waiting: list[str]) -> None:
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return
        seen = Seen(urlsplit(path).path)
        seen.feed(answer.text)
        waiting += seen.links
        if path != MADE_UP:
            self.linked.update(seen.links)
        for form in seen.forms.values():
            if form.path:
                fields = sorted({re.sub(r"[0-9a-f-]{36}", "", name) for name in form.fields})
                self.forms.setdefault(f"{door_of(form.method, form.path)} {' '.join(fields)}", form)


def door_of(method: str, path: str) -> str:
    """The route that an address leads to, as the table of doors names it."""
    for known, template in sorted(ROUTES, key=lambda door: door[1].count("{")):
        if known == method and re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path):
            return f"{method} {template}"
    return f"{method} (nowhere)"


@dataclass
class Site:
    """A town with something of everything in it, and an admin who may open every door."""

    town: Town
    app: Any
    begin: list[str] = field(default_factory=list)
    pressed: list[tuple[str, Any]] = field(default_factory=list)

    def admin(self) -> TestClient:
        """Signed in anew: a form may have signed them out, or ended the account."""
        engine = open_engine(f"sqlite:///{self.town.database}")
        with unit_of_work(engine, writes=True) as session:
            give_role(session, "admin@example.org", Role.ADMIN, None, who="test", now=NOW)
            token = sign_in(session, find_person(session, "admin@example.org").id, Way.LINK, NOW)
        engine.dispose()
        return TestClient(
            self.app, "http://kith.test", cookies={"kith": token}, raise_server_exceptions=False, follow_redirects=False
        )


@pytest.fixture(scope="module")
def site(open_town: OpenTown) -> Iterator[Site]:
    two = [listing(name=f"Knitters {n}", place=place(), hopes=("gardening",)) for n in range(4)]
    town = open_town(*two, listing(name="Tea", place=home()), person(), listing(kind="place", name="Library"))
    settings = Settings(_env_file=None, var=town.folder, database_url=f"sqlite:///{town.database}", log_level="error")
    app = create_app(settings, CLOCK)
    with TestClient(app):
        site = Site(town, app)
        furnish(site, site.admin(), [str(one.id) for one in two])
        yield site


def furnish(site: Site, http: TestClient, ids: list[str]) -> None:
    """Something of everything that pages can be about: drafts, groups that wait, a claim, a merge, a list, letters."""
    empty, whole = draft(http), draft(http, WHOLE)
    sent = [draft(http, WHOLE), draft(http, WHOLE | {"contact": WHOLE["contact"] | FOR_JEAN}, "other")]
    for one in (whole, *sent):
        http.post(f"{one}/others")
    for one in sent:
        photo = {"photo": ("p.jpg", packed(picture()), "image/jpeg")}
        assert http.post(f"{one}/photo", data={"alt": "Wool.", "agreed": "yes"}, files=photo).status_code == 303
        assert http.post(f"{one}/send").headers["location"].endswith("/done")
    http.post(f"/listings/{ids[0]}/look-after", data={"who": "Pat", "line": "pat@example.org", "words": "Ours."})
    http.post(f"/listings/{ids[1]}/wrong", data={"what": "other", "words": "It moved."})
    http.post(f"/steward/listings/{ids[0]}/bar", data={"kind": "name", "words": "They asked."})
    http.post(f"/steward/merge/{ids[2]}/{ids[3]}")
    http.post("/sign-in", data={"email": "dev@example.org"})
    site.begin = [path for method, path in sorted(ROUTES) if method == "GET" and "{" not in path]
    site.begin += [f"{one}/{step}" for one in (empty, whole, *sent) for step in STEPS] + [empty, whole]
    site.begin += ["/match?near=LS8+5&hopes=gardening", "/find?near=LS8+5", f"/steward/merge/{ids[1]}/{ids[2]}"]
    site.begin += behind_letters(site.town, http)
    site.begin += without_mail(site.town, http)
    site.begin += in_the_office(site, http, ids)
    site.begin += by_a_keeper(http, ids[1])
    told = http.post(f"/steward/listings/{ids[1]}/change").headers["location"]
    site.begin += [told, f"{told}/photo", f"{told}/check"]
    site.pressed = [("/list", {"id": ids[:2]}), ("/list/keep", {"id": ids[:2]}), ("/me/code", {"do": "begin"})]


def without_mail(town: Town, http: TestClient) -> list[str]:
    """A group that was typed for Jean, who said yes on the telephone and has not been asked for a hundred days."""
    engine = open_engine(f"sqlite:///{town.database}")
    with engine.begin() as connection:
        before = set(connection.execute(text("SELECT id FROM listing")).scalars())
    one = draft(http, WHOLE | {"contact": WHOLE["contact"] | FOR_JEAN}, "other")
    http.post(f"{one}/others")
    assert http.post(f"{one}/send").headers["location"].endswith("/done")
    with engine.begin() as connection:
        (made,) = set(connection.execute(text("SELECT id FROM listing")).scalars()) - before
    path = f"/steward/listings/{UUID(made)}"
    http.post(f"{path}/yes", data={"how": "call"})
    http.post(f"{path}/judge", data={"verdict": "publish"})
    long_ago = {"day": (NOW - timedelta(days=100)).date().isoformat(), "id": made}
    with engine.begin() as connection:
        connection.execute(text("UPDATE listing SET checked_on = :day WHERE id = :id"), long_ago)
    engine.dispose()
    return [path]


def in_the_office(site: Site, http: TestClient, ids: list[str]) -> list[str]:
    """An area with a past, a feed, a key, somebody whose phone shows codes: where each is looked after."""
    engine = open_engine(f"sqlite:///{site.town.database}")
    with unit_of_work(engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="east", name="East", kind=AreaKind.FOOTPRINT, sectors=("LS8 5",))])
        add_feed(session, FeedIn("north", FeedKind.ORUK, ["https://north.example.org/oruk"], "North"), NOW)
        make_key(session, "county", ["see_audit"], None, who="test", now=NOW)
        give_role(session, "codes@example.org", Role.STEWARD, None, who="test", now=NOW)
        coded = find_person(session, "codes@example.org").id
        here = find_here(session, sign_in(session, coded, Way.LINK, NOW), NOW)
        assert here is not None
        add_keeper(session, Keeper(
            id=new_id(), listing_id=UUID(ids[1]), email="admin@example.org", care=Care.AGREED, via=Via.CLAIMED,
            made_at=NOW,
        ))  # fmt: skip
        secret = new_secret()
        start_codes(session, here, secret, code_at(secret, int(NOW.timestamp()) // STEP_S), NOW)
    engine.dispose()
    lead = {"name-network-0": "Pat", "contact-network-0": "0113 496 0013"}
    assert http.post("/steward/areas/east", data=lead).headers["location"].endswith("kept=yes")
    return ["/steward/areas/east", f"/admin/accounts/{coded}"]


def by_a_keeper(http: TestClient, listing_id: str) -> list[str]:
    """What somebody sees who looks after a group and has just said that it is full, and changed what it says."""
    press = f"/me/groups/{listing_id}"
    full = http.post(press, data={"reply": "full"}).headers["location"]
    changed = http.post(press, data={"reply": "change"}).headers["location"]
    assert http.post(f"{changed}/what", data=WHOLE["what"]).status_code == 303
    sent = http.post(f"{changed}/send").headers["location"]
    assert "entry=" in full
    assert "entry=" in sent
    return [full, sent, f"{press}/changes"]


def draft(http: TestClient, filled: dict[str, dict[str, str]] | None = None, kind: str = "") -> str:
    """A draft's address."""
    made = http.post("/groups/new", data={"for": kind}).headers["location"].rsplit("/", 1)[0]
    for step, fields in (filled or {}).items():
        assert http.post(f"{made}/{step}", data=fields).status_code == 303, step
    return str(made)


def behind_letters(town: Town, http: TestClient) -> list[str]:
    """Every listing as a steward sees it, and where the links in letters lead; one keeper is asked by mail."""
    engine = open_engine(f"sqlite:///{town.database}")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, status, source FROM listing")).all()
    ids = [f"/steward/listings/{UUID(row.id)}" for row in rows]
    for row, path in zip(rows, ids, strict=True):
        if row.source == "registered":  # the one that was typed for somebody waits on, for their yes
            http.post(f"{path}/judge", data={"verdict": "publish"})
    with unit_of_work(engine, writes=True) as session:
        assert ask_keepers(session, Post("http://kith.test"), NOW + timedelta(days=100)) == 1
    with engine.connect() as connection:
        letters = "\n".join(connection.execute(text("SELECT text FROM outbox")).scalars())
    engine.dispose()
    links = [urlsplit(link) for link in re.findall(r"http\S+", letters)]
    return [*ids, *(f"{link.path}?{link.query}" for link in links)]


@pytest.fixture(scope="module")
def walks(site: Site) -> dict[str, Walk]:
    """Both walk before either sends anything: a link that is used up leads nowhere for the other."""
    nobody = TestClient(site.app, "http://kith.test", raise_server_exceptions=False, follow_redirects=False)
    return {who: Walk(http).go(site.begin, site.pressed) for who, http in (("nobody", nobody), ("admin", site.admin()))}


@pytest.fixture(params=["nobody", "admin"])
def walked(request: pytest.FixtureRequest, walks: dict[str, Walk]) -> tuple[str, Walk]:
    return request.param, walks[request.param]


def test_every_link_leads_somewhere(walked: tuple[str, Walk]) -> None:
    who, walk = walked
    assert len(walk.pages) > 60
    assert {path: status for path, status in walk.pages.items() if status >= 500} == {}
    if who == "admin":
        assert {path: walk.pages[path] for path in walk.linked if walk.pages.get(path, 200) not in (200, 303)} == {}


def test_every_form_is_met(walked: tuple[str, Walk]) -> None:
    """Of the doors that take a form, all but a few stand on some page that an admin comes to."""
    who, walk = walked
    met = {tuple(name.split(" ")[:2]) for name in walk.forms}
    assert not [path for _, path in met if path.endswith("(nowhere)")]
    if who == "admin":
        posts = {door for door in ROUTES if door[0] == "POST" and not door[1].startswith("/api/")}
        assert posts - met == NOT_MET


def test_whatever_a_form_says_there_is_an_answer(site: Site, walked: tuple[str, Walk]) -> None:
    who, walk = walked
    chance, went = random.Random(20261122), Counter[int]()
    for name, form in walk.forms.items():
        http = site.admin() if who == "admin" else walk.http
        for _ in range(TRIES):
            sent = filled(chance, form)
            answer = send(http, chance, form, sent)
            went[answer.status_code] += 1
            said = f"{name}: {str(sent)[:1500]} got {answer.status_code}"
            assert answer.status_code < 500, said
            assert answer.status_code in (200, 201, 303) or answer.headers["content-type"].startswith("text/html"), said
            if len(answer.text) < 200_000:
                assert "<script>alert(1)</script>" not in answer.text, said
    assert went[200] + went[303] > sum(went.values()) / 10, went


def filled(chance: random.Random, form: Form) -> list[tuple[str, str]]:
    """The fields of a form: most as they were, some nasty, some missing or twice, some that nobody asked for."""
    sent = []
    for name, values in form.fields.items():
        for _ in range(chance.choice((1, 1, 1, 1, 0, 2))):
            sent.append((name, chance.choice(values) if chance.random() < 0.5 else chance.choice(NASTY)))
    if chance.random() < 0.2:
        sent.append((chance.choice(NASTY)[:50], chance.choice(NASTY)))
    return sent


def send(http: TestClient, chance: random.Random, form: Form, sent: list[tuple[str, str]]) -> Any:
    """As an address, as a form, as a form with files where words should be, or as something else altogether."""
    if form.method == "GET":
        return http.get(form.path, params=sent)  # type: ignore[arg-type]
    data: dict[str, Any] = {}
    for name, value in sent:
        data.setdefault(name, []).append(value)
    how = chance.random()
    if how < 0.8:
        return http.post(form.path, data=data)
    if how < 0.9:
        return http.post(form.path, files=[(name or "x", ("a.txt", value.encode())) for name, value in sent])
    kind = chance.choice(
        ("application/json", "multipart/form-data; boundary=x", "text/plain", "multipart/form-data", "x")
    )
    return http.post(form.path, content=str(sent).encode(), headers={"Content-Type": kind})
