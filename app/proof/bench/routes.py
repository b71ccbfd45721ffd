"""The application with doors beside the match that answer the same body in other ways, to be compared over HTTP."""

from pathlib import Path
from tempfile import mkdtemp

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import Scope

from app.edge.ahead import Ahead, Ready
from app.main import Kith, create_app
from app.matching import ahead
from app.matching.shapes import MatchIn, MatchOut
from app.proof.bench.served import TRIVIAL, Filled, folder_told
from app.settings import Settings


def create_served() -> FastAPI:
    """Started by `http.py` in processes of their own; the environment says where the columns are."""
    folder = folder_told()
    filled: list[Filled] = []

    def beside(kith: Kith) -> Filled:
        filled.append(Filled(kith, folder))
        return filled[0]

    app = create_app(Settings(var=Path(mkdtemp(dir=folder)), database_url="", log_level="warning"), beside=beside)
    constant = (folder / TRIVIAL).read_bytes()

    @app.post("/bench/trivial", response_model=MatchOut)
    async def trivial(body: MatchIn) -> Response:
        return Response(constant, media_type="application/json", headers={"Cache-Control": "no-store"})

    @app.post("/bench/lean", response_model=MatchOut)
    def lean(body: MatchIn) -> Response:
        found = filled[0].lean(body)
        return Response(found, media_type="application/json", headers={"Cache-Control": "no-store"})

    async def ask_peer(scope: Scope, body: bytes) -> Ready:
        said = MatchIn.model_validate_json(body)
        await filled[0].kith.catch_up()
        return Ready(await run_in_threadpool(filled[0].by_peer, said), (ahead.NOT_KEPT,))

    # Where the door of the match stands too: ahead of the framework, inside all else.
    app.user_middleware.append(Middleware(Ahead, doors={"/bench/peer": ask_peer}))
    return app
