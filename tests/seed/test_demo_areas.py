"""The make-believe areas: Leeds covered once by 37 networks, Wigan by 7 footprints."""

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

from geo.distance import metres_between
from geo.points import Point
from seed.areas import demo_areas
from seed.make_places import rows
from seed.places import by_code, lived_in, sectors


def test_thirty_seven_networks_and_seven_footprints() -> None:
    kinds = Counter((area.town, area.kind) for area in demo_areas())
    assert kinds["leeds", "network"] == 37
    assert kinds["wigan", "footprint"] == 7
    assert {town for town, _ in kinds} == {"leeds", "wigan", "salford", "middlesbrough", "derby"}


def test_codes_and_names_are_all_different() -> None:
    areas = demo_areas()
    assert len({area.code for area in areas}) == len({area.group for area in areas}) == len(areas)
    assert len({area.phone for area in areas}) == len(areas)


def test_every_sector_of_a_town_lies_in_exactly_one_of_its_areas() -> None:
    covered = Counter((area.town, code) for area in demo_areas() for code in area.sectors)
    assert covered == Counter((sector.town, sector.code) for sector in sectors())
    assert set(covered.values()) == {1}
    assert sum(1 for town, _ in covered if town == "leeds") == 133


def test_harehills_has_its_own_two_sectors() -> None:
    harehills = next(area for area in demo_areas() if area.slug == "harehills")
    assert {"LS8 5", "LS9 6"} <= set(harehills.sectors)


def test_no_lived_in_sector_lies_far_from_where_its_area_begins() -> None:
    for area in demo_areas():
        starts = [Point(by_code()[code].lat, by_code()[code].lon) for code in area.around]
        for sector in (s for s in lived_in(area.town) if s.code in area.sectors):
            here = Point(sector.lat, sector.lon)
            assert min(metres_between(here, start) for start in starts) < 9_000, (area.slug, sector.code)


def test_contacts_are_there_for_every_purpose() -> None:
    wanted = {"network", "duty_adults", "duty_children", "out_of_hours", "crisis_fund"}
    wanted |= {"safeguarding_lead", "safeguarding_deputy"}
    assert all({contact.purpose for contact in area.contacts} == wanted for area in demo_areas())


def test_terms_follow_one_another_and_leave_august_free() -> None:
    terms = demo_areas()[0].terms
    assert all(term.starts_on < term.ends_on for term in terms)
    assert all(before.ends_on < after.starts_on for before, after in pairwise(terms))
    assert not any(term.starts_on <= date(2027, 8, 10) <= term.ends_on for term in terms)
    assert any(term.starts_on <= date(2026, 11, 24) <= term.ends_on for term in terms)


def test_the_shipped_table_is_what_the_open_data_give(open_data: Path) -> None:
    made = list(rows(open_data / "postcodes" / "postcodes_7areas_enriched.csv.gz"))
    shipped = {(s.code, s.town): (s.lat, s.lon, s.postcodes, s.area, s.ward, s.patch) for s in sectors()}
    assert {(row[0], row[1]): tuple(row[3:]) for row in made} == shipped
