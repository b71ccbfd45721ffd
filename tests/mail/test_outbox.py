"""Letters through a real mail server: none lost, none twice, whatever is away; and their words are forgotten."""

import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, select
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.db.lease import Lease
from app.db.model import LeaseRow
from app.db.statements import columns_of
from app.kernel.clock import Clock, system_clock
from app.kernel.errors import NotReady
from app.mail.model import OutboxLetter
from app.mail.outbox import Letter, forget_address, queue
from app.mail.post import sender_of
from app.mail.rules import MOST_TRIES, STUCK, WAITS, WORDS_KEPT, State
from app.mail.send import LEASE, forget_sent, send_due
from app.mail.store import counts
from tests.builders import ASHA, CORA
from tests.mail.conftest import PostOffice

ROOT = Path(__file__).resolve().parents[2]
SENDER = "Kith <kith@example.org>"
NOWHERE = Path("/nonexistent")
MANY = 150
SENDS = """
import sys
from app.db.engine import open_engine
from app.mail.send import send_due
from pathlib import Path
send_due(open_engine(sys.argv[1]), sys.argv[2], "kith@example.org", Path("/nonexistent"))
"""


def later(after: timedelta) -> Clock:
    return lambda: system_clock() + after


def letter(subject: str = "Still right?", to: str = CORA.email) -> Letter:
    return Letter(to, subject, "Is what we say of your group still right?\n")


def fill(engine: Engine, number: int, subject: str = "Letter") -> None:
    with unit_of_work(engine, writes=True) as session:
        for n in range(number):
            assert queue(session, letter(f"{subject} {n}"), key=f"{subject} {n}")


def send(engine: Engine, office: PostOffice, after: timedelta = timedelta()) -> int:
    """How many went; None may go while nobody takes them."""
    try:
        return send_due(engine, office.url, SENDER, NOWHERE, clock=later(after))
    except NotReady:
        return 0


def states(engine: Engine) -> dict[str, int]:
    with unit_of_work(engine) as session:
        return counts(session)


def once_each(office: PostOffice) -> Counter[str]:
    """How often each letter came; the same letter always bears the same Message-ID."""
    ids: dict[str, set[str]] = {}
    for message_id, subject, _ in office.taken:
        ids.setdefault(subject, set()).add(message_id)
    assert all(len(found) == 1 for found in ids.values())
    return Counter(subject for _, subject, _ in office.taken)


def test_it_works(engine: Engine, office: PostOffice) -> None:
    office.open()
    fill(engine, 3)
    assert send(engine, office) == 3
    assert [taken[1:] for taken in office.taken] == [(f"Letter {n}", CORA.email) for n in range(3)]
    assert send(engine, office) == 0
    assert states(engine) == {State.SENT: 3}


def test_a_key_is_queued_once_ever(engine: Engine, office: PostOffice) -> None:
    office.open()
    for expected in (True, False):
        with unit_of_work(engine, writes=True) as session:
            assert queue(session, letter(), key="check 7") is expected
    send(engine, office)
    with unit_of_work(engine, writes=True) as session:
        assert not queue(session, letter(), key="check 7")


def test_what_was_undone_sends_nothing(engine: Engine, office: PostOffice) -> None:
    office.open()
    with Session(engine) as session:
        assert queue(session, letter(), key="check 7")
        session.rollback()
    assert send(engine, office) == 0


def test_while_the_server_is_down_letters_wait_and_no_try_is_counted(engine: Engine, office: PostOffice) -> None:
    fill(engine, 5)
    for _ in range(3):
        with pytest.raises(NotReady, match="They wait"):
            send_due(engine, office.url, SENDER, NOWHERE)
    assert states(engine) == {State.QUEUED: 5}
    office.open()
    assert send(engine, office) == 5
    assert set(once_each(office).values()) == {1}


