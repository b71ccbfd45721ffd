"""How commands speak: results to standard output, everything else, progress bars too, to standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated, Any, NoReturn

import orjson
import typer
from pydantic import BaseModel
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

said = Console(stderr=True)
FAILED, BAD_USAGE = 1, 2
SAY_VERSION = "Say which Kith this is."
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar on the terminal's error stream; calls give (done, total or None)."""
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=said, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def stop(sentence: str, status: int) -> NoReturn:
    """Say why it cannot be done, and end with a status."""
    said.print(sentence, style="bold", markup=False, highlight=False)
    sys.exit(status)


def tell_version(asked: bool) -> None:
    """Kith's version on a line of its own, and the end."""
    if asked:
        sys.stdout.write(f"kith {version('kith')}\n")
        raise typer.Exit


def print_counts(report: BaseModel, as_json: bool) -> None:
    """The counts of an import on one line, then each of its `problems`."""
    if as_json:
        print_json(report.model_dump(mode="json"))
        return
    told = report.model_dump()
    problems = told.pop("problems")
    sys.stdout.write(", ".join(f"{value} {name}" for name, value in told.items()) + "\n")
    for problem in problems:
        sys.stdout.write("  record {row}, {field}: {problem} ({value})\n".format_map(problem))


def print_json(value: Any) -> None:
    """A result for machines, indented so that people can read it too."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")
