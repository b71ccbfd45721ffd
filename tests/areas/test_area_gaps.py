"""Areas in which nobody could be rung: judged by what a place in them is given, not by their own rows."""

from app.areas.book import AreaBook
from app.areas.gaps import Gaps, gaps_in
from app.areas.rules import Contact, Purpose
from geo.areas import AreaShape
from geo.gazetteer import Gazetteer
from tests.builders import TODAY

LINES = tuple(
    Contact(purpose.value, "Made Up Council", "0113 496 0100")
    for purpose in (Purpose.DUTY_CHILDREN, Purpose.DUTY_ADULTS, Purpose.OUT_OF_HOURS)
)
NETWORK = Contact(Purpose.NETWORK.value, "Made Up Neighbours", "0113 496 0101")
LEADS = tuple(
    Contact(purpose.value, "Cora", "0113 496 0102")
    for purpose in (Purpose.SAFEGUARDING_LEAD, Purpose.SAFEGUARDING_DEPUTY)
)
AROUND_HAREHILLS = {
    "type": "Polygon",
    "coordinates": [[[-1.53, 53.80], [-1.50, 53.80], [-1.50, 53.83], [-1.53, 53.83], [-1.53, 53.80]]],
}


def ward(code: str, *sectors: str, kind: str = "ward", outline: object = None) -> AreaShape:
    return AreaShape(code, f"Ward {code}", kind, outline, sectors)  # type: ignore[arg-type]


def gaps(*areas: AreaShape, **more: object) -> Gaps:
    return gaps_in(AreaBook("1", areas, **more), Gazetteer())  # type: ignore[arg-type]


def test_an_area_without_anything_lacks_all_of_it() -> None:
    assert gaps(ward("A", "LS8 5")) == Gaps(*[("Ward A",)] * 5)


def test_an_area_with_everything_lacks_nothing() -> None:
    rows = {"contact_rows": {"A": (*LINES, *LEADS, NETWORK)}, "term_rows": {"A": ((TODAY, TODAY),)}}
    assert gaps(ward("A", "LS8 5"), **rows) == Gaps()


def test_what_a_larger_area_has_serves_the_smaller_one() -> None:
    found = gaps(ward("A", "LS8 5"), ward("B", "LS8 5", "LS9 6", kind="footprint"), contact_rows={"B": LINES})
    assert found.duty_lines == ()


def test_one_sector_left_without_is_a_gap() -> None:
    found = gaps(ward("A", "LS8 5", "LS9 6"), ward("B", "LS8 5", kind="footprint"), contact_rows={"B": LINES})
    assert found.duty_lines == ("Ward A",)


def test_some_of_the_duty_lines_are_not_enough() -> None:
    assert gaps(ward("A", "LS8 5"), contact_rows={"A": LINES[:2]}).duty_lines == ("Ward A",)


def test_an_outline_is_served_by_a_list_of_sectors() -> None:
    drawn = ward("A", outline=AROUND_HAREHILLS)
    sectors = ("LS8 5", "LS8 4", "LS9 6", "LS9 7", "LS8 3")
    found = gaps(drawn, ward("B", *sectors, kind="network"), contact_rows={"B": (*LINES, NETWORK)})
    assert found.network_contact == ()


def test_areas_that_are_never_named_are_left_out() -> None:
    assert gaps(ward("A", "LS8 5", kind="oa")) == Gaps()


def test_a_lead_without_a_deputy_is_a_gap_and_a_local_number_stands_for_no_network() -> None:
    local = Contact(Purpose.LOCAL.value, "Made Up Library", "0113 496 0103")
    found = gaps(ward("A", "LS8 5"), contact_rows={"A": (LEADS[0], local)})
    assert found.safeguarding == ("Ward A",)
    assert found.local_number == ()
    assert found.network_contact == ("Ward A",)
