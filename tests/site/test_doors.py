"""What a developer tries first answers with something of use, and every kind of problem has its page."""

import re

import pytest

from app.edge.errors import KINDS
from tests.journeys.conftest import OpenTown, Town, blank, open_town  # noqa: F401 (fixtures)


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:  # noqa: F811
    return open_town()


@pytest.mark.parametrize("path", ["/data", "/data/", "/api", "/api/", "/api/v1", "/api/v1/"])
def test_a_bare_folder_leads_on(town: Town, path: str) -> None:
    told = town.http.get(path).json()
    assert told["title"].endswith("of this directory")
    for link in told["links"]:
        local = link["href"].removeprefix("http://127.0.0.1:8000")
        answer = town.http.get(local, params={"q": "leeds"} if local.endswith("places") else {})
        posted = "POST" in link["title"]
        assert answer.status_code == (405 if posted else 200), local
        assert posted or answer.headers["content-type"].partition(";")[0] == link["type"]


@pytest.mark.parametrize("path", ["/oruk", "/oruk/", "/ogc", "/ogc/"])
def test_the_standards_own_folders_answer_as_they_prescribe(town: Town, path: str) -> None:
    assert town.http.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/fhir", "/oruk/"), ("/fhir/", "/oruk/"), ("/fhir/metadata", "does not speak FHIR yet"),
        ("/data/360giving.json", "no grants here yet"),
    ],
)  # fmt: skip
def test_what_is_not_there_yet_is_said_in_a_sentence(town: Town, path: str, says: str) -> None:
    answer = town.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert says in answer.json()["detail"]


def test_every_kind_of_problem_is_explained_and_no_other(town: Town) -> None:
    explained = re.findall(r'<h2 id="([^"]+)"', town.http.get("/problems").text)
    assert sorted(explained) == sorted(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_type_of_an_error_leads_to_its_page(town: Town, kind: str) -> None:
    page = town.http.get(f"/problems/{kind}")
    assert page.status_code == 200
    assert re.findall(r'<h2 id="([^"]+)"', page.text) == [kind]


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/places?radus=5", "/api/v1/audit", "/oruk/services?page=x"]
)
def test_an_errors_own_address_opens(town: Town, path: str) -> None:
    kind = town.http.get(path).json()["type"]
    assert town.http.get(kind).status_code == 200


def test_a_kind_that_is_none_is_a_page_that_is_none(town: Town) -> None:
    for kind in ("nonsense", "Not-Found", "<b>", "x" * 3_000):
        assert town.http.get(f"/problems/{kind}").status_code == 404
