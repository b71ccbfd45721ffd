"""How commands speak: results to standard output, everything else, progress bars too, to standard error."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated, Any, NoReturn

import orjson
import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

from app.kernel.plain_errors import plain_sentence

said = Console(stderr=True)
FAILED, BAD_USAGE = 1, 2
SAY_VERSION = "Say which Kith this is."
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


FIRST_LINE_S, NEXT_LINE_S = 2.0, 10.0  # what is done sooner needs no word; a log wants few
MOST_SAID = 1_800  # letters of a refusal; a list of what there is fits in
Tell = Callable[[int, int | None], None]


class Plainly(TyperGroup):
    """The commands of Kith: what cannot be used as an option or argument is said in our own words."""

    def invoke(self, ctx: Any) -> Any:
        """As typer does, whose newer versions hand on what pydantic says."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            if isinstance(error.__cause__, ValidationError):
                first = error.__cause__.errors(include_url=False)[0]
                error.message = plain_sentence(first)
            raise


@contextmanager
def progress(what: str) -> Iterator[Tell]:
    """How far it is, on the error stream: a bar on a terminal, else lines that a log can hold.

    Calls give (done, total or None).
    """
    if not said.is_terminal:
        yield lines_for_a_log(what, lambda line: said.print(line, highlight=False, markup=False, soft_wrap=True))
        return
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=said, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def lines_for_a_log(what: str, say: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> Tell:
    """Says nothing of what is soon done, then how far it is, every few seconds and at the end."""
    due, begun, ended = now() + FIRST_LINE_S, False, False

    def tell(done: int, total: int | None) -> None:
        nonlocal due, begun, ended
        at_end = begun and total is not None and done >= total and not ended
        if now() < due and not at_end:
            return
        due, begun, ended = now() + NEXT_LINE_S, True, total is not None and done >= total
        say(f"{what}: {done:,}" + ("" if total is None else f" of {total:,}"))

    return tell


def stop(sentence: str, status: int) -> NoReturn:
    """Say why it cannot be done, and end with a status. What was typed comes back in it, but not at any length."""
    told = sentence if len(sentence) <= MOST_SAID else f"{sentence[:MOST_SAID]} …"
    said.print(told, style="bold", markup=False, highlight=False, soft_wrap=not said.is_terminal)
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
