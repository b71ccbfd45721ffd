"""The offices on PostgreSQL: areas, people with their organisation's word, own words, feeds, keys and the audit."""

import re

from app.access.rules import Role
from app.areas.keep import keep_areas
from app.areas.rules import AreaKind
from app.areas.shapes import AreaIn
from app.db.engine import unit_of_work
from app.directory.keep_terms import keep_terms, remove_term
from app.directory.own_terms import TermRow
from app.directory.tag_waiting import tag_waiting
from app.directory.vocabulary import Scheme, load_vocabulary
from app.standards.feeds.keep import FeedIn, add_feed
from app.standards.feeds.pull import due_feeds
from app.standards.feeds.rules import FeedKind
from tests.builders import CLOCK, NOW, fill, listing, person
from tests.upkeep.conftest import Town
from tests.upkeep.test_people_answered_for import ORGANISATION, PAT, add, form_of, ideas, page
from tests.upkeep.test_upkeep_on_postgresql import leeds

__all__ = ["leeds"]
OFFICE = {"name-duty_adults-0": "Leeds Council", "contact-duty_adults-0": "0113 496 0940", "starts": "", "ends": ""}
FERRETS = {
    "scheme": "hope",
    "code": "ferrets",
    "label": "Ferrets",
    "phrases": "ferrets",
    "related": "",
    "sensitive": "",
}


def test_an_area_is_kept_and_put_back(leeds: Town) -> None:
    with unit_of_work(leeds.engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="east", name="East", kind=AreaKind.FOOTPRINT, sectors=("LS8 5", "LS8 4"))])
    assert leeds.steward("/steward/areas/east", **OFFICE).status_code == 303
    kept = page(leeds, "/steward/areas/east")
    assert 'value="0113 496 0940"' in kept
    entry = re.search(r'name="entry" value="([^"]+)"', kept)
    assert entry
    leeds.steward("/steward/areas/east/undo", entry=entry[1])
    assert 'value="0113 496 0940"' not in page(leeds, "/steward/areas/east")
    assert "<b>LS8 4</b>" in page(leeds, "/steward/areas")
    assert leeds.http.get("/networks/east").status_code == 200


def test_a_person_is_added_and_brought_up_to_date(leeds: Town) -> None:
    (ben,) = leeds.add(person(organisation=ORGANISATION))
    pat = add(leeds, insured_until="")
    assert "Pat" not in ideas(leeds)
    assert leeds.steward(f"/steward/people/{pat}", **PAT | form_of(leeds, pat)).status_code == 303
    assert "Pat" in ideas(leeds)
    later = PAT | form_of(leeds, ben) | {"insured_until": "2026-12-01", "phone": "0113 496 0199"}
    assert leeds.steward(f"/steward/people/{ben}", **later).status_code == 303
    assert "Runs out in 9 days" in page(leeds, "/steward")
    assert ideas(leeds)["Ben"]["contact"]["phone"] == "0113 496 0199"


def test_an_own_word_comes_and_goes(leeds: Town) -> None:
    (one,) = fill(leeds.engine, listing(summary="Bring your FERRETS."))
    with unit_of_work(leeds.engine, writes=True) as session:
        keep_terms(session, [TermRow(1, FERRETS)], shipped=load_vocabulary(), clock=CLOCK, who="terms")
    tag_waiting(leeds.engine, load_vocabulary(), CLOCK)
    carried = "SELECT id FROM listing WHERE id = :id AND terms LIKE '%hope:ferrets%'"
    assert leeds.rows(carried, id=one)
    with unit_of_work(leeds.engine, writes=True) as session:
        remove_term(session, Scheme.HOPE, "ferrets", clock=CLOCK, who="terms")
    tag_waiting(leeds.engine, load_vocabulary(), CLOCK)
    assert leeds.rows(carried, id=one) == []


def test_a_feed_is_asked_for_a_key_made_and_the_audit_read(leeds: Town) -> None:
    with unit_of_work(leeds.engine, writes=True) as session:
        add_feed(session, FeedIn("town", FeedKind.ORUK, ["http://127.0.0.1:9/oruk"], "North Town"), NOW)
    assert "North Town" in page(leeds, "/steward/feeds")
    assert leeds.steward("/steward/feeds/town/read").status_code == 303
    assert due_feeds(leeds.engine, leeds.clock) == ["town"]
    admin = leeds.as_(Role.ADMIN)
    made = {"name": "county", "scope": "see_audit", "area": "everywhere", "days": "30"}
    key = re.search(r"<code>(kith_[^<]+)</code>", leeds.http.post("/admin/keys", data=made, headers=admin).text)
    assert key
    shown = {"Authorization": f"Bearer {key[1]}"}
    assert leeds.http.get("/api/v1/audit", headers=shown).status_code == 200
    told = leeds.http.get("/admin/audit?what=feed+asked+for&day=2026-11-22", headers=leeds.as_(Role.ADMIN)).text
    assert told.count('<li class="entry">') == 1
    leeds.clock.pass_(days=30)
    assert leeds.http.get("/api/v1/audit", headers=shown).status_code == 401
