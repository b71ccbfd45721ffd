"""What the book of areas answers: where, whom to ring, when school is, what to draw."""

from datetime import date
from typing import Any

import pytest

from app.areas.book import AreaBook
from app.areas.rules import Contact
from geo.areas import AreaShape
from geo.distance import metres_between
from geo.points import Point

HERE = Point(53.81, -1.51)
RING = Contact("network", "Cora", "0113 496 0001")
DUTY = Contact("duty_adults", "Adults' duty line", "0113 496 0002")
AUTUMN, SPRING = (date(2026, 9, 7), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 3, 26))


def square(point: Point, half: float) -> dict[str, Any]:
    w, e, s, n = point.lon - half, point.lon + half, point.lat - half, point.lat + half
    return {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]}


@pytest.fixture
def book() -> AreaBook:
    return AreaBook(
        "1",
        (
            AreaShape("E00", "E00", "oa", square(HERE, 0.001)),
            AreaShape("E02", "Harehills South", "msoa", square(HERE, 0.01)),
            AreaShape("E05", "Gipton and Harehills", "ward", square(HERE, 0.02)),
            AreaShape("N1", "Harehills network", "network", None, ("LS8 5", "LS9 6")),
        ),
        notices={"E02": "Crown", "E05": "Crown"},
        contact_rows={"N1": (RING,), "E05": (DUTY, RING)},
        term_rows={"N1": (SPRING, AUTUMN), "E05": (AUTUMN,)},
    ).warm()


def test_it_works(book: AreaBook) -> None:
    assert book.covering(HERE, "LS8 5") == ["E00", "E02", "E05", "N1"]
    assert book.covering(Point(53.825, -1.51), None) == ["E05"]
    assert book.covering(None, "LS9 6") == ["N1"]
    assert book.covering(Point(51.5, 0.0), "SE10 8") == []


def test_the_smallest_is_never_so_small_that_it_points_to_a_street(book: AreaBook) -> None:
    assert book.smallest(["N1", "E05", "E02", "E00"]) == "E02"
    assert book.smallest(["N1", "E05"]) == "E05"
    assert book.smallest(["E00"]) is None
    assert book.smallest(["unknown"]) is None


def test_names(book: AreaBook) -> None:
    assert book.msoa_name(HERE) == "Harehills South"
    assert book.msoa_name(Point(53.825, -1.51)) is None
    assert (book.name_of("N1"), book.name_of("N9")) == ("Harehills network", None)


def test_whom_to_ring_and_when_school_is(book: AreaBook) -> None:
    assert book.contacts(["E05", "N1", "unknown"]) == (DUTY, RING)
    assert book.terms(["N1", "E05"]) == (AUTUMN, SPRING)
    assert book.contacts([]) == book.terms([]) == ()


def test_the_smallest_borders_around_are_drawn(book: AreaBook) -> None:
    (line,) = book.edges_near(HERE, 500)
    corners = [metres_between(HERE, Point(lat, lon)) for lon, lat in line]
    assert max(corners) < 200
    (farther,) = book.edges_near(Point(53.82, -1.52), 200)  # no output area there: the next kind up
    assert farther != line
    assert book.edges_near(Point(51.5, 0.0), 5000) == []


def test_notices_stand_beside_what_is_drawn(book: AreaBook) -> None:
    assert book.notices_at(HERE) == ("Crown",)
    assert book.notices_at(Point(51.5, 0.0)) == ()


def test_an_empty_book_answers_all_the_same() -> None:
    empty = AreaBook().warm()
    assert empty.covering(HERE, "LS8 5") == []
    assert empty.edges_near(HERE, 1000) == []


def test_the_local_number_stands_before_the_networks_and_an_address_is_no_number() -> None:
    network = Contact("network", "Neighbours", "0113 496 0101")
    local = Contact("local", "Library", "0113 496 0103")
    letter = Contact("local", "Council", "ask@example.org")
    book = AreaBook("1", contact_rows={"a": (network, local), "b": (network,), "c": (letter,)})
    assert book.to_ring(["a"]) == (local, network)
    assert book.to_ring(["b"]) == (network,)
    assert book.to_ring(["c"]) == ()
    assert book.only_number == "0113 496 0103"
    other = Contact("local", "Library", "0113 496 0104")
    assert AreaBook("1", contact_rows={"a": (local,), "b": (other,)}).only_number is None
