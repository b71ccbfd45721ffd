"""The published schemas of the standards, which lie beside the open data, and a whole town to publish."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

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
    """Makes a check of a document against a schema, formats on: where it is wrong, and how."""

    def make(path: str) -> Check:
        formats = FormatChecker()
        assert {"uuid", "uri", "email", "date-time"} <= set(formats.checkers)
        validator = Draft202012Validator(json.loads((published / path).read_text()), format_checker=formats)
        return lambda document: [f"{e.json_path}: {e.message[:100]}" for e in validator.iter_errors(document)]

    return make
