"""`kith feeds`: feeds of others that are read again and again."""

import sys
from datetime import timedelta
from typing import Annotated, Any

import typer

from app.commands.terminal import Json, print_json, progress, said
from app.db.engine import unit_of_work
from app.directory.rules import Kind
from app.main import Kith, join
from app.settings import Settings
from app.standards.feeds.keep import FeedIn, add_feed, remove_feed
from app.standards.feeds.model import Feed
from app.standards.feeds.pull import Place, Pulled, pull
from app.standards.feeds.rules import USUAL_HOURS, FeedKind, FeedState
from app.standards.feeds.store import every_feed

FAILED = 1
A_YEAR = 8_784  # in hours; a feed that is read more seldom is none
_WORDS = {FeedState.TRIAL: "on trial, ", FeedState.OFF: "switched off, "}
commands = typer.Typer(no_args_is_help=True, help="Feeds of others that are read again and again.")


def feeds_of(kith: Kith) -> Place:
    """What reading a feed needs of the application, with the words and areas as they are now."""
    kith.refresh()
    return Place(kith.engine, kith.gazetteer, kith.vocabulary, kith.clock)


@commands.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What to call it here: north-lincolnshire.")],
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Its address; OpenActive may have several.")],
    form: Annotated[FeedKind, typer.Option("--as", help="oruk or openactive.")],
    title: Annotated[str, typer.Option(help="How pages name it.")] = "",
    licence: Annotated[str, typer.Option(help="On what terms it may be used, as pages will say it.")] = "",
    area: Annotated[str, typer.Option(help="Code of the area that its listings serve when they name no place.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="The kind of all its listings, when they are of one.")] = None,
    every: Annotated[float, typer.Option(min=0, max=A_YEAR, help="Hours from one reading to the next.")] = USUAL_HOURS,
) -> None:
    """Add a feed, or change the one of that name; it is read in the background from then on."""
    kith = join(Settings())
    given = FeedIn(name, form, urls, title, licence, area, kind, timedelta(hours=every))
    with unit_of_work(kith.engine, writes=True) as session:
        is_new = add_feed(session, given, kith.clock())
    sys.stdout.write(f"{name} is {'added' if is_new else 'changed'}. Read it now with: kith feeds pull {name}\n")


@commands.command("list")
def list_(as_json: Json = False) -> None:
    """Every feed: when it was last read, what came of it, what is wrong."""
    with unit_of_work(join(Settings()).engine) as session:
        found = [_told(feed) for feed in every_feed(session)]
    if as_json:
        print_json(found)
        return
    for one in found:
        state = _WORDS.get(one["state"], "") + (
            one["problem"] or (f"read {one['worked_at']}" if one["worked_at"] else "not read yet")
        )
        sys.stdout.write(f"{one['name']} ({one['kind']}): {state}\n")


def _told(feed: Feed) -> dict[str, Any]:
    dates = {name: getattr(feed, name) for name in ("tried_at", "worked_at")}
    same = ("name", "title", "kind", "state", "urls", "licence", "area_code", "listing_kind", "counts", "problem")
    return {
        **{name: getattr(feed, name) for name in same},
        "every_hours": feed.every_minutes / 60,
        **{name: moment.isoformat() if moment else None for name, moment in dates.items()},
    }


@commands.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="The feed's name.")],
    keep_listings: Annotated[bool, typer.Option("--keep-listings", help="Leave what it brought.")] = False,
) -> None:
    """Read a feed no more, and take down what it brought."""
    kith = join(Settings())
    with unit_of_work(kith.engine, writes=True) as session:
        gone = remove_feed(session, name, kith.clock, keep_listings=keep_listings)
    sys.stdout.write(f"{name} is removed, and {gone:,} of its listings are taken down.\n")


@commands.command("pull")
def pull_(
    name: Annotated[str, typer.Argument(help="One feed (default: every one).")] = "",
    trust: Annotated[bool, typer.Option("--trust", help="Take down however many are gone from it.")] = False,
    as_json: Json = False,
) -> None:
    """Read feeds now, whether or not it is their time."""
    kith = join(Settings())
    at = feeds_of(kith)
    with unit_of_work(kith.engine) as session:
        names = [name] if name else [feed.name for feed in every_feed(session) if feed.state != FeedState.OFF]
    done = [_pull(at, one, trust) for one in names]
    if as_json:
        print_json([_report(one) for one in done])
    else:
        sys.stdout.writelines(f"{one.name}: {one.problem or _counted(one)}\n" for one in done)
    sys.exit(FAILED if any(one.problem for one in done) else 0)


def _pull(at: Place, name: str, trust: bool) -> Pulled:
    with progress(f"Reading {name}") as tell:
        done = pull(at, name, trust=trust, progress=tell)
    if done is None:
        said.print(f"Somebody else is reading {name} just now.", highlight=False)
    return done or Pulled(name)


def _report(one: Pulled) -> dict[str, Any]:
    problems = [refusal.model_dump(mode="json") for refusal in one.refused]
    return {"name": one.name, **one.counts, "problem": one.problem, "problems": problems}


def _counted(one: Pulled) -> str:
    return ", ".join(f"{value} {name}" for name, value in one.counts.items()) or "nothing done"
