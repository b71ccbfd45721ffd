"""Reads the word lists that ship beside this file, once each."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def read_list(name: str) -> dict[str, Any]:
    """What `data/<name>.toml` says. Shared between callers: never change it."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
