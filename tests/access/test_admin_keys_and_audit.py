"""The admin's pages on machines' keys and on the audit."""

import re
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app.access.audit import record
from app.access.rules import Deed, Role
from app.db.engine import unit_of_work
from app.kernel.callers import Grant
from tests.access.conftest import Site
from tests.access.test_admin_accounts import EVERYWHERE, HAREHILLS, WIGAN, here, invited
from tests.builders import ASHA, BEN, CORA, NOW, listing
from tests.builders import fill as fill_in

__all__ = ["here"]
KEY = {"name": "county audit", "scope": [Deed.SEE_AUDIT.value], "area": "everywhere", "days": "90"}


def key_in(page: str) -> str:
    found = re.search(r"<code>(kith_[^<]+)</code>", page)
    assert found
    return found[1]


def test_a_key_is_shown_once_opens_what_it_says_and_runs_out(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    assert "No key is in use." in admin.get("/admin/keys").text
    made = admin.post("/admin/keys", data=KEY)
    assert made.headers["cache-control"] == "no-store"
    key = key_in(made.text)
    listed = admin.get("/admin/keys").text
    assert key not in listed
    assert "It runs out in 90 days." in listed
    assert key not in repr(here.rows("SELECT * FROM api_key"))
    shown = {"Authorization": f"Bearer {key}"}
    machine = here.browser()
    assert machine.get("/api/v1/audit", headers=shown).status_code == 200
    assert machine.get("/steward", headers=shown).status_code == 403
    page = machine.get("/admin/audit", headers=shown).text
    assert CORA.email not in page  # a machine is told ids
    here.clock.pass_(days=90)
    assert machine.get("/api/v1/audit", headers=shown).status_code == 401
    assert "It has run out." in here.signed_in(CORA.email).get("/admin/keys").text


def test_a_key_is_ended_after_one_more_press(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    key = key_in(admin.post("/admin/keys", data=KEY).text)
    path = re.search(r'href="(/admin/keys/[^"]+)"', admin.get("/admin/keys").text)
    assert path
    assert "End the key of county audit?" in admin.get(path[1]).text
    assert admin.post(path[1]).status_code == 303
    assert here.browser().get("/api/v1/audit", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert admin.get(path[1]).status_code == 404
    assert "There is, or was, a key of that name." in admin.post("/admin/keys", data=KEY).text


@pytest.mark.parametrize("wrong", [{"name": ""}, {"days": "9999"}, {"days": ""}, {"area": "x"}, {"scope": ["admin"]}])
def test_a_key_that_cannot_be_is_refused_in_a_sentence(here: Site, wrong: dict[str, object]) -> None:
    answer = here.signed_in(CORA.email, EVERYWHERE).post("/admin/keys", data=KEY | wrong)
    assert answer.status_code == 422
    assert "Something needs a look" in answer.text
    assert here.rows("SELECT * FROM api_key") == []


def test_an_admin_of_one_area_makes_keys_for_it_alone(here: Site) -> None:
    here.signed_in(CORA.email, EVERYWHERE).post("/admin/keys", data=KEY)
    (row,) = here.rows("SELECT id FROM api_key")
    local = here.signed_in(ASHA.email, Grant(Role.ADMIN, HAREHILLS))
    assert "county audit" not in local.get("/admin/keys").text
    assert local.post(f"/admin/keys/{row.id}").status_code == 404
    assert local.post("/admin/keys", data=KEY | {"name": "b"}).status_code == 422
    assert local.post("/admin/keys", data=KEY | {"name": "b", "area": str(WIGAN)}).status_code == 422
    assert local.post("/admin/keys", data=KEY | {"name": "b", "area": str(HAREHILLS)}).status_code == 200


def asked(admin: TestClient, **fields: object) -> str:
    answer = admin.get(f"/admin/audit?{urlencode(fields)}")
    assert answer.status_code == 200
    lines = re.search(r'<ol class="entries.*?</ol>', answer.text, re.DOTALL)
    return lines[0] if lines else ""


def test_the_audit_is_narrowed_by_who_what_and_day(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    invited(admin, BEN.email)
    (ben,) = here.rows("SELECT id FROM account WHERE email = 'ben@example.org'")
    (one,) = fill_in(here.engine, listing(name="Compton Road Gardeners"))
    with unit_of_work(here.engine, writes=True) as session:
        record(session, "import run", "brought in", at=NOW, about=str(one))
    whole = asked(admin)
    assert "Compton Road Gardeners" in whole
    assert BEN.email in whole
    assert "Where: Harehills" in whole
    assert "<b>Gave a role</b>" in whole
    assert "Role: Steward" in whole
    assert '<option value="role given">Gave a role</option>' in admin.get("/admin/audit").text
    assert BEN.email not in asked(admin, who="import run")
    assert "brought in" in asked(admin, who="import run", day=NOW.date().isoformat())
    assert asked(admin, day="2020-01-01") == ""
    assert "Gave a role" not in asked(admin, what="brought in")
    assert asked(admin, who=str(ben.id)) == ""
    assert "Nothing of that kind was done." in admin.get("/admin/audit?what=nothing").text


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "0000-00-00"])
def test_a_day_that_is_none_is_said(here: Site, day: str) -> None:
    answer = here.signed_in(CORA.email, EVERYWHERE).get(f"/admin/audit?day={day}")
    assert answer.status_code == 422
    assert "That is not a day." in answer.text


def test_the_audit_is_leafed_through(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    with unit_of_work(here.engine, writes=True) as session:
        for number in range(5):
            record(session, "test", "tried", at=NOW, about=f"thing {number}")
    monkeypatch.setattr("app.access.admin.audit.pages.A_PAGE", 2)
    path, seen = "/admin/audit?what=tried", list[str]()
    while path:
        text = admin.get(path).text
        seen += re.findall(r"thing \d", text)
        found = re.search(r'href="(\?what=tried[^"]*)"', text)
        path = f"/admin/audit{found[1].replace('&amp;', '&')}" if found else ""
    assert seen == [f"thing {number}" for number in (4, 3, 2, 1, 0)]


def test_an_admin_of_one_area_reads_what_its_people_did(here: Site) -> None:
    chief = here.signed_in(CORA.email, EVERYWHERE)
    invited(chief, BEN.email, area=str(WIGAN))
    local = here.signed_in(ASHA.email, Grant(Role.ADMIN, HAREHILLS))
    page = local.get("/admin/audit").text
    assert ASHA.email in page
    assert BEN.email not in page
    lines = local.get("/api/v1/audit").json()["lines"]
    (asha,) = here.rows("SELECT id FROM account WHERE email = 'asha@example.org'")
    assert lines
    assert all(asha.id in (line["who"].replace("-", ""), line["about"].replace("-", "")) for line in lines)
    assert len(chief.get("/api/v1/audit").json()["lines"]) > len(lines)
