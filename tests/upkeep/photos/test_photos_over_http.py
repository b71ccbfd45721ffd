"""A photo beside a group: added while registering, shown once it is public, taken down for good, refused in words."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio
import pytest
from PIL import Image
from sqlalchemy import text
from starlette.responses import PlainTextResponse

from app.db.backup import back_up
from app.db.engine import open_engine, unit_of_work
from app.db.restore import restore
from app.edge.bodies import MOST_PHOTO_BYTES, CapBodies
from app.tables import METADATA
from app.upkeep.chase import chase
from app.upkeep.draft import sweep_drafts
from tests.builders import listing
from tests.upkeep.conftest import Town
from tests.upkeep.photos.pictures import from_a_phone, packed, page_before_a_picture, picture, two_things

WORDS = {"alt": "Six people knit at a long table.", "agreed": "yes"}


def send(town: Town, code: str, data: bytes | None, name: str = "photo.jpg", **said: str) -> Any:
    """Choose a photo and press the button."""
    files = {"photo": (name, data, "image/jpeg")} if data is not None else None
    return town.http.post(f"/groups/new/{code}/photo", data=WORDS | said, files=files)


def begun(town: Town) -> str:
    """A draft that is whole but for its photo."""
    code = town.begin()
    town.fill_in(code)
    return code


def sent(town: Town, code: str) -> UUID:
    assert town.http.post(f"/groups/new/{code}/send").headers["location"].endswith("/done")
    return town.waiting()[-1]


def address(page: str) -> str:
    """Where the photo on a page stands; "" when there is none."""
    found = re.search(r'<img class="photo"[^>]* src="([^"]+)"', page)
    return found[1] if found else ""


@pytest.fixture
def listing_id(town: Town) -> UUID:
    """Cora's knitters with a photo, waiting for a person."""
    code = begun(town)
    assert send(town, code, from_a_phone()).status_code == 303
    return sent(town, code)


def as_steward(town: Town, listing_id: UUID) -> str:
    """A listing's page as a steward sees it."""
    return str(town.http.get(f"/steward/listings/{listing_id}", headers=town.as_("steward")).text)


def undo_photo(town: Town, listing_id: UUID) -> Any:
    """A steward undoes the latest change of a photo."""
    entries = town.rows("SELECT id, before FROM history WHERE before IS NOT NULL ORDER BY at, rowid")
    latest = [UUID(row["id"]) for row in entries if '"photo"' in row["before"]][-1]
    return town.steward(f"/steward/listings/{listing_id}/undo", entry=str(latest))


def sweep(town: Town) -> None:
    """The background work forgets what is over."""
    chase(town.engine, town.clock, "http://kith.test")


def publish(town: Town, listing_id: UUID) -> None:
    town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish")


def test_it_is_shown_once_a_person_has_published_it_and_not_before(town: Town, listing_id: UUID) -> None:
    (row,) = town.rows("SELECT mark, draft FROM photo")
    path = f"/listings/{listing_id}/photo/{row['mark']}/large.jpg"
    assert row["draft"] is None
    assert town.http.get(path).status_code == 404
    steward = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_("steward")).text
    assert address(steward) == f"/steward/listings/{listing_id}/photo.jpg"
    assert town.http.get(address(steward), headers=town.as_("steward")).content.startswith(b"\xff\xd8\xff")
    assert town.http.get(address(steward)).status_code in (303, 401, 403)

    publish(town, listing_id)
    page = town.http.get(f"/listings/{listing_id}").text
    assert address(page) == path
    assert 'alt="Six people knit at a long table."' in page
    assert town.http.get(path).status_code == 200


