"""A node with two doors of its own, for measuring: one writes, one tells what the look for news costs.

python tests/bench/node.py DATABASE_URL FOLDER PORT
"""

import sys
import time
from pathlib import Path
from statistics import median

import uvicorn
from fastapi import FastAPI, Request

from app.db.engine import unit_of_work
from app.directory.bring_in import bring_in
from app.directory.shapes import Draft
from app.kernel.ids import demo_id
from app.main import Kith, create_app
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


if __name__ == "__main__":
    uvicorn.run(create_node(sys.argv[1], Path(sys.argv[2])), port=int(sys.argv[3]), log_level="error", access_log=False)
