"""`kith check`: what is in order and what is missing, with the exit status that a script can trust."""

import sqlite3
from typing import Any

from tests.cli.home import Home


def checked(home: Home) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit status, and each check by its name."""
    ran = home.run("check", "--json")
    assert set(ran.json) == {"ok", "checks"}
    assert ran.json["ok"] == (ran.code == 0)
    for check in ran.json["checks"]:
        assert set(check) == {"name", "state", "say"}
        assert check["say"].strip()
    return ran.code, {check["name"]: check for check in ran.json["checks"]}


def with_areas(home: Home) -> Home:
    rows = [[f"W{n:02}", f"Lantern Ward {n:02}", "LS8 5"] for n in range(13)]
    wards = home.csv("wards.csv", ["code", "name", "sector"], rows)
    assert home.run("areas", "import", wards, "--kind", "ward").code == 0
    return home


LACKS = ("duty_lines", "network_contact", "term_dates", "safeguarding", "local_number")


def test_an_empty_directory_lacks_listings_and_areas(home: Home) -> None:
    code, checks = checked(home)
    assert code == 1
    assert {name for name, check in checks.items() if check["state"] == "wrong"} == {"listings", "areas"}
    assert checks["database"]["state"] == "ok"


def test_listings_and_areas_are_enough_and_the_rest_is_said(home: Home) -> None:
    home.bring(home.groups("tea", 3), "--kind", "group")
    code, checks = checked(with_areas(home))
    assert code == 0
    assert checks["listings"]["say"].startswith("3 listings")
    assert checks["freshness"] == {
        "name": "freshness", "state": "warn", "say": "Of 3 listings, 3 were never checked.",
    }  # fmt: skip
    assert checks["postcodes"]["state"] == "warn"
    assert "kith places import" in checks["postcodes"]["say"]
    assert checks["demo"]["state"] == "ok"
    for name in LACKS:
        assert checks[name]["state"] == "warn"
        assert checks[name]["say"].endswith("Lantern Ward 09 and 3 more.")


def test_without_an_encoder_it_names_the_command_or_the_folder(home: Home) -> None:
    _, checks = checked(home)  # the tests' own folder for an encoder is empty
    assert checks["encoder"]["state"] == "warn"
    assert "words serve alone" in checks["encoder"]["say"]
    assert "KITH_MODEL_DIR" in checks["encoder"]["say"]
    assert "vectors" not in checks


def test_the_demo_is_said_to_be_made_up(home: Home) -> None:
    assert home.run("demo", "load").code == 0
    code, checks = checked(home)
    assert code == 0
    assert checks["demo"]["state"] == "warn"
    assert {checks[name]["state"] for name in LACKS} == {"ok"}


def test_postcodes_are_counted_and_a_damaged_file_is_told(home: Home) -> None:
    units = home.folder / "units.csv"
    units.write_text("postcode,lat,lon\nLS8 5HX,53.8147,-1.5127\nLS8 5HY,53.8149,-1.5129\n")
    assert home.run("places", "import", units).code == 0
    assert checked(home)[1]["postcodes"]["say"].startswith("2 postcodes")
    (home.var / "postcodes.units").write_bytes(b"KITH")
    assert checked(home)[1]["postcodes"]["state"] == "warn"
    assert "damaged" in checked(home)[1]["postcodes"]["say"]


def test_no_database_is_wrong_and_none_is_made(home: Home) -> None:
    home.database.unlink()
    code, checks = checked(home)
    assert code == 1
    assert "no database yet" in checks["database"]["say"]
    assert "listings" not in checks
    assert not home.database.exists()


def test_an_older_schema_is_wrong_and_left_as_it_is(home: Home) -> None:
    with sqlite3.connect(home.database) as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    code, checks = checked(home)
    assert code == 1
    assert "newest migration" in checks["database"]["say"]
    assert home.query("SELECT version_num FROM alembic_version") == [("0001",)]


def test_a_file_that_is_no_database_is_told_in_a_sentence(home: Home) -> None:
    home.database.write_bytes(b"this is no database, it is a letter to a friend\n" * 100)
    code, checks = checked(home)
    assert code == 1
    assert "cannot be opened" in checks["database"]["say"]


def test_looking_changes_nothing(home: Home) -> None:
    home.bring(home.groups("tea", 3), "--kind", "group")
    before = home.kept()
    home.run("check")
    assert home.kept() == before


def test_for_people_it_is_a_line_each(home: Home) -> None:
    ran = home.run("check")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert all(line.split()[0] in ("ok", "warn", "wrong") for line in lines)
    assert any(line.startswith("wrong") and "no listings" in line for line in lines)
