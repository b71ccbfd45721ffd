"""Whole towns for pages that stand on their own."""

from tests.journeys.conftest import blank, demo, leeds, open_town  # noqa: F401 (fixtures)
