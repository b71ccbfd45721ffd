"""The checks that check: nothing skipped on CI, nothing unreadably long."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPPING = "import pytest\n\ndef test_one(): pass\n\ndef test_two(): pytest.skip('no real files')\n"
FAILING = """from pathlib import Path
import pytest
from playwright.sync_api import Error

ONCE = ["Page.evaluate: Target crashed", "Page.goto: Timeout 30000ms exceeded.", "Locator.click: Timeout 30000ms"]

@pytest.mark.parametrize("message", ONCE)
def test_once(message):
    before = Path(__file__).with_name(str(ONCE.index(message)))
    if not before.exists():
        before.touch()
        raise Error(message)

def test_twice():
    raise Error(ONCE[1])
"""
PASSING = "def test_one(): pass\n"


def run_pytest(folder: Path, text: str, *words: str, ci: str) -> subprocess.CompletedProcess[str]:
    """Run a small test file under our own conftest.py."""
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (folder / "test_small.py").write_text(text)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")} | {"CI": ci}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words, str(folder)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_skipped_test_fails_on_ci_and_is_named(tmp_path: Path, workers: tuple[str, ...]) -> None:
    done = run_pytest(tmp_path, SKIPPING, *workers, ci="true")
    assert done.returncode == 1
    assert "test_small.py::test_two" in done.stdout
    assert "no real files" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout.splitlines()[-1]


def test_a_skipped_test_is_let_pass_at_home(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, SKIPPING, ci="").returncode == 0


def test_a_whole_run_passes_on_ci(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, PASSING, ci="true").returncode == 0


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_only_a_page_that_tells_nothing_is_looked_at_once_more(tmp_path: Path, workers: tuple[str, ...]) -> None:
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    done = run_pytest(tmp_path, FAILING, *workers, ci="true")
    failed = sorted(
        line.partition("::")[2].partition(" - ")[0] for line in done.stdout.splitlines() if line[:6] == "FAILED"
    )
    assert failed == ["test_once[Locator.click: Timeout 30000ms]", "test_twice"], done.stdout
    assert "2 failed, 2 passed, 3 rerun" in done.stdout.splitlines()[-1]


def test_tests_of_pages_have_one_patience() -> None:
    """A shorter one here and there is what a busy machine fails; `patience.py` says it once for all."""
    elsewhere = [path for path in (ROOT / "tests" / "browser").glob("*.py") if path.name != "patience.py"]
    own = re.compile(r"timeout=[\d_]|set_default_|browser\.new_context\(|browser\.new_page\(")
    found = [f"{path.name}: {line}" for path in elsewhere for line in path.read_text().splitlines() if own.search(line)]
    assert len(elsewhere) > 20
    assert found == []


def profile_of(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the style profile over a small house."""
    (folder / "tools").mkdir(exist_ok=True)
    script = folder / "tools" / "style_profile.py"
    script.write_text((ROOT / "tools" / "style_profile.py").read_text())
    return subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [(59, 0, ""), (60, 1, "app/long.py:1 f: 61 lines, at most 60"), (400, 1, "app/long.py: 401 lines, at most 400")],
)
def test_only_what_nobody_can_read_fails(tmp_path: Path, lines: int, code: int, words: str) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "long.py").write_text("def f():\n" + "    x = 1\n" * lines)
    done = profile_of(tmp_path)
    assert done.returncode == code, done.stdout
    assert words in done.stderr
    assert "functions" in done.stdout
