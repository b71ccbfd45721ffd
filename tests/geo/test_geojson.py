"""Files of areas, sound and unsound."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from geo.geojson import Feature, GeoJsonError, feature_collection, read_features, write_features

TRIANGLE = {"type": "Polygon", "coordinates": [[[-1.5, 53.8], [-1.4, 53.8], [-1.45, 53.9], [-1.5, 53.8]]]}
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.001, 0.001], "translate": [-2, 53]},
    "arcs": [[[0, 0], [100, 0]], [[100, 0], [0, 100]], [[100, 100], [-100, -100]], [[100, 100], [-100, 0], [0, -100]]],
    "objects": {
        "wards": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1, 2]], "properties": {"name": "South"}, "id": "A"},
                {"type": "MultiPolygon", "arcs": [[[~2, 3]]], "properties": {"name": "North"}},
                {"type": "Point", "coordinates": [0, 0]},
            ],
        }
    },
}


def saved(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def collection(*geometries: Any) -> dict[str, Any]:
    features = [{"type": "Feature", "properties": {"n": n}, "geometry": g} for n, g in enumerate(geometries)]
    return {"type": "FeatureCollection", "features": features}


def test_features_are_read_with_what_is_said_of_them(tmp_path: Path) -> None:
    assert read_features(saved(tmp_path / "a.geojson", collection(TRIANGLE, None))) == [Feature({"n": 0}, TRIANGLE)]
    assert len(read_features(saved(tmp_path / "b.json", "\ufeff" + json.dumps(collection(TRIANGLE))))) == 1
    assert (
        len(read_features(saved(tmp_path / "c.json", {"type": "Feature", "properties": None, "geometry": TRIANGLE})))
        == 1
    )


def test_topojson_is_stitched_from_shared_arcs(tmp_path: Path) -> None:
    south, north = read_features(saved(tmp_path / "t.json", TOPOLOGY))
    assert (south.properties, north.properties) == ({"name": "South", "id": "A"}, {"name": "North"})
    assert shape(south.geometry).area == pytest.approx(0.005)
    assert shape(north.geometry).area == pytest.approx(0.005)
    assert shape(south.geometry).touches(shape(north.geometry))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("leeds_oa11_topo.json", 2_543),
        ("leeds_msoa11.geojson", 107),
        ("trafforddatalab_ward_2023_gm_ward_super_generalised.geojson", 215),
        ("derby_wards2011.geojson", 17),
    ],
)
def test_real_files(name: str, count: int, open_data: Path) -> None:
    features = read_features(open_data / "boundaries" / name)
    assert len(features) == count
    assert all(shape(feature.geometry).area > 0 for feature in features)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"', "not whole"),
        ("[1, 2]", "not GeoJSON"),
        ({"type": "Thing"}, "neither"),
        ({"type": "FeatureCollection"}, "not sound"),
        ({"type": "FeatureCollection", "features": []}, "no shapes"),
        ({"type": "FeatureCollection", "features": 7}, "not sound"),
        ({"type": "FeatureCollection", "features": ["x"]}, "not sound"),
        (collection({"type": "Polygon", "coordinates": [[["a", 1]]]}), "not sound"),
        (collection({"type": "Blob", "coordinates": []}), "not sound"),
        (collection({"type": "Polygon", "coordinates": []}), "empty"),
        (
            collection({"type": "Polygon", "coordinates": [[[4e5, 4e5], [5e5, 4e5], [5e5, 5e5], [4e5, 4e5]]]}),
            "longitude",
        ),
        ({"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[3]]}}}, "not sound"),
        ({"type": "Topology"}, "not sound"),
        ("[" * 100_000, "not JSON"),
        ('{"type":"FeatureCollection","features":[{"geometry":' + "[" * 5_000 + "]" * 5_000 + "}]}", "not"),
    ],
)
def test_bad_files_get_a_sentence(content: Any, word: str, tmp_path: Path) -> None:
    with pytest.raises(GeoJsonError, match=word) as refused:
        read_features(saved(tmp_path / "bad.json", content))
    assert str(refused.value).endswith(".")


def test_absent_and_binary_files_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(GeoJsonError, match="opened"):
        read_features(tmp_path / "absent.json")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00\x80" * 99)
    with pytest.raises(GeoJsonError, match="not JSON"):
        read_features(tmp_path / "b.json")


KEYS = ["type", "features", "geometry", "coordinates", "arcs", "objects", "properties"]
json_like = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(json_like, st.sampled_from(["FeatureCollection", "Feature", "Topology", "Polygon"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_json_is_read_or_refused(tmp_path: Path, content: Any, kind: str) -> None:
    whole = {**content, "type": kind} if isinstance(content, dict) else content
    try:
        features = read_features(saved(tmp_path / "any.json", whole))
    except GeoJsonError:
        return
    assert features


def test_what_is_written_is_rfc_7946(tmp_path: Path) -> None:
    clockwise = {"type": "Polygon", "coordinates": [[[-1.5, 53.8], [-1.45123456789, 53.9], [-1.4, 53.8], [-1.5, 53.8]]]}
    path = tmp_path / "out.geojson"
    write_features(path, [Feature({"name": "Ynys Môn"}, clockwise)])
    assert "Ynys Môn" in path.read_text(encoding="utf-8")
    (back,) = read_features(path)
    ring = back.geometry["coordinates"][0]
    assert shape(back.geometry).exterior.is_ccw
    assert [-1.451235, 53.9] in ring
    assert all(-2 < lon < 0 and 53 < lat < 54 for lon, lat in ring)


def test_points_and_many_polygons_are_written() -> None:
    pair = {"type": "MultiPolygon", "coordinates": [TRIANGLE["coordinates"], [[[0, 0], [0, 1], [1, 1], [0, 0]]]]}
    written = feature_collection(
        [Feature({}, {"type": "Point", "coordinates": [-1.51234567, 53.8]}), Feature({}, pair)]
    )
    point, many = (feature["geometry"] for feature in written["features"])
    assert point == {"type": "Point", "coordinates": [-1.512346, 53.8]}
    assert all(polygon.exterior.is_ccw for polygon in shape(many).geoms)
