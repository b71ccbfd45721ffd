"""From typed words to a place, or to a plain sentence."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.centroids import sector_columns, sectors
from geo.distance import metres_between
from geo.gazetteer import Gazetteer, NoFixedPlace, PlaceAmbiguous, PlaceError, PlaceUnknown, was_guessed
from geo.names import name_key
from geo.points import Point
from geo.units import units_path
from geo.units_import import import_units
from geo.welsh import ENGLISH_OF

SHIPPED = Gazetteer.open(None)
HAREHILLS, SALE, WIGAN = Point(53.8137, -1.5156), Point(53.424, -2.32), Point(53.545, -2.635)


@pytest.fixture(scope="module")
def with_units(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """Three real postcodes of Leeds, one made-up newer sector, one of Belfast."""
    var = tmp_path_factory.mktemp("var")
    source = var / "some.csv"
    source.write_text(
        "postcode,lat,lon,district_code\nLS8 5HX,53.8119,-1.5201,E08000035\nLS8 5AA,53.8120,-1.5100,E08000035\n"
        "LS1 1AZ,53.7963,-1.5641,E08000035\nLS99 9AB,53.80,-1.55,E08000035\nBT1 1AA,54.603,-5.926,N09000003\n"
    )
    import_units(source, units_path(var))
    return Gazetteer.open(var)


def test_a_unit_is_found_where_units_are_loaded(with_units: Gazetteer) -> None:
    found = with_units.locate("ls85hx")
    assert (found.precision, found.point, found.sector, found.outcode) == (
        "unit",
        Point(53.8119, -1.5201),
        "LS8 5",
        "LS8",
    )
    assert (found.name, found.nation, found.district_code) == ("Harehills", "England", "E08000035")


def test_an_unknown_unit_falls_back_to_its_sector_then_its_outcode(with_units: Gazetteer) -> None:
    assert with_units.locate("LS8 5ZZ").precision == "sector"
    assert SHIPPED.locate("LS8 5HX").precision == "sector"
    assert SHIPPED.locate("LS8 0HX").precision == "outcode"
    assert SHIPPED.locate("LS8").precision == "outcode"


def test_a_sector_newer_than_the_shipped_ones_comes_from_the_units(with_units: Gazetteer) -> None:
    assert with_units.locate("LS99 9AB").precision == "unit"
    assert with_units.locate("LS99 9").precision == "sector"
    assert with_units.sector_centroid("LS99 9") == Point(53.80, -1.55)


def test_northern_ireland_is_found_once_it_is_loaded(with_units: Gazetteer) -> None:
    found = with_units.locate("BT1 1AA")
    assert (found.precision, found.nation, found.name) == ("unit", "Northern Ireland", "BT1")


def test_half_a_postcode_is_its_sector() -> None:
    assert SHIPPED.locate("LS8 5H") == SHIPPED.locate("LS8 5")


def test_a_point_of_a_sector_gives_away_no_more_than_its_sector(with_units: Gazetteer) -> None:
    assert with_units.locate("LS8 5HX").name == with_units.locate("LS8 5AA").name == with_units.locate("LS8 5").name


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("Harehills", HAREHILLS), ("harehils", HAREHILLS), ("HARE HILLS", HAREHILLS), ("Harehills, Leeds", HAREHILLS),
        ("harehills leeds", HAREHILLS), ("hraehills", HAREHILLS), ("Harehills!", HAREHILLS),
        ("Sale", SALE), ("Sale, Trafford", SALE), ("sale trafford", SALE), ("Sale, Manchester", SALE),
        ("Wigan", WIGAN), ("wigan.", WIGAN),
        ("St Helens", Point(53.4537, -2.7384)), ("saint helens", Point(53.4537, -2.7384)),
        ("St. Helen's", Point(53.4537, -2.7384)), ("London", Point(51.507, -0.127)), ("Hull", Point(53.7425, -0.3468)),
        ("leads", Point(53.7978, -1.5458)), ("Middlesborough", Point(54.5699, -1.2296)),
        ("12 Compton Road, Leeds LS8 5HX", HAREHILLS), ("53.8137, -1.5156", HAREHILLS),
    ],
)  # fmt: skip
def test_names_as_people_type_them(typed: str, where: Point) -> None:
    assert metres_between(SHIPPED.locate(typed).point, where) < 1_200


def test_what_is_known_of_a_named_place() -> None:
    found = SHIPPED.locate("harehils")
    assert (found.name, found.precision, found.nation, found.district_code) == (
        "Harehills",
        "place",
        "England",
        "E08000035",
    )
    assert found.sector in sectors()
    assert found.outcode == "LS8"


@pytest.mark.parametrize("name", ["Newtown", "Woodhouse", "Hyde Park"])
def test_a_name_in_several_towns_is_asked_back(name: str) -> None:
    with pytest.raises(PlaceAmbiguous) as asked:
        SHIPPED.locate(name)
    choices = asked.value.choices
    assert 2 <= len(choices) <= 10
    assert all(", " in choice.name for choice in choices)
    for choice in choices:
        assert SHIPPED.locate(choice.name).point == choice.point


def test_woodhouse_and_hyde_park_offer_leeds() -> None:
    for name in ("Woodhouse", "Hyde Park"):
        with pytest.raises(PlaceAmbiguous) as asked:
            SHIPPED.locate(name)
        assert f"{name}, Leeds" in [choice.name for choice in asked.value.choices]


def test_a_part_of_town_whose_areas_are_all_called_after_it_is_offered_too() -> None:
    with pytest.raises(PlaceAmbiguous) as asked:
        SHIPPED.locate("Middleton")
    names = [choice.name for choice in asked.value.choices]
    assert "Middleton, Leeds" in names
    assert "Middleton, West Northamptonshire" not in names, "two areas of Middleton Cheney are no Middleton"
    assert metres_between(SHIPPED.locate("Middleton, Leeds").point, Point(53.748, -1.538)) < 2_000


@pytest.mark.parametrize(
    ("welsh", "name", "district"),
    [
        ("Caerdydd", "Cardiff", "W06000015"),
        ("abertawe", "Swansea", "W06000011"),
        ("Casnewydd", "Newport", "W06000022"),
        ("Y Drenewydd", "Newtown", "W06000023"),
        ("Ynys Mon", "Isle of Anglesey", "W06000001"),
        ("Aberd\u00e2r", "Aberdare", "W06000016"),
    ],
)
def test_a_town_is_found_by_its_welsh_name(welsh: str, name: str, district: str) -> None:
    found = SHIPPED.locate(welsh)
    assert (found.name, found.district_code) == (name, district)
    assert was_guessed(welsh, found.name, found.precision), "the page says how it was taken"
    assert name in [place.name.partition(",")[0] for place in SHIPPED.suggest(welsh[:6])]


def test_every_welsh_name_means_a_place_in_wales() -> None:
    assert {SHIPPED.locate(welsh).nation for welsh in ENGLISH_OF} == {"Wales"}


def test_many_words_that_are_no_place_are_turned_down_quickly() -> None:
    words = " ".join(f"someword{n}" for n in range(28))
    start = time.process_time()
    with pytest.raises(PlaceUnknown):
        SHIPPED.locate(words)
    assert time.process_time() - start < 0.2


def test_every_choice_ever_offered_can_be_chosen() -> None:
    """What we ask back must be an answer: each "Name, District" leads to one place."""
    from geo.names import _book  # all names, which no public door lists

    book = _book()
    several = [places for places in map(book.called, book.keys) if len(places) > 1]
    assert len(several) > 500
    for places in several[::7]:
        for place in places:
            assert SHIPPED.locate(place.full_name).point == place.point


def test_a_districts_own_name_is_not_ambiguous() -> None:
    for name in ("Leeds", "Manchester", "Salford", "Derby", "Middlesbrough", "Trafford", "Sutton", "Bradford"):
        assert SHIPPED.locate(name).name == name


def test_a_districts_name_that_a_bigger_town_elsewhere_bears_is_asked_back() -> None:
    with pytest.raises(PlaceAmbiguous) as asked:
        SHIPPED.locate("Newport")
    offered = {choice.name: choice.point for choice in asked.value.choices}
    assert {"Newport, Newport", "Newport, Telford and Wrekin", "Newport, Isle of Wight"} <= offered.keys()
    assert {name: SHIPPED.locate(name).point for name in offered} == offered


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("12 Compton Road, Harehills", "Harehills"), ("12 Compton Road, Harehils", "Harehills"),
        ("12 Compton Road, Harehills, Leeds", "Harehills"), ("12 Compton Road, Leeds", "Leeds"),
        ("Flat 2, 14 High Street, Harehills, Leeds, West Yorkshire", "Harehills"), ("Oakwood, Leeds, UK", "Oakwood"),
        ("York, North Yorkshire", "York"), ("Leeds, England", "Leeds"), ("Sale, Nowhere", "Sale"),
        ("Harehills,", "Harehills"),
    ],
)  # fmt: skip
def test_the_line_of_an_address_that_names_a_place_is_taken(typed: str, name: str) -> None:
    assert SHIPPED.locate(typed).name == name


def test_an_address_in_a_town_of_several_is_asked_back() -> None:
    with pytest.raises(PlaceAmbiguous):
        SHIPPED.locate("12 Park Road, Newport")


@pytest.mark.parametrize(
    ("typed", "guessed"),
    [
        ("Paris", True), ("leads", True), ("12 Compton Road, Harehills", True), ("LS99 9ZZ", True), ("LS8 0", True),
        ("Harehills", False), ("harehills leeds", False), ("Harehills, Leeds", False), ("Saint Helen's", False),
        ("LS8", False), ("LS8 5", False), ("LS8 5HX", False), ("12 Compton Road, Leeds LS8 5HX", False),
        ("53.8137, -1.5156", False),
    ],
)  # fmt: skip
def test_a_place_that_is_only_near_to_what_was_typed_is_a_guess(typed: str, guessed: bool) -> None:
    found = SHIPPED.locate(typed)
    assert was_guessed(typed, found.name, found.precision) is guessed


@pytest.mark.parametrize(
    ("typed", "word"),
    [("BT1 1AA", "Northern Ireland"), ("JE2 3AB", "Jersey"), ("GY1 1AA", "Guernsey"), ("IM1 1AA", "Isle of Man"),
     ("BT9", "Northern Ireland"), ("LS60 9ZZ", "postcode"), ("Qwertyville", "do not know"), ("", "do not know"),
     ("x" * 301, "too long"), ("91, 0", "point"), ("0,0", "England, Scotland or Wales")],
)  # fmt: skip
def test_what_is_not_known_gets_a_plain_sentence(typed: str, word: str) -> None:
    with pytest.raises(PlaceUnknown) as unknown:
        SHIPPED.locate(typed)
    assert word in unknown.value.detail
    assert unknown.value.detail.endswith(".")


@pytest.mark.parametrize("code", ["BFPO 12", "bf1 2ab", "ZZ99 3VZ", "zz99", "GIR 0AA"])
def test_codes_that_are_nowhere_get_a_kind_answer(code: str) -> None:
    with pytest.raises(NoFixedPlace) as kind:
        SHIPPED.locate(code)
    assert kind.value.detail.endswith(".")


def answer_to(text: str) -> str:
    """The place's name, or the sentence of the refusal; any other error fails the test."""
    try:
        return SHIPPED.locate(text).name
    except PlaceError as refused:
        return refused.detail


