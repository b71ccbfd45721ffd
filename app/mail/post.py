"""Where letters go: a mail server by SMTP, or, where none is set, a folder of files."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from app.kernel.errors import NotReady
from app.mail.store import Claimed

TIMEOUT_S = 30.0  # well below the lease's minute: a server that hangs must not make a second process start
_PORTS = {"smtp": 25, "smtps": 465}


class Unreachable(Exception):
    """The server cannot be reached or will not talk to us now; no letter is to blame."""


class TryLater(Exception):
    """The server would not take this letter now; `args[0]` is its status."""


class Undeliverable(Exception):
    """The server will never take this letter; `args[0]` is its status."""


class Post(Protocol):
    """Takes one letter at a time; raises Unreachable, TryLater or Undeliverable."""

    def open(self) -> None:
        """Be ready for letters; raises Unreachable."""
        ...

    def deliver(self, claimed: Claimed, sender: str) -> None:
        """Hand the letter over; when this returns it is the other side's."""
        ...


def message_of(claimed: Claimed, sender: str) -> EmailMessage:
    """The letter as it travels; the same however often it is made."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = claimed.letter.to
    message["Subject"] = claimed.letter.subject
    message["Date"] = format_datetime(claimed.queued_at)
    message["Message-ID"] = claimed.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine need answer
    message.set_content(claimed.letter.text)
    return message


def sender_of(mail_from: str, base_url: str) -> str:
    """Who letters are from: as set, else "kith" at the host of our own address. Raises NotReady for what is none."""
    sender = mail_from or f"Kith <kith@{urlsplit(base_url).hostname or 'localhost'}>"
    local, _, host = parseaddr(sender)[1].rpartition("@")
    if not sender.isprintable() or not local or not host:
        raise NotReady("KITH_MAIL_FROM reads like Kith <kith@example.org>.")
    return sender


@dataclass(frozen=True)
class Folder:
    """Letters as .eml files, named by their ids: the same letter is the same file."""

    path: Path

    def open(self) -> None:
        """Make the folder."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(error.strerror or type(error).__name__) from error

    def deliver(self, claimed: Claimed, sender: str) -> None:
        """Write the file whole or not at all; only its owner may read it."""
        part = self.path / f".{claimed.id}.part"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message_of(claimed, sender).as_bytes())
            part.replace(self.path / f"{claimed.id}.eml")
        except OSError as error:
            raise Unreachable(error.strerror or type(error).__name__) from error


@dataclass
class Server:
    """One connection to a mail server, made anew when it broke."""

    url: str = field(repr=False)  # it may hold a password
    _line: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect."""
        self._connected()

    def deliver(self, claimed: Claimed, sender: str) -> None:
        """Hand one letter to the server."""
        try:
            line = self._connected()
            line.send_message(message_of(claimed, sender), to_addrs=[claimed.letter.to])
        except smtplib.SMTPRecipientsRefused as error:
            _refuse(next(iter(error.recipients.values()))[0], error)
        except smtplib.SMTPSenderRefused as error:  # our own address is wrong: then no letter is to blame
            self._line = None
            raise Unreachable(f"sender refused, {error.smtp_code}") from error
        except smtplib.SMTPServerDisconnected as error:
            self._line = None
            raise TryLater("the line broke") from error
        except smtplib.SMTPResponseException as error:
            if error.smtp_code == 421:  # it closes the line: nobody's fault but its own
                self._line = None
                raise Unreachable("421") from error
            _refuse(error.smtp_code, error)
        except OSError as error:
            self._line = None
            raise TryLater(type(error).__name__) from error
        except (smtplib.SMTPException, ValueError) as error:
            raise Undeliverable(type(error).__name__) from error

    def _connected(self) -> smtplib.SMTP:
        if self._line is None:
            try:
                self._line = _connect(self.url)
            except (OSError, smtplib.SMTPException) as error:
                raise Unreachable(type(error).__name__) from error
        return self._line

    def close(self) -> None:
        """Say good-bye."""
        if self._line is not None:
            try:
                self._line.quit()
            except (OSError, smtplib.SMTPException):
                self._line.close()
            self._line = None


def _refuse(status: int, error: Exception) -> None:
    raise (Undeliverable if status >= 500 else TryLater)(str(status)) from error


def _connect(url: str) -> smtplib.SMTP:
    """A line to the server of an smtp:// or smtps:// address, encrypted where it can be, signed in where a name is."""
    parts = _parts(url)
    host, port, safely = parts.hostname or "", parts.port or _PORTS[parts.scheme], ssl.create_default_context()
    if parts.scheme == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=safely)
    else:
        line = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    line.ehlo()
    if parts.scheme == "smtp" and line.has_extn("starttls"):
        line.starttls(context=safely)
        line.ehlo()
    if parts.username:
        line.login(unquote(parts.username), unquote(parts.password or ""))
    return line


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        good = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise NotReady("KITH_SMTP_URL reads like smtp://name:password@mail.example.org:587, or smtps:// for port 465.")
    return parts


@contextmanager
def open_post(smtp_url: str, folder: Path) -> Iterator[Post]:
    """Where letters go by the settings, for as long as they are being sent."""
    if not smtp_url:
        yield Folder(folder)
        return
    _parts(smtp_url)  # before any letter is claimed
    server = Server(smtp_url)
    try:
        yield server
    finally:
        server.close()
