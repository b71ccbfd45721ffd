"""The file of unit postcodes: every shape it may come in, and everything that may be wrong with it."""

import gzip
import random
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.distance import metres_between
from geo.points import Point
from geo.units import Units, UnitsError, units_path
from geo.units_import import import_units

CODE_POINT = (
    '"LS1 1AZ",10,428811,433420,"E92000001","E19000001","E18000003","","E08000035","E05011403"\n'
    '"LS8 5HX",10,431700,435060,"E92000001","E19000001","E18000003","","E08000035","E05011403"\n'
    '"LS2 9ZZ",90,0,0,"E92000001","E19000001","E18000003","","E08000035","E05011403"\n'
)
PLAIN = "postcode,lat,lon\nLS1 1AZ,53.796296,-1.564095\nLS8 5HX,53.8119,-1.5201\n"
ONSPD_OLD = (
    "pcd,pcd2,pcds,dointr,doterm,oslaua,lat,long\n"
    '"LS1 1AZ","LS1  1AZ","LS1 1AZ","198001","","E08000035",53.796296,-1.564095\n'
    '"LS8 5HX","LS8  5HX","LS8 5HX","198001","201901","E08000035",53.8119,-1.5201\n'
    '"JE2 3AB","JE2  3AB","JE2 3AB","198001","","L99999999",99.999999,0.000000\n'
    '"BT1 1AA","BT1  1AA","BT1 1AA","198001","","N09000003",54.603,-5.926\n'
)
ONSPD_NEW = (
    "pcd7,lad25cd,doterm,lat,long\nLS1 1AZ,E08000035,,53.796296,-1.564095\nSW1A1AA,E09000033,,51.501009,-0.141588\n"
)


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".csv", text)
    return path


def written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def gzipped(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode()))
    return path


def brought_in(source: Path, tmp_path: Path) -> Units:
    target = units_path(tmp_path / "var")
    count = import_units(source, target)
    units = Units.open(target)
    assert len(units) == count
    return units


def near(units: Units, postcode: str, lat: float, lon: float) -> bool:
    unit = units.find(postcode)
    return unit is not None and metres_between(unit.point, Point(lat, lon)) < 60


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda p: zipped(p / "codepo_gb.zip", Data__CSV__ls=CODE_POINT, Doc__headers="PC,PQ,EA\nPostcode,Q,E\n"), 2),
        (lambda p: zipped(p / "onspd.zip", Data__ONSPD_UK=ONSPD_OLD, Data__multi_csv__ONSPD_LS=ONSPD_OLD), 3),
        (lambda p: written(p / "onspd.csv", "\ufeff" + ONSPD_OLD), 3),
        (lambda p: written(p / "new.csv", ONSPD_NEW), 2),
        (lambda p: written(p / "plain.csv", PLAIN), 2),
        (lambda p: written(p / "dos.csv", PLAIN.replace("\n", "\r\n")), 2),
        (lambda p: gzipped(p / "plain.csv.gz", PLAIN), 2),
        (lambda p: gzipped(p / "no_suffix", PLAIN.upper()), 2),
        (lambda p: written(p / "lower.csv", PLAIN.lower().replace("az,", "az  ,")), 2),
        (lambda p: written(p / "untidy.csv", PLAIN.replace("LS8 5HX", '"ls85HX"') + "\n\nLS9,1\n"), 2),
    ],
)  # fmt: skip
def test_every_kind_of_source(make: Callable[[Path], Path], count: int, tmp_path: Path) -> None:
    units = brought_in(make(tmp_path), tmp_path)
    assert len(units) == count
    assert near(units, "LS1 1AZ", 53.796296, -1.564095)


def test_a_folder_as_published(tmp_path: Path, open_data: Path) -> None:
    units = brought_in(open_data / "postcodes" / "codepo_gb_sample", tmp_path)
    assert len(units) == 29_418  # 22,124 + 7,295 rows, of which one has no position
    assert near(units, "LS1 1BA", 53.797049, -1.556406)
    assert near(units, "WN1 1AA", 53.547, -2.6351)
    unit = units.find("LS1 1BA")
    assert unit is not None
    assert unit.district_code == "E08000035"


