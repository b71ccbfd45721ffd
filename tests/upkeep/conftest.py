"""A small real Kith with a clock that tests move, people who call it, and what the database says afterwards."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from app.access.devices import Way, sign_in
from app.access.give_role import find_person, give_role
from app.access.rules import Role
from app.db.engine import open_engine, unit_of_work
from app.directory.shapes import ListingIn
from app.main import create_app
from app.settings import Settings
from tests.builders import NOW, empty_directory, fill

WHOLE = {
    "what": {"name": "Compton Road Knitters", "summary": "We knit and drink tea. All may come.", "hopes": "craft"},
    "where": {"setting": "hall", "place_name": "Compton Hall", "address": "1 Compton Road", "postcode": "LS8 5HX"},
    "when": {"repeats": "weekly", "days": "tue", "times": "10.30am to 12 noon", "term_time": "yes"},
    "getting-in": {"way_in": "walk_in", "free": "yes", "ease-step_free": "yes"},
    "contact": {"contact_name": "Cora", "phone": "0113 496 0013", "email": "cora@example.org", "show": "yes"},
}  # fmt: skip
FOR_JEAN = {"for_name": "Jean", "helper_name": "Sam", "helper_from": "Leeds Library", "confirm_by": "call", "email": ""}


class Hands:
    """A clock that tests move."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Town:
    """A directory, its clock, and somebody who calls it."""

    engine: Engine
    clock: Hands
    http: TestClient
    folder: Path
    _staff: dict[str, str] = field(default_factory=dict)

    def add(self, *listings: ListingIn) -> list[UUID]:
        """Listings that somebody brings in."""
        return fill(self.engine, *listings)

    def rows(self, sql: str, **values: Any) -> list[Any]:
        """What the database says."""
        with self.engine.connect() as connection:
            return list(connection.execute(text(sql), values).mappings())

    def letters(self, to: str) -> list[Any]:
        """Every letter to an address, the newest last."""
        return self.rows('SELECT subject, text FROM outbox WHERE "to" = :to ORDER BY id', to=to)

    def begin(self, **fields: str) -> str:
        """A fresh draft's code."""
        answer = self.http.post("/groups/new", data=fields)
        assert answer.status_code == 303, answer.text
        found = re.fullmatch(r"/groups/new/([^/]+)/what", answer.headers["location"])
        assert found
        return found[1]

    def fill_in(self, code: str, **changes: dict[str, Any]) -> None:
        """Every page of a draft."""
        for step, fields in WHOLE.items():
            answer = self.http.post(f"/groups/new/{code}/{step}", data=fields | changes.get(step.replace("-", "_"), {}))
            assert answer.status_code == 303, (step, answer.text)

    def register(self, *, helped: bool = False, **changes: dict[str, Any]) -> UUID:
        """A group that was registered; the id of its listing."""
        code = self.begin(**({"for": "other"} if helped else {}))
        if helped:
            changes["contact"] = FOR_JEAN | changes.get("contact", {})
        self.fill_in(code, **changes)
        self.http.post(f"/groups/new/{code}/others")
        assert self.http.post(f"/groups/new/{code}/send").headers["location"].endswith("/done")
        return self.waiting()[-1]

    def waiting(self) -> list[UUID]:
        """The ids of what waits for a person, the newest last."""
        found = self.rows("SELECT id FROM listing WHERE source = 'registered' ORDER BY created_at, rowid")
        return [UUID(row["id"]) for row in found]

    def status(self, listing_id: UUID) -> str:
        """Where a listing stands."""
        return str(self.rows("SELECT status FROM listing WHERE id = :id", id=listing_id.hex)[0]["status"])

    def as_(self, role: Role, area_id: UUID | None = None) -> dict[str, str]:
        """The headers of somebody who has a role."""
        name = f"{role}.{area_id}"
        if name not in self._staff:
            address = f"{role}{len(self._staff)}@example.org"
            with unit_of_work(self.engine, writes=True) as session:
                give_role(session, address, role, area_id, who="test", now=self.clock())
            self._staff[name] = address
        with unit_of_work(self.engine, writes=True) as session:
            account = find_person(session, self._staff[name])
            return {"Cookie": f"kith={sign_in(session, account.id, Way.LINK, self.clock())}"}

    def steward(self, path: str, **fields: Any) -> Any:
        """A steward presses something."""
        return self.http.post(path, data=fields, headers=self.as_(Role.STEWARD))

    def ideas(self, hopes: str = "knitting") -> list[str]:
        """The names that a match near Harehills suggests."""
        answer = self.http.post("/api/v1/match", json={"near": "LS8 5HX", "hopes": hopes})
        assert answer.status_code == 200, answer.text
        return [one["name"] for one in answer.json()["suggestions"]]


@pytest.fixture(scope="session")
def blank_upkeep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty directory, to be copied."""
    folder = tmp_path_factory.mktemp("blank")
    empty_directory(folder).dispose()
    return folder / "kith.db"


@pytest.fixture
def town(blank_upkeep: Path, tmp_path: Path) -> Iterator[Town]:
    """An empty directory with the whole application around it."""
    shutil.copy(blank_upkeep, tmp_path / "kith.db")
    url = f"sqlite:///{tmp_path / 'kith.db'}"
    engine, clock = open_engine(url), Hands()
    settings = Settings(_env_file=None, var=tmp_path, database_url=url, log_level="warning")
    app = create_app(settings, clock)
    with TestClient(app, "http://kith.test", follow_redirects=False) as http:
        yield Town(engine, clock, http, tmp_path)
    engine.dispose()


def jeans(town: Town, phone: str = "0113 496 0021", name: str = "Tuesday Soup", via: str = "call") -> UUID:
    """A group that was typed for Jean, who has no e-mail and has said yes."""
    made = town.register(helped=True, what={"name": name}, contact={"phone": phone})
    town.steward(f"/steward/listings/{made}/yes", how=via)
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    return made


@pytest.fixture
def soup(town: Town) -> UUID:
    """Jean's soup, published a hundred days ago; she has no e-mail."""
    made = jeans(town)
    town.clock.pass_(days=100)
    return made


@pytest.fixture
def group(town: Town) -> UUID:
    """Cora's knitters on the map, checked a hundred days ago."""
    made = town.register()
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    town.clock.pass_(days=100)
    return made
