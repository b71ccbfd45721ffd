"""A file that is there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EEXIST
from pathlib import Path
from tempfile import mkstemp
from typing import IO


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A new file beside `path`, readable by its owner alone, that takes its name once it is whole and on the disk.

    Raises OSError; then nothing is left behind, and what stood there stands there still.
    """
    if path.exists() and not path.is_file():  # a device would be replaced by a file
        raise FileExistsError(EEXIST, "it is there and no file", str(path))
    number, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