def test_none_is_lost_or_doubled_while_the_server_restarts(engine: Engine, office: PostOffice) -> None:
    office.open()
    fill(engine, MANY)
    stop = threading.Event()

    def work() -> None:
        ahead = timedelta()
        while not stop.is_set():
            send(engine, office, ahead)
            ahead += WAITS[0]  # the waits pass quickly

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for part in (1, 2, 3):
            wait_for(office, part * MANY // 5)
            office.close()
            time.sleep(0.2)
            office.open()
        wait_for(office, MANY)
    finally:
        stop.set()
        worker.join()
    assert once_each(office) == Counter(f"Letter {n}" for n in range(MANY))
    assert states(engine) == {State.SENT: MANY}


def wait_for(office: PostOffice, number: int) -> None:
    until = time.monotonic() + 60
    while len(office.taken) < number:
        assert time.monotonic() < until, f"{len(office.taken)} of {number} came"
        time.sleep(0.01)


def test_a_sender_that_is_killed_repeats_one_letter_at_most(engine: Engine, office: PostOffice) -> None:
    office.open()
    fill(engine, MANY)
    url = engine.url.render_as_string(hide_password=False)
    for part in (1, 2, 3):
        process = subprocess.Popen([sys.executable, "-c", SENDS, url, office.url], cwd=ROOT)
        wait_for(office, part * MANY // 5)
        process.kill()
        process.wait(timeout=60)
        with Session(engine) as session, session.begin():  # a minute passes: its lease has run out
            session.execute(delete(LeaseRow))
    send(engine, office, STUCK)
    came = once_each(office)
    assert set(came) == {f"Letter {n}" for n in range(MANY)}
    assert sum(came.values()) <= MANY + 3
    assert max(came.values()) <= 2
    assert states(engine) == {State.SENT: MANY}


def test_of_two_processes_one_sends(engine: Engine, office: PostOffice) -> None:
    office.open()
    fill(engine, 3)
    other = Lease(engine, LEASE)
    assert other.take()
    assert send(engine, office) == 0
    other.give_back()
    assert send(engine, office) == 3


def test_a_letter_that_is_refused_for_now_waits_longer_each_time_and_then_fails(
    engine: Engine, office: PostOffice
) -> None:
    office.refusal = "450 later"
    office.open()
    fill(engine, 1, "odd")
    fill(engine, 1)
    assert send(engine, office) == 1
    passed = timedelta()
    for wait in WAITS:
        assert send(engine, office, passed + wait - timedelta(seconds=20)) == 0
        assert states(engine)[State.QUEUED] == 1
        passed += wait
        send(engine, office, passed)
        passed += timedelta(seconds=1)
    assert states(engine) == {State.SENT: 1, State.FAILED: 1}
    assert once_each(office) == {"Letter 0": 1}
    with Session(engine) as session:
        of = columns_of(OutboxLetter)
        row = session.execute(select(of.tries, of.problem).where(of.state == State.FAILED)).one()
    assert (row.tries, row.problem) == (MOST_TRIES, "450")


def test_a_letter_that_is_refused_for_good_fails_at_once_and_stops_no_other(engine: Engine, office: PostOffice) -> None:
    office.refusal = "550 never"
    office.open()
    fill(engine, 2, "odd")
    fill(engine, 2)
    assert send(engine, office) == 2
    assert states(engine) == {State.SENT: 2, State.FAILED: 2}


def test_words_and_addresses_are_forgotten_some_days_after(engine: Engine, office: PostOffice) -> None:
    office.open()
    fill(engine, 2)
    send(engine, office)
    assert forget_sent(engine, clock=later(WORDS_KEPT - timedelta(minutes=1))) == 0
    assert forget_sent(engine, clock=later(WORDS_KEPT + timedelta(minutes=1))) == 2
    with Session(engine) as session:
        kept = session.exec(select(OutboxLetter)).scalars().all()  # type: ignore[call-overload]
    assert {(row.to, row.subject, row.text) for row in kept} == {("", "", "")}
    with unit_of_work(engine, writes=True) as session:
        assert not queue(session, letter(), key="Letter 0")  # it still went


def test_an_address_that_is_withdrawn_gets_nothing_more(engine: Engine, office: PostOffice) -> None:
    office.open()
    with unit_of_work(engine, writes=True) as session:
        queue(session, letter(), key="a")
        queue(session, letter(to=ASHA.email), key="b")
        assert forget_address(session, CORA.email) == 1
    assert send(engine, office) == 1
    assert [taken[2] for taken in office.taken] == [ASHA.email]


def test_without_a_server_letters_are_files(engine: Engine, tmp_path: Path) -> None:
    fill(engine, 2)
    assert send_due(engine, "", SENDER, tmp_path / "mail") == 2
    files = sorted((tmp_path / "mail").iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    message = message_from_bytes(files[0].read_bytes(), policy=default)
    assert (message["To"], message["From"], message["Auto-Submitted"]) == (CORA.email, SENDER, "auto-generated")
    assert "still right" in message.get_content()


def test_a_folder_that_cannot_be_written_loses_nothing(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands in the way")
    fill(engine, 2)
    with pytest.raises(NotReady, match="They wait"):
        send_due(engine, "", SENDER, tmp_path / "mail")
    assert states(engine) == {State.QUEUED: 2}


@pytest.mark.parametrize(
    ("to", "subject", "text"),
    [
        ("cora", "Subject", "Words"),
        ("cora@example.org\nBcc: dev@example.org", "Subject", "Words"),
        (CORA.email, "", "Words"),
        (CORA.email, "Subject\r\nBcc: dev@example.org", "Words"),
        (CORA.email, "S" * 201, "Words"),
        (CORA.email, "Subject", " \n"),
        (CORA.email, "Subject", "w" * 20_001),
    ],
)
def test_what_is_no_letter_is_refused(to: str, subject: str, text: str) -> None:
    with pytest.raises(ValueError, match="a letter needs"):
        Letter(to, subject, text)


def test_a_letter_keeps_its_words_out_of_logs() -> None:
    assert repr(letter()) == "Letter()"


def test_who_letters_are_from() -> None:
    assert sender_of("", "https://kith.leeds.example/") == "Kith <kith@kith.leeds.example>"
    assert sender_of("Kith <a@example.org>", "") == "Kith <a@example.org>"
    for wrong in ("nobody", "Kith <>", "a@b\nBcc: c@d"):
        with pytest.raises(NotReady, match="KITH_MAIL_FROM"):
            sender_of(wrong, "http://127.0.0.1:8000")


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_a_server_that_cannot_be_read_is_said_and_loses_nothing(engine: Engine, url: str) -> None:
    fill(engine, 1)
    with pytest.raises(NotReady, match="KITH_SMTP_URL"):
        send_due(engine, url, SENDER, NOWHERE)
    assert states(engine) == {State.QUEUED: 1}
