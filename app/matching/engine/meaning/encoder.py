"""Sentences as vectors of length one: texts that mean the same lie close together.

Mean pooling over tokens, as Reimers & Gurevych (2019), Sentence-BERT.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from app.matching.engine.meaning.model import ModelFiles

Vector = npt.NDArray[np.float32]
MOST_TOKENS = 128  # of a long text the beginning is read: measured, more tells no more
BATCH = 32


class Encoder:
    """One model in memory (about 100 MB); `encode` may be called from several threads."""

    def __init__(self, files: ModelFiles, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = files.name
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(files.weights), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {item.name for item in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vector:
        """One row a text, float32, each of length 1. Texts of like length share a batch: padding costs time."""
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        if not batches:
            return np.empty((0, 0), np.float32)
        made = [self._encode([texts[n] for n in batch]) for batch in batches]
        vectors = np.empty((len(texts), made[0].shape[1]), np.float32)
        vectors[order] = np.concatenate(made)
        return vectors

    def _encode(self, texts: list[str]) -> Vector:
        read = self._tokenizer.encode_batch(texts)
        given: dict[str, Any] = {
            "input_ids": np.array([item.ids for item in read], np.int64),
            "attention_mask": np.array([item.attention_mask for item in read], np.int64),
            "token_type_ids": np.array([item.type_ids for item in read], np.int64),
        }
        states = self._session.run(None, {name: given[name] for name in given if name in self._inputs})[0]
        mask = given["attention_mask"][..., None].astype(np.float32)
        pooled = states if states.ndim == 2 else (states * mask).sum(axis=1) / mask.sum(axis=1)
        return (pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-9)).astype(np.float32)
