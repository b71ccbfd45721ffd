"""Joins the parts: the one place where the application is put together; nothing happens at import."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from app.access import pages as access_pages
from app.access import routes as access_routes
from app.access.admin import pages as admin_pages
from app.access.admin.audit import pages as audit_pages
from app.access.admin.keys import pages as keys_pages
from app.access.devices import look_up
from app.access.routes import guard, guard_unless_here
from app.access.rules import Deed, may
from app.areas import pages as areas_pages
from app.areas import routes as areas_routes
from app.areas.book import AreaBook
from app.areas.rules import Contact
from app.areas.store import area_name
from app.db.changes import DEMO_FIRST_LOADED, end_of_log, kept_value, last_change
from app.db.engine import in_words, open_engine, unit_of_work
from app.db.migrate import is_current, upgrade
from app.demand.flush import Flushing
from app.demand.tally import Tally
from app.directory import pages as directory_pages
from app.directory import routes as directory_routes
from app.directory.read import read_listing
from app.directory.shapes import ListingPage
from app.directory.store import listing_names
from app.directory.vocabulary import Vocabulary, load_vocabulary
from app.edge.ahead import Ahead
from app.edge.caller import Caller, Shown
from app.edge.furnish import furnish
from app.edge.languages import catalogue
from app.edge.metrics import Facts
from app.edge.problems import problem_responses
from app.edge.templating import FRONTEND, error_page
from app.insight import pages as insight_pages
from app.insight.look import Lookout
from app.insight.networks import pages as networks_pages
from app.kernel.clock import Clock, system_clock
from app.kernel.errors import Away
from app.matching import ahead
from app.matching import pages as matching_pages
from app.matching import routes as matching_routes
from app.matching.country import read_country
from app.matching.desk import Desk
from app.matching.engine.index.country import Country
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.model import ModelError, ModelFiles, find_model
from app.matching.engine.search import Found, Wanted
from app.matching.expected import Expected, expected
from app.matching.find import Stretch, find, read_found, without
from app.matching.meanings import Meanings
from app.matching.reading import Reading
from app.matching.shapes import MatchIn, MatchOut, WhyIn, WhyNotOut
from app.matching.snapshots import Snapshots
from app.matching.suggest import Question, question
from app.matching.tidying import Tidying
from app.matching.why import why_this
from app.offline import pages as offline_pages
from app.settings import Settings
from app.shortlist import pages as shortlist_pages
from app.site import pages as site_pages
from app.site import routes as site_routes
from app.site.doors import routes as doors_routes
from app.site.embed import pages as embed_pages
from app.standards.calendar import routes as calendar_routes
from app.standards.feeds import pages as feeds_pages
from app.standards.feeds.store import Origin, origin_of
from app.standards.geojson import routes as geojson_routes
from app.standards.hsds_feed import routes as hsds_feed_routes
from app.standards.ogc import routes as ogc_routes
from app.standards.read_open import read_open
from app.standards.schema_org.mapping import linked_data
from app.standards.sitemap import routes as sitemap_routes
from app.tables import METADATA
from app.upkeep import pages as upkeep_pages
from app.upkeep.answered import pages as answered_pages
from app.upkeep.cards import pages as cards_pages
from app.upkeep.keeping import pages as keeping_pages
from app.upkeep.own import pages as own_pages
from app.upkeep.photos import pages as photo_pages
from app.upkeep.photos.shown import PhotoBook, ShownPhoto, shown_photo
from app.upkeep.sent import pages as sent_pages
from app.upkeep.steward import pages as steward_pages
from app.upkeep.steward.finding import pages as finding_pages
from app.upkeep.views import Views
from geo.gazetteer import Gazetteer
from geo.points import Point


@dataclass
class Kith:
    """The parts that requests use, made once a process."""

    settings: Settings
    engine: Engine
    gazetteer: Gazetteer
    clock: Clock
    model: ModelFiles | None = None
    country: Country | None = None
    tally: Tally = field(default_factory=Tally)
    lookout: Lookout = field(default_factory=Lookout)
    desk: Desk = field(init=False)
    demo: bool = False
    matches: int = 0  # answered since this process began
    views: Views = field(init=False)
    photos: PhotoBook = field(default_factory=PhotoBook)

    def __post_init__(self) -> None:
        self.views = Views(self.engine)
        shipped = load_vocabulary()
        meanings = Meanings(self.engine, self.model) if self.model else None
        self.desk = Desk(
            self.engine,
            self.gazetteer,
            shipped,
            self.clock,
            meanings,
            tally=self.tally,
            snapshots=Snapshots.beside(self.settings.var),
            country=self.country,
        )

    @property
    def vocabulary(self) -> Vocabulary:
        """The words as last read, the stewards' own among them."""
        return self.desk.vocabulary

    @property
    def areas(self) -> AreaBook:
        """The areas as last read."""
        return self.desk.parts.areas

    @property
    def local_number(self) -> str | None:
        """The number to ring that serves everybody here; None before the areas are read, or where there are several."""
        return self.areas.only_number if self.desk.ready else None

    def to_ring(self, point: Point, sector: str | None) -> tuple[Contact, ...]:
        """Who answers a telephone around a point."""
        return self.areas.to_ring(self.areas.covering(point, sector))

    async def match(self, conversation: MatchIn, language: str = "en-GB") -> MatchOut:
        """Ideas for one conversation; reads the database only when somebody has written since."""
        asked, vectors = await self._heard(conversation)
        return self.desk.reply(asked, vectors, catalogue(language).gettext, language.split("-")[0])

    async def match_as_json(self, conversation: MatchIn, language: str = "en-GB") -> bytes:
        """The same as bytes of JSON."""
        asked, vectors = await self._heard(conversation)
        return self.desk.reply_as_json(asked, vectors, catalogue(language).gettext, language.split("-")[0])

    async def _heard(self, conversation: MatchIn) -> tuple[Question, Mapping[str, Vector]]:
        await self.catch_up()
        asked = question(conversation, self.desk.parts)
        read = self.desk.read
        vectors = read(asked) if self.desk.at_once(asked) else await run_in_threadpool(read, asked)
        self.matches += 1
        return asked, vectors

    async def why(self, conversation: WhyIn, language: str = "en-GB") -> WhyNotOut:
        """Why a named listing was or was not among the ideas for one conversation; raises NotFound."""
        await self.catch_up()
        parts = self.desk.parts
        asked = question(conversation, parts)
        vectors = await run_in_threadpool(self.desk.read, asked)
        wording = self.desk.wording(parts, catalogue(language).gettext, language.split("-")[0], asked.of_somebody)
        return await run_in_threadpool(why_this, asked, conversation.listing_id, vectors, parts, wording)

    async def expected(self, conversation: MatchIn, name: str) -> list[Expected]:
        """The listings that somebody may mean by a name; raises a PlaceError."""
        await self.catch_up()
        parts = self.desk.parts
        return await run_in_threadpool(expected, name, question(conversation, parts), parts)

    async def ideas_for(self, conversations: Sequence[MatchIn]) -> list[int]:
        """How many ideas each would bring; raises a PlaceError."""
        await self.catch_up()
        return await run_in_threadpool(self.desk.ideas_for, conversations)

    def find(self, wanted: Wanted, stretch: Stretch) -> Found:
        """A stretch of the listings that are wanted; belongs in a thread."""
        if self.desk.changed():
            self.refresh()
        return find(wanted, stretch, self.desk.parts)

    def listings(self, wanted: Wanted, stretch: Stretch) -> ListingPage:
        """The same with all that everybody may see of each."""
        found = self.find(wanted, stretch)
        with unit_of_work(self.engine) as session:
            return read_found(session, found, stretch, self.clock(), self.areas)

    def facts(self) -> Facts:
        """How this process stands, in numbers."""
        ready = self.desk.ready
        return Facts(self.matches, self.desk.parts.columns.size if ready else 0, self.desk.held_since is not None)

    def without(self, wanted: Wanted) -> dict[str, int]:
        """How many there are when one thing that was asked is left out, by its field."""
        return without(wanted, self.desk.parts)

    async def catch_up(self) -> None:
        """Read what is new, if anything is; what may wait for the network waits in a thread."""
        desk = self.desk
        if desk.changed() if desk.looks_quickly else await run_in_threadpool(desk.changed):
            await run_in_threadpool(self.refresh)

    def refresh(self) -> None:
        """Read what is new; while the database is away, what is held stands."""
        if self.desk.catch_up():
            with suppress(Away), unit_of_work(self.engine) as session:
                self.demo = kept_value(session, DEMO_FIRST_LOADED) is not None
                self.photos.catch_up(session)

    async def standing(self) -> str:
        """What open data is made from, in a word that changes with it; raises Away.

        The log is asked first: what is read after it may be newer, and is then only fetched once more.
        """
        end = await run_in_threadpool(self._end_of_log)
        await self.catch_up()
        return f"{end} {self.settings.base_url}"

    def _end_of_log(self) -> str:
        with unit_of_work(self.engine) as session:
            return end_of_log(session)

    def behind(self) -> int:
        """How many changes were in the database that are not in the answers after reading it; raises Away."""
        with unit_of_work(self.engine) as session:
            there = last_change(session)
        if there > self.desk.revision:  # not heard of yet, and perhaps it never will be
            self.refresh()
        return max(0, there - self.desk.revision)

    def is_current(self) -> bool:
        """Whether the schema is the newest; raises Away."""
        with in_words():
            return is_current(self.engine)

    def listing(self, listing_id: UUID) -> dict[str, Any]:
        """One listing as everybody may see it; raises NotFound."""
        with unit_of_work(self.engine) as session:
            found: dict[str, Any] = read_listing(session, listing_id, self.clock(), self.areas).model_dump(mode="json")
        return found

    def photo(self, listing_id: UUID) -> ShownPhoto | None:
        """The photo of a listing, as it is now."""
        with unit_of_work(self.engine) as session:
            return shown_photo(session, listing_id)

    def seen(self, listing_id: UUID) -> None:
        """Somebody looked at a listing's page: whom to ring first hangs on it."""
        self.views.count(listing_id)

    def linked_data(self, listing_id: UUID) -> str | None:
        """The listing in the words of schema.org, for search engines; None for a person (rule 10)."""
        with unit_of_work(self.engine) as session:
            found = read_open(session, [listing_id], self.areas)
        return linked_data(found[0], self.settings.base_url) if found else None

    def origin(self, listing_id: UUID) -> Origin | None:
        """The feed that a listing comes from; None when somebody put it here."""
        with unit_of_work(self.engine) as session:
            return origin_of(session, listing_id)

    def area_around(self, lat: float | None, lon: float | None, sector: str | None) -> tuple[str, str] | None:
        """Code and name of the smallest area with a name around a public point; None where none is known."""
        point = Point(lat, lon) if lat is not None and lon is not None else None
        code = self.areas.smallest(self.areas.covering(point, sector))
        return (code, self.areas.name_of(code) or code) if code else None

    def local_number_at(self, lat: float | None, lon: float | None, sector: str | None) -> str | None:
        """Whom somebody at a public point can just ring; the whole directory's number where no area has one."""
        point = Point(lat, lon) if lat is not None and lon is not None else None
        lines = self.areas.to_ring(self.areas.covering(point, sector))
        return lines[0].contact if lines else self.local_number

    def caller(self, shown: Shown) -> Caller:
        """Who shows a key or a sign-in cookie; reads the database. Raises SignInNeeded for a key not in use."""
        return look_up(self.engine, shown, self.clock)

    def area_name(self, area_id: UUID) -> str | None:
        """The name of an area that somebody's role is for."""
        with unit_of_work(self.engine) as session:
            return area_name(session, area_id)

    def named(self, ids: frozenset[UUID]) -> dict[UUID, str]:
        """The names of listings and areas by id, as far as there are any."""
        with unit_of_work(self.engine) as session:
            found = listing_names(session, ids)
        return found | {one.id: one.name for one in self.areas.choices if one.id in ids}

    def map_edges(self, point: Point, metres: float) -> Any:
        """Edges of loaded areas near a point, for the base map."""
        return self.areas.edges_at(point, metres)


