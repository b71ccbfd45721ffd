"""The checks that check: nothing skipped on CI, nothing unreadably long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPPING = "import pytest\n\ndef test_one(): pass\n\ndef test_two(): pytest.skip('no real files')\n"
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
