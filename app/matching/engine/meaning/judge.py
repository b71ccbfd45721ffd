"""How well a listing would serve somebody, as good coordinators judged it: weights learned from graded answers.

A bilinear model: what was said and what a listing is are each laid into the same few dimensions, and their product is
the log-odds by which one listing is the better answer than another (the pairwise reading of the softmax over a list,
Cao et al. 2007, ListNet). `tools/learn_judging.py` learns the weights from `seed/gold/practice.jsonl`.

Who tells a story is heard in one way and who names a thing in a word or two in another; listings lie in one place for
both. Beside a story stands what others who told alike turned out to need: a coordinator's line for each practice
conversation, those of the nearest tellings counting by how near they are (kernel regression: Nadaraya 1964, Watson
1964).
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
from app.matching.engine.meaning.vectors import Vectors, rows_shrunk

Weights = npt.NDArray[np.float32]  # what is weighed x dimensions

NEAREST, PEAKED = 30, np.float32(0.03)  # tellings that count, and the cosine by which one counts e times another
_FAR = 7 * PEAKED  # from the best: what lies further counts less than a thousandth of it
_THE_SAME = 0.99  # of its own square is the product of a vector with its own small numbers at least


def nearest(closeness: Weights) -> tuple[npt.NDArray[np.intp], Weights]:
    """Which tellings are nearest by their cosines (of one or more), and the share of each, together 1."""
    best = closeness.max()
    rows = np.flatnonzero(closeness > best - _FAR)
    if len(rows) > NEAREST:
        rows = rows[np.argpartition(-closeness[rows], NEAREST - 1)[:NEAREST]]
    shares = np.exp((closeness[rows] - best) / PEAKED)
    return rows, (shares / shares.sum()).astype(np.float32)


@dataclass(frozen=True)
class Remembered:
    """Made-up wishes as different people told them, and where the judge lays what each of them needed."""

    base: Weights  # the directions in which tellings differ most: a third of them tells nearly all
    told: Vectors  # one row a telling, by that base
    need: npt.NDArray[np.int32]  # of each telling, its row in `places`
    places: Weights  # needs x dimensions

    def place(self, whole: Vector) -> Vector:
        """Where the judge lays what people who told alike needed: to be added to where the story lies."""
        rows, shares = nearest(self.told.closeness(whole @ self.base))
        return np.asarray(shares @ self.places[self.need[rows]], np.float32)

    def without(self, whole: Vector) -> "Remembered":
        """The same but for this telling and whatever else is told of its need: to measure as if it were new."""
        asked = whole @ self.base
        own = np.isin(self.need, self.need[self.told.closeness(asked) > _THE_SAME * (asked @ asked)])
        told = Vectors(self.told.bytes_[~own], self.told.scales[~own])
        return Remembered(self.base, told, self.need[~own], self.places)


@dataclass(frozen=True)
class Asking:
    """Where what somebody says is laid, by what is heard in it."""

    whole: Weights  # by the vector of all that was said
    heard_whole: Weights  # by what is heard in all of it
    heard_part: Weights  # by what is heard most in any one sentence
    said: Mapping[str, Vector]  # "hope:singing", "age:young", "wants:evening"
    remembered: Remembered | None = None


@dataclass(frozen=True)
class Judge:
    """Weights for the vectors of one model and for what its reader hears, in the reader's order."""

    model: str
    heard: tuple[Heard, ...]
    story: Asking
    label: Asking
    told: Weights  # by the vector of a listing
    offered: Mapping[str, Vector]  # "hope:singing", "kind:group", "for:men", "ease:quiet"


def save(judge: Judge, path: Path) -> None:
    """Keep the weights, as float16."""
    kept: dict[str, Any] = {"told": judge.told.astype(np.float16)} | _table("offered", judge.offered)
    for way in _WAYS:
        asking: Asking = getattr(judge, way)
        kept |= {f"{way}_{name}": getattr(asking, name).astype(np.float16) for name in _MATRICES}
        kept |= _table(f"{way}_said", asking.said)
        if memory := asking.remembered:
            kept |= {f"{way}_tellings": memory.told.bytes_, f"{way}_tellings_scales": memory.told.scales}
            kept[f"{way}_base"] = memory.base.astype(np.float16)
            places = rows_shrunk(memory.places)
            kept |= {f"{way}_need": memory.need, f"{way}_places": places.bytes_, f"{way}_places_scales": places.scales}
    kept["heard"] = np.array([f"{scheme}:{code}" for scheme, code in judge.heard])
    np.savez_compressed(path, model=np.array(judge.model), **kept)


@cache
def load_judge(model: str, heard: tuple[Heard, ...]) -> Judge | None:
    """The judge that ships with the programme; None when it learned from another model or another reader."""
    shipped = files("app.matching.engine.meaning").joinpath("judge.npz")
    if not shipped.is_file():  # before it has learned for the first time
        return None
    with as_file(shipped) as path:
        judge = read(path)
    return judge if (judge.model, judge.heard) == (model, heard) else None


def read(path: Path) -> Judge:
    """What `save` kept."""
    with np.load(path) as kept:
        heard = tuple((scheme, code) for scheme, _, code in (name.partition(":") for name in kept["heard"].tolist()))
        story, label = (_asking(kept, way) for way in _WAYS)
        told = kept["told"].astype(np.float32)
        return Judge(str(kept["model"]), heard, story, label, told, _by_name(kept, "offered"))


def _asking(kept: Mapping[str, Any], way: str) -> Asking:
    whole, heard_whole, heard_part = (kept[f"{way}_{name}"].astype(np.float32) for name in _MATRICES)
    return Asking(whole, heard_whole, heard_part, _by_name(kept, f"{way}_said"), _remembered(kept, way))


def _remembered(kept: Mapping[str, Any], way: str) -> Remembered | None:
    if f"{way}_tellings" not in kept:
        return None
    places = kept[f"{way}_places"].astype(np.float32) * kept[f"{way}_places_scales"][:, None]
    told = Vectors(kept[f"{way}_tellings"], kept[f"{way}_tellings_scales"])
    return Remembered(kept[f"{way}_base"].astype(np.float32), told, kept[f"{way}_need"], places)


def _table(name: str, rows: Mapping[str, Vector]) -> dict[str, Any]:
    return {f"{name}_names": np.array(list(rows)), name: np.stack(list(rows.values())).astype(np.float16)}


def _by_name(kept: Mapping[str, Any], name: str) -> dict[str, Vector]:
    return dict(zip(kept[f"{name}_names"].tolist(), kept[name].astype(np.float32), strict=True))


_WAYS = ("story", "label")
_MATRICES = ("whole", "heard_whole", "heard_part")