@given(st.text(max_size=300))
def test_any_text_gives_a_place_or_a_place_error(text: str) -> None:
    assert answer_to(text)


words = st.sampled_from(
    ["leeds", "LS8", "5HX", "hyde", "park,", "sale", "BT1", "ZZ99", "the", "&", ",", "\x00", "0", "O1", "st"]
)


@given(st.lists(words, max_size=8).map(" ".join))
def test_words_that_are_nearly_places_do_the_same(text: str) -> None:
    assert answer_to(text)


@given(st.floats(), st.floats())
def test_any_two_numbers_give_a_place_or_are_refused(lat: float, lon: float) -> None:
    try:
        found = SHIPPED.locate_point(lat, lon)
    except PlaceUnknown:
        return
    assert (found.precision, found.point) == ("point", Point(lat, lon))
    assert found.sector in sectors()


def test_a_point_knows_its_sector_and_nation() -> None:
    found = SHIPPED.locate_point(53.8119, -1.5201)
    assert (found.name, found.sector, found.nation) == ("Harehills", "LS8 5", "England")
    assert SHIPPED.locate_point(55.8609, -4.2514).nation == "Scotland"
    assert SHIPPED.locate_point(51.4816, -3.1791).nation == "Wales"
    with pytest.raises(PlaceUnknown):
        SHIPPED.locate_point(48.8566, 2.3522)  # Paris
    with pytest.raises(PlaceUnknown):
        SHIPPED.locate_point(54.5973, -5.9301)  # Belfast


