"""The feed asked all that the standards' own OpenAPI documents name, each answer held against what they say it is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from tests.journeys.conftest import Town

STANDARDS = ("oruk-3.0", "hsds-3.0")
PUBLISHED_AT = (
    "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/",
    "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/",
)
# What each parameter may be asked with; the ids of terms and organisations come from the feed itself.
VALUES: dict[str, tuple[str, ...]] = {
    "search": ("walk", "xyzzy"), "page": ("1", "2", "999"), "per_page": ("1", "7"), "minimal": ("true",),
    "full": ("true",), "full_service": ("true",), "format": ("json",), "minimum_age": ("18",), "maximum_age": ("60",),
    "start_time": ("10:00",), "end_time": ("12:30",), "day": ("MO", "SU"), "postcode": ("LS8 5HX",),
    "modified_after": ("2026-01-01", "2026-01-01T00:00:00Z"), "top_only": ("true",), "parent_id": (),
}  # fmt: skip
BESIDE = {"proximity": ("2000", {"postcode": "LS8 5HX"})}  # means something only beside another
LONELY = {"minimal"}  # ids and dates alone: less than a service by the standard's own words


class Standard:
    """One of the two documents: its operations, and a compiled check of what each answers with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.doc = json.loads((folder / "openapi.json").read_text())

    def operations(self) -> Iterator[tuple[str, list[str]]]:
        """Each address with the names of its parameters."""
        for path, doors in self.doc["paths"].items():
            named = doors["get"].get("parameters", [])
            yield path, [one["name"] if "name" in one else one["$ref"].rsplit("/", 1)[1] for one in named]

    def check(self, path: str) -> Draft202012Validator:
        """Of the answer at an address."""
        schema = self.doc["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = schema | {"components": self.doc["components"]}
        return Draft202012Validator(whole, validate_formats=True, retriever=self.read)

    def read(self, address: str) -> Any:
        """A schema that is referred to by where it is published, from the copy that lies here."""
        for root in PUBLISHED_AT:
            address = address.removeprefix(root)
        assert "://" not in address, address
        return json.loads((self.folder / address).read_text())


@pytest.fixture(params=STANDARDS)
def standard(request: pytest.FixtureRequest, published: Path) -> Standard:
    return Standard(published / request.param / "schema")


def ask(town: Town, path: str, **params: str) -> Any:
    answer = town.http.get(f"/oruk{path}", params=params)
    assert answer.status_code == 200, (path, params, answer.text[:300])
    return answer.json()


def wrong(check: Draft202012Validator, body: Any) -> list[str]:
    return [f"{'/'.join(map(str, e.instance_path))}: {e.message[:120]}" for e in check.iter_errors(body)][:5]


def test_every_question_of_the_standard_is_answered_as_it_says(leeds: Town, standard: Standard) -> None:
    first = {root: ask(leeds, f"/{root}")["contents"][0]["id"] for root in ("taxonomies", "organizations")}
    term = ask(leeds, "/services", full="true")["contents"][0]["attributes"][0]["taxonomy_term"]["id"]
    values = VALUES | {
        "taxonomy_term_id": (term,), "taxonomy_id": (first["taxonomies"],), "organization_id": (first["organizations"],)
    }  # fmt: skip
    asked = 0
    for path, names in standard.operations():
        check = standard.check(path)
        if path.endswith("{id}"):
            root = path.removesuffix("/{id}")
            questions = [(f"{root}/{one['id']}", {}) for one in ask(leeds, root, per_page="20")["contents"]]
        else:
            beside = [(path, {name: BESIDE[name][0], **BESIDE[name][1]}) for name in names if name in BESIDE]
            alone = [(path, {name: value}) for name in names if name not in BESIDE for value in values[name]]
            questions = [(path, {}), *beside, *alone]
        for address, params in questions:
            body = ask(leeds, address, **params)
            asked += 1
            if not LONELY & params.keys():
                assert wrong(check, body) == [], (address, params)
    assert asked > 100


def test_the_check_would_notice(leeds: Town, standard: Standard) -> None:
    body = ask(leeds, "/services", per_page="3")
    check = standard.check("/services")
    for change in ({"total_items": "many"}, {"contents": [body["contents"][0] | {"id": "7"}]}, {"contents": [{}]}):
        assert wrong(check, body | change), change
