"""`kith accounts` and `kith work`: roles, keys, a link for the first admin, letters as files."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default

import httpx
import pytest

from app.db.engine import open_engine, unit_of_work
from app.mail.outbox import Letter, queue
from tests.builders import CORA
from tests.cli.home import Home
from tests.cli.test_a_running_server import wait_for
from tests.db.cluster import free_port


def accounts(home: Home) -> list[dict[str, object]]:
    found: list[dict[str, object]] = home.run("accounts", "list", "--json").json
    return found


def test_it_works(home: Home) -> None:
    wards = home.csv("wards.csv", ["code", "name", "sector"], [["W1", "Lantern Ward", "LS8 5"]])
    assert home.run("areas", "import", wards, "--kind", "ward").code == 0
    assert home.run("accounts", "add", "Cora@Example.org", "--role", "steward", "--area", "W1").code == 0
    assert home.run("accounts", "add", CORA.email, "--role", "admin").code == 0
    (cora,) = accounts(home)
    assert (cora["email"], cora["password"]) == (CORA.email, False)
    assert cora["roles"] == [{"role": "steward", "area": "Lantern Ward"}, {"role": "admin", "area": None}]
    assert f"{CORA.email}: steward (Lantern Ward), admin (everywhere)" in home.run("accounts", "list").out
    assert home.run("accounts", "remove", CORA.email, "--role", "admin").out == "1 role ended.\n"
    assert home.run("accounts", "remove", CORA.email).out == "1 role ended.\n"
    assert accounts(home)[0]["roles"] == []
    assert CORA.email not in repr(home.query("SELECT * FROM audit"))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", CORA.email, "--role", "king"), 2, "--role knows"),
        (("add", CORA.email, "--role", "keeper"), 2, "--role knows"),
        (("add", "cora", "--role", "steward"), 1, "not an e-mail address"),
        (("add", CORA.email, "--role", "steward", "--area", "W9"), 1, "no area with the code W9"),
        (("remove", "dev@example.org"), 1, "no account with that address"),
        (("link", "dev@example.org"), 1, "no account with that address"),
        (("key", "add", "feed", "--scope", "everything"), 2, "--scope knows"),
        (("key", "remove", "feed"), 1, "no key of that name"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(home: Home, words: tuple[str, ...], code: int, said: str) -> None:
    ran = home.run("accounts", *words)
    assert (ran.code, said in " ".join(ran.said.replace("│", " ").split())) == (code, True), ran.said
    assert home.query("SELECT count(*) FROM account") == [(0,)]


def test_a_key_is_shown_once_and_kept_as_a_hash(home: Home) -> None:
    key = home.run("accounts", "key", "add", "county feed", "--scope", "see_audit").out.strip()
    assert re.fullmatch(r"kith_[\w-]{43}", key)
    assert key not in repr(home.kept())
    today = datetime.now(UTC).date()
    held = {"name": "county feed", "scopes": ["see_audit"], "area": None, "since": today.isoformat(), "until": None}
    assert home.run("accounts", "key", "list", "--json").json == [held]
    home.run("accounts", "key", "add", "guest", "--days", "30")
    assert home.run("accounts", "key", "list", "--json").json[1]["until"] == (today + timedelta(days=30)).isoformat()
    assert home.run("accounts", "key", "remove", "guest").code == 0
    assert home.run("accounts", "key", "add", "county feed").code == 1
    assert home.run("accounts", "key", "remove", "county feed").code == 0
    assert home.run("accounts", "key", "list", "--json").json == []


def test_the_first_admin_of_a_new_machine_signs_in_and_mail_becomes_files(home: Home) -> None:
    home.run("accounts", "add", CORA.email, "--role", "admin")
    port = free_port()
    link = home.run("accounts", "link", CORA.email, "--port", port).out.strip()
    address, _, token = link.partition("/sign-in/link?t=")
    key = home.run("accounts", "key", "add", "audit reader", "--scope", "see_audit").out.strip()
    process = home.start("serve", "--port", port)
    try:
        with httpx.Client(base_url=address, timeout=60) as http:
            wait_for(http)
            assert http.get("/me").status_code == 303
            assert http.post("/sign-in/link", data={"t": token}).headers["location"] == "/me"
            assert "Runs this directory" in http.get("/me").text
            lines = http.get("/api/v1/audit", headers={"Authorization": f"Bearer {key}"}).json()["lines"]
            assert [line["what"] for line in lines] == [
                "signed in",
                "key made",
                "link printed",
                "role given",
                "account made",
            ]
            assert "mail" in http.post("/sign-in", data={"email": "asha@example.org"}).text
            letter = wait_for_letter(home)
    finally:
        process.terminate()
        process.wait(timeout=60)
    assert "To: asha@example.org" in letter
    assert f"{address}/sign-in/link?t=" in _one_line(letter), "a letter leads to the port that answers"
    log = (home.folder / "started.log").read_text()
    assert "example.org" not in log
    assert token not in log


def _one_line(letter: str) -> str:
    """A letter's text as it is read: long lines of a letter are broken with "=" on the way."""
    return str(message_from_string(letter, policy=default).get_body(("plain",)).get_content())  # type: ignore[attr-defined]


