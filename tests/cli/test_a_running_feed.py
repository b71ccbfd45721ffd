"""The Open Referral feed of a real server, checked as the official validator does: the demo and a real council's."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.home import Home
from tests.cli.test_a_running_server import wait_for

FEED = "north_lincolnshire_council_services_oruk_v3_2024-12.json"


@pytest.fixture(scope="module")
def address(make_home: Callable[[], Home], open_data: Path) -> Iterator[str]:
    """A server over the demo and the services of North Lincolnshire."""
    home = make_home()
    assert home.run("demo", "load").code == 0
    assert home.bring(open_data / "oruk" / FEED, form="oruk")["created"] == 738
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    process = home.start("serve", "--port", port)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
        wait_for(http)
    yield f"http://127.0.0.1:{port}/oruk"
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=15)


@pytest.mark.slow
def test_the_validator_finds_neither_an_error_nor_a_warning(address: str, open_data: Path) -> None:
    tool = open_data.parent / "tools" / "oruk_check.py"
    ran = subprocess.run([sys.executable, tool, address], capture_output=True, text=True, timeout=200, check=False)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert "ERROR" not in said
    assert "WARN" not in said
    assert said.count("checked ") == 9
    assert said.strip().endswith("PASS")


def test_the_imported_services_keep_their_ids_and_where_they_came_from(address: str) -> None:
    with httpx.Client(timeout=60) as http:
        page = http.get(f"{address}/services", params={"search": "North Lincolnshire", "per_page": 500}).json()
        told = [one["provenance"]["source"] for one in page["contents"]]
        assert sum("north_lincolnshire" in source for source in told) > 50
        one = next(it for it in page["contents"] if "north_lincolnshire" in it["provenance"]["source"])
        assert one["provenance"]["source_id"] == one["id"]
