"""Puts the edge around an app: errors, headers, limits and logs, in the one order that works."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from app.edge.bodies import CapBodies
from app.edge.clients import Proxies
from app.edge.errors import ShowPage, install
from app.edge.failures import CatchFailures
from app.edge.headers import Headers
from app.edge.heads import AnswerHeads
from app.edge.limits import Limits
from app.edge.logs import AccessLog, set_up
from app.edge.metrics import Measure, Metrics
from app.edge.open_doors import OpenDoors
from app.edge.revisions import Revisions
from app.edge.same_origin import SameOrigin
from app.edge.unchanged import Unchanged
from app.settings import Settings


def furnish(app: FastAPI, settings: Settings, show_page: ShowPage) -> None:
    """Called once by the factory. Raises ValueError when KITH_TRUSTED_PROXIES cannot be read."""
    proxies = settings.trusted_proxies
    Proxies.parse(proxies)  # say so now, not at the first request
    set_up(settings.log_level, as_json=settings.env == "production")
    install(app, show_page)
    app.state.metrics = Metrics()
    app.state.https = settings.env == "production" or settings.base_url.startswith("https://")
    # The last added stands outermost: every answer, a refusal too, is logged and carries the headers.
    app.add_middleware(GZipMiddleware, minimum_size=600, compresslevel=5)
    app.add_middleware(Unchanged)
    app.add_middleware(CatchFailures)
    app.add_middleware(CapBodies)
    app.add_middleware(Revisions)
    app.add_middleware(SameOrigin, base_url=settings.base_url)
    app.add_middleware(Limits, trusted_proxies=proxies)
    app.add_middleware(OpenDoors)
    app.add_middleware(AnswerHeads)
    app.add_middleware(Headers, trusted_proxies=proxies, tile_url=settings.tile_url)
    app.add_middleware(Measure, metrics=app.state.metrics)
    app.add_middleware(AccessLog)
