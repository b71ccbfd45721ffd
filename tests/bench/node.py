"""A node with two doors of its own, for measuring: one writes, one tells what the look for news costs.

python tests/bench/node.py DATABASE_URL FOLDER PORT

The process that is started reads the code and answers nothing. For each line that comes in, settings as JSON, it makes
a node of itself and says its id: a node that was killed is back in a moment, and takes no seconds of the processor from
those that are measured.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from statistics import median

import uvicorn
from fastapi import FastAPI, Request

from app.db.engine import unit_of_work
from app.directory.bring_in import bring_in
from app.directory.shapes import Draft
from app.directory.vocabulary import load_vocabulary
from app.kernel.ids import demo_id
from app.main import Kith, create_app
from app.matching.engine import warm
from app.matching.engine.danger import find_danger
from app.matching.shapes import MatchIn
from app.settings import Settings
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, listing

LOOKS, ASKED = 2_000, 200


def create_node(url: str, var: Path) -> FastAPI:
    """The application with the doors."""
    app = create_app(Settings(_env_file=None, database_url=url, var=var, log_level="error"), CLOCK)

    @app.post("/try/write/{first}")
    def write(request: Request, first: int, count: int = 1, ids: int = 40) -> None:
        """Writes "Quoits <number>" for `count` numbers into `ids` listings in turn, by the verb of every import."""
        kith: Kith = request.app.state.kith
        numbers = range(first, first + count)
        made = [
            listing(id=demo_id(f"pair {n % ids}"), name=f"Quoits {n}", summary="Quoits in the yard.") for n in numbers
        ]
        drafts = [Draft(row=n, key=str(one.id), listing=one) for n, one in enumerate(made, 1)]
        with unit_of_work(kith.engine, writes=True) as session:
            bring_in(session, drafts, source="test", gazetteer=Gazetteer(), clock=CLOCK)

    @app.get("/try/cost")
    async def cost(request: Request) -> dict[str, float]:
        """Microseconds of the processor that the look for news takes when there is none, and that an answer takes."""
        kith: Kith = request.app.state.kith
        body = MatchIn(near="LS8 5", hopes="gardening, company")
        await kith.match_as_json(body)
        answers = []
        for _ in range(ASKED):
            began = time.process_time()
            await kith.match_as_json(body)
            answers.append(time.process_time() - began)
        began = time.process_time()
        for _ in range(LOOKS):
            kith.desk.changed()
        return {"look_us": (time.process_time() - began) / LOOKS * 1e6, "answer_us": median(answers) * 1e6}

    return app


def serve(url: str, var: Path, port: int) -> None:
    """Make a node at each line."""
    warm.prepare()
    load_vocabulary().find("gardening")  # read once, for every node
    find_danger("gardening")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for one that was killed
    for line in sys.stdin:
        if (pid := os.fork()) == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.environ.update(json.loads(line))
            uvicorn.run(create_node(url, var), port=port, log_level="error", access_log=False)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
