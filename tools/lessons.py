"""Reads what was written to learn from: spoken sentences with what is heard in them, and practice conversations."""

import json
from pathlib import Path
from typing import Any

GOLD = Path(__file__).resolve().parent.parent / "seed/gold"


def read_sentences() -> list[tuple[str, str]]:
    """Each spoken sentence with its codes: text, tab, codes; lines that begin with # are remarks."""
    lines = (GOLD / "spoken.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(text, codes) for text, codes in pairs]


def read_practice() -> list[dict[str, Any]]:
    """The practice conversations with their grades."""
    return [json.loads(line) for line in (GOLD / "practice.jsonl").read_text("utf-8").splitlines() if line]
