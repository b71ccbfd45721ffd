"""Bad rows are named with row, field and value, and never stop good ones."""

from typing import Any

import pytest

from tests.cli.home import Home

HEADINGS = ["name", "summary", "postcode", "lat", "lon", "email", "phone", "url"]
GOOD = ["Knit and natter", "Bring wool.", "LS8 5HX", "", "", "", "", ""]


def row(**changes: str) -> list[str]:
    return [changes.get(heading, value) for heading, value in zip(HEADINGS, GOOD, strict=True)]


def sound(report: Any) -> None:
    """What holds of every report."""
    assert report["read"] == sum(report[name] for name in ("created", "updated", "unchanged", "refused"))
    assert all(problem["field"] and problem["problem"] for problem in report["problems"])
    assert all(1 <= problem["row"] <= report["read"] for problem in report["problems"])
    assert all(len(problem["value"]) <= 200 for problem in report["problems"])


def test_a_row_without_a_name_is_refused_alone(home: Home) -> None:
    report = home.bring(home.csv("a.csv", HEADINGS, [row(), row(name="", summary="Who is this?"), row(name="Choir")]))
    sound(report)
    assert (report["read"], report["created"], report["refused"]) == (3, 2, 1)
    problem = report["problems"][0]
    assert (problem["row"], problem["field"]) == (2, "name")
    assert "Who is this?" in problem["value"]  # the row can be found again by what else stands in it
    assert home.names() == ["Choir", "Knit and natter"]


def test_ragged_rows_are_mended_or_refused_by_number(home: Home) -> None:
    path = home.folder / "ragged.csv"
    path.write_text("name,summary,postcode\nOne,Short\nTwo,Right,LS8 5HX\nThree,Long,LS8 5HX,extra,cells\nFour\n")
    report = home.bring(path)
    sound(report)
    assert report["read"] == 4
    assert {problem["row"]: problem["value"] for problem in report["problems"]}[3].startswith("Three")
    assert "Two" in home.names()
    # A row of too few cells may be refused or filled up, but a refusal shows what stood there.
    assert all(problem["value"] for problem in report["problems"]), report["problems"]


def test_a_cell_of_ten_megabytes_stops_nothing(home: Home) -> None:
    path = home.csv("huge.csv", HEADINGS, [row(summary="tea " * 2_600_000), row(name="Choir")])
    assert path.stat().st_size > 10_000_000
    report = home.bring(path)
    sound(report)
    assert report["read"] == 2
    assert "Choir" in home.names()
    assert sum(length for (length,) in home.query("SELECT length(summary) FROM listing")) <= 25_000


def test_a_quote_that_is_never_closed_costs_one_row(home: Home) -> None:
    path = home.folder / "quote.csv"
    path.write_text('name,summary\nOne,"never closed\nTwo,fine\nThree,fine\n')
    report = home.bring(path)
    sound(report)
    assert home.names() == ["Three", "Two"]
    assert [problem["row"] for problem in report["problems"]] == [1]


@pytest.mark.parametrize("text", ["Chór 🎶 seniorów", "نادي الحياكة", "\u202eקבוצת שכנים\u202c", "Zoë’s “café”"])
def test_names_in_any_script_are_kept_as_they_are(home: Home, text: str) -> None:
    sound(home.bring(home.csv("scripts.csv", HEADINGS, [row(name=text)])))
    assert len(home.names()) == 1
    kept = home.names()[0]
    assert kept.strip("\u202e\u202c") == text.strip("\u202e\u202c")


def test_a_nul_in_a_cell_never_reaches_the_database(home: Home) -> None:
    path = home.folder / "nul.csv"
    path.write_bytes(b"name,summary\nTea\x00time,Bring\x00 cake\nChoir,Sing\n")
    report = home.bring(path)
    sound(report)
    assert "Choir" in home.names()
    assert not any("\x00" in name for name in home.names())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_any_usual_encoding(home: Home, encoding: str) -> None:
    path = home.folder / "encoded.csv"
    path.write_text("name,summary\nCafé de Zoë,£2 – bring cake\n", encoding=encoding)
    home.bring(path)
    assert home.query("SELECT name, summary FROM listing") == [("Café de Zoë", "£2 – bring cake")]


def test_a_place_that_is_not_known_keeps_the_row_and_says_so(home: Home) -> None:
    rows = [row(name="Far", postcode="BT1 5GS"), row(name="Half", postcode="LS8 5"), row(name="Odd", postcode="tea")]
    report = home.bring(home.csv("places.csv", HEADINGS, rows))
    sound(report)
    assert home.names() == ["Far", "Half"]  # what can be no postcode at all means that the row has slipped
    told = {problem["row"]: problem["value"] for problem in report["problems"]}
    assert told == {1: "BT1 5GS", 3: "tea"}


@pytest.mark.parametrize("lat", ["91", "nan", "inf", "north", "1e999"])
def test_a_point_that_is_none_is_never_kept(home: Home, lat: str) -> None:
    report = home.bring(home.csv("points.csv", HEADINGS, [row(lat=lat, lon="-1.5", postcode=""), row(name="Choir")]))
    sound(report)
    assert "Choir" in home.names()
    named = [problem["value"] for problem in report["problems"] if problem["row"] == 1]
    assert named == ([] if lat == "nan" else [lat])  # "nan" is how many programs write an empty cell
    assert home.query("SELECT count(*) FROM place WHERE lat > 90 OR lat != lat") == [(0,)]


def test_the_same_row_twice_is_refused_and_says_where_it_stood(home: Home) -> None:
    report = home.bring(home.csv("twice.csv", HEADINGS, [row(), row(name="Choir"), row()]))
    sound(report)
    assert (report["created"], report["refused"]) == (2, 1)
    assert report["problems"][0]["row"] == 3
    assert "row 1" in report["problems"][0]["problem"]


def test_problems_are_told_to_people_too(home: Home) -> None:
    ran = home.run("import", home.csv("told.csv", HEADINGS, [row(), row(name="", summary="x")]), "--as", "csv")
    assert ran.code == 0
    assert "2 read, 1 created" in ran.out
    assert "record 2, name" in ran.out


def test_a_changed_row_is_updated_and_its_past_is_kept(home: Home) -> None:
    headings = ["id", "name", "summary"]
    home.bring(home.csv("town.csv", headings, [["1", "Choir", "Mondays"], ["2", "Tea", "Daily"]]))
    report = home.bring(home.csv("town.csv", headings, [["1", "Choir", "Tuesdays"], ["2", "Tea", "Daily"]]))
    assert (report["updated"], report["unchanged"], report["created"]) == (1, 1, 0)
    past = home.query("SELECT json_extract(before, '$.listing.summary'), who FROM history WHERE before != 'null'")
    assert past == [("Mondays", "import:town")]


def test_the_same_file_under_two_sources_is_two_sets_of_listings(home: Home) -> None:
    path = home.groups("tea", 3)
    assert home.bring(path, "--source", "leeds")["created"] == 3
    assert home.bring(path, "--source", "wigan")["created"] == 3
    assert home.bring(path, "--source", "leeds")["unchanged"] == 3
    assert home.query("SELECT source, count(*) FROM listing GROUP BY source") == [("leeds", 3), ("wigan", 3)]
