"""What every test may lean on: the open data, a database server, and the rule that on CI nothing is skipped."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.db.cluster import INSTALLED, Cluster

# Properties are about answers, not about how busy the machine is: no deadline. On CI every run draws the same cases.
settings.register_profile("kith", deadline=None, derandomize=os.environ.get("CI", "").lower() == "true")
settings.load_profile("kith")

ROOT = Path(__file__).resolve().parent.parent
KEPT = {"KITH_OPEN_DATA"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def open_data() -> Path:
    """The folder of open data (real files that nobody here wrote) named by KITH_OPEN_DATA."""
    named = os.environ.get("KITH_OPEN_DATA", "")
    if not named:
        pytest.skip("KITH_OPEN_DATA is not set: no real files to read")
    folder = Path(named).resolve()
    if not folder.is_dir():
        pytest.fail(f"KITH_OPEN_DATA names no folder: {named}")
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A PostgreSQL of our own, for one file of tests."""
    if not INSTALLED:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    cluster = Cluster.made()
    yield cluster
    cluster.remove()


def pytest_configure() -> None:
    """Keep a developer's own KITH_ settings away from the tests, so that they mean the same everywhere."""
    for name in [name for name in os.environ if name.startswith("KITH_") and name not in KEPT]:
        del os.environ[name]
    # Most tests are about words, and a hundred servers would each read the demo in the background: an empty folder
    # means no sentence encoder. The tests of meaning open the installed one themselves.
    os.environ["KITH_MODEL_DIR"] = str(Path(__file__).parent / "no_model")


def _skipped(config: pytest.Config) -> list[Any]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    # A worker of xdist has no reporter of its own: the one that gathers their results decides.
    return [] if reporter is None or hasattr(config, "workerinput") else list(reporter.stats.get("skipped", ()))


def _on_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """On CI a skipped test fails the run: a check that did not run has not passed."""
    if _on_ci() and exitstatus == pytest.ExitCode.OK and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what was skipped, so that nobody has to look for it."""
    skipped = _skipped(config)
    if skipped and _on_ci():
        terminalreporter.section("skipped, which CI does not allow")
        for report in skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            terminalreporter.line(f"{report.nodeid}: {reason}")
