"""The admin's pages on people: invite, give, take and give back, sign out, and no further than their own areas."""

import re
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.access.rules import Role
from app.areas.keep import keep_areas
from app.areas.rules import AreaKind, area_id_of
from app.areas.shapes import AreaIn
from app.db.engine import unit_of_work
from app.kernel.callers import Grant
from tests.access.conftest import Site
from tests.builders import ASHA, BEN, CORA, DEV

HAREHILLS, WIGAN = area_id_of("harehills"), area_id_of("wigan")
EVERYWHERE = Grant(Role.ADMIN, None)


def with_areas(site: Site) -> Site:
    """Two networks; everybody's process has read them."""
    areas = [
        AreaIn(code="harehills", name="Harehills", kind=AreaKind.NETWORK, sectors=("LS8 5",)),
        AreaIn(code="wigan", name="Wigan", kind=AreaKind.NETWORK, sectors=("WN1 1",)),
    ]
    with unit_of_work(site.engine, writes=True) as session:
        keep_areas(session, areas)
    site.app.state.kith.refresh()
    return site


@pytest.fixture
def here(site: Site) -> Site:
    return with_areas(site)


def invited(browser: TestClient, email: str, role: str = "steward", area: str = str(HAREHILLS)) -> str:
    """Somebody was invited; the path of their page."""
    answer = browser.post("/admin/invite", data={"email": email, "role": role, "area": area})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def grant_on(page: str) -> str:
    found = re.search(r'name="grant" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_colleague_is_invited_and_can_sign_in(each_site: Site) -> None:
    site = with_areas(each_site)
    admin = site.signed_in(CORA.email, EVERYWHERE)
    assert "Invite them" in admin.get("/admin/invite").text
    path = invited(admin, f" {BEN.email.title()} ")
    letter = site.letters(BEN.email)[-1]
    assert "Steward, Harehills" in letter
    assert "/sign-in?next=/me" in letter
    assert "A letter to them is on its way." in admin.get(f"{path}?told=yes").text
    assert "<b>Steward</b>: Harehills" in admin.get(path).text
    ben = site.signed_in(BEN.email)
    assert ben.get("/steward").status_code == 200
    assert 'href="/steward"' in ben.get("/me").text
    assert ben.get("/admin/accounts").status_code == 403
    (line,) = site.rows("SELECT who, about, detail FROM audit WHERE what = 'role given' AND who <> 'test'")
    assert BEN.email not in repr(line)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "ben at home"}, "Please type their e-mail address"),
        ({"role": "keeper"}, "Please choose a role."),
        ({"role": ""}, "Please choose a role."),
        ({"area": ""}, "Please choose an area."),
        ({"area": str(UUID(int=5))}, "Please choose an area."),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_is_lost(here: Site, changes: dict[str, str], said: str) -> None:
    fields = {"email": BEN.email, "role": "steward", "area": str(HAREHILLS)} | changes
    answer = here.signed_in(CORA.email, EVERYWHERE).post("/admin/invite", data=fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields["email"]}"' in answer.text
    assert here.letters(BEN.email) == []


