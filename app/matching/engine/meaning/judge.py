"""How well a listing would serve somebody, as good coordinators judged it: weights learned from graded answers.

A bilinear model: what was said and what a listing is are each laid into the same few dimensions, and their product is
the log-odds by which one listing is the better answer than another (the pairwise reading of the softmax over a list,
Cao et al. 2007, ListNet). `tools/learn_judging.py` learns the weights from `seed/gold/practice.jsonl`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.reader import Heard

Weights = npt.NDArray[np.float32]  # what is weighed x dimensions


@dataclass(frozen=True)
class Judge:
    """Weights for the vectors of one model and for what its reader hears, in the reader's order."""

    model: str
    heard: tuple[Heard, ...]
    asked_whole: Weights  # by the vector of all that was said
    heard_whole: Weights  # by what is heard in all of it
    heard_part: Weights  # by what is heard most in any one sentence
    said: Mapping[str, Vector]  # "hope:singing", "age:young", "wants:evening"
    told: Weights  # by the vector of a listing
    offered: Mapping[str, Vector]  # "hope:singing", "kind:group", "for:men", "ease:quiet"


def save(judge: Judge, path: Path) -> None:
    """Keep the weights, as float16."""
    kept: dict[str, Any] = {name: getattr(judge, name).astype(np.float16) for name in _MATRICES}
    for name in _TABLES:
        table: Mapping[str, Vector] = getattr(judge, name)
        kept[f"{name}_names"] = np.array(list(table))
        kept[name] = np.stack(list(table.values())).astype(np.float16)
    kept["heard"] = np.array([f"{scheme}:{code}" for scheme, code in judge.heard])
    np.savez_compressed(path, model=np.array(judge.model), **kept)


@cache
def load_judge(model: str, heard: tuple[Heard, ...]) -> Judge | None:
    """The judge that ships with the programme; None when it learned from another model or another reader."""
    shipped = files("app.matching.engine.meaning").joinpath("judge.npz")
    if not shipped.is_file():  # before it has learned for the first time
        return None
    with as_file(shipped) as path, np.load(path) as kept:
        known = tuple((scheme, code) for scheme, _, code in (name.partition(":") for name in kept["heard"].tolist()))
        if str(kept["model"]) != model or known != heard:
            return None
        parts: dict[str, Any] = {name: kept[name].astype(np.float32) for name in _MATRICES}
        for name in _TABLES:
            parts[name] = dict(zip(kept[f"{name}_names"].tolist(), kept[name].astype(np.float32), strict=True))
        return Judge(model, known, **parts)


_MATRICES = ("asked_whole", "heard_whole", "heard_part", "told")
_TABLES = ("said", "offered")