def test_suggestions_while_typing() -> None:
    assert SHIPPED.suggest("hareh", 5)[0].name == "Harehills, Leeds"
    assert SHIPPED.suggest("wig", 3)[0].name == "Wigan"
    assert SHIPPED.suggest("LS8 5", 5)[0].sector == "LS8 5"
    offered = {place.name for place in SHIPPED.suggest("hyde park", 8)[:3]}
    assert offered == {"Hyde Park, Westminster", "Hyde Park, Leeds", "Hyde Park, Doncaster"}
    assert SHIPPED.suggest("", 5) == SHIPPED.suggest("BFPO 1", 5) == SHIPPED.suggest("qqqqqq", 5) == []


@given(st.text(max_size=60), st.integers(0, 20))
def test_suggestions_never_fail_and_keep_their_number(text: str, limit: int) -> None:
    assert len(SHIPPED.suggest(text, limit)) <= limit


def test_names_for_a_map() -> None:
    names = [name for name, _ in SHIPPED.names_near(HAREHILLS, 2_000)]
    assert names[0] == "Harehills"
    assert "Harehills South" not in names


def test_a_sector_without_a_middle_has_none() -> None:
    assert SHIPPED.sector_centroid("LS8 5") == SHIPPED.locate("LS8 5").point
    assert SHIPPED.sector_centroid("XX1 1") is None
    assert SHIPPED.sector_centroid("") is None


