"""Our own table of listings: what goes out comes in again, and what may not be told is neither told nor lost."""

import csv
from datetime import date, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from app.db.engine import unit_of_work
from app.directory.bring_in import bring_in
from app.directory.model import Listing, Place, PlacePrivate
from app.directory.rules import PAUSED_OPENLY, Answer, Capacity, Ease, Kind, WayIn
from app.directory.shapes import Draft, ImportReport, ListingIn, OrganisationIn, Refusal
from app.directory.vocabulary import load_vocabulary
from app.standards.read_open import every_open
from app.standards.spreadsheets.drafts import drafts_from_table
from app.standards.spreadsheets.own_form import COLUMNS, cells_of, listing_of
from app.standards.spreadsheets.write_csv import write_csv
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, contact, empty_directory, fill, home, listing, meeting, person, place

FULL = listing(
    id="11111111-1111-4111-8111-111111111111",
    source_id="42/a",
    name="=Gardeners, \"the\" 'best'",
    summary="They grow vegetables.\n\nThey drink tea; then they go home.",
    text_language="pl",
    organisation=OrganisationIn(name="Neighbours", url="https://example.org", phone="+44 113 496 0001"),
    areas_served=("E02002366", "E05001420"),
    areas_excluded=("E02002367",),
    online=True,
    sessions=(
        meeting(exdates=(date(2026, 12, 29), date(2027, 1, 5)), term_time=True, note="Ring | the bell\\n\nTwice."),
        meeting(starts_on=date(2026, 12, 24), starts_at=time(18, 5, 30), rrule="", minutes=45, zone="Europe/Paris"),
    ),
    opening="Tuesdays",
    basics=("food",),
    labels=("women", "older"),
    ease={Ease.STEP_FREE: Answer.YES, Ease.TOILET: Answer.NO, Ease.BSL: Answer.UNKNOWN},
    ease_checked_on=date(2026, 10, 1),
    way_in=WayIn.VOUCHER,
    way_in_note="From the library.",
    min_age=16,
    max_age=90,
    languages=("en", "pl"),
    free=False,
    cost="£2",
    contact=contact(phone="+44 113 496 0013"),
    url="https://example.org/garden",
    capacity=Capacity.NEARLY_FULL,
    paused_until=date(2027, 1, 1),
    licence="OGL 3.0",
)
PLAIN = listing(
    id="22222222-2222-4222-8222-222222222222", name="Plain", kind=Kind.UNIVERSAL, organisation=None, sessions=(),
    hopes=(), gifts=(), way_in=None, languages=(), free=None, contact=None, checked_on=None, summary="",
    place=place(name="", address="", lat=None, lon=None, postcode="LS8 5"),
)  # fmt: skip
AT_HOME = listing(
    id="33333333-3333-4333-8333-333333333333", name="Front room", place=home(), contact=contact(show=False)
)
NOWHERE = listing(id="44444444-4444-4444-8444-444444444444", name="Nowhere", place=None)


def export(engine: Engine, path: Path) -> list[dict[str, str]]:
    with unit_of_work(engine) as session:
        write_csv(path, every_open(session))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def bring(engine: Engine, path: Path, **more: Any) -> ImportReport:
    found, drafts = drafts_from_table(
        path, kind="csv", mapping=None, default_kind=None, source=path.stem, vocabulary=load_vocabulary()
    )
    assert found.own
    with unit_of_work(engine, writes=True) as session:
        return bring_in(
            session, drafts, source=path.stem, gazetteer=Gazetteer.open(None), clock=CLOCK, by_hand=found.own, **more
        )


def directory(folder: Path, *listings: ListingIn) -> Engine:
    folder.mkdir(exist_ok=True)
    engine = empty_directory(folder)
    with unit_of_work(engine, writes=True) as session:
        drafts = [Draft(row=n, key=str(one.id), listing=one) for n, one in enumerate(listings, 1)]
        bring_in(session, drafts, source="test", gazetteer=Gazetteer.open(None), clock=CLOCK)
    return engine


def test_out_and_in_and_out_again_is_the_same(tmp_path: Path) -> None:
    first = directory(tmp_path / "a", FULL, PLAIN, AT_HOME, NOWHERE, person())
    rows = export(first, tmp_path / "one.csv")
    assert [row["name"] for row in rows] == ["'=Gardeners, \"the\" 'best'", "Plain", "Front room", "Nowhere"]
    second = directory(tmp_path / "b")
    report = bring(second, tmp_path / "one.csv")
    assert (report.read, report.created, report.problems) == (4, 4, [])
    assert export(second, tmp_path / "two.csv") == rows
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_break_without_an_end_goes_out_in_words_and_comes_back_whole(tmp_path: Path) -> None:
    first = directory(tmp_path / "a", PLAIN.model_copy(update={"paused_until": PAUSED_OPENLY}))
    (row,) = export(first, tmp_path / "one.csv")
    assert row["paused_until"] == "not known"
    assert bring(first, tmp_path / "one.csv").unchanged == 1
    second = directory(tmp_path / "b")
    assert bring(second, tmp_path / "one.csv").created == 1
    with unit_of_work(second) as session:
        assert session.execute(select(Listing.paused_until)).scalars().all() == [PAUSED_OPENLY]  # type: ignore[call-overload]
    assert export(second, tmp_path / "two.csv") == [row]


