"""Every door behind which something lies in an area, tried by every role of another area: none opens."""

import re
from typing import Any
from uuid import UUID

import pytest

from app.access.machine_keys import make_key
from app.access.rules import ALLOWED, ROUTES, SCOPES, STAFF, Deed, Role
from app.areas.keep import keep_areas
from app.areas.shapes import AreaIn
from app.db.engine import unit_of_work
from tests.builders import NOW, listing, place
from tests.upkeep.conftest import Town

BOUND = (Deed.SEE_QUEUE, Deed.CHECK_LISTINGS, Deed.MERGE_LISTINGS, Deed.KEEP_AREAS)
# A sheet of cards is of no one area: each sees their own part of it (tests/upkeep/cards).
OF_MANY_AREAS = ("GET", "/steward/cards/{sheet}")
DOORS = sorted(door for door, deed in ROUTES.items() if deed in BOUND and "{" in door[1] and door != OF_MANY_AREAS)
FIELDS = {
    "call": {"outcome": "ended"}, "judge": {"verdict": "publish"}, "yes": {"how": "call"}, "seen": {},
    "bar": {"kind": "name", "words": "They asked for it."}, "undo": {}, "lift": {},
}  # fmt: skip
AREAS = (
    AreaIn(code="N1", name="Harehills", kind="network", sectors=("LS8 5",)),
    AreaIn(code="N2", name="Wigan", kind="network", sectors=("WN1 1",)),
)
WORKS_THERE = sorted(STAFF)
MAY_NOT = ("Your account may not do this here.", "Somebody else put it there.")


