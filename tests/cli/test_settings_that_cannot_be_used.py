"""Wrong settings, a port that is taken, a file that others may read: each is a sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.kernel.whole_file import replacing
from app.settings import Settings
from tests.cli.home import KITH, Home

PATIENCE_S = 120


def refused(folder: Path, *args: str, **settings: str) -> tuple[int, str]:
    """What the real command says to settings of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KITH_")}
    ran = subprocess.run(
        [sys.executable, KITH, *args], cwd=folder, env=kept | settings, capture_output=True, text=True,
        timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert "Traceback" not in ran.stderr
    return ran.returncode, " ".join(ran.stderr.split())


@pytest.mark.parametrize(
    ("name", "value", "say"),
    [
        ("KITH_LOG_LEVEL", "verbose", "'debug', 'info', 'warning' or 'error'"),
        ("KITH_BASE_URL", "kith.example.org", "it begins with https:// or http://"),
        ("KITH_SMTP_URL", "someone:secret@smtp.example.org", "it begins with smtp:// or smtps://"),
        ("KITH_DATABASE_URL", "mysql://localhost/kith", "it begins with sqlite: or postgresql"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_not_repeated(
    tmp_path: Path, name: str, value: str, say: str
) -> None:
    code, said = refused(tmp_path, "terms", "list", **{name: value})
    assert (code, said) == (2, f"{name} cannot be used: {say}.")


def test_what_nobody_could_sign_in_to_does_not_begin(tmp_path: Path) -> None:
    assert refused(tmp_path, "serve", KITH_ENV="production") == (
        1, "KITH_SECRET_KEY must be set when KITH_ENV=production.",
    )  # fmt: skip


def test_proxies_that_cannot_be_read_are_a_sentence(tmp_path: Path) -> None:
    code, said = refused(tmp_path, "serve", KITH_TRUSTED_PROXIES="banana")
    assert (code, said) == (1, "KITH_TRUSTED_PROXIES takes addresses or networks with commas between.")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder would be")
    code, said = refused(tmp_path, "demo", "load")
    assert code == 1
    assert said.startswith("var cannot be used: ")


def test_a_server_that_could_keep_nothing_does_not_begin(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where the folder would be")
    code, said = refused(tmp_path, "serve", KITH_VAR=str(tmp_path / "file"))
    assert code == 1
    assert said.startswith("KITH_VAR cannot be used: ")
    assert "a file and not a folder." in said


def test_a_server_without_its_database_does_not_begin(tmp_path: Path) -> None:
    code, said = refused(tmp_path, "serve", KITH_DATABASE_URL="postgresql+psycopg://kith@127.0.0.1:1/kith")
    assert (code, said) == (1, "The database does not answer just now. Try again in a moment.")


def test_a_port_that_is_taken_is_said_with_another_to_try(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = refused(tmp_path, "serve", "--port", str(port))
    assert code == 1
    assert said.startswith(f"Kith cannot listen on 127.0.0.1, port {port}: address already in use.")
    assert "answers" not in said


def test_a_port_that_cannot_be_is_bad_usage(tmp_path: Path) -> None:
    assert refused(tmp_path, "serve", "--port", "80000")[0] == 2


def test_what_is_kept_is_its_owners_alone(home: Home) -> None:
    home.bring(home.groups("tea", 3), "--kind", "group")
    beside = [path for path in home.var.iterdir() if path.name.startswith("kith.db")]
    assert home.database in beside
    assert [oct(path.stat().st_mode & 0o077) for path in beside] == ["0o0"] * len(beside)


def test_a_database_that_others_may_read_is_warned_of(home: Home) -> None:
    home.bring(home.groups("tea", 3), "--kind", "group")
    named = {check["name"] for check in home.run("check", "--json").json["checks"]}
    assert "database_file" not in named
    home.var.chmod(0o755)
    home.database.chmod(0o644)
    (warned,) = [check for check in home.run("check", "--json").json["checks"] if check["name"] == "database_file"]
    assert warned["state"] == "warn"
    assert f"chmod 600 {home.database}" in warned["say"]


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileExistsError, match="no file"), replacing(tmp_path / "pipe"):
        pass
    assert (tmp_path / "pipe").is_fifo()


def test_the_address_of_a_database_as_a_host_hands_it_out() -> None:
    url = Settings(_env_file=None, database_url="postgres://kith:secret@db.example.org/kith").database_url
    assert url == "postgresql://kith:secret@db.example.org/kith"