def test_ended_postcodes_are_kept_and_current_ones_win(tmp_path: Path) -> None:
    twice = ONSPD_OLD + '"LS8 5HX","LS8  5HX","LS8 5HX","202001","","E08000035",53.9,-1.6\n'
    units = brought_in(written(tmp_path / "onspd.csv", twice), tmp_path)
    assert near(units, "LS8 5HX", 53.9, -1.6)
    assert near(brought_in(written(tmp_path / "o.csv", ONSPD_OLD), tmp_path), "LS8 5HX", 53.8119, -1.5201)


def test_postcodes_without_a_position_are_left_out(tmp_path: Path) -> None:
    units = brought_in(written(tmp_path / "onspd.csv", ONSPD_OLD), tmp_path)
    assert units.find("JE2 3AB") is None
    assert units.sector("JE2 3") is None


def test_district_codes_come_along(tmp_path: Path) -> None:
    units = brought_in(written(tmp_path / "onspd.csv", ONSPD_OLD), tmp_path)
    unit, without = units.find("BT1 1AA"), brought_in(written(tmp_path / "p.csv", PLAIN), tmp_path).find("LS1 1AZ")
    assert unit is not None
    assert without is not None
    assert (unit.district_code, without.district_code) == ("N09000003", None)


some_units = st.tuples(
    st.sampled_from(["LS8 5", "LS8 6", "SW1A 1", "M1 1", "ZE1 0"]),
    st.text("ABDEFGHJLNPQRSTUWXYZ", min_size=2, max_size=2),
)