def test_it_stands_on_the_card_too_and_small(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    page = town.http.get("/match?near=LS8+5&hopes=craft").text
    small = re.search(r'<img class="photo" loading="lazy" src="([^"]+/small.jpg)" alt="Six people[^"]+" width="', page)
    assert small
    image = Image.open(BytesIO(town.http.get(small[1]).content))
    assert max(image.size) == 240
    assert small[1] in town.http.get("/find?near=LS8+5&kind=group").text


def test_beside_urgent_help_there_is_none(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    page = town.http.post(
        "/match", data={"near": "LS8 5", "hopes": "craft", "hopes_words": "I want to kill myself"}
    ).text
    assert "Compton Road Knitters" in page
    assert address(page) == ""


def test_nothing_can_be_made_of_it_but_a_picture(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    answer = town.http.get(address(town.http.get(f"/listings/{listing_id}").text))
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "private, max-age=3600"
    assert "filename" in answer.headers["content-disposition"]


def test_neither_another_mark_nor_another_listing_leads_to_it(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    mark = town.rows("SELECT mark FROM photo")[0]["mark"]
    other = UUID(int=1)
    for path in (f"{listing_id}/photo/{'0' * 16}", f"{other}/photo/{mark}", f"{listing_id}/photo/%00", "x/photo/y"):
        assert town.http.get(f"/listings/{path}/large.jpg").status_code == 404
    assert town.http.get(f"/listings/{listing_id}/photo/{mark}/draft.jpg").status_code == 404


def test_off_the_map_it_is_gone_too(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    path = address(town.http.get(f"/listings/{listing_id}").text)
    town.steward(f"/steward/listings/{listing_id}/call", outcome="ended")
    assert town.http.get(path).status_code == 404


def test_a_steward_takes_it_down_and_that_is_kept(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    path = address(town.http.get(f"/listings/{listing_id}").text)
    town.steward(f"/steward/listings/{listing_id}/photo")
    assert town.http.get(path).status_code == 404
    assert address(town.http.get(f"/listings/{listing_id}").text) == ""
    assert "photo" not in town.http.get("/match?near=LS8+5&hopes=craft").text.split("<main")[1].split("</main")[0]
    assert [row["listing_id"] for row in town.rows("SELECT listing_id FROM photo")] == [None]
    assert "<b>Photo</b>: <del>Six people knit at a long table." in as_steward(town, listing_id)


def test_for_thirty_days_it_can_be_put_back_and_not_longer(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    path = address(town.http.get(f"/listings/{listing_id}").text)
    town.steward(f"/steward/listings/{listing_id}/photo")
    town.clock.pass_(days=29)
    sweep(town)
    page = as_steward(town, listing_id)
    assert "Its photo was taken away on" in page
    assert "“Six people knit at a long table.”" in page
    town.steward(f"/steward/listings/{listing_id}/photo", do="back")
    assert address(town.http.get(f"/listings/{listing_id}").text) == path
    assert town.http.get(path).status_code == 200
    assert "Its photo was taken away on" not in as_steward(town, listing_id)

    town.steward(f"/steward/listings/{listing_id}/photo")
    town.clock.pass_(days=31)
    assert "Its photo was taken away on" not in as_steward(town, listing_id)
    late = town.steward(f"/steward/listings/{listing_id}/photo", do="back")
    assert (late.status_code, "kept for 30 days" in late.text) == (422, True)
    sweep(town)
    assert town.rows("SELECT * FROM photo") == []


def test_it_is_forgotten_at_once_when_somebody_asks(town: Town, listing_id: UUID) -> None:
    town.steward(f"/steward/listings/{listing_id}/photo", do="forget")  # the one that stands is not meant
    assert len(town.rows("SELECT * FROM photo")) == 1
    town.steward(f"/steward/listings/{listing_id}/photo")
    town.steward(f"/steward/listings/{listing_id}/photo", do="forget")
    assert town.rows("SELECT * FROM photo") == []
    assert "Its photo was taken away on" not in as_steward(town, listing_id)


def test_every_change_of_a_photo_can_be_undone(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    first = address(town.http.get(f"/listings/{listing_id}").text)
    change = town.steward(f"/steward/listings/{listing_id}/change").headers["location"]
    send(town, change.rsplit("/", 1)[1], packed(picture()), alt="Wool.")
    town.http.post(f"{change}/send")
    second = address(town.http.get(f"/listings/{listing_id}").text)
    assert second not in ("", first)
    undo_photo(town, listing_id)  # the first is back, the second is kept
    assert address(town.http.get(f"/listings/{listing_id}").text) == first
    undo_photo(town, listing_id)  # and the other way round
    assert address(town.http.get(f"/listings/{listing_id}").text) == second
    town.steward(f"/steward/listings/{listing_id}/photo")
    undo_photo(town, listing_id)
    assert address(town.http.get(f"/listings/{listing_id}").text) == second


def test_a_photo_that_is_kept_no_more_is_not_put_back(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    town.steward(f"/steward/listings/{listing_id}/photo")
    town.clock.pass_(days=31)
    assert undo_photo(town, listing_id).status_code == 422


def test_what_is_refused_loses_its_photo_and_gets_it_back_when_that_is_undone(town: Town, listing_id: UUID) -> None:
    town.steward(f"/steward/listings/{listing_id}/judge", verdict="refuse", words="It is a shop.")
    assert town.status(listing_id) == "refused"
    assert [row["listing_id"] for row in town.rows("SELECT listing_id FROM photo")] == [None]
    town.steward(f"/steward/listings/{listing_id}/photo", do="back")
    assert town.rows("SELECT listing_id FROM photo")[0]["listing_id"] == listing_id.hex


def test_to_undo_the_change_that_brought_it_takes_it_down(town: Town, listing_id: UUID) -> None:
    undo_photo(town, listing_id)
    assert town.rows("SELECT listing_id FROM photo")[0]["listing_id"] is None
    assert town.status(listing_id) == "waiting"


def test_of_two_made_one_the_photo_goes_over_when_the_other_has_none(town: Town, listing_id: UUID) -> None:
    publish(town, listing_id)
    photo, kept = town.rows("SELECT id FROM photo")[0]["id"], listing(name="Compton Rd Knitters", hopes=("craft",))
    town.add(kept)
    pair = f"/steward/merge/{kept.id}/{listing_id}"
    both = town.http.get(pair, headers=town.as_("steward")).text
    assert "Six people knit at a long table. (goes over to the left one)" in both
    town.steward(pair)
    assert "Six people knit" in town.http.get(f"/listings/{kept.id}").text
    (merge,) = town.rows("SELECT id FROM upkeep_merge")
    town.steward(f"/steward/merges/{UUID(merge['id'])}/undo")
    assert town.rows("SELECT id, listing_id FROM photo") == [{"id": photo, "listing_id": listing_id.hex}]
    assert "Six people knit" not in town.http.get(f"/listings/{kept.id}").text
    assert "Six people knit" in town.http.get(f"/listings/{listing_id}").text


def test_of_two_made_one_the_one_that_stays_keeps_its_own(town: Town, listing_id: UUID) -> None:
    other = listing(name="Compton Rd Knitters", hopes=("craft",))
    town.add(other)
    change = town.steward(f"/steward/listings/{other.id}/change").headers["location"]
    send(town, change.rsplit("/", 1)[1], packed(picture()), alt="Wool.")
    town.http.post(f"{change}/send")
    town.steward(f"/steward/merge/{other.id}/{listing_id}")
    alts = {row["listing_id"]: row["alt"] for row in town.rows("SELECT listing_id, alt FROM photo")}
    assert (alts[other.id.hex], alts[listing_id.hex]) == ("Wool.", WORDS["alt"])
    (merge,) = town.rows("SELECT id FROM upkeep_merge")
    town.steward(f"/steward/merges/{UUID(merge['id'])}/undo")
    after = {row["listing_id"]: row["alt"] for row in town.rows("SELECT listing_id, alt FROM photo")}
    assert after == alts


def test_it_can_be_looked_at_changed_and_taken_away_before_it_is_sent(town: Town) -> None:
    code = begun(town)
    assert address(town.http.get(f"/groups/new/{code}/photo").text) == ""
    send(town, code, from_a_phone())
    first = address(town.http.get(f"/groups/new/{code}/photo").text)
    assert town.http.get(first).headers["cache-control"] == "no-store"
    assert address(town.http.get(f"/groups/new/{code}/check").text) == first
    send(town, code, packed(picture()), alt="Wool.")
    assert address(town.http.get(f"/groups/new/{code}/photo").text) != first
    assert [row["alt"] for row in town.rows("SELECT alt FROM photo")] == ["Wool."]
    town.http.post(f"/groups/new/{code}/photo", data={"do": "remove"})
    assert town.rows("SELECT * FROM photo") == []
    assert town.http.get(first).status_code == 404
    sent(town, code)
    assert town.rows("SELECT * FROM photo") == []


def test_a_draft_that_is_forgotten_takes_its_photo_along(town: Town) -> None:
    old = begun(town)
    send(town, old, from_a_phone())
    town.clock.pass_(days=31)
    young = begun(town)
    send(town, young, from_a_phone())
    with unit_of_work(town.engine, writes=True) as session:
        assert sweep_drafts(session, town.clock()) == 1
    assert len(town.rows("SELECT * FROM photo")) == 1
    assert town.http.get(f"/groups/new/{old}/photo.jpg").status_code == 404
    assert town.http.get(f"/groups/new/{young}/photo.jpg").status_code == 200


@pytest.mark.parametrize(
    ("data", "said", "field", "sentence"),
    [
        (None, {}, "photo", "Choose a photo first."),
        (b"", {}, "photo", "Choose a photo first."),
        (b"words", {}, "photo", "That is no photo we can read."),
        (page_before_a_picture(), {}, "photo", "That is no photo we can read."),
        (two_things()["a letter behind"], {}, "photo", "There is something else in that file besides a photo."),
        (packed(picture())[:2_000], {}, "photo", "did not come through whole"),
        (packed(picture()), {"alt": " "}, "alt", "Tell us in a few words what can be seen"),
        (packed(picture()), {"alt": "x" * 300}, "alt", "One short sentence will do."),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    town: Town, data: bytes | None, said: dict[str, str], field: str, sentence: str
) -> None:
    answer = send(town, begun(town), data, **said)
    assert answer.status_code == 422
    assert re.search(rf'<li><a href="#{field}">[^<]*{re.escape(sentence)}', answer.text)
    assert re.search(rf'id="{field}-err">[^<]*{re.escape(sentence)}', answer.text)
    assert town.rows("SELECT * FROM photo") == []


def test_nobody_is_shown_who_was_not_asked(town: Town) -> None:
    code = begun(town)
    files = {"photo": ("p.jpg", packed(picture()), "image/jpeg")}
    answer = town.http.post(f"/groups/new/{code}/photo", data={"alt": "Six people."}, files=files)
    assert (answer.status_code, 'href="#agreed"' in answer.text) == (422, True)


@pytest.mark.parametrize("name", ["evil.html", "../../etc/passwd", "a.php\0.jpg", "x" * 300])
def test_the_name_of_a_file_decides_nothing(town: Town, name: str) -> None:
    code = begun(town)
    assert send(town, code, packed(picture()), name).status_code == 303
    photo = town.http.get(f"/groups/new/{code}/photo.jpg")
    assert photo.headers["content-type"] == "image/jpeg"
    assert "evil" not in photo.headers["content-disposition"]


def test_a_sent_draft_takes_no_photo_any_more(town: Town) -> None:
    code = begun(town)
    sent(town, code)
    assert send(town, code, from_a_phone()).headers["location"].endswith("/done")
    assert town.rows("SELECT * FROM photo") == []


def test_a_code_that_is_none_takes_nothing(town: Town) -> None:
    assert send(town, "no-such-code", from_a_phone()).status_code == 404
    assert town.http.get("/groups/new/no-such-code/photo.jpg").status_code == 404


def test_a_photo_may_be_larger_than_other_forms_and_a_hundred_megabytes_are_refused(town: Town) -> None:
    code = begun(town)
    whole = packed(picture())
    assert send(town, code, whole + b"x" * (MOST_PHOTO_BYTES - len(whole) - 2_000)).status_code == 303
    answer = send(town, code, whole + b"x" * 100_000_000)
    assert answer.status_code == 413
    assert "A photo may have 12 MB." in answer.text
    elsewhere = town.http.post(f"/groups/new/{code}/what", data={"name": "x" * 1_100_000})
    assert elsewhere.status_code == 413


def test_a_hundred_megabytes_that_stream_are_stopped_on_the_way() -> None:
    taken = []

    async def receive() -> dict[str, Any]:
        taken.append(65_536)
        return {"type": "http.request", "body": b"x" * 65_536, "more_body": sum(taken) < 100_000_000}

    said: list[Any] = []

    async def app(*_: Any) -> None:
        raise AssertionError("the app must not be asked")

    async def note(message: Any) -> None:
        said.append(message)

    state = type("State", (), {"show_error_page": staticmethod(lambda _request, status: _answer(status))})
    scope = {
        "type": "http", "method": "POST", "path": "/groups/new/abc/photo", "headers": [], "query_string": b"",
        "app": type("App", (), {"state": state}),
    }  # fmt: skip
    anyio.run(CapBodies(app), scope, receive, note)
    assert said[0]["status"] == 413
    assert MOST_PHOTO_BYTES < sum(taken) < MOST_PHOTO_BYTES + 200_000


def _answer(status: int) -> Any:
    return PlainTextResponse("too much", status)


def test_it_comes_back_from_a_backup(town: Town, listing_id: UUID, tmp_path: Path) -> None:
    file, fresh = tmp_path / "kept", open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    back_up(town.engine, METADATA, file, town.clock)
    restore(fresh, METADATA, file)
    with fresh.connect() as connection:
        (again,) = connection.execute(text("SELECT * FROM photo")).mappings()
    fresh.dispose()
    (photo,) = town.rows("SELECT * FROM photo")
    assert dict(again) == dict(photo)