def test_a_broken_units_file_is_told_and_sectors_serve(tmp_path: Path) -> None:
    units_path(tmp_path).write_bytes(b"not a units file at all, but long enough to have a header in it" * 9)
    gazetteer = Gazetteer.open(tmp_path)
    assert gazetteer.units is None
    assert "Import the postcodes again" in (gazetteer.units_problem or "")
    assert gazetteer.locate("LS8 5HX").precision == "sector"


def test_accents_and_ands_make_no_difference() -> None:
    assert name_key("Brighton & Hove") == name_key("the BRIGHTON AND HOVE")
    assert name_key("Pant-mawr") == name_key("pantmawr")
    assert name_key("Ynys Môn") == name_key("ynys mon")


def test_the_shipped_keys_are_those_of_today() -> None:
    from geo.names import _book

    assert all(name_key(row[1]) == key for key, rows in _book().rows.items() for row in rows)


def test_nothing_is_read_before_the_first_question() -> None:
    code = (
        "import geo.gazetteer as g; g.Gazetteer.open(None);"
        "from geo import centroids as c; print(c.sectors.cache_info().currsize)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "0"
    )


@given(lat=st.floats(49.8, 60.9), lon=st.floats(-8.2, 1.8))
def test_the_sector_of_a_point_is_the_nearest_of_all(lat: float, lon: float) -> None:
    point, columns = Point(lat, lon), sector_columns()
    metres = {code: metres_between(point, sector.point) for code, sector in sectors().items()}
    found = columns.codes[columns.nearest(point)]
    assert metres[found] <= min(metres.values()) + 0.1