@given(st.dictionaries(some_units, st.tuples(st.floats(49.5, 61), st.floats(-8.5, 2)), min_size=1, max_size=60))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_goes_in_comes_out(tmp_path: Path, rows: dict[tuple[str, str], tuple[float, float]]) -> None:
    lines = [f"{sector}{end},{lat:.6f},{lon:.6f}" for (sector, end), (lat, lon) in rows.items()]
    random.Random(3).shuffle(lines)
    units = brought_in(written(tmp_path / "some.csv", "postcode,lat,lon\n" + "\n".join(lines)), tmp_path)
    assert len(units) == len(rows)
    for (sector, end), (lat, lon) in rows.items():
        unit = units.find(sector + end)
        assert unit is not None
        assert (unit.point.lat, unit.point.lon) == pytest.approx((lat, lon), abs=1e-6)
    assert units.find("LS8 7AA") is None


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda p: p / "absent.csv", "no such file"),
        (lambda p: written(p / "empty.csv", ""), "No postcodes"),
        (lambda p: written(p / "header.csv", "postcode,lat,lon\n"), "No postcodes"),
        (lambda p: written(p / "other.csv", "name,age\nPat,71\n"), "No postcodes"),
        (lambda p: written(p / "bad.csv", "postcode,lat,lon\nhello,1,2\nLS1 1AZ,x,y\n"), "No postcodes"),
        (lambda p: written(p / "mostly.csv", PLAIN + "nonsense,1,2\n" * 5), "Most rows"),
        (lambda p: written(p / "sea.csv", "postcode,lat,lon\nLS1 1AZ,99.999999,0\n"), "position"),
        (lambda p: written(p / "nan.csv", "postcode,lat,lon\nLS1 1AZ,nan,inf\n"), "position"),
        (lambda p: written(p / "long.csv", "postcode,lat,lon\n" + "x" * 3_000_000), "line too long"),
        (lambda p: written(p / "nul.csv", "\x00" * 5_000), "No postcodes"),
        (lambda p: written(p / "fake.zip", "PK\x03\x04 this is no zip"), "broken"),
        (lambda p: gz_cut(p / "cut.csv.gz"), "broken"),
        (lambda p: gz_bomb(p / "bomb.csv.gz"), "far more"),
        (lambda p: zip_bomb(p / "bomb.zip"), "far more"),
        (lambda p: zip_damaged(p / "damaged.zip"), "broken"),
        (lambda p: zipped(p / "none.zip"), "No postcodes"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_the_old_file_stays(
    make: Callable[[Path], Path], word: str, tmp_path: Path
) -> None:
    target = units_path(tmp_path)
    import_units(written(tmp_path / "good.csv", PLAIN), target)
    before = target.read_bytes()
    with pytest.raises(UnitsError, match=word) as refused:
        import_units(make(tmp_path), target)
    assert str(refused.value).endswith(".")
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def gz_cut(path: Path) -> Path:
    rows = "".join(f"LS{n % 20 + 1} {n % 9}AA,53.{n},-1.{n}\n" for n in range(30_000))
    path.write_bytes(gzip.compress(("postcode,lat,lon\n" + rows).encode())[:-4_000])
    return path


def gz_bomb(path: Path) -> Path:
    with gzip.open(path, "wb") as file:
        file.write(b"postcode,lat,lon\n")
        for _ in range(60):
            file.write(b"LS1 1AZ,53.79,-1.56\n" * 52_000)
    return path


def zip_bomb(path: Path) -> Path:
    return zipped(path, Data__CSV__ls="postcode,lat,lon\n" + "LS1 1AZ,53.79,-1.56\n" * 3_000_000)


def zip_damaged(path: Path) -> Path:
    rows = "".join(f"LS{n % 20 + 1} {n % 9}AA,53.{n},-1.{n}\n" for n in range(30_000))
    whole = bytearray(zipped(path, Data__CSV__ls="postcode,lat,lon\n" + rows).read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(bytes(whole))
    return path


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    target = units_path(tmp_path)
    import_units(written(tmp_path / "good.csv", PLAIN), target)
    before = target.read_bytes()
    rows = "".join(f"LS{n % 20 + 1} {n % 9}{a}{b},53.5,-1.5\n" for n in range(180) for a in "ABDEF" for b in "ABDEF")
    source = written(tmp_path / "more.csv", "postcode,lat,lon\n" + rows)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        with pytest.raises(UnitsError, match="disk full"):
            import_units(source, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_reader_keeps_its_file_while_a_new_one_comes(tmp_path: Path) -> None:
    target = units_path(tmp_path)
    import_units(written(tmp_path / "a.csv", PLAIN), target)
    reader = Units.open(target)
    import_units(written(tmp_path / "b.csv", PLAIN.replace("LS8 5HX,53.8119", "LS8 5HX,53.9")), target)
    assert near(reader, "LS8 5HX", 53.8119, -1.5201)
    assert near(Units.open(target), "LS8 5HX", 53.9, -1.5201)


def test_progress_is_told(tmp_path: Path) -> None:
    seen: list[int] = []
    import_units(written(tmp_path / "a.csv", PLAIN), units_path(tmp_path), seen.append)
    assert seen == [2]


@pytest.mark.parametrize("keep", [0, 10, 60, -9, -1])
def test_a_cut_file_is_not_opened(tmp_path: Path, keep: int) -> None:
    target = units_path(tmp_path)
    import_units(written(tmp_path / "a.csv", PLAIN), target)
    target.write_bytes(target.read_bytes()[:keep])
    with pytest.raises(UnitsError, match="Import the postcodes again"):
        Units.open(target)


def test_all_of_great_britain(tmp_path: Path, open_data: Path) -> None:
    source = open_data / "postcodes" / "gb_postcodes_2025-11.csv.gz"
    units = brought_in(source, tmp_path)
    assert len(units) == 1_745_013
    assert units_path(tmp_path / "var").stat().st_size < 25 << 20
    assert near(units, "LS1 1BA", 53.797049, -1.556406)
    with gzip.open(source, "rt") as file:
        rows = [line.rstrip("\n").split(",") for number, line in enumerate(file) if number % 5_000 == 1]
    assert len(rows) > 300
    for postcode, lat, lon, district, _ in rows:
        unit = units.find(postcode)
        assert unit is not None
        assert (unit.point, unit.district_code or "") == (Point(float(lat), float(lon)), district)
