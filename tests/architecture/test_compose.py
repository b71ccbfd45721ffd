"""What compose.yaml promises: two equal nodes, a database that lasts, a proxy, and settings that exist."""

import re
from pathlib import Path
from typing import Any

import yaml

from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
NODES = [service for service in SERVICES.values() if service.get("image") == "kith"]


def test_there_are_two_nodes_that_differ_only_in_where_they_keep_their_own() -> None:
    one, other = ({key: value for key, value in node.items() if key != "volumes"} for node in NODES)
    assert one == other
    assert one["build"] == "."
    assert len({node["volumes"][0] for node in NODES}) == 2
    assert all(node["volumes"][0].endswith(":/data") for node in NODES)


def test_nodes_are_given_settings_that_exist_and_that_production_needs() -> None:
    known = {f"KITH_{name.upper()}" for name in Settings.model_fields}
    given = NODES[0]["environment"]
    assert set(given) <= known
    assert {"KITH_ENV", "KITH_DATABASE_URL", "KITH_SECRET_KEY", "KITH_TRUSTED_PROXIES"} <= set(given)
    assert given["KITH_DATABASE_URL"].startswith("postgresql+psycopg://")


def test_no_secret_is_written_down_or_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    secret = re.findall(r"\$\{((?:POSTGRES_PASSWORD|KITH_SECRET_KEY)[^}]*)\}", text)
    assert len(secret) >= 3
    assert all(":?" in name for name in secret)
    assert all("${" in SERVICES["database"]["environment"][name] for name in ("POSTGRES_PASSWORD",))


def test_the_proxy_asks_every_node_and_is_the_one_that_is_trusted() -> None:
    told = COMPOSE["configs"]["proxy"]["content"]
    nodes = [name for name, service in SERVICES.items() if service in NODES]
    assert f"reverse_proxy {' '.join(f'{name}:8000' for name in nodes)} " in told
    assert "health_uri /readyz" in told
    address = SERVICES["proxy"]["networks"]["inside"]["ipv4_address"]
    assert NODES[0]["environment"]["KITH_TRUSTED_PROXIES"] == address
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_every_volume_named_is_declared() -> None:
    used = {entry.partition(":")[0] for service in SERVICES.values() for entry in service.get("volumes", ())}
    assert used == set(COMPOSE["volumes"])
