"""`kith match` as it is typed: good answers, plain refusals, the right exit status."""

import pytest

from tests.cli.home import Home


@pytest.fixture
def town(home: Home) -> Home:
    """A small directory in Harehills."""
    home.bring(home.groups("tea", 5), "--kind", "group")
    return home


@pytest.mark.parametrize(
    ("near", "says"),
    [
        ("ZZ1 1ZZ", "do not know that"),
        ("BT1 5GS", "Northern Ireland"),
        ("LS8 5ZZZ", "do not know"),
        ("LS", "do not know"),
        ("Xyzzyville", "do not know that place"),
        ("BFPO 12", "."),
        ("ZZ99 3VZ", "."),
        ("x" * 300, "200"),
        ("🏡🌻", "do not know that place"),
        ("\u202eשלום", "do not know that place"),
    ],
)
def test_a_place_that_is_none_is_said_in_a_sentence(home: Home, near: str, says: str) -> None:
    ran = home.run("match", "--near", near, "--hopes", "gardening", "--json")
    assert ran.code in (1, 2)
    assert says in ran.said
    assert ran.out == ""


def test_a_name_in_several_towns_asks_which(home: Home) -> None:
    ran = home.run("match", "--near", "Hyde Park", "--hopes", "gardening", "--json")
    assert ran.code == 1
    assert "Which one do you mean?" in ran.said
    assert "Hyde Park, Leeds" in ran.said
    assert home.run("match", "--near", "Hyde Park, Leeds", "--hopes", "gardening").code == 0


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["--near", "   "],
        ["--hopes", "tea", "--limit", "0"],
        ["--hopes", "tea", "--limit", "501"],
        ["--hopes", "tea", "--limit", "many"],
        ["--hopes", "tea", "--minutes", "0"],
        ["--hopes", "tea", "--minutes", "181"],
        ["--hopes", "tea", "--ease", "step_free,wings"],
        ["--hopes", "x" * 20_001],
        ["--wishes", "tea"],
    ],
    ids=lambda wrong: " ".join(wrong)[:40] or "nothing",
)
def test_asked_wrongly_exits_2_with_a_sentence(home: Home, wrong: list[str]) -> None:
    ran = home.run("match", *wrong)
    assert ran.code == 2, ran.said
    assert ran.out == ""
    assert len(ran.err) < 2_000  # what was typed does not come back at length


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ([], "Say at least one of near, hopes or gifts."),
        (["--hopes", "tea", "--limit", "0"], "--limit: This must be 1 or more."),
        (["--hopes", "tea", "--minutes", "181"], "--minutes: This must be 180 or less."),
    ],
)
def test_what_was_asked_wrongly_is_said_as_it_is_typed(home: Home, wrong: list[str], says: str) -> None:
    assert " ".join(home.run("match", *wrong).said.split()) == says


def test_which_kith_this_is(home: Home) -> None:
    ran = home.run("--version")
    assert ran.code == 0
    assert ran.out.startswith("kith 0.")


def test_the_largest_limit(town: Home) -> None:
    assert len(town.run("match", "--hopes", "gardening", "--limit", "500", "--json").json["suggestions"]) == 5


@pytest.mark.parametrize("hopes", ["🌻 gardening 🌻", "\u202egardening", "gardening, " * 1_800])
def test_odd_words_are_answered(town: Home, hopes: str) -> None:
    ran = town.run("match", "--near", "LS8 5", "--hopes", hopes, "--json")
    assert ran.code == 0, ran.said
    assert ran.err == ""
    assert ran.json["suggestions"][0]["why"][0]["matched"] == ["gardening"]


def test_for_people_the_answer_is_lines_of_words(town: Home) -> None:
    ran = town.run("match", "--near", "LS8 5", "--hopes", "gardening", "--gifts", "sewing", "--ease", "daytime")
    assert ran.code == 0
    assert "Groups and networks" in ran.out
    assert "Start here: tea group" in ran.out
    assert "Why: " in ran.out


def test_danger_comes_first(town: Home) -> None:
    said = town.run("match", "--near", "LS8 5", "--hopes", "I want to kill myself").out
    assert said.index("999") < said.find("tea group") or "tea group" not in said
    assert "could bring" not in said


def test_nothing_near_says_so(town: Home) -> None:
    said = town.run("match", "--near", "LS8 5", "--hopes", "falconry").out
    assert "Nothing here fits that yet." in said


def test_places_and_areas_say_what_they_did(home: Home) -> None:
    units = home.folder / "units.csv"
    units.write_text("postcode,lat,lon\nLS8 5HX,53.8147,-1.5127\nLS8 5HY,53.8149,-1.5129\n")
    ran = home.run("places", "import", units)
    assert ran.code == 0
    assert ran.out.startswith("2 postcodes")
    assert home.run("match", "--near", "LS8 5HX", "--hopes", "tea", "--json").json["place"]["precision"] == "unit"
    wards = home.csv("wards.csv", ["code", "name", "sector"], [["W1", "Lantern Hill", "LS8 5"], ["W2", "", "LS8 5"]])
    report = home.run("areas", "import", wards, "--kind", "ward", "--json").json
    assert (report["read"], report["created"], report["refused"]) == (2, 1, 1)
    assert report["problems"][0]["row"] == 2


@pytest.mark.parametrize(
    ("command", "content"),
    [
        (["places", "import", "FILE"], b""),
        (["places", "import", "FILE"], b"colour\nred\n"),
        (["places", "import", "FILE"], b"PK\x03\x04broken"),
        (["areas", "import", "FILE", "--kind", "ward"], b""),
        (["areas", "import", "FILE", "--kind", "ward"], b"a,b\n1,2\n"),
        (["areas", "import", "FILE", "--kind", "ward"], b'{"type": "FeatureCollection", "features": [{'),
    ],
)
def test_places_and_areas_that_cannot_be_read(home: Home, command: list[str], content: bytes) -> None:
    for suffix in (".csv", ".zip", ".geojson"):
        path, before = home.folder / f"file{suffix}", home.kept()
        path.write_bytes(content)
        ran = home.run(*(str(path) if part == "FILE" else part for part in command))
        assert ran.refused_in_a_sentence, (suffix, ran.said)
        assert home.kept() == before


def test_an_area_of_a_kind_that_is_none(home: Home) -> None:
    assert home.run("areas", "import", "wards.csv", "--kind", "kingdom").code == 2
    ran = home.run("areas", "import", "wards.csv", "--kind", "ward")
    assert (ran.code, ran.said) == (1, "There is no such file.")
