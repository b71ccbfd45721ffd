"""The drawn map: what is on it, how large it is, and shapes that do not overlap."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.basemap import MOST_BYTES, Frame, draw_basemap, draw_plain, project, spread
from geo.distance import metres_between
from geo.edges import Edges
from geo.geojson import read_features
from geo.points import Point

HAREHILLS = Point(53.81212, -1.51938)


def sides(svg: str) -> ET.Element:
    """Parsed, and held to what a strict policy lets a page show."""
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(
        r"<(style|script|image|foreignObject)|\b(style|on\w+)=|javascript:|https?://(?!www.w3.org/2000)", svg
    )
    assert len(svg.encode()) <= MOST_BYTES
    return root


def grid_of_squares(many: int, side: float) -> list[dict[str, object]]:
    def square(x: float, y: float) -> dict[str, object]:
        ring = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
        return {"type": "Polygon", "coordinates": [ring]}

    west, south = HAREHILLS.lon - many * side / 2, HAREHILLS.lat - many * side / 2
    return [square(west + i * side, south + j * side) for i in range(many) for j in range(many)]


def test_a_shared_border_is_kept_once() -> None:
    outlines = grid_of_squares(4, 0.01)
    edges = Edges.from_outlines(outlines)
    assert sum(line.length for line in edges.lines) == pytest.approx(2 * 5 * 4 * 0.01)
    assert len(Edges.from_outlines([])) == 0
    assert Edges.from_outlines([]).within(-2, 53, -1, 54) == []


def test_streets_ring_and_names_are_drawn() -> None:
    svg = draw_basemap(
        Edges.from_outlines(grid_of_squares(8, 0.003)), HAREHILLS, 560, 452, 3200, 673, [("A & <B>", HAREHILLS)]
    )
    root = sides(svg)
    assert "A &amp; &lt;B&gt;" in svg
    ring = root.find(".//{*}circle")
    assert ring is not None
    assert float(ring.attrib["r"]) == pytest.approx(673 * 560 / 3200, abs=0.1)
    assert ring.attrib["stroke-dasharray"]
    assert "stroke-dasharray" not in draw_basemap(
        Edges.from_outlines(grid_of_squares(8, 0.003)), HAREHILLS, 560, 452, 3200, None
    )


def test_the_same_map_is_drawn_twice_alike() -> None:
    def draw() -> str:
        return draw_basemap(Edges.from_outlines(grid_of_squares(9, 0.003)), HAREHILLS, 560, 452, 3200, 673)

    assert draw() == draw()


def test_where_nothing_is_loaded_the_plain_sheet_comes() -> None:
    far = Point(57.15, -2.1)
    edges = Edges.from_outlines(grid_of_squares(4, 0.003))
    assert draw_basemap(edges, far, 560, 452, 3200, 673) == draw_plain(far, 560, 452, 3200, 673)
    assert "500 m" in draw_plain(far, 560, 452, 3200, 673)


def written(svg: str) -> dict[str, list[tuple[float, float]]]:
    """Where each word stands on a sheet."""
    found: dict[str, list[tuple[float, float]]] = {}
    for x, y, text in re.findall(r'<text x="(-?\d+)" y="(-?\d+)"[^>]*>([^<]+)<', svg):
        found.setdefault(text, []).append((float(x), float(y)))
    return found


def test_a_distance_is_written_where_no_shape_lies() -> None:
    bare = written(draw_plain(HAREHILLS, 600, 540, 3200, None))
    (south,) = bare["500 m"]
    moved = written(draw_plain(HAREHILLS, 600, 540, 3200, None, shapes=[south]))
    assert moved["500 m"] != [south]
    assert moved["1 km"] == bare["1 km"]


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 540)), max_size=30), st.sampled_from([800, 3_200, 20_000]))
@settings(deadline=None)
def test_nothing_is_written_under_a_shape(shapes: list[tuple[float, float]], metres: int) -> None:
    labels = [("Harehills", HAREHILLS), ("Oakwood", Point(HAREHILLS.lat + 0.002, HAREHILLS.lon))]
    for text, spots in written(draw_plain(HAREHILLS, 600, 540, metres, 673, labels, shapes)).items():
        half = 4.8 * len(text)
        for x, y in spots:
            assert all(abs(x - u) > half + 32 or abs(y - 6 - v) > 32 + 6 for u, v in shapes), text


@pytest.mark.parametrize("metres", [800, 3_200, 9_000, 40_000])
def test_leeds_at_every_scale_stays_small(metres: int, open_data: Path) -> None:
    features = read_features(open_data / "boundaries" / "leeds_oa11_topo.json")
    edges = Edges.from_outlines([feature.geometry for feature in features])
    sides(draw_basemap(edges, HAREHILLS, 1000, 810, metres, 673))


@given(
    st.floats(-80, 80), st.floats(-179, 179), st.integers(1, 2_000), st.integers(1, 2_000), st.floats(50, 200_000),
    st.none() | st.floats(0, 5_000),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=30),
)  # fmt: skip
@settings(deadline=None)
def test_any_plain_sheet_is_sound(
    lat: float, lon: float, width: int, height: int, metres: float, ring: float | None, name: str
) -> None:
    sides(draw_plain(Point(lat, lon), width, height, metres, ring, [(name, Point(lat, lon))]))


@pytest.mark.parametrize("bad", [(0, 10, 100.0), (10, 0, 100.0), (10, 10, 0.0), (10, 10, float("nan"))])
def test_a_map_without_a_size_is_refused(bad: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match="size"):
        Frame(HAREHILLS, *bad)


def test_the_middle_is_the_middle_and_north_is_up() -> None:
    frame = Frame(HAREHILLS, 560, 452, 3200)
    assert project(HAREHILLS, frame) == (0.5, 0.5)
    assert project(Point(HAREHILLS.lat + 0.001, HAREHILLS.lon), frame)[1] < 0.5
    assert project(Point(HAREHILLS.lat, HAREHILLS.lon + 0.001), frame)[0] > 0.5


@given(st.floats(50, 60), st.floats(-8, 2), st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_pixels_measure_the_ground(lat: float, lon: float, up: float, across: float) -> None:
    frame, there = Frame(Point(lat, lon), 500, 400, 5_000), Point(lat + up, lon + across)
    x, y = frame.pixel(there)
    drawn = ((x - 250) ** 2 + (y - 200) ** 2) ** 0.5 / frame.px_a_metre
    assert drawn == pytest.approx(metres_between(Point(lat, lon), there), rel=0.01, abs=0.5)


pixels = st.tuples(st.floats(0, 560), st.floats(0, 452))


@given(st.lists(pixels, max_size=30))
@settings(deadline=None)
def test_shapes_are_pushed_apart(points: list[tuple[float, float]]) -> None:
    placed = spread(points, 24)
    assert len(placed) == len(points)
    apart = [(a, b) for i, a in enumerate(placed) for b in placed[:i]]
    assert all(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 >= 24 - 1e-9 for a, b in apart)
    assert spread(points, 24) == placed


@given(st.lists(pixels, max_size=20))
@settings(deadline=None)
def test_pushed_shapes_stay_on_the_sheet(points: list[tuple[float, float]]) -> None:
    assert all(0 <= x <= 560 and 0 <= y <= 452 for x, y in spread(points, 24, (560, 452)))


def test_shapes_with_room_stay_where_they_are() -> None:
    points = [(10.0, 10.0), (100.0, 100.0), (10.0, 200.0)]
    assert spread(points, 24) == points