class Harehills:
    """What there is to be done in one area, and the ids of it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        with unit_of_work(town.engine, writes=True) as session:
            assert keep_areas(session, AREAS).created == 2
        town.ideas()  # the next question anywhere makes new areas known
        self.areas = {row["code"]: UUID(row["id"]) for row in town.rows("SELECT id, code FROM area")}
        kept, gone, barred = (listing(name=f"Knitters {n}", place=place()) for n in range(3))
        town.add(kept, gone, barred)
        town.http.post(
            f"/listings/{kept.id}/look-after", data={"who": "Ben", "line": "ben@example.org", "words": "Mine."}
        )
        town.steward(f"/steward/merge/{kept.id}/{gone.id}")
        town.steward(f"/steward/listings/{barred.id}/bar", kind="name", words="They asked for it.")
        (keeper,), (merge,), (entry,) = (
            town.rows(f"SELECT id FROM {table}") for table in ("keeper", "upkeep_merge", "do_not_list")
        )
        self.ids = {
            "listing_id": kept.id, "kept_id": kept.id, "gone_id": gone.id, "keeper_id": UUID(keeper["id"]),
            "merge_id": UUID(merge["id"]), "entry_id": UUID(entry["id"]), "code": "N1",
        }  # fmt: skip

    def is_shut(self, door: tuple[str, str], headers: dict[str, str]) -> bool:
        """Whether it is refused for who asks; a deed that cannot be done twice is refused for another reason."""
        method, template = door
        path = re.sub(r"\{(\w+)\}", lambda found: str(self.ids[found[1]]), template)
        data = FIELDS.get(path.rsplit("/", 1)[1], {"agree": "yes"}) if method == "POST" else None
        answer = self.town.http.request(method, path, data=data, headers=headers | {"Accept": "application/json"})
        assert answer.status_code < 500
        return answer.status_code == 403 and answer.json()["detail"].startswith(MAY_NOT)

    def kept(self) -> dict[str, Any]:
        """Every row that is about the directory and not about who is signed in."""
        tables = (
            "listing",
            "keeper",
            "upkeep_merge",
            "do_not_list",
            "upkeep_call",
            "upkeep_report",
            "history",
            "outbox",
        )
        return {name: self.town.rows(f"SELECT * FROM {name}") for name in tables}


@pytest.fixture
def harehills(town: Town) -> Harehills:
    return Harehills(town)


def test_the_doors_are_those_with_something_behind_them() -> None:
    assert len(DOORS) >= 12
    assert {name for _, path in DOORS for name in re.findall(r"\{(\w+)\}", path)} == {
        "listing_id", "kept_id", "gone_id", "keeper_id", "merge_id", "entry_id", "code",
    }  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_nobody_of_another_area_gets_through(harehills: Harehills, door: tuple[str, str]) -> None:
    town, before = harehills.town, harehills.kept()
    for role in WORKS_THERE:
        assert harehills.is_shut(door, town.as_(role, harehills.areas["N2"])), role
    assert harehills.kept() == before


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_a_key_for_another_area_gets_nowhere(harehills: Harehills, door: tuple[str, str]) -> None:
    town = harehills.town
    with unit_of_work(town.engine, writes=True) as session:  # each with all that a key can be given
        elsewhere, here = (
            make_key(session, code, SCOPES, harehills.areas[code], who="test", now=NOW) for code in ("N2", "N1")
        )
    before = harehills.kept()
    assert harehills.is_shut(door, {"Authorization": f"Bearer {elsewhere}"})
    assert harehills.kept() == before
    assert harehills.is_shut(door, {"Authorization": f"Bearer {here}"}) == (Role.MACHINE not in ALLOWED[ROUTES[door]])


@pytest.mark.parametrize("door", [door for door in DOORS if "entry_id" not in door[1]], ids=" ".join)
@pytest.mark.parametrize("where", ["N1", None])
def test_who_works_there_or_everywhere_gets_through(harehills: Harehills, door: tuple[str, str], where: str) -> None:
    """So that a door which is shut for everybody does not pass for one that is well guarded."""
    town = harehills.town
    for role in WORKS_THERE:
        headers = town.as_(role, harehills.areas[where] if where else None)
        assert harehills.is_shut(door, headers) == (role not in ALLOWED[ROUTES[door]]), role


def test_a_mark_is_taken_off_by_who_made_it_or_who_looks_after_everything(harehills: Harehills) -> None:
    town = harehills.town
    mine = listing(name="Spinners", place=place())
    town.add(mine)
    here = town.as_(Role.STEWARD, harehills.areas["N1"])
    town.http.post(f"/steward/listings/{mine.id}/bar", data=FIELDS["bar"], headers=here)
    old, new = (UUID(row["id"]) for row in town.rows("SELECT id FROM do_not_list ORDER BY at, rowid"))
    page = town.http.get("/steward/not-listed", headers=here).text
    assert (f"{old}/lift" in page, f"{new}/lift" in page) == (False, True)
    assert town.http.post(f"/steward/not-listed/{old}/lift", headers=here).status_code == 403
    assert town.http.post(f"/steward/not-listed/{new}/lift", headers=here).status_code == 303
    assert town.http.post(f"/steward/not-listed/{new}/lift", headers=here).status_code == 404
    assert town.steward(f"/steward/not-listed/{old}/lift").status_code == 303
    assert len(town.rows("SELECT * FROM audit WHERE what = 'lift'")) == 2


def test_two_of_different_areas_are_parted_by_who_looks_after_both(harehills: Harehills) -> None:
    town = harehills.town
    kept, gone = listing(name="Walkers", place=place()), listing(name="Walkers", place=place(postcode="WN1 1XX"))
    town.add(kept, gone)
    town.steward(f"/steward/merge/{kept.id}/{gone.id}")
    (merge,) = town.rows("SELECT id FROM upkeep_merge WHERE gone_id = :id", id=gone.id.hex)
    path = f"/steward/merges/{UUID(merge['id'])}/undo"
    for area in harehills.areas.values():
        assert town.http.post(path, headers=town.as_(Role.STEWARD, area)).status_code == 403
    assert town.status(gone.id) == "merged"
    assert town.steward(path).status_code == 303
    assert town.status(gone.id) == "public"
