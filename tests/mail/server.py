"""A real mail server in a process of its own: each letter that it takes is one line in a file before it says so.

    python server.py PORT FILE [REFUSAL]

With a REFUSAL ("450 later", "550 never") it takes no letter whose subject says "odd".
"""

import os
import signal
import sys
import threading
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Keeps:
    """Writes down the Message-ID and the subject of what comes."""

    def __init__(self, path: Path, refusal: str) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.refusal = refusal

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=default)
        if self.refusal and "odd" in message["Subject"]:
            return self.refusal
        os.write(self.file, f"{message['Message-ID']}\t{message['Subject']}\t{envelope.rcpt_tos[0]}\n".encode())
        os.fsync(self.file)
        return "250 taken"


def main() -> None:
    port, path, refusal = int(sys.argv[1]), Path(sys.argv[2]), " ".join(sys.argv[3:])
    controller = Controller(Keeps(path, refusal), hostname="127.0.0.1", port=port)
    controller.start()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    stop.wait()
    controller.stop()


if __name__ == "__main__":
    main()
