"""Numbers for those who watch over a machine: how many requests, how long they took; no path, no word, no person."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.logs import method_of, route_of

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# From a match out of memory (about a millisecond) to what a person gives up on.
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
BROKEN = 500  # what the caller saw when an answer never began


@dataclass(frozen=True)
class Facts:
    """How this process stands: ideas given since it began, listings held, and whether it goes on without a database."""

    matches: int
    listings: int
    held: bool


class Metrics:
    """The numbers of one process. Several answer in turn, so each says which it is, for its readers to add up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.process = str(os.getpid())
        self.requests = Counter(
            "kith_requests", "Requests answered.", ["process", "method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "kith_request_seconds", "How long answers took.", ["process", "route"], buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip

        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def watch(self, facts: Callable[[], Facts]) -> None:
        """Tell also what `facts` says whenever somebody reads the numbers."""
        self.registry.register(_Standing(self.process, facts))

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self.registry)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request is over."""
        request, took = self._of(method, route, status)
        request.inc()
        took.observe(seconds)

    def _of(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        """Looked up once: there are as many as routes, and their statuses."""
        known = self._known.get((method, route, status))
        if known is None:
            both = (
                self.requests.labels(self.process, method, route, str(status)),
                self.seconds.labels(self.process, route),
            )
            known = self._known[method, route, status] = both
        return known


class _Standing(Collector):
    def __init__(self, process: str, facts: Callable[[], Facts]) -> None:
        self.process, self.facts = process, facts

    def describe(self) -> Iterator[Metric]:
        """Nothing: else the facts would be asked for before there are any."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The facts as they are now."""
        facts = self.facts()
        matches = CounterMetricFamily(
            "kith_matches",
            "Answers of the engine with ideas; a form and the page it leads to are two.",
            labels=["process"],
        )
        matches.add_metric([self.process], facts.matches)
        yield matches
        for name, says, value in (
            ("kith_listings", "Listings that can be suggested.", facts.listings),
            ("kith_held", "1 while the database does not answer and what was read before stands.", int(facts.held)),
        ):
            gauge = GaugeMetricFamily(name, says, labels=["process"])
            gauge.add_metric([self.process], value)
            yield gauge


class Measure:
    """Counts every request by the template of its route, which holds no id and nothing that was typed."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on and count it when it is over."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began = BROKEN, time.perf_counter()

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        finally:
            self.metrics.note(method_of(scope), route_of(scope), status, time.perf_counter() - began)
