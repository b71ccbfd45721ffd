"""The outside judge over a made-up feed: labels are taken off, asked, and measured against sums made by hand."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from tools.labelled_feed import labels_of, read_labelled, taxonomies_in, without, worth_asking
from tools.outside_judge import drawn, main, ndcg

CARERS, BIRDERS = {"audienceType": "Carers "}, {"audienceType": "Leisure>Birders"}
OLDER, LONELY = {"audienceType": "Older People"}, {"audienceType": "Hermits"}


def a_service(number: int, name: str, text: str, *labels: dict[str, str]) -> dict[str, Any]:
    return {
        "id": f"service-{number}", "name": name, "description": text, "status": "active",
        "organization": {"name": "Made-up Town"}, "pc_targetAudience": list(labels),
    }  # fmt: skip


FEED = [
    a_service(1, "Time off", "A break for carers, and a cup of tea.", CARERS),
    a_service(2, "Sitting in", "We sit with somebody while their carer goes out.", CARERS, OLDER),
    a_service(3, "Carers' choir", "Songs for everyone who looks after somebody.", CARERS, OLDER),
    a_service(4, "Hide and seek", "Birders look out over the marsh.", BIRDERS, OLDER),
    a_service(5, "Early risers", "A walk for birders at dawn.", BIRDERS),
    a_service(6, "Ringing hut", "Help us with nets and rings; birders only.", BIRDERS),
    a_service(7, "Chess in the back room", "Bring no board.", LONELY),
    a_service(8, "Mend it", "We repair kettles and clocks.", LONELY),
    a_service(9, "Clay", "Pots and cups."),
    a_service(10, "Runners", "Five miles on Sundays."),
    a_service(11, "Readers", "One book a month."),
    a_service(12, "Bread", "We bake on Fridays."),
]


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.json"
    path.write_bytes(orjson.dumps({"contents": FEED}))
    return path


def test_labels_are_taken_off_and_kept_apart(feed: Path) -> None:
    bare, given = read_labelled(feed, "pc_targetAudience")
    assert len(bare) == 12
    assert not any("pc_targetAudience" in service for service in bare)
    assert given["Birders"] == {"service-4", "service-5", "service-6"}
    assert {label: len(ids) for label, ids in worth_asking(given, 3, 70).items()} == {"Birders": 3, "Carers": 3}
    assert list(worth_asking(given, 2, 2)) == ["Hermits"]


def test_a_real_feed_is_read(open_data: Path) -> None:
    (path,) = (open_data / "oruk").glob("north_lincolnshire*.json")
    bare, given = read_labelled(path, "pc_targetAudience")
    asked = worth_asking(given, 3, 70)
    assert (len(bare), len(set().union(*given.values())), len(asked)) == (738, 135, 30)
    assert {label: len(asked[label]) for label in ("Grandparents", "Dementia")} == {"Grandparents": 29, "Dementia": 17}


@pytest.mark.parametrize("age", ["Older People", "Under 5s", "Young Adults (18-25)", "Children", "All ages", "65+"])
def test_ages_are_not_asked(age: str) -> None:
    assert list(worth_asking({age: {"1", "2", "3"}, "Carers": {"1", "2", "3"}}, 3, 70)) == ["Carers"]


def in_version_3(name: str, taxonomy: str) -> dict[str, Any]:
    return {"id": "x", "taxonomy_term": {"id": "y", "name": name, "taxonomy": taxonomy}}


def in_version_1(name: str, vocabulary: str) -> dict[str, Any]:
    return {"id": "x", "taxonomy": {"id": "y", "name": name, "vocabulary": vocabulary}}


@pytest.mark.parametrize(("field", "term"), [("attributes", in_version_3), ("service_taxonomys", in_version_1)])
def test_a_taxonomy_is_known_by_its_name_in_either_version(field: str, term: Any) -> None:
    service = {"id": "1", "name": "Tea", field: [term("People>Carers", "Audience"), term("Drinks", "Kind")]}
    assert labels_of(service, "audience") == {"Carers"}
    assert without(service, "audience") == {"id": "1", "name": "Tea", field: [term("Drinks", "Kind")]}
    assert taxonomies_in([service]) == ["Audience", "Kind"]


def test_equals_share_their_places() -> None:
    everyone, right = {"a", "b", "c", "d"}, {"a"}
    assert ndcg({"a": 2.0, "b": 1.0, "c": 0.5, "d": 0.1}, right, everyone) == 1
    assert ndcg({"a": 1.0, "b": 2.0, "c": 0.5, "d": 0.1}, right, everyone) == pytest.approx(1 / math.log2(3))
    places = sum(1 / math.log2(place + 1) for place in range(1, 5))
    assert ndcg(dict.fromkeys(everyone, 0.0), right, everyone) == pytest.approx(places / 4)


def test_what_nobody_labelled_is_passed_over() -> None:
    assert ndcg({"unlabelled": 3.0, "a": 2.0, "b": 1.0}, {"a"}, {"a", "b"}) == 1


def test_the_draws_lie_around_the_mean() -> None:
    low, high = drawn(np.array([0.125, 0.25, 0.375], np.float32))
    assert 0.125 <= low < 0.25 < high <= 0.375


def test_the_whole_feed_is_asked_and_measured(feed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(feed), "--least", "2"])
    heading, *rows, means, apart = capsys.readouterr().out.splitlines()
    assert heading.split() == ["label", "n", "words", "vocabulary", "meaning", "engine"]
    told = {row[:32].strip(): [float(cell) for cell in row[36:].split()] for row in rows}
    assert list(told) == ["Birders", "Carers", "Hermits"]
    assert told["Birders"][0] == told["Birders"][3] == told["Carers"][0] == 1  # the word stands in every text
    by_chance = sum(2 / 8 / math.log2(place + 1) for place in range(1, 9)) / (1 + 1 / math.log2(3))
    assert told["Hermits"][0] == pytest.approx(by_chance, abs=0.001)  # no text says it: eight stand equal
    assert means.startswith("mean of 3")
    assert float(means.split()[3]) == pytest.approx(sum(row[0] for row in told.values()) / 3, abs=0.001)
    assert apart.startswith("engine - words: ")


def test_another_taxonomy_than_there_is_is_named(feed: Path) -> None:
    with pytest.raises(SystemExit, match="pc_targetAudience"):
        main([str(feed), "--taxonomy", "Needs"])
