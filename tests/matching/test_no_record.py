"""No record: 1,000 matches write no row, no file and no log line that tells what somebody said or where they live."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import Engine, inspect, text

from app.directory.rules import Kind
from app.directory.vocabulary import load_vocabulary
from app.main import create_app
from app.matching.desk import Desk
from app.matching.shapes import MatchIn
from app.settings import Settings
from geo.gazetteer import Gazetteer, PlaceError
from tests import builders

MATCHES = 1000
# Places that are found, places that are not, and one that is no place at all: each goes another way through the code.
POSTCODES = ("LS8 5HX", "ls85hx", "M33 7ZF", "WN1 1AA", "BT1 5GS", "ZZ99 9ZZ", "LS99 9XQ")
TELLING = ("zanzibarpurple", "Quillfeather", "ukuleleorange")
SENTENCES = (
    "gardening and {0}",
    "my wife {1} died last month, company",
    "{0} wants to kill himself",
    "I am 15 and called {1}, football",
    "struggling to buy food since {2}",
    "carer's assessment for {1}",
    "{0}",
    "not church, {2}",
)


@dataclass
class Heard:
    """Everything that was logged or printed while we listened."""

    lines: list[str] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)

    def all(self) -> str:
        """One long text, in small letters."""
        return "\n".join([*self.lines, *map(repr, self.events)]).casefold()


class _Ear(logging.Handler):
    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.DEBUG)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message as it would be written, and the values that came with it."""
        self.heard.lines += [self.format(record), repr(record.args)]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Every logger at its most talkative, the database's statements and their values too."""
    heard, root, sql = Heard(), logging.getLogger(), logging.getLogger("sqlalchemy.engine")
    ear, levels = _Ear(heard), (root.level, sql.level)
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    sql.setLevel(logging.DEBUG)
    with structlog.testing.capture_logs() as events:
        heard.events = events
        yield heard
    root.removeHandler(ear)
    root.setLevel(levels[0])
    sql.setLevel(levels[1])


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A small directory in a real file: a few of every kind."""
    engine = builders.empty_directory(tmp_path)
    listings = [builders.listing(kind=kind) for kind in Kind if kind is not Kind.PERSON for _ in range(4)]
    builders.fill(engine, *listings, *(builders.person() for _ in range(4)))
    return engine


def bodies() -> Iterator[dict[str, Any]]:
    """A thousand conversations, each with words that nobody else says."""
    for n in range(MATCHES):
        hopes = SENTENCES[n % len(SENTENCES)].format(*TELLING)
        near = POSTCODES[n % len(POSTCODES)] if n % 11 else f"{TELLING[n % 3]} Street"
        gifts, around = f"sewing {TELLING[1]}", f"my neighbour {TELLING[2]}"
        yield {"near": near, "hopes": hopes, "gifts": gifts, "around": around, "formal": n % 5 == 0, "age": n % 100}


def rows_by_table(engine: Engine) -> dict[str, int]:
    """How many rows every table has; the totals a week are kept apart by rule and may grow."""
    with engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if not name.startswith("demand")]
        return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}


def secrets() -> list[str]:
    """What must be found nowhere: telling words, and full postcodes with and without the space."""
    spaced = [code.casefold() for code in POSTCODES]
    return [word.casefold() for word in TELLING] + spaced + [code.replace(" ", "") for code in spaced]


def files_that_tell(folder: Path) -> list[tuple[str, str]]:
    """Files in which a telling word stands. The listings' own postcode is in the database by right."""
    own = {"ls8 5hx", "ls85hx"}
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        written = path.read_bytes().lower()
        found += [(path.name, secret) for secret in secrets() if secret not in own and secret.encode() in written]
    return found


def test_a_thousand_matches_leave_no_row_no_line_and_no_file(
    engine: Engine, tmp_path: Path, heard: Heard, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(engine, Gazetteer.open(tmp_path), load_vocabulary(), builders.CLOCK)
    desk.refresh()
    before, files = rows_by_table(engine), sorted(path.name for path in tmp_path.rglob("*"))
    heard.lines.clear()
    answered = sum(_answered(desk, body) for body in bodies())
    assert answered > MATCHES / 3, "most places are real: the matches did happen"
    assert rows_by_table(engine) == before
    assert sorted(path.name for path in tmp_path.rglob("*")) == files
    assert files_that_tell(tmp_path) == []
    printed = "".join(capfd.readouterr()).casefold()
    assert [secret for secret in secrets() if secret in heard.all() + printed] == []


def _answered(desk: Desk, body: dict[str, Any]) -> bool:
    try:
        return desk.answer(MatchIn.model_validate(body), lambda words: words, "en").place is not None
    except PlaceError:
        return False  # what it says is looked at over HTTP, below


def test_nor_do_a_thousand_over_http(
    engine: Engine, tmp_path: Path, heard: Heard, capfd: pytest.CaptureFixture[str]
) -> None:
    before = rows_by_table(engine)
    answers = asyncio.run(_post_all(tmp_path))
    assert sum(answer.status_code == 200 for answer in answers) > MATCHES / 3
    assert not [answer for answer in answers if answer.status_code >= 500]
    assert rows_by_table(engine) == before
    assert files_that_tell(tmp_path) == []
    printed = "".join(capfd.readouterr()).casefold()
    assert "request" in heard.all() + printed, "the access log was heard"
    assert [secret for secret in secrets() if secret in heard.all() + printed] == []


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[httpx.Response]:
    """What a thousand conversations got over HTTP from a small directory."""
    folder = tmp_path_factory.mktemp("var")
    builders.fill(builders.empty_directory(folder), *(builders.listing(kind=Kind.GROUP) for _ in range(9)))
    return asyncio.run(_post_all(folder))


def test_no_address_holds_words_or_a_full_postcode(answers: list[httpx.Response]) -> None:
    for answer in answers:
        told = repr(answer.headers.multi_items()).casefold().replace("%20", " ").replace("+", " ")
        assert [secret for secret in secrets() if secret in told] == []


def test_no_refusal_repeats_what_was_typed(answers: list[httpx.Response]) -> None:
    refused = [answer for answer in answers if "problem+json" in answer.headers.get("content-type", "")]
    assert refused
    for answer in refused:
        assert [secret for secret in secrets() if secret in answer.text.casefold()] == []


async def _post_all(var: Path) -> list[httpx.Response]:
    """Half to the API, half to the page, now and then a body that cannot be read; from this machine, so unlimited."""
    settings = Settings(_env_file=None, var=var, secret_key="for tests alone", log_level="debug")
    app = create_app(settings, builders.CLOCK)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("127.0.0.1", 5))
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://t") as client:
        return [await _post(client, n, body) for n, body in enumerate(bodies())]


async def _post(client: httpx.AsyncClient, n: int, body: dict[str, Any]) -> httpx.Response:
    if n % 7 == 0:
        return await client.post("/api/v1/match", json=body | {"travel": TELLING[0], TELLING[1]: POSTCODES[0]})
    if n % 2:
        return await client.post("/api/v1/match", json=body)
    return await client.post("/match", data={name: str(body[name]) for name in ("near", "hopes", "gifts", "around")})
