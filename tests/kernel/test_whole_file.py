"""A file stands there whole or not at all."""

from pathlib import Path

import pytest

from app.kernel.whole_file import replacing


def test_a_whole_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    there = tmp_path / "kept"
    there.write_bytes(b"old")
    with replacing(there) as file:
        file.write(b"new")
        assert there.read_bytes() == b"old"
    assert there.read_bytes() == b"new"
    assert there.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_breaks_off_leaves_the_old_and_nothing_else(tmp_path: Path) -> None:
    there = tmp_path / "kept"
    there.write_bytes(b"old")
    with pytest.raises(OSError, match="no room"):
        _break_off(there)
    assert there.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def _break_off(there: Path) -> None:
    with replacing(there) as file:
        file.write(b"half")
        raise OSError("no room")