def wait_for_letter(home: Home) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if files := list((home.var / "mail").glob("*.eml")):
            return files[0].read_text()
        time.sleep(0.1)
    raise AssertionError("no letter was written")


@pytest.mark.parametrize(
    ("where", "begins"),
    [
        ([], "http://127.0.0.1:8000/"),
        (["--port", 9000], "http://127.0.0.1:9000/"),
        (["--host", "0.0.0.0", "--port", 9000], "http://127.0.0.1:9000/"),
        (["--host", "kith.lan"], "http://kith.lan:8000/"),
        (["--host", "::1", "--port", 81], "http://[::1]:81/"),
    ],
)
def test_a_printed_link_leads_to_where_it_is_served(home: Home, where: list[object], begins: str) -> None:
    home.run("accounts", "add", CORA.email, "--role", "admin")
    ran = home.run("accounts", "link", CORA.email, *where)
    assert ran.out.startswith(f"{begins}sign-in/link?t=")
    assert ("say where: --port 9000, or set KITH_BASE_URL" in ran.said) == (not where)


def test_a_printed_link_begins_with_the_address_that_is_set_unless_another_is_said(home: Home) -> None:
    home.run("accounts", "add", CORA.email, "--role", "admin")
    (home.folder / ".env").write_text("KITH_BASE_URL=https://kith.example.org\n")
    ran = home.run("accounts", "link", CORA.email)
    assert ran.out.startswith("https://kith.example.org/sign-in/link?t=")
    assert not ran.err
    assert home.run("accounts", "link", CORA.email, "--port", 9000).out.startswith("http://127.0.0.1:9000/")


EVERY_TIME = ("feeds", "tag listings")
NOW_AND_THEN = ("forget letters", "forget sign-ins", "forget lists", "ask keepers")
NOTHING_DONE = [*(f"{job}: 0" for job in EVERY_TIME), *(f"{job}: 0" for job in NOW_AND_THEN)]


def test_work_is_done_once_and_daily_work_once_a_day(home: Home) -> None:
    engine = open_engine(f"sqlite:///{home.database}")
    with unit_of_work(engine, writes=True) as session:
        queue(session, Letter(CORA.email, "Still right?", "Is it?"), key="k")
    engine.dispose()
    first, second = home.run("work", "--once").out.splitlines(), home.run("work", "--once").out.splitlines()
    assert first == ["mail: 1", *NOTHING_DONE]
    assert second == ["mail: 0", *(f"{job}: 0" for job in EVERY_TIME), *(f"{job}: not due" for job in NOW_AND_THEN)]
    assert len(list((home.var / "mail").glob("*.eml"))) == 1


def test_a_mail_server_that_is_away_is_said_and_other_work_is_done(home: Home) -> None:
    engine = open_engine(f"sqlite:///{home.database}")
    with unit_of_work(engine, writes=True) as session:
        queue(session, Letter(CORA.email, "Still right?", "Is it?"), key="k")
    engine.dispose()
    (home.folder / ".env").write_text(f"KITH_SMTP_URL=smtp://127.0.0.1:{free_port()}\n")
    ran = home.run("work", "--once")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "mail: Letters cannot go out (ConnectionRefusedError). They wait.",
        *NOTHING_DONE,
    ]
    assert home.query("SELECT state, tries FROM outbox") == [("queued", 0)]


def test_work_goes_on_until_it_is_told_to_stop(home: Home) -> None:
    process = home.start("work")
    try:
        engine = open_engine(f"sqlite:///{home.database}")
        with unit_of_work(engine, writes=True) as session:
            queue(session, Letter(CORA.email, "Still right?", "Is it?"), key="k")
        engine.dispose()
        assert CORA.email in wait_for_letter(home)
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0


def test_who_lost_their_phone_is_asked_for_no_code(home: Home) -> None:
    home.run("accounts", "add", CORA.email, "--role", "steward")
    engine = open_engine(f"sqlite:///{home.database}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account SET code_secret = 'JBSWY3DPEHPK3PXP', code_step = 7")
    engine.dispose()
    assert accounts(home)[0]["codes"] is True
    assert home.run("accounts", "drop-codes", CORA.email).code == 0
    assert accounts(home)[0]["codes"] is False
    assert home.query("SELECT what FROM audit ORDER BY seq DESC LIMIT 1") == [("codes dropped",)]


def test_json_is_json(home: Home) -> None:
    assert json.loads(home.run("accounts", "list", "--json").out) == []
