"""What machines may ask, asked in ways nobody thinks of: every answer is one that the API's own description names."""

import os
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.access.devices import Way, sign_in
from app.access.give_role import find_person, give_role
from app.access.machine_keys import make_key
from app.access.rules import SCOPES, Role
from app.db.engine import open_engine, unit_of_work
from app.main import create_app
from app.settings import Settings
from tests.builders import CLOCK, NOW, home, listing, person
from tests.journeys.conftest import OpenTown, Town

CASES = int(os.environ.get("CASES", "12"))  # a door and a caller; more by hand: CASES=1000
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
IDS = {name: str(UUID(int=n, version=4)) for n, name in enumerate(("hall", "home", "person"), 1)}
ROOTS = ("services", "organizations", "taxonomies", "taxonomy_terms", "service_at_locations")
WHO = ("nobody", "admin", "machine")
DOORS = sorted(
    (method.upper(), path)
    for path, doors in create_app(Settings(_env_file=None)).openapi()["paths"].items()
    for method in doors
)


@dataclass(frozen=True)
class Api:
    """What is described, what each caller shows of themselves, and ids that lead somewhere."""

    described: Any
    shown: dict[str, dict[str, str]]
    known: tuple[str, ...]


@pytest.fixture(scope="module")
def api(open_town: OpenTown) -> Api:
    town = open_town(
        listing(id=IDS["hall"], hopes=("gardening", "singing")),
        listing(id=IDS["home"], place=home()),
        person(id=IDS["person"]),
    )
    shown = who_they_are(town)
    # Without ids that are there, every address with an id in it would be one that leads nowhere.
    pages = [town.http.get(f"/oruk/{root}").json()["contents"][:2] for root in ROOTS]
    known = (*IDS.values(), *(one["id"] for page in pages for one in page), "listings")
    settings = Settings(_env_file=None, var=town.folder, database_url=f"sqlite:///{town.database}", log_level="warning")
    return Api(schemathesis.openapi.from_asgi("/openapi.json", create_app(settings, CLOCK)), shown, known)


def who_they_are(town: Town) -> dict[str, dict[str, str]]:
    """Nobody, somebody who may do everything, and a machine that may do all that machines may."""
    engine = open_engine(f"sqlite:///{town.database}")
    with unit_of_work(engine, writes=True) as session:
        give_role(session, "admin@example.org", Role.ADMIN, None, who="test", now=NOW)
        account = find_person(session, "admin@example.org")
        cookie = f"kith={sign_in(session, account.id, Way.LINK, NOW)}"
        key = make_key(session, "a machine", SCOPES, None, who="test", now=NOW)
    engine.dispose()
    return {"nobody": {}, "admin": {"Cookie": cookie}, "machine": {"Authorization": f"Bearer {key}"}}


def asked(operation: Any) -> st.SearchStrategy[Any]:
    """What the description allows, and what it does not."""
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS, ids=" ".join)
@pytest.mark.parametrize("who", WHO)
def test_no_answer_is_one_that_is_not_described(api: Api, door: tuple[str, str], who: str) -> None:
    method, path = door
    operation = api.described[path][method]
    names = [one.name for one in operation.path_parameters]

    @hypothesis.seed(20261122)
    @hypothesis.settings(
        max_examples=CASES, derandomize=False, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=asked(operation), known=st.none() | st.sampled_from(api.known))
    def holds(case: Any, known: str | None) -> None:
        if known and names:
            case.path_parameters = dict.fromkeys(names, known)
        answer = case.call(headers=api.shown[who])
        case.validate_response(answer, checks=CHECKS)

    holds()


def test_every_door_for_machines_is_described() -> None:
    """What is left out of the description are pages, what belongs to them, and the same address with a slash."""
    assert len(DOORS) > 25
    assert {path.split("/")[1] for _, path in DOORS} == {
        "api", "oruk", "ogc", "data", "listings", "areas", "healthz", "readyz", "metrics",
    }  # fmt: skip