def join(settings: Settings, clock: Clock = system_clock) -> Kith:
    """Open what a process needs; the schema is brought up to date first. Raises a KithError."""
    country = country_of(settings)
    engine = open_engine(settings.database)
    upgrade(engine, METADATA)
    return Kith(settings, engine, Gazetteer.open(settings.var), clock, _model(settings), country)


def country_of(settings: Settings) -> Country | None:
    """What words weigh in the whole country; None where they weigh as they do here. Raises NotUsable."""
    return read_country(settings.country_words) if settings.country_words else None


def _model(settings: Settings) -> ModelFiles | None:
    """The sentence encoder's files; None when it is not installed, and then words serve alone."""
    try:
        return find_model(settings.model_dir)
    except ModelError:
        return None


class Beside(Protocol):
    """Work that goes on beside the answering, for as long as the process lives."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """End, and wait until it has."""
        ...


def _going_on(kith: Kith) -> list[Beside]:
    """What every process that answers does beside it, in the order in which it begins."""
    flushing = Flushing(kith.engine, kith.tally, kith.clock, then=kith.refresh)
    return [kith.desk.watch, kith.views, flushing, Reading(kith.desk), Tidying(kith.desk)]


def create_app(
    settings: Settings | None = None,
    clock: Clock = system_clock,
    beside: Callable[[Kith], Beside] | None = None,
) -> FastAPI:
    """The web application for `settings` (from the environment when None), and what goes on `beside` it."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        kith = app.state.kith = await run_in_threadpool(join, settings, clock)
        app.state.look_up, app.state.standing = kith.caller, kith.standing
        app.state.sees_queue = partial(may, deed=Deed.SEE_QUEUE)
        await run_in_threadpool(kith.refresh)
        app.state.metrics.watch(kith.facts)
        going_on = _going_on(kith)
        if beside:
            going_on.append(beside(kith))
        for each in going_on:
            each.start()
        yield
        for each in reversed(going_on):
            await run_in_threadpool(each.stop)
        kith.engine.dispose()

    app = FastAPI(
        title="Kith", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None,
        responses=problem_responses(),
        # FastAPI's own would tell whole addresses, and what was typed into them, to whatever a library has set up.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )  # fmt: skip
    for router in (
        calendar_routes.router,  # before the page of a listing, whose address would swallow the ".ics"
        matching_pages.router, matching_routes.router, directory_pages.router, directory_routes.router,
        areas_routes.router, shortlist_pages.router, site_pages.router, offline_pages.router, embed_pages.router,
        insight_pages.router, networks_pages.router,
        hsds_feed_routes.router, geojson_routes.router, ogc_routes.router, sitemap_routes.router, site_routes.router,
        doors_routes.router,
    ):  # fmt: skip
        app.include_router(router)
    for router in (  # not all of it is open to anybody
        access_routes.router, access_pages.router, admin_pages.router, keys_pages.router, audit_pages.router,
        photo_pages.router, sent_pages.router,  # before the pages of a draft, which take any word for a step
        areas_pages.router, upkeep_pages.router, cards_pages.router, keeping_pages.router, own_pages.router,
        steward_pages.router, finding_pages.router,
        answered_pages.router, feeds_pages.router,
    ):  # fmt: skip
        app.include_router(router, dependencies=[Depends(guard)])
    app.include_router(site_routes.numbers, dependencies=[Depends(guard_unless_here)])
    app.mount("/static", StaticFiles(directory=FRONTEND / "static"), name="static")
    app.add_middleware(Ahead, doors={ahead.PATH: ahead.match_ahead})  # innermost: all else stands around it
    furnish(app, settings, error_page)
    return app
