"""`kith serve`: says that Kith answers once it does, and why it cannot."""

import os
import socket
from contextlib import suppress
from typing import Annotated, Any

import typer
import uvicorn

from app.commands.terminal import BAD_USAGE, FAILED, said, stop
from app.db.engine import reach
from app.edge.clients import Proxies
from app.main import country_of
from app.settings import HOST, PORT, Settings, address_of, key_problem, var_problem

MOST_WORKERS, MOST_PORT = 64, 65_535


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = HOST,
    port: Annotated[int, typer.Option(min=0, max=MOST_PORT, help="Port to listen on; 0 takes a free one.")] = PORT,
    workers: Annotated[int, typer.Option(min=1, max=MOST_WORKERS, help="Processes that answer.")] = 1,
) -> None:
    """Serve the pages and the API."""
    if not host.strip():  # to the machine an empty name means every address it has
        stop(f"Say where to listen: --host {HOST}, or --host 0.0.0.0 for everywhere.", BAD_USAGE)
    settings = Settings()
    country_of(settings)  # a file that cannot be read is told once, before any worker begins
    if problem := key_problem(settings) or var_problem(settings):
        stop(problem, FAILED)
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)  # where even that fails, it is a sentence here
    reach(settings.database)
    try:
        Proxies.parse(settings.trusted_proxies)
    except ValueError as error:
        stop(f"{error}.", FAILED)
    _try_port(host, port)
    if "base_url" not in settings.model_fields_set:  # in letters and on paper stands the address that answers here
        os.environ["KITH_BASE_URL"] = address_of(settings, host, port)
    given: dict[str, Any] = {
        "factory": True, "host": host, "port": port, "access_log": False, "proxy_headers": False,
        "server_header": False, "date_header": False, "log_level": "warning",
    }  # fmt: skip
    if workers > 1:  # each says for itself when it is ready: /readyz
        said.print(f"{workers} processes begin to answer on http://{host}:{port}", highlight=False)
        uvicorn.run(APP, workers=workers, **given)
        return
    server = _Telling(uvicorn.Config(APP, **given))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        stop("Kith could not begin; what stands above says why.", FAILED)


APP = "app.work:create_working_app"


class _Telling(uvicorn.Server):
    """Says where it answers from the moment it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, and then a line."""
        await super().startup(sockets=sockets)
        if self.started:
            # Port 0 is a wish for a free one: what was found, and not the wish.
            port = next((it.getsockname()[1] for server in self.servers for it in server.sockets), self.config.port)
            said.print(f"Kith answers on http://{self.config.host}:{port}", highlight=False)


def _try_port(host: str, port: int) -> None:
    """Stops with a sentence where nothing could listen."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        # A name that nobody knows has a number below 0, of which the system's list of errors says nothing.
        named = (error.strerror or str(error)).partition(" (while ")[0]
        why = (os.strerror(error.errno) if error.errno and error.errno > 0 else named).lower()
        stop(
            f"Kith cannot listen on {host}, port {port}: {why}. Another: kith serve --port {port % MOST_PORT + 1}",
            FAILED,
        )
