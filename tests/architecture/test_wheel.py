"""The wheel holds everything and works from any folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ("frontend", "geo/data", "app/directory/terms", "app/db/migrations", "seed")  # what is not only code


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this tree with what is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True, cwd=folder)
    (built,) = folder.glob("kith-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked far from the tree."""
    folder = tmp_path_factory.mktemp("installed")
    words = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(folder), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True, cwd=folder)
    return folder


def run(installed: Path, elsewhere: Path, code: str) -> str:
    """Run Python in another folder, with the unpacked wheel before everything else."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KITH_")}
    environment |= {"PYTHONPATH": str(installed), "KITH_VAR": str(elsewhere / "var"), "NO_COLOR": "1", "TERM": "dumb"}
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(
        command, cwd=elsewhere, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def tracked(folder: str) -> set[str]:
    """The files below a folder that are ours to ship."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    return {name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()}


@pytest.mark.parametrize("folder", DATA)
def test_everything_of_ours_is_inside(wheel: Path, folder: str) -> None:
    ours = tracked(folder)
    assert ours, f"{folder} is empty"
    assert ours <= set(zipfile.ZipFile(wheel).namelist())


def test_nothing_else_is_inside(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"app", "geo", "seed", "frontend"}


def test_the_licence_goes_along(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_it_is_the_unpacked_one_that_runs(installed: Path, tmp_path: Path) -> None:
    out = run(installed, tmp_path, "import app, geo, seed; print(app.__file__, geo.__file__, seed.__file__)")
    assert all(Path(word).is_relative_to(installed) for word in out.split())


def test_the_command_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    out = run(installed, tmp_path, "import sys; sys.argv = ['kith', '--help']; from app.cli import main; main()")
    assert "Usage" in out
    assert "serve" in out
    assert "match" in out


def test_it_knows_its_places_from_any_folder(installed: Path, tmp_path: Path) -> None:
    code = "from geo.gazetteer import Gazetteer; print(Gazetteer.open(None).locate('LS8 5').precision)"
    assert run(installed, tmp_path, code).strip().endswith("sector")


def test_it_knows_its_words_from_any_folder(installed: Path, tmp_path: Path) -> None:
    code = "from app.directory.vocabulary import load_vocabulary; print(load_vocabulary().find('gardening', None))"
    assert "garden" in run(installed, tmp_path, code)
