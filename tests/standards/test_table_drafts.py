"""Csv and xlsx files as drafts: rows mapped, repaired and refused by name."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook

from app.directory.rules import Kind, WayIn
from app.directory.shapes import Draft, ListingIn, Refusal
from app.directory.vocabulary import Scheme, Term, Vocabulary
from app.kernel.errors import NotUsable
from app.standards.spreadsheets.drafts import drafts_from_table
from app.standards.spreadsheets.headings import UnknownTarget

WORDS = Vocabulary.of_terms(
    [
        Term("gardening", Scheme.HOPE, "Gardening", ("gardening", "vegetables")),
        Term("bowls", Scheme.HOPE, "Bowls", ("bowling",)),
        Term("food", Scheme.BASIC, "Food", ("food bank",)),
    ]
)


def read(folder: Path, content: str | bytes, name: str = "clubs_of_town.csv", **more: Any) -> list[Draft | Refusal]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    options = {"kind": "csv", "mapping": None, "default_kind": None, "source": "town", "vocabulary": WORDS} | more
    return list(drafts_from_table(path, **options)[1])


def listing(folder: Path, content: str, **more: Any) -> ListingIn:
    (draft,) = read(folder, content, **{"name": "list.csv"} | more)
    assert isinstance(draft, Draft), draft
    return draft.listing


def refusal(folder: Path, content: str, **more: Any) -> Refusal:
    refused = [item for item in read(folder, content, **more) if isinstance(item, Refusal)]
    assert len(refused) == 1
    return refused[0]


def test_it_works(tmp_path: Path) -> None:
    found = listing(
        tmp_path,
        "id,Name,About,Address,Postcode,Telephone,Email,Website,Opening times,Cost,Languages,Last updated\n"
        "7,Hill Gardeners,We grow vegetables.,Hill Hall,ls85hx,01134960018,pat@example.org,www.example.org,"
        "Tuesdays 10am-12pm,Free,English and Urdu,01/05/2024\n",
    )
    assert found.source_id == "7"
    assert found.name == "Hill Gardeners"
    assert found.place is not None
    assert (found.place.postcode, found.place.address) == ("LS8 5HX", "Hill Hall")
    assert found.contact is not None
    assert (found.contact.phone, found.contact.email) == ("0113 496 0018", "pat@example.org")
    assert found.url == "https://www.example.org"
    assert [session.rrule for session in found.sessions] == ["FREQ=WEEKLY;BYDAY=TU"]
    assert (found.opening, found.free, found.languages) == ("Tuesdays 10am-12pm", True, ("en", "ur"))
    assert found.hopes == ("gardening",)
    assert str(found.checked_on) == "2024-05-01"


def test_repairs_are_counted(tmp_path: Path) -> None:
    (draft,) = read(tmp_path, "name,url,postcode\nChoir\x00,www.example.org,LS8 5HX\n")
    assert isinstance(draft, Draft)
    assert draft.repairs == 2
    assert draft.listing.name == "Choir"


def test_blank_words_are_empty(tmp_path: Path) -> None:
    found = listing(tmp_path, "name,summary,phone,url,opening\nChoir,NA,N/A,null,Not known\n")
    assert (found.summary, found.contact, found.url, found.opening, found.checked_on) == ("", None, "", "", None)


def test_html_is_cleaned_and_formulas_stay_text(tmp_path: Path) -> None:
    found = listing(tmp_path, 'name,summary\n=1+1,"<p>Tea &amp; cake</p><script>x()</script>"\n')
    assert (found.name, found.summary) == ("=1+1", "Tea & cake")


class TestKind:
    def test_what_is_told_wins(self, tmp_path: Path) -> None:
        content = "name,kind\nNorthtown Library,place\n"
        assert listing(tmp_path, content, default_kind=Kind.GROUP).kind is Kind.GROUP

    def test_then_the_row_says(self, tmp_path: Path) -> None:
        assert listing(tmp_path, "name,kind\nNorthtown Library,Place\n").kind is Kind.PLACE

    def test_then_the_table(self, tmp_path: Path) -> None:
        assert listing(tmp_path, "name\nNorthtown Library\n").kind is Kind.UNIVERSAL
        assert listing(tmp_path, "name\nRovers\n", name="sports_clubs.csv").kind is Kind.GROUP

    def test_else_universal_never_silently_group(self, tmp_path: Path) -> None:
        assert listing(tmp_path, "name\nThe Arches\n").kind is Kind.UNIVERSAL

    def test_a_kind_that_is_told_takes_nothing_from_the_table(self, tmp_path: Path) -> None:
        found = listing(tmp_path, "name\nTrussell\n", name="food_banks.csv", default_kind=Kind.GROUP)
        assert found.basics == ()


def test_a_food_bank_has_its_basic_and_its_way_in(tmp_path: Path) -> None:
    content = "Name,Referral method,Opening times\nHill,Foodbank Voucher from your GP,Monday 12noon - 2pm\n"
    found = listing(tmp_path, content, name="food_banks.csv")
    assert (found.kind, found.basics) == (Kind.PRACTICAL, ("food",))
    assert (found.way_in, found.way_in_note) == (WayIn.VOUCHER, "Foodbank Voucher from your GP")
    assert found.sessions[0].minutes == 120


def test_a_name_that_says_only_where_gets_its_noun(tmp_path: Path) -> None:
    assert listing(tmp_path, "name\nAltrincham\n", name="gm_jobcentreplus.csv").name == "Altrincham Jobcentre"
    assert (
        listing(tmp_path, "name\nAltrincham Jobcentre Plus\n", name="jobcentres.csv").name
        == "Altrincham Jobcentre Plus"
    )


def test_a_mixed_contact_column_is_taken_apart(tmp_path: Path) -> None:
    found = listing(tmp_path, "name,contact\nHill,pat@example.org or 0161 496 0018\n")
    assert found.contact is not None
    assert (found.contact.phone, found.contact.email) == ("0161 496 0018", "pat@example.org")


SEMICOLONS = (
    "Organisation;Activity;Where it\u2019s held;Post code;Day;Start;Finish;Tel. no.;Price;Notes\r\n"
    "St Aidan\u2019s;Caf\u00e9 \u00c9lan \u2013 tea;St Aidan\u2019s Hall;LS8 5QD;Tues;10.00;12.00;0113 4960101;"
    "\u00a31,50;All\r\n"
    ";;;;;;;;;\r\n"
    "Friends of the Park;Gardening;The Park;LS7 4HB;1st Sat of month;10am;12;;Free;Boots\r\n"
    "Totals;2;;;;;;;;\r\n"
)


def test_a_list_as_an_office_saves_it(tmp_path: Path) -> None:
    cafe, blank, garden, total = read(tmp_path, SEMICOLONS.encode("cp1252"))
    assert isinstance(cafe, Draft)
    assert isinstance(garden, Draft)
    assert (cafe.listing.name, cafe.listing.cost) == ("Caf\u00e9 \u00c9lan \u2013 tea", "\u00a31,50")
    assert cafe.listing.organisation is not None
    assert cafe.listing.organisation.name == "St Aidan\u2019s"
    assert cafe.listing.place is not None
    assert cafe.listing.place.address == "St Aidan\u2019s Hall"
    assert (cafe.listing.opening, garden.listing.opening) == ("Tues 10.00-12.00", "1st Sat of month 10am-12")
    assert [one.listing.sessions[0].rrule for one in (cafe, garden)] == [
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=1SA",
    ]
    assert isinstance(blank, Refusal)
    assert isinstance(total, Refusal)
    assert (blank.problem, total.problem) == ("the row is empty", "there is no name")


@pytest.mark.parametrize("title", ["Groups of Leeds", "Groups of Leeds, Bradford, Wakefield and Hull", "Groups;;"])
@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_title_above_the_headings_does_not_tell_the_delimiter(tmp_path: Path, title: str, mark: str) -> None:
    rows = ["Name;Address;Postcode;Phone", '"Crafts";"Hall, 1 High Street\nLeeds";LS8 5HX;0113 496 0000']
    content = "\r\n".join([title, "", *rows, "Choir;Club;LS8 5HX;"]).replace(";", mark)
    crafts, choir = read(tmp_path, content.encode("cp1252"), name="list.csv")
    assert isinstance(crafts, Draft), "a cell over two lines is no lost quote"
    assert isinstance(choir, Draft)
    assert crafts.listing.place
    assert crafts.listing.contact
    assert crafts.listing.place.address == "Hall, 1 High Street Leeds"
    assert (crafts.listing.name, crafts.listing.contact.phone) == ("Crafts", "0113 496 0000")


def test_headings_over_groups_of_columns_are_none(tmp_path: Path) -> None:
    book = Workbook()
    cover, sheet = book.active, book.create_sheet("Groups")
    assert cover is not None
    cover["A1"] = "Community directory"
    for row in (
        ["Community groups in North Leeds"], [], ["Group", "", "Where", "", "When", "", "Contact", ""],
        ["Name", "What they do", "Venue", "Postcode", "Day", "Time", "Phone", "Email"],
        ["Chess", "Friendly games", "Oakwood Library", "LS8 2BZ", "Thursday", "6pm-8pm", "0113 496 0201", ""],
        ["Choir", "Singing", "", "", "Tuesdays 7.30pm", "", "", ""],
    ):  # fmt: skip
        sheet.append(row)
    for cells in ("A1:H1", "A3:B3", "C3:D3", "E3:F3", "G3:H3"):
        sheet.merge_cells(cells)
    path = tmp_path / "groups.xlsx"
    book.save(path)
    guess, rows = drafts_from_table(
        path, kind="xlsx", mapping=None, default_kind=None, source="town", vocabulary=WORDS
    )  # fmt: skip
    chess, choir = rows
    assert guess.unused == ()
    assert isinstance(chess, Draft)
    assert isinstance(choir, Draft)
    assert (chess.listing.name, chess.listing.summary, chess.listing.opening) == (
        "Chess",
        "Friendly games",
        "Thursday 6pm-8pm",
    )
    assert chess.listing.contact is not None
    assert chess.listing.contact.phone == "0113 496 0201"
    assert (choir.listing.opening, choir.listing.place) == ("Tuesdays 7.30pm", None)


def test_words_that_are_headings_elsewhere_are_values_below_the_headings(tmp_path: Path) -> None:
    found = listing(tmp_path, "name,type,place,notes\nLibrary,Park,Venue,About\n")
    assert found.name == "Library"


def test_seven_columns_of_days_become_one_sentence(tmp_path: Path) -> None:
    days = ",".join(f"opening_hours_{day}" for day in ("monday", "tuesday", "wednesday", "sunday"))
    found = listing(
        tmp_path, f'name,{days}\nHill,"09:00-12:00,13:00-17:00","09:00-12:00,13:00-17:00",09:00-12:00,CLOSED\n'
    )
    assert found.opening == "Monday to Tuesday 09:00-12:00, 13:00-17:00; Wednesday 09:00-12:00; Sunday closed"
    assert {session.rrule for session in found.sessions} == {"FREQ=WEEKLY;BYDAY=MO,TU,WE", "FREQ=WEEKLY;BYDAY=MO,TU"}


class TestPlace:
    def test_lat_and_lon_swapped(self, tmp_path: Path) -> None:
        place = listing(tmp_path, "name,lat,lon\nHill,-1.5,53.8\n").place
        assert place is not None
        assert (place.lat, place.lon) == (53.8, -1.5)

    def test_nought_nought_is_no_place(self, tmp_path: Path) -> None:
        assert listing(tmp_path, "name,lat,lon\nHill,0,0\n").place is None

    def test_a_postcode_in_the_address(self, tmp_path: Path) -> None:
        place = listing(tmp_path, 'name,address\nHill,"Hill Hall, Leeds LS8 5HX"\n').place
        assert place is not None
        assert place.postcode == "LS8 5HX"

    def test_a_slip_in_a_postcode_is_kept_to_be_named(self, tmp_path: Path) -> None:
        place = listing(tmp_path, "name,postcode\nHill,WA154 1HF\n").place
        assert place is not None
        assert place.postcode == "WA154 1HF"

    def test_forces_post_is_no_place(self, tmp_path: Path) -> None:
        assert listing(tmp_path, "name,postcode\nHill,BFPO 57\n").place is None

    def test_somewhere_to_write_to_is_private(self, tmp_path: Path) -> None:
        place = listing(tmp_path, "charity_name,charity_contact_postcode\nHill,LS8 5HX\n").place
        assert place is not None
        assert place.private

    @pytest.mark.parametrize(
        ("content", "field", "value"),
        [
            ("name,postcode\nHill,Somewhere in the north of town\n", "postcode", "Somewhere in the north of town"),
            ("name,lat,lon\nHill,north,-1.5\n", "lat", "north"),
            ("name,lat,lon\nHill,53.8,999\n", "lat", "53.8"),
            ("name,lat,lon\nHill,nan,-1.5\n", "lat", "nan"),
        ],
    )
    def test_what_cannot_be_a_place(self, tmp_path: Path, content: str, field: str, value: str) -> None:
        if value == "nan":
            assert listing(tmp_path, "name,lat,lon\nHill,nan,nan\n").place is None
            return
        refused = refusal(tmp_path, content)
        assert (refused.row, refused.field, refused.value) == (1, field, value)


class TestRefuge:
    def test_its_place_is_never_kept_nor_shown(self, tmp_path: Path) -> None:
        content = "name,summary,address,postcode\nRose House,A refuge for women.,12 Quiet Street,LS8 5HX\n"
        refused = refusal(tmp_path, content)
        assert refused.field == "place"
        assert "refuge's place is never kept" in refused.problem
        assert "Quiet" not in refused.model_dump_json()
        assert "LS8" not in refused.model_dump_json()

    def test_an_address_in_its_words_counts(self, tmp_path: Path) -> None:
        assert refusal(tmp_path, 'name,summary\nNorthtown Refuge,"Come to 12 Quiet Street, LS8 5HX"\n').field == "place"

    def test_a_helpline_without_a_place_may_stay(self, tmp_path: Path) -> None:
        assert listing(tmp_path, "name,phone\nNorthtown Refuge helpline,0808 157 0000\n").place is None

    def test_a_wildlife_refuge_has_its_place(self, tmp_path: Path) -> None:
        assert listing(tmp_path, "name,postcode\nHill Wildlife Refuge,LS8 5HX\n").place is not None


class TestRows:
    def test_a_bad_row_never_stops_good_ones(self, tmp_path: Path) -> None:
        content = "name,postcode\nA,LS8 5HX\n,LS8 5HX\nC,LS8 5HX,more\nD,LS8 5HX\n"
        items = read(tmp_path, content)
        assert [type(item) for item in items] == [Draft, Refusal, Refusal, Draft]
        assert [item.row for item in items] == [1, 2, 3, 4]
        assert items[1] == Refusal(row=2, field="name", problem="there is no name", value="LS8 5HX")
        assert items[2].problem == "has 3 cells where the headings have 2"

    def test_empty_cells_too_many_are_cut_off_and_counted(self, tmp_path: Path) -> None:
        (draft,) = read(tmp_path, "name,postcode\nA,LS8 5HX,,\n")
        assert isinstance(draft, Draft)
        assert draft.repairs == 1

    def test_a_short_row_must_prove_itself(self, tmp_path: Path) -> None:
        content = "name,postcode,phone\nA,LS8 5HX\nSource: the council\n"
        draft, refused = read(tmp_path, content)
        assert isinstance(draft, Draft)
        assert draft.repairs == 1
        assert isinstance(refused, Refusal)
        assert (refused.row, refused.field) == (2, "row")

    def test_the_same_row_again(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, "name,postcode\nA,LS8 5HX\nB,LS8 5HX\nA,LS8  5HX\n")
        assert (refused.row, refused.problem) == (3, "the same row stands at row 1")

    def test_the_same_id_again(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, "id,name\n7,A\n7,B\n")
        assert (refused.row, refused.field, refused.problem) == (2, "id", "the same id stands at row 1")

    def test_empty_rows(self, tmp_path: Path) -> None:
        items = read(tmp_path, "name,postcode\nA,LS8 5HX\n\n,\nB,LS8 5HX\n,\n,\n")
        assert [(item.row, type(item)) for item in items] == [(1, Draft), (2, Refusal), (3, Draft)]

    def test_a_cell_of_ten_megabytes(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, f"name,summary\nA,{'x' * 10_000_000}\nB,short\n")
        assert (refused.row, refused.field) == (1, "summary")
        assert "10,000,000" in refused.problem
        assert len(refused.value) <= 80

    def test_a_long_text_is_cut_and_counted(self, tmp_path: Path) -> None:
        (draft,) = read(tmp_path, f"name,summary\nA,{'words ' * 5_000}\n")
        assert isinstance(draft, Draft)
        assert (len(draft.listing.summary) <= 20_000, draft.repairs) == (True, 1)


class TestKey:
    def test_without_id_it_is_the_whole_row_however_it_is_spaced_or_ordered(self, tmp_path: Path) -> None:
        first = read(tmp_path, "name,postcode\nHill Choir,LS8 5HX\n")
        second = read(tmp_path, "postcode,name,phone\nLS8 5HX, Hill  Choir ,\n")
        other = read(tmp_path, "name,postcode\nHill Choir,LS8 5HZ\n")
        assert first[0].key == second[0].key != other[0].key  # type: ignore[union-attr]

    def test_a_uuid_stays_the_id_of_the_listing(self, tmp_path: Path) -> None:
        found = listing(tmp_path, "id,name\n738f94e0-aa6c-6a5c-2395-7b64421ba2a5,A\n")
        assert found.id == UUID("738f94e0-aa6c-6a5c-2395-7b64421ba2a5")


class TestFile:
    def test_titles_above_the_headings_are_passed_over(self, tmp_path: Path) -> None:
        assert listing(tmp_path, "Clubs of the town,,\n,,\nName,Postcode,\nA,LS8 5HX,\n").name == "A"

    def test_headings_only(self, tmp_path: Path) -> None:
        assert read(tmp_path, "name,postcode\n") == []

    @pytest.mark.parametrize(
        ("content", "sentence"), [("", "empty"), ("\n\n", "empty"), ("postcode\nLS8 5HX\n", "name")]
    )
    def test_what_cannot_be_read_is_said(self, tmp_path: Path, content: str, sentence: str) -> None:
        with pytest.raises(NotUsable, match=sentence):
            read(tmp_path, content)

    def test_no_such_file(self, tmp_path: Path) -> None:
        options = {"mapping": None, "default_kind": None, "source": "x", "vocabulary": WORDS}
        with pytest.raises(NotUsable):
            drafts_from_table(tmp_path / "none.csv", kind="csv", **options)  # type: ignore[arg-type]

    def test_a_map(self, tmp_path: Path) -> None:
        found = listing(tmp_path, "A,B\nHill,LS8 5HX\n", mapping={"name": "A", "postcode": "B"})
        assert found.name == "Hill"

    def test_an_unknown_target(self, tmp_path: Path) -> None:
        with pytest.raises(UnknownTarget):
            read(tmp_path, "A\nHill\n", mapping={"name": "A", "colour": "A"})

    def test_xlsx(self, tmp_path: Path) -> None:
        book = Workbook()
        assert book.active is not None
        for row in (["id", "Name", "Phone", "Postcode"], [7, "Hill", 1614960018, "LS8 5HX"], [8, "Dale"]):
            book.active.append(row)
        book.save(tmp_path / "made.xlsx")
        items = read(tmp_path, (tmp_path / "made.xlsx").read_bytes(), name="town.xlsx", kind="xlsx")
        first, second = items
        assert isinstance(first, Draft)
        assert isinstance(second, Draft)
        assert first.key == "7"
        assert first.listing.contact is not None
        assert first.listing.contact.phone == "0161 496 0018"
        assert second.repairs == 0


def test_a_large_file_is_streamed_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("name,postcode\n")
        file.writelines(f"Club {n},LS8 5HX\n" for n in range(50_000))
    seen: list[int] = []
    options = {"mapping": None, "default_kind": None, "source": "x", "vocabulary": WORDS}
    _, items = drafts_from_table(path, kind="csv", progress=lambda done, _: seen.append(done), **options)  # type: ignore[arg-type]
    assert next(items).row == 1
    assert max(seen, default=0) < path.stat().st_size / 2


def test_a_heading_or_a_sum_between_rows_is_no_group(tmp_path: Path) -> None:
    rows = "Name,Venue,Phone,Cost\nSOUTH OF THE BOROUGH,,,\nTea and Talk,The Hall,,FOC\nTOTAL GROUPS: 8,,,\n"
    found = read(tmp_path, rows)
    assert [one.value for one in found if isinstance(one, Refusal)] == ["SOUTH OF THE BOROUGH", "TOTAL GROUPS: 8"]
    assert [(one.listing.name, one.listing.free) for one in found if isinstance(one, Draft)] == [("Tea and Talk", True)]


def test_names_alone_are_groups_where_nothing_else_was_asked(tmp_path: Path) -> None:
    assert [type(one) for one in read(tmp_path, "Name\nTea and Talk\n")] == [Draft]
