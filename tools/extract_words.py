"""Where words to translate stand outside templates and gettext calls: labels of the vocabulary, sentences of `geo`.

`tools/babel.cfg` names both for `pybabel extract`, which calls them with an open file.
"""

import ast
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

FEWEST_WORDS = 4  # shorter texts are codes and names
Message = tuple[int, str, str, list[str]]
Names = Collection[str]


def labels(file: BinaryIO, keywords: Names, comments: Names, options: Mapping[str, Any]) -> Iterator[Message]:
    """The label of each term in a file of the vocabulary."""
    for scheme in tomllib.load(file).values():
        for term in scheme if isinstance(scheme, list) else [scheme]:
            if isinstance(term, dict) and "label" in term:
                yield 1, "_", str(term["label"]), []


def sentences(file: BinaryIO, keywords: Names, comments: Names, options: Mapping[str, Any]) -> Iterator[Message]:
    """Whole sentences in a module that knows nothing of gettext; what documents the code is left out."""
    tree = ast.parse(file.read())
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            text = node.value
            if text.strip().endswith((".", "?")) and len(text.split()) >= FEWEST_WORDS:
                yield node.lineno, "_", text, []
