"""Areas as outlines and as lists of sectors."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from geo.areas import AreaError, AreaShape, AreaShapes, mended, middle_of, usable_outline
from geo.geojson import read_features
from geo.points import Point


def square(west: float, south: float, side: float) -> dict[str, Any]:
    corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)]
    return {"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in corners]]}


BOW = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
HORSESHOE = {
    "type": "Polygon",
    "coordinates": [[[0, 0], [9, 0], [9, 9], [8, 9], [8, 1], [1, 1], [1, 9], [0, 9], [0, 0]]],
}

WEST = AreaShape("W1", "West", "ward", square(-2, 53, 1))
EAST = AreaShape("E1", "East", "ward", square(-1, 53, 1))
NETWORK = AreaShape("N1", "Network", "network", sectors=("LS8 5", "LS8 4"))
BOTH = AreaShape("B1", "Both", "patch", square(-2, 53, 0.5), ("LS9 6",))


def test_an_outline_holds_a_point_and_a_list_holds_a_sector() -> None:
    shapes = AreaShapes([WEST, EAST, NETWORK, BOTH])
    assert shapes.covering(Point(53.7, -1.2), None) == ["W1"]
    assert shapes.covering(Point(53.7, -1.2), "LS8 5") == ["W1", "N1"]
    assert shapes.covering(Point(53.2, -1.8), "LS9 6") == ["W1", "B1"]
    assert shapes.covering(None, "LS9 6") == ["B1"]
    assert shapes.covering(None, None) == shapes.covering(Point(0, 0), "XX1 1") == []
    assert len(shapes) == 4


def test_a_border_belongs_to_both_sides() -> None:
    assert AreaShapes([WEST, EAST]).covering(Point(53.5, -1.0), None) == ["W1", "E1"]


def test_no_areas_cover_nothing() -> None:
    assert AreaShapes([]).covering(Point(53.5, -1.0), "LS8 5") == []
    assert AreaShapes([NETWORK]).covering(Point(53.5, -1.0), "LS8 5") == ["N1"]


def test_an_outline_that_crosses_itself_is_mended() -> None:
    outline = usable_outline(BOW)
    assert outline.is_valid
    assert outline.area == pytest.approx(2)
    assert AreaShapes([AreaShape("X", "Bow", "ward", BOW)]).covering(Point(1, 0.2), None) == ["X"]
    assert mended(BOW)["type"] in ("Polygon", "MultiPolygon")


@pytest.mark.parametrize(
    "outline",
    [
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]},
        {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "Circle", "coordinates": [0, 0]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[["a", "b"], [1, 1], [1, 0], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[430000, 433000], [431000, 433000], [431000, 434000], [430000, 433000]]]},
        {"type": "Polygon", "coordinates": [[[float("nan"), 0], [1, 1], [1, 0], [float("nan"), 0]]]},
        {"coordinates": [[[0, 0], [1, 1], [1, 0], [0, 0]]]},
    ],
)
def test_what_is_no_outline_is_refused_by_name(outline: dict[str, Any]) -> None:
    with pytest.raises(AreaError, match=r"The outline of Harehills .*\."):
        AreaShapes([AreaShape("H", "Harehills", "ward", outline)])


def test_a_horseshoe_has_its_middle_inside() -> None:
    middle = middle_of(HORSESHOE)
    assert AreaShapes([AreaShape("H", "Horseshoe", "ward", HORSESHOE)]).covering(middle, None) == ["H"]


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=3, max_size=12))
def test_any_ring_is_mended_or_refused(ring: list[tuple[float, float]]) -> None:
    outline = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    try:
        shape = usable_outline(outline)
    except AreaError:
        return
    assert shape.is_valid
    assert shape.area > 0


@given(st.floats(-2, 0), st.floats(53, 54))
def test_the_tree_agrees_with_asking_each(lon: float, lat: float) -> None:
    grid = [
        AreaShape(f"{x}{y}", "cell", "ward", square(-2 + x / 4, 53 + y / 4, 0.25)) for x in range(8) for y in range(4)
    ]
    each = [a.code for a in grid if a.outline and Polygon(a.outline["coordinates"][0]).intersects(_point(lon, lat))]
    assert AreaShapes(grid).covering(Point(lat, lon), None) == each
    assert each


def _point(lon: float, lat: float) -> Any:
    from shapely.geometry import Point as Spot

    return Spot(lon, lat)


def test_harehills_lies_in_its_ward_and_msoa(open_data: Path) -> None:
    boundaries = open_data / "boundaries"
    areas = [
        AreaShape(f.properties["MSOA11CD"], f.properties["hcl_name"], "msoa", f.geometry)
        for f in read_features(boundaries / "leeds_msoa11.geojson")
    ] + [
        AreaShape(f.properties["WD13CD"], f.properties["WD13NM"], "ward", f.geometry)
        for f in read_features(boundaries / "leeds_wards2011.geojson")
    ]
    names = {area.code: area.name for area in areas}
    found = [names[code] for code in AreaShapes(areas).covering(Point(53.81161, -1.51186), "LS8 5")]
    assert found == ["Harehills South", "Gipton and Harehills"]
