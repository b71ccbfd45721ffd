"""The published schemas of the standards, which lie beside the open data, and a whole town to publish."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from tests.journeys.conftest import blank, demo, leeds, open_town  # noqa: F401 (fixtures)

Check = Callable[[Any], list[str]]


@pytest.fixture(scope="session")
def published(open_data: Path) -> Path:
    """The folder of the standards' own schemas."""
    folder = open_data.parent / "standards"
    if not folder.is_dir():
        pytest.fail(f"there are no schemas beside the open data: {folder}")
    return folder


@pytest.fixture(scope="session")
def schema(published: Path) -> Callable[[str], Check]:
    """Makes a compiled check of a document against a schema, formats on: where it is wrong, and how.

    Compiled, because thousands of documents are looked at, each of which the plain one takes milliseconds for.
    """
    for kind, wrong in (("uuid", "7"), ("uri", "no scheme"), ("email", "nobody"), ("date-time", "yesterday")):
        assert not Draft202012Validator({"format": kind}, validate_formats=True).is_valid(wrong)

    def make(path: str) -> Check:
        file = published / path  # what it refers to lies beside it
        validator = Draft202012Validator(json.loads(file.read_text()), validate_formats=True, base_uri=file.as_uri())
        return lambda document: [
            f"{'/'.join(map(str, e.instance_path))}: {e.message[:100]}" for e in validator.iter_errors(document)
        ]

    return make
