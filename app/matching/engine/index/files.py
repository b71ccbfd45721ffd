"""Columns as files: saved once, then mapped by every process; what comes since is each one's own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from app.matching.engine.index.columns import Columns, standing_on
from app.matching.engine.index.facts import FACTS
from app.matching.engine.index.ground import NAME_RANKS, Ground, free_places
from app.matching.engine.index.ids import Ids
from app.matching.engine.index.packed import Packed, pack
from app.matching.engine.index.postings import NO_ROWS, Postings
from app.matching.engine.index.room import SPARE, Room, Shelf
from app.matching.engine.index.words import WordIndex

Array = npt.NDArray[Any]
ABOUT = "about.json"
NAMES = "names.json"


class Broken(Exception):
    """The files are not whole, or were written by another version."""


def save_columns(columns: Columns, folder: Path) -> None:
    """Write columns that nothing is laid on; `about` comes last, and says that all is there."""
    if columns.size != columns.base:
        raise ValueError("only a base is saved: merge first")
    ground, texts = columns.ground, pack(columns.ground.base)
    rooms: dict[str, Array] = {
        "facts": columns.facts.view(np.uint8).reshape(columns.size, FACTS.itemsize),
        "ease": columns.ease, "held_from": columns.held_from, "held": columns.held,
        "terms": columns.terms, "word_rows": columns.words.rows, "word_often": columns.words.often,
    }  # fmt: skip
    for name, values in rooms.items():
        save_room(folder / f"{name}.npy", values)
    spans = np.array([*columns.words.spans.values()], np.int64).reshape(-1, 2)
    whole: dict[str, Array] = {
        "strips": columns.strips, "marks": ground.marks, "ids": ground.ids.ordered, "id_rows": ground.ids.rows,
        "texts": texts.texts, "places": texts.places, "word_spans": spans,
    }  # fmt: skip
    if NAME_RANKS in ground.kept:
        whole["name_ranks"] = ground.kept[NAME_RANKS]
    for name, values in whole.items():
        np.save(folder / f"{name}.npy", values)
    names = {
        "stems": [*columns.words.spans],
        "terms": {name: dict(some.spans) for name, some in columns.postings.items()},
        "numbers": [[name, code, number] for (name, code), number in ground.numbers.items()],
        "sizes": {name: len(values) for name, values in rooms.items()},
        "words": columns.words.total,
    }
    (folder / NAMES).write_bytes(orjson.dumps(names))


def load_columns(folder: Path) -> Columns:
    """Columns over mapped files. Raises Broken."""
    try:
        names = orjson.loads((folder / NAMES).read_bytes())
        rooms = {name: load_room(folder / f"{name}.npy", size) for name, size in names["sizes"].items()}
        rooms["facts"].array = rooms["facts"].array.view(FACTS)[:, 0]  # a file would forget how records are aligned
        whole = {
            name: np.load(folder / f"{name}.npy", mmap_mode="c")  # not "r", which is another type to a compiled loop
            for name in ("strips", "marks", "ids", "id_rows", "texts", "places", "word_spans")
        }
        columns = _columns(names, rooms, whole)
        if (folder / "name_ranks.npy").exists():  # else nobody asked for an order by names before it was saved
            columns.ground.kept[NAME_RANKS] = np.asarray(np.load(folder / "name_ranks.npy", mmap_mode="c"))
        return columns
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise Broken from error


def _columns(names: Mapping[str, Any], rooms: Mapping[str, Room], whole: Mapping[str, Array]) -> Columns:
    postings = {
        name: Postings(rooms["terms"].view, {code: (start, end) for code, (start, end) in some.items()})
        for name, some in names["terms"].items()
    }
    words = WordIndex(
        rows=rooms["word_rows"].view,
        often=rooms["word_often"].view,
        lengths=rooms["facts"].view["length"],
        spans=dict(zip(names["stems"], map(tuple, whole["word_spans"].tolist()), strict=True)),
        living=rooms["facts"].size,
        total=names["words"],
    )
    ground = Ground(
        base=Packed(np.asarray(whole["texts"]), np.asarray(whole["places"])),
        marks=np.asarray(whole["marks"]),
        facts=rooms["facts"], ease=rooms["ease"], held_from=rooms["held_from"], held=rooms["held"],
        terms=Shelf((rooms["terms"],), free_places([*postings.values()])),
        words=Shelf((rooms["word_rows"], rooms["word_often"])),
        ids=Ids(np.asarray(whole["ids"]), np.asarray(whole["id_rows"])),
        numbers={(name, code): number for name, code, number in names["numbers"]},
    )  # fmt: skip
    return standing_on(ground, np.asarray(whole["strips"]), postings, words, NO_ROWS, {})


def save_room(path: Path, values: Array) -> None:
    """Write an array with room behind it."""
    file = np.lib.format.open_memmap(path, "w+", values.dtype, (len(values) + SPARE, *values.shape[1:]))
    file[: len(values)] = values
    file.flush()


def load_room(path: Path, size: int) -> Room:
    """Map such an array: what is there is shared, what is put behind it is this process's own."""
    array = np.load(path, mmap_mode="c")
    if len(array) < size:
        raise ValueError("too short")
    return Room(np.asarray(array), size)


def seal(folder: Path, about: Mapping[str, Any]) -> None:
    """Say what the files are, and how large each is."""
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    (folder / ABOUT).write_text(json.dumps({**about, "files": sizes}))


def about(folder: Path) -> Mapping[str, Any]:
    """What was said of the files. Raises Broken when one of them is missing or has another size."""
    try:
        said: Mapping[str, Any] = json.loads((folder / ABOUT).read_text())
        if any((folder / name).stat().st_size != size for name, size in said["files"].items()):
            raise Broken
    except (OSError, ValueError, KeyError) as error:
        raise Broken from error
    return said
