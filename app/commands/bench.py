"""`kith bench`: how fast the engine is, beside others that answer the same question on the same machine."""

import sys
from typing import Annotated

import orjson
import typer
from rich.console import Console

from app.proof.bench.http import SECONDS, NoLoad
from app.proof.bench.report import print_measured
from app.proof.bench.run import run
from app.proof.bench.side_by_side import PEERS
from seed.lists import read_list
from seed.topics import topics


def bench(
    sizes: Annotated[str, typer.Option(help="How many listings, one run for each.")] = "10000,100000",
    peers: Annotated[str, typer.Option(help="Who is asked beside the engine; empty for nobody.")] = ",".join(PEERS),
    http: Annotated[bool, typer.Option("--http", help="Measure whole requests as well, with wrk.")] = False,
    seconds: Annotated[int, typer.Option(min=1, help="How long each run over HTTP lasts.")] = SECONDS,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Measure the engine on made-up listings of the whole country, beside other ways to search them."""
    named = [name.strip() for name in peers.split(",") if name.strip()]
    said = Console(stderr=True)
    try:
        measured = run(
            _sizes(sizes), _known(named), topics(), read_list("names"),
            lambda what: said.print(what, highlight=False), seconds if http else 0,
        )  # fmt: skip
    except NoLoad as error:
        said.print(str(error), highlight=False)
        raise typer.Exit(1) from error
    if as_json:
        sys.stdout.write(orjson.dumps(measured.as_dict(), option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        print_measured(measured, Console(soft_wrap=True))


def _sizes(text: str) -> list[int]:
    try:
        found = [int(part.replace("_", "")) for part in text.split(",")]
    except ValueError:
        found = []
    if not found or min(found) < 1:
        raise typer.BadParameter("--sizes takes numbers of listings, like 10000,100000.")
    return found


def _known(named: list[str]) -> list[str]:
    if unknown := [name for name in named if name not in PEERS]:
        raise typer.BadParameter(f"--peers does not know {', '.join(unknown)}. It knows: {', '.join(PEERS)}.")
    return named
