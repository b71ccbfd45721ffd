"""How names of small areas become names of places."""

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geo.data.place_names import PARENT, PART, WHOLE, Evidence, district_name, evidence, folded, settle

DATA = Path(__file__).resolve().parents[2] / "geo" / "data"


@pytest.mark.parametrize(
    ("area", "place"),
    [
        ("Harehills North", "Harehills"),
        ("Leigh South East", "Leigh"),
        ("Sale Moor", "Sale Moor"),
        ("Gipton & Harehills Ward", "Gipton & Harehills"),
        ("Atherton South East & Tyldesley West", "Atherton & Tyldesley"),
        ("Astley, Blackmoor & Mosley Common", "Astley, Blackmoor & Mosley Common"),
        ("Hindley West & Hindley East", "Hindley"),
        ("East Ham", "East Ham"),
        ("Westhill and District Ward", "Westhill"),
        ("St. Ann's Ward", "St Ann's"),
        ("Park ED", "Park"),
        ("North East Ward", "Dundee North East"),
    ],
)
def test_what_a_place_is_called(area: str, place: str) -> None:
    assert folded(area, "Dundee") == place


@pytest.mark.parametrize(
    ("official", "plain"),
    [
        ("Leeds District (B)", "Leeds"),
        ("Abertawe - Swansea", "Swansea"),
        ("City of Derby (B)", "Derby"),
        ("Bexley London Boro", "Bexley"),
        ("City of Westminster London Boro", "Westminster"),
        ("City and County of the City of London", "City of London"),
        ("The City of Brighton and Hove (B)", "Brighton and Hove"),
        ("County of Herefordshire", "Herefordshire"),
        ("County Durham", "County Durham"),
        ("St. Helens District (B)", "St Helens"),
        ("Bro Morgannwg - the Vale of Glamorgan", "Vale of Glamorgan"),
        ("Glasgow City", "Glasgow"),
        ("Derbyshire Dales District", "Derbyshire Dales"),
    ],
)
def test_districts_by_the_name_people_use(official: str, plain: str) -> None:
    assert district_name(official) == plain


def test_an_area_speaks_for_whole_parent_and_parts() -> None:
    def said(name: str) -> dict[str, int]:
        return {e.name: e.weight for e in evidence(name, 53.8, -1.5, "E08000035")}

    assert said("Harehills North") == {"Harehills North": WHOLE, "Harehills": PARENT}
    assert said("Ashton-in-Makerfield") == {"Ashton-in-Makerfield": WHOLE, "Ashton": PART}
    assert said("Woodhouse & Little London") == {
        "Woodhouse & Little London": WHOLE,
        "Woodhouse": PART,
        "Little London": PART,
    }
    assert said("Central Ward") == {}


def test_near_ones_are_one_place_and_far_ones_are_two() -> None:
    near = [Evidence("Hyde", 53.45, -2.08, "T", WHOLE), Evidence("Hyde", 53.46, -2.07, "T", WHOLE)]
    far = Evidence("Hyde", 52.0, -1.0, "X", PART)
    places = settle([*near, far])
    assert [(p.district, p.weight) for p in places] == [("T", 2 * WHOLE), ("X", PART)]
    assert (places[0].lat, places[0].lon) == pytest.approx((53.455, -2.075))


def test_one_name_is_kept_once_a_district() -> None:
    twice = [Evidence("Newtown", 52.0, -1.0, "D", PART), Evidence("Newtown", 52.5, -1.0, "D", WHOLE)]
    assert [(p.lat, p.weight) for p in settle(twice)] == [(52.5, WHOLE)]


def test_the_shipped_tables_are_what_the_script_computes(tmp_path: Path, open_data: Path) -> None:
    """Run on a copy of the library, so that a change of the script that was not run shows."""
    shutil.copytree(DATA.parent, tmp_path / "geo", ignore=shutil.ignore_patterns("*.gz", "__pycache__"))
    for shipped in DATA.glob("*.gz"):
        (tmp_path / "geo" / "data" / shipped.name).write_bytes(b"")
    script = [sys.executable, str(tmp_path / "geo" / "data" / "make_data.py"), str(open_data)]
    subprocess.run(script, check=True, env={**os.environ, "PYTHONPATH": str(tmp_path)}, cwd=tmp_path)
    for shipped in sorted(DATA.glob("*.gz")):
        # The unpacked text: another zlib may pack the same text otherwise.
        made = gzip.decompress((tmp_path / "geo" / "data" / shipped.name).read_bytes())
        assert made == gzip.decompress(shipped.read_bytes()), shipped.name


def test_the_shipped_tables_are_small_and_carry_their_notices() -> None:
    assert sum(path.stat().st_size for path in DATA.glob("*.gz")) < 1_500_000
    notice = (DATA / "NOTICE.md").read_text(encoding="utf-8")
    for holder in ("OS data", "Royal Mail data", "National Statistics data", "Parliamentary information"):
        assert f"ontains {holder}" in notice
    assert all(path.name in notice for path in DATA.glob("*.gz"))