def test_the_same_part_twice_is_said(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    path = invited(admin, BEN.email)
    again = admin.post(f"{path}/give", data={"role": "steward", "area": str(HAREHILLS)})
    assert again.status_code == 422
    assert "They have that role there already." in again.text
    assert len(here.letters(BEN.email)) == 1


def test_a_part_is_taken_and_given_back(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    path = invited(admin, BEN.email)
    ben = here.signed_in(BEN.email)
    taken = admin.post(f"{path}/take", data={"grant": grant_on(admin.get(path).text)})
    assert taken.headers["location"] == path
    assert ben.get("/me").status_code == 303  # signed out
    page = admin.get(path).text
    assert "They have no role now." in page
    assert "Give it back" in page
    assert admin.post(f"{path}/give", data={"role": "steward", "area": str(HAREHILLS)}).status_code == 303
    assert "<b>Steward</b>: Harehills" in admin.get(path).text
    here.clock.pass_(days=31)
    admin = here.signed_in(CORA.email)
    admin.post(f"{path}/take", data={"grant": grant_on(admin.get(path).text)})
    here.clock.pass_(days=31)
    assert "Give it back" not in here.signed_in(CORA.email).get(path).text


def test_somebody_is_left_who_may_give_roles(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    (row,) = here.rows("SELECT id FROM account")
    path = f"/admin/accounts/{UUID(row.id)}"
    last = admin.post(f"{path}/take", data={"grant": grant_on(admin.get(path).text)})
    assert last.status_code == 422
    assert "Then nobody could give roles any more." in last.text
    invited(admin, BEN.email, "admin", "everywhere")
    assert admin.post(f"{path}/take", data={"grant": grant_on(admin.get(path).text)}).status_code == 303
    assert here.signed_in(CORA.email).get("/admin/accounts").status_code == 403


def test_somebody_is_signed_out_everywhere(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    path = invited(admin, BEN.email)
    phone, desk = here.signed_in(BEN.email), here.signed_in(BEN.email)
    assert "In 2 browsers." in admin.get(path).text
    assert admin.post(f"{path}/sign-out").status_code == 303
    assert [browser.get("/me").status_code for browser in (phone, desk)] == [303, 303]
    assert "Nowhere just now." in admin.get(path).text
    assert [row.what for row in here.rows("SELECT what FROM audit WHERE what LIKE 'signed out by%'")]


def test_codes_are_dropped_only_after_a_call(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    path = invited(admin, BEN.email)
    with here.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account SET code_secret = 'ABC' WHERE email = 'ben@example.org'")
    assert "Tick the box first" in admin.post(f"{path}/drop-codes").text
    assert admin.post(f"{path}/drop-codes", data={"sure": "yes"}).status_code == 303
    assert here.rows("SELECT count(*) FROM account WHERE code_secret IS NOT NULL")[0][0] == 0


def test_an_admin_of_one_area_reaches_no_further(here: Site) -> None:
    chief = here.signed_in(CORA.email, EVERYWHERE)
    far, both = invited(chief, BEN.email, area=str(WIGAN)), invited(chief, DEV.email)
    invited(chief, DEV.email, "coordinator", str(WIGAN))
    local = here.signed_in(ASHA.email, Grant(Role.ADMIN, HAREHILLS))
    listed = local.get("/admin/accounts").text
    assert DEV.email in listed
    assert BEN.email not in listed
    assert CORA.email not in listed
    assert local.get(far).status_code == 404
    assert local.post(f"{far}/sign-out").status_code == 404
    assert local.post(f"{both}/sign-out").status_code == 403  # they work elsewhere too
    assert "Sign them out" not in local.get(both).text
    for area in ("everywhere", str(WIGAN), ""):
        answer = local.post("/admin/invite", data={"email": "eve@example.org", "role": "admin", "area": area})
        assert answer.status_code == 422, area
    assert "Everywhere" not in local.get("/admin/invite").text
    theirs = [row for row in here.rows("SELECT id, area_id, role FROM staff_grant") if row.role == "coordinator"]
    assert local.post(f"{both}/take", data={"grant": theirs[0].id}).status_code == 403
    assert local.post(f"{both}/take", data={"grant": grant_on(local.get(both).text)}).status_code == 303
    assert local.post("/admin/accounts", data={"part": "ben"}).text.count(BEN.email) == 0


def test_the_list_is_narrowed_and_leafed_through(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    here.signed_in("keeper@example.org")
    invited(admin, BEN.email)
    invited(admin, DEV.email, "coordinator")
    assert "keeper@" not in admin.get("/admin/accounts").text
    assert "keeper@" in admin.get("/admin/accounts?role=none").text
    stewards = admin.get("/admin/accounts?role=steward").text
    assert BEN.email in stewards
    assert DEV.email not in stewards
    found = admin.post("/admin/accounts", data={"part": "KEEPER"}).text
    assert "keeper@example.org" in found
    assert BEN.email not in found
    assert "Nobody here has an address" in admin.post("/admin/accounts", data={"part": "100%"}).text
    monkeypatch.setattr("app.access.admin.pages.A_PAGE", 1)
    first = admin.get("/admin/accounts").text
    assert DEV.email in first
    assert BEN.email not in first
    more = re.search(r'href="\?before=([^"]+)"', first)
    assert more
    assert BEN.email in admin.get(f"/admin/accounts?before={more[1]}").text


def test_no_other_site_gives_a_role(here: Site) -> None:
    admin = here.signed_in(CORA.email, EVERYWHERE)
    fields = {"email": "eve@example.org", "role": "admin", "area": "everywhere"}
    answer = admin.post("/admin/invite", data=fields, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert here.letters("eve@example.org") == []
