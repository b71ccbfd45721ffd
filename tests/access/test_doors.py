"""Every route and every role through the real application: the table says who may, and so it is."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import update
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from app.access.devices import Way, sign_in
from app.access.give_role import find_person, give_role
from app.access.machine_keys import make_key
from app.access.model import SignedIn
from app.access.rules import ALLOWED, ROUTES, SCOPES, STAFF, Deed, Role
from app.access.use_link import account_of
from app.db.engine import unit_of_work
from app.kernel.addresses import read_address
from app.main import create_app
from app.settings import Settings
from tests.builders import CLOCK, NOW, empty_directory

LEEDS = UUID(int=7)
DOORS = sorted(ROUTES)
EVERYBODY = [*Role, "machine without scopes"]


def doors_of(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """The method and template of every route; what is mounted is files."""
    try:
        from fastapi.routing import iter_route_contexts  # newer versions keep routers within routers
    except ImportError:
        found = [(route.methods, route.path) for route in routes if isinstance(route, Route | APIRoute)]
    else:
        found = [(one.methods, one.path) for one in iter_route_contexts(routes) if getattr(one, "methods", None)]
    for methods, path in found:
        yield from ((method, path) for method in methods or ())


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    """One browser or machine for every role, each in an area of its own."""
    folder = tmp_path_factory.mktemp("doors")
    engine = empty_directory(folder)
    settings = Settings(_env_file=None, var=folder, database_url=f"sqlite:///{folder / 'kith.db'}", log_level="error")
    app = create_app(settings, CLOCK)
    headers: dict[str, dict[str, str]] = {Role.RESIDENT: {}}
    with unit_of_work(engine, writes=True) as session:
        for role in STAFF:
            give_role(session, f"{role}@example.org", role, LEEDS, who="test", now=NOW)
        account_of(session, "keeper@example.org", NOW)
        for role in (Role.KEEPER, *STAFF):
            account = find_person(session, f"{role}@example.org")
            headers[role] = {"Cookie": f"kith={sign_in(session, account.id, Way.LINK, NOW)}"}
        for name, scopes in ((Role.MACHINE, SCOPES), ("machine without scopes", frozenset[Deed]())):
            key = make_key(session, name, scopes, None, who="test", now=NOW)
            headers[name] = {"Authorization": f"Bearer {key}"}
    with TestClient(app):
        yield {
            name: TestClient(
                app,
                "http://kith.test",
                headers=shown,
                raise_server_exceptions=False,
                follow_redirects=False,
                client=(f"192.0.2.{line}", 5),  # from elsewhere, each by a line of their own
            )
            for line, (name, shown) in enumerate(headers.items())
        }
    engine.dispose()


def test_every_route_stands_in_the_table_and_none_that_is_gone() -> None:
    app = create_app(Settings(_env_file=None))
    assert set(doors_of(app.routes)) == set(ROUTES)
    assert [route.path for route in app.routes if isinstance(route, Mount)] == ["/static"]


def test_somebody_of_every_role_is_there(everybody: dict[str, TestClient]) -> None:
    assert set(everybody) == set(EVERYBODY)


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_door_opens_to_whom_the_table_says(everybody: dict[str, TestClient], door: tuple[str, str], who: str) -> None:
    method, template = door
    path = re.sub(r"\{\w+\}", str(UUID(int=1)), template)
    answer = everybody[who].request(method, path)
    refused = answer.status_code in (401, 403) or answer.headers.get("location", "").startswith("/sign-in")
    role = Role.RESIDENT if who == "machine without scopes" else Role(who)
    assert refused == (role not in ALLOWED[ROUTES[door]]), answer.status_code
    assert answer.status_code < 500 or path == "/readyz"
    if door == ("POST", "/sign-out"):  # come in again, for the doors after this one
        with unit_of_work(everybody[who].app.state.kith.engine, writes=True) as session:  # type: ignore[attr-defined]
            session.execute(update(SignedIn).values(ended_at=None))


def test_a_stranger_is_told_to_sign_in_and_a_known_one_that_it_is_not_theirs(everybody: dict[str, TestClient]) -> None:
    asked = {who: everybody[who].get("/api/v1/audit") for who in (Role.RESIDENT, Role.KEEPER, Role.ADMIN, Role.MACHINE)}
    assert [answer.status_code for answer in asked.values()] == [401, 403, 200, 200]
    assert asked[Role.RESIDENT].headers["www-authenticate"] == "Bearer"
    assert asked[Role.RESIDENT].json()["type"] == "/problems/sign-in-needed"
    assert asked[Role.ADMIN].json()["lines"]


@pytest.mark.parametrize("header", ["Bearer kith_x", "Bearer ", "bearer é"])
def test_a_key_that_is_not_in_use_opens_nothing(everybody: dict[str, TestClient], header: str) -> None:
    shown = {"Authorization": header.encode()}
    assert everybody[Role.ADMIN].get("/api/v1/audit", headers=shown).status_code == 401  # its cookie is not looked at


def test_the_addresses_here_can_be_somebodys() -> None:
    assert all(read_address(f"{role}@example.org") for role in Role)
