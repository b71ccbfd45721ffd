"""How people say things: from the vector of a sentence to what it probably asks for, learned from spoken sentences.

Multi-label logistic regression over the sentence encoder's vector. `tools/learn_reading.py` learns the weights from
`seed/gold/spoken.tsv` and the vocabulary's own phrases, and prints how well they read sentences held back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from app.matching.engine.meaning.encoder import Vector

NOTHING_LOCAL = ("none", "")  # a harmless hope that no town directory answers
TELLS_ONLY = ("background", "")  # tells of a life and asks for nothing
Heard = tuple[str, str]  # a scheme and a code of the vocabulary, or one of the two above


@dataclass(frozen=True)
class Silence:
    """What a whole conversation is like that nothing here answers, beside what the reader hears in it."""

    weights: Vector
    usual: float  # of most conversations, so that nothing is told where it is not known

    def odds(self, whole: Vector) -> float:
        """Log-odds to add that nothing here answers it."""
        return float(whole @ self.weights) - self.usual


@dataclass(frozen=True)
class Reader:
    """Weights for the vectors of one model; `heard[n]` is what column n listens for."""

    model: str
    heard: tuple[Heard, ...]
    weights: npt.NDArray[np.float32]  # dimensions x columns
    bias: npt.NDArray[np.float32]
    silence: Silence | None = None  # None: it was learned on the vectors of another model

    def read(self, vector: Vector) -> dict[Heard, float]:
        """Log-odds of each thing that could be heard in a sentence; 0 is as likely as not."""
        return dict(zip(self.heard, self.odds(vector).tolist(), strict=True))

    def odds(self, vector: Vector) -> npt.NDArray[np.float32]:
        """The same as numbers, one a column."""
        found: npt.NDArray[np.float32] = vector @ self.weights + self.bias
        return found

    @cached_property
    def schemes(self) -> dict[str, tuple[npt.NDArray[np.intp], Sequence[str]]]:
        """Of each scheme its columns and their codes, by the alphabet of the codes."""
        found: dict[str, list[tuple[str, int]]] = {}
        for column, (scheme, code) in enumerate(self.heard):
            found.setdefault(scheme, []).append((code, column))
        return {
            scheme: (np.array([column for _, column in sorted(pairs)]), [code for code, _ in sorted(pairs)])
            for scheme, pairs in found.items()
        }


@cache
def load_reader(model: str) -> Reader | None:
    """The reader that ships with the programme; None when it was learned on the vectors of another model."""
    with as_file(files("app.matching.engine.meaning").joinpath("reader.npz")) as path, np.load(path) as kept:
        if str(kept["model"]) != model:
            return None
        heard = tuple(_heard(name) for name in kept["heard"].tolist())
        return Reader(
            model, heard, kept["weights"].astype(np.float32), kept["bias"].astype(np.float32), load_silence(model)
        )


def load_silence(model: str) -> Silence | None:
    """What `tools/learn_silence.py` learned, on the vectors of this model."""
    shipped = files("app.matching.engine.meaning").joinpath("silence.npz")
    if not shipped.is_file():  # before it has learned for the first time
        return None
    with as_file(shipped) as path, np.load(path) as kept:
        return Silence(kept["weights"], float(kept["usual"])) if str(kept["model"]) == model else None


def _heard(name: str) -> Heard:
    scheme, _, code = name.partition(":")
    return scheme, code