def test_every_column_is_filled_by_a_listing_that_says_everything(tmp_path: Path) -> None:
    full, plain, own, nowhere = export(directory(tmp_path / "a", FULL, PLAIN, AT_HOME, NOWHERE), tmp_path / "one.csv")
    silent = {name for name in COLUMNS if not full[name]}
    assert silent == {"private", "organisation_summary", "organisation_email"}
    assert (plain["postcode"], plain["lat"]) == ("LS8 5", "")
    assert (own["postcode"], own["private"], own["address"], own["lat"]) == ("LS8 5", "yes", "", "")
    assert (own["show_contact"], own["phone"], own["email"]) == ("no", "", "")
    assert nowhere["private"] == ""


def test_what_is_not_told_is_not_lost_where_it_is_known(tmp_path: Path) -> None:
    engine = directory(tmp_path / "a", AT_HOME, FULL)
    path = tmp_path / "one.csv"
    rows = export(engine, path)
    report = bring(engine, path)
    assert (report.unchanged, report.updated, report.created) == (2, 0, 0)
    rows[1]["summary"] = "They knit."
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    assert bring(engine, path).updated == 1
    assert AT_HOME.id
    with unit_of_work(engine) as session:
        kept = session.get(Listing, AT_HOME.id)
        assert kept is not None
        assert kept.summary == "They knit."
        assert (kept.contact_name, kept.phone, kept.show_contact) == ("Cora", "0113 496 0013", False)
        exact = session.get(PlacePrivate, kept.place_id)
        assert exact is not None
        assert exact.address == "4 Made Up Row"
        assert exact.lat == pytest.approx(53.81234)


def test_a_home_that_moved_keeps_no_old_door(tmp_path: Path) -> None:
    engine = directory(tmp_path / "a", AT_HOME)
    path = tmp_path / "one.csv"
    (row,) = export(engine, path)
    row["postcode"] = "LS8 4"
    path.write_text(",".join(COLUMNS) + "\n" + ",".join(f'"{row[name]}"' for name in COLUMNS) + "\n")
    assert bring(engine, path).updated == 1
    with unit_of_work(engine) as session:
        assert session.execute(select(PlacePrivate.address)).scalars().all() == [""]  # type: ignore[call-overload]
        assert session.execute(select(Place.sector)).scalars().all() == ["LS8 4"]  # type: ignore[call-overload]


def test_a_column_that_was_taken_out_changes_nothing(tmp_path: Path) -> None:
    engine = directory(tmp_path / "a", FULL)
    path = tmp_path / "one.csv"
    (row,) = export(engine, path)
    names = [name for name in COLUMNS if name not in ("phone", "summary", "address", "place", "opening")]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerow(row | {"cost": "£3"})
    assert bring(engine, path).updated == 1
    (again,) = export(engine, tmp_path / "two.csv")
    assert again == row | {"cost": "£3"}


def test_a_hidden_listing_is_not_brought_back_by_an_old_table(tmp_path: Path) -> None:
    engine = directory(tmp_path / "a", PLAIN)
    (row,) = export(engine, tmp_path / "one.csv")
    with unit_of_work(engine, writes=True) as session:
        kept = session.get(Listing, UUID(row["id"]))
        assert kept is not None
        kept.status = "hidden"
        session.add(kept)
    assert bring(engine, tmp_path / "one.csv").unchanged == 1
    assert export(engine, tmp_path / "two.csv") == []


def test_nothing_of_a_home_is_in_it(tmp_path: Path) -> None:
    engine = empty_directory(tmp_path)
    fill(engine, AT_HOME, person())
    export(engine, tmp_path / "one.csv")
    text = (tmp_path / "one.csv").read_text()
    assert "Front room" in text
    assert not [word for word in ("Made Up", "0113", "5HX", "53.81", "Ben") if word in text]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "asdf"}, "kind"),
        ({"sessions": "Tuesdays at ten"}, "sessions"),
        ({"sessions": "2026-01-06 10:30 | 60 | FREQ=SECONDLY"}, "sessions"),
        ({"lat": "north"}, "place"),
        ({"free": "perhaps"}, "free"),
        ({"ease": "step_free: perhaps"}, "ease"),
        ({"min_age": "-3"}, "min_age"),
        ({"checked_on": "yesterday"}, "checked_on"),
        ({"paused_until": "after Easter"}, "paused_until"),
        (
            {"name": "Women's refuge", "summary": "A refuge for women who flee violence.", "postcode": "LS8 5HX"},
            "place",
        ),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(changes: dict[str, str], field: str) -> None:
    cells = dict.fromkeys(COLUMNS, "") | {"name": "Knitters", "kind": "group"} | changes
    found = listing_of(cells, 7)
    assert isinstance(found, Refusal)
    assert (found.row, found.field) == (7, field)


def test_the_importer_may_say_the_kind() -> None:
    cells = dict.fromkeys(COLUMNS, "") | {"name": "Knitters"}
    found = listing_of(cells, 1, Kind.GROUP)
    assert not isinstance(found, Refusal)
    assert found.listing.kind is Kind.GROUP


def test_a_spreadsheet_runs_no_cell(tmp_path: Path) -> None:
    engine = directory(tmp_path / "a", FULL)
    with unit_of_work(engine) as session:
        cells = cells_of(next(every_open(session)))
    numbers = ("lat", "lon")
    assert not [name for name, cell in cells.items() if cell.startswith(("=", "+", "-", "@")) and name not in numbers]
