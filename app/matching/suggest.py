"""From a conversation to ideas: the one verb behind the page, the API and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.areas.book import AreaBook
from app.demand.store import Totals
from app.demand.tally import Tally
from app.directory.rules import Answer, Ease, Kind
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.audience import RESIDENT
from app.kernel.clock import Clock
from app.matching.engine import finding
from app.matching.engine.answer import answer_to
from app.matching.engine.ask import Ask
from app.matching.engine.danger import find_danger
from app.matching.engine.finding import Finder
from app.matching.engine.index.columns import Columns
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.policy import POLICY, Policy
from app.matching.engine.types import (
    Candidate,
    Conversation,
    Meant,
    Result,
    Spot,
    Suggestion,
    Travel,
    Understood,
    Wish,
)
from app.matching.heard import Heard, Memory
from app.matching.shapes import (
    AskOut,
    BringOut,
    ContactOut,
    CostOut,
    FormalOut,
    FreshnessOut,
    MatchIn,
    MatchOut,
    PhoneOut,
    PlaceOut,
    PointIn,
    SessionOut,
    StartOut,
    SuggestionOut,
    UnansweredOut,
    UnderstoodOut,
    UrgentOut,
    WhyOut,
)
from app.matching.starting import begin, what_could_begin
from app.matching.unmet import asked_lately, count_unmet
from app.matching.urgent import Contact, UrgentAnswer, gentle_answer, purposes, urgent_answer
from app.matching.words import Wording
from geo.gazetteer import Gazetteer, Located, PlaceError

PUBLIC_DECIMALS = 5  # about a metre; for a private place the point is its sector's centre anyway


@dataclass(frozen=True)
class Parts:
    """What a match needs of the application, joined in `main`."""

    columns: Columns
    gazetteer: Gazetteer
    areas: AreaBook
    vocabulary: Vocabulary
    clock: Clock
    meant: Meant | None = None  # None: no sentence encoder is installed, and words serve alone
    policy: Policy = POLICY
    asked_lately: Totals = field(default_factory=dict)  # only totals that are large enough are ever here
    tally: Tally | None = None  # None: nothing is counted
    memory: Memory = field(default_factory=Memory)
    finder: Finder = finding


@dataclass(frozen=True)
class Question:
    """One conversation, placed and understood, before anything is looked for."""

    conversation: Conversation
    heard: Heard
    located: Located | None
    of_somebody: bool = False  # a coordinator or a clinician asks for another person, who is then "they"

    @property
    def understood(self) -> Understood:
        """What the words alone say."""
        return self.heard.understood


def question(body: MatchIn, parts: Parts, *, no_floor: bool = False) -> Question:
    """Place and understand one conversation. Raises geo.gazetteer.PlaceError when `near` is no single place."""
    body = _with_danger(body, body.around)
    located, spot, body = _locate_or_help(body, parts)
    conversation = _conversation(body, spot, parts.clock, no_floor)
    heard = parts.memory.hear(conversation, parts.vocabulary)
    return Question(conversation, heard, located, of_somebody=body.audience != RESIDENT)


def suggest(asked: Question, vectors: Mapping[str, Vector], parts: Parts, wording: Wording) -> MatchOut:
    """Answer one conversation; writes nothing and logs nothing (rule 5). `vectors` are those of its sentences.

    Hopes that are not met are counted in memory, by their codes and the area.
    """
    result, located, spot = found(asked, vectors, parts), asked.located, asked.conversation.spot
    return MatchOut(
        place=place(located, spot, parts.areas) if located else None,
        understood=understood(result.understood, parts.vocabulary),
        urgent=urgent(result, located, spot, parts.areas, wording),
        gentle=gentle(result, located, wording),
        basics=[suggestion_out(item, wording) for item in result.basics],
        start_here=result.start_here,
        suggestions=[suggestion_out(item, wording) for item in result.suggestions],
        someone_to_ask=someone(result.someone_to_ask, wording) if result.someone_to_ask else None,
        start_something=start_something(result, asked.conversation, parts, wording),
        nothing_near=result.nothing_near,
        widened_to_m=result.widened_to_m,
        unanswered=unanswered(result, wording),
        nearer_than_m=nearer_than(result),
        formal=FormalOut(
            count=result.formal_count,
            open=result.formal_open,
            opened_by=result.formal_opened_by,  # type: ignore[arg-type]
            suggestions=[suggestion_out(item, wording) for item in result.formal],
        ),
    )


def found(asked: Question, vectors: Mapping[str, Vector], parts: Parts) -> Result:
    """What the engine finds for a conversation; hopes that are not met are counted."""
    result = answer_to(ask_of(asked, vectors, parts), parts.finder)
    if parts.tally is not None:
        count_unmet(result, _area(asked.conversation.spot, parts.areas), parts.vocabulary, parts.tally, parts.clock)
    return result


def ask_of(asked: Question, vectors: Mapping[str, Vector], parts: Parts) -> Ask:
    """The question as it is put to the engine; without vectors, or with meaning switched off, words serve alone."""
    meant = parts.meant if vectors and parts.policy.meaning else None
    if meant is not None:
        meant = Meant(meant.listings, vectors, meant.reader, meant.judge, meant.placed)
    again = asked.heard.again(meant, parts.policy)
    said = again.understood
    return Ask(asked.conversation, said, parts.columns, parts.vocabulary, parts.policy, meant, again.worked)


def _with_danger(body: MatchIn, said: object) -> MatchIn:
    """The conversation with what was said in another box, where that points to danger (rule 3)."""
    if not said or not isinstance(said, str) or not find_danger(said).urgent:
        return body
    return body.model_copy(update={"hopes": f"{body.hopes}\n{said}"})


def _locate_or_help(body: MatchIn, parts: Parts) -> tuple[Located | None, Spot | None, MatchIn]:
    """The place; beside danger a place that is none does not stand between somebody and help (rule 3).

    Danger may be told where the place is asked for: it comes back among what was said.
    """
    try:
        return *_place_named(body, parts), body
    except PlaceError:
        body = _with_danger(body, body.near)
        if find_danger(f"{body.hopes}\n{body.gifts}").urgent:
            return None, None, body
        raise


def _place_named(body: MatchIn, parts: Parts) -> tuple[Located, Spot] | tuple[None, None]:
    """The place that was named, and what lies around it; nothing when none was."""
    near = (body.near.lat, body.near.lon) if isinstance(body.near, PointIn) else body.near
    if not near or (isinstance(near, str) and not near.strip()):
        return None, None
    return parts.memory.place(near, parts.gazetteer, parts.areas)


def _conversation(body: MatchIn, spot: Spot | None, clock: Clock, no_floor: bool) -> Conversation:
    return Conversation(
        now=clock(),
        spot=spot,
        hopes=body.hopes,
        gifts=body.gifts,
        ease=frozenset(body.ease),
        languages=tuple(body.languages),
        age=body.age,
        travel=Travel(body.travel.mode, body.travel.minutes, body.travel.slowly, body.travel.only),
        days=frozenset(body.days),
        parts=frozenset(body.parts),
        limit=body.limit,
        formal=body.formal,
        no_floor=no_floor,
        declined=frozenset(body.not_for_me),
        too_far=frozenset(body.too_far),
    )


def place(located: Located, spot: Spot | None, areas: AreaBook) -> PlaceOut:
    """The place as it is told."""
    return PlaceOut(
        name=located.name,
        lat=round(located.point.lat, PUBLIC_DECIMALS),
        lon=round(located.point.lon, PUBLIC_DECIMALS),
        precision=located.precision,
        area_code=_area(spot, areas),
    )


def _area(spot: Spot | None, areas: AreaBook) -> str | None:
    """The smallest area that may be named for the place; kept with it, as long as the areas are the same."""
    if spot is None:
        return None
    known: tuple[AreaBook, str | None] | None = spot.kept.get("area")
    if known is None or known[0] is not areas:
        known = spot.kept["area"] = areas, areas.smallest(spot.areas)
    return known[1]


def understood(said: Understood, vocabulary: Vocabulary) -> UnderstoodOut:
    """What the words were taken to mean, in the vocabulary's own."""
    # Beside grief or despair only what a known phrase says is a hope: a loss as it was told is not read back.
    told = [*said.hopes, *said.heard] if not said.gentle else [wish for wish in said.hopes if wish.code]
    told = [] if said.unread else told

    def words(wishes: tuple[Wish, ...], scheme: Scheme) -> list[str]:
        terms = [(wish, vocabulary.get(scheme, wish.code) if wish.code else None) for wish in wishes]
        return list(
            dict.fromkeys(
                term.label if term and (said.in_our_terms or "_" in wish.said or not wish.tokens) else wish.said
                for wish, term in terms
            )
        )

    return UnderstoodOut(
        hopes=words(tuple(told), Scheme.HOPE),
        gifts=words(said.gifts, Scheme.GIFT),
        ease=[ease.value for ease in sorted(said.ease)],
        basics=[wish.code or wish.said for wish in said.basics],
        **{"not": words(said.unwanted, Scheme.HOPE)},
    )


def urgent(
    result: Result, located: Located | None, spot: Spot | None, areas: AreaBook, wording: Wording
) -> UrgentOut | None:
    """Help at once, first of all (rule 3)."""
    said = result.understood
    if not said.urgent:
        return None
    wanted = purposes(said.dangers)
    local = [
        Contact(line.name, line.contact, line.note, checked=line.checked_on is not None)
        for line in (areas.contacts(spot.areas) if spot else ())
        if line.purpose in wanted
    ]
    return _help(urgent_answer(said.dangers, _nation(located), local, said.under_18, wording.gettext))


def gentle(result: Result, located: Located | None, wording: Wording) -> UrgentOut | None:
    """A line to ring beside the ideas; beside urgent help there are lines enough."""
    said = result.understood
    found = None if said.urgent else gentle_answer(said.gentle, _nation(located), said.under_18, wording.gettext)
    return _help(found) if found else None


def _nation(located: Located | None) -> str | None:
    return located.nation if located else None


def _help(found: UrgentAnswer) -> UrgentOut:
    contacts = [ContactOut(name=item.name, contact=item.contact, note=item.note) for item in found.contacts]
    return UrgentOut(kind=found.kind, text=found.text, contacts=contacts)


def unanswered(result: Result, wording: Wording) -> list[UnansweredOut]:
    """The wishes that nothing near answers, with what could begin for each; never beside need, despair or grief."""
    said = result.understood
    may_begin = not (said.basics or said.urgent or said.gentle or said.grief) and result.nearer_than_m is None
    return [
        UnansweredOut(
            said=one.wish.said,
            code=one.wish.code or "",
            basic=one.is_basic,
            text=wording.missing(one.wish.said, further=one.further),
            further=one.further,
            start_something=begin(wording.start_beside(), wording) if may_begin and not one.further else None,
        )
        for one in result.unanswered
    ]


def nearer_than(result: Result) -> int | None:
    """In whole metres."""
    return None if result.nearer_than_m is None else round(result.nearer_than_m)


def someone(listing: Candidate, wording: Wording) -> AskOut:
    """Somebody who can look together with them."""
    return AskOut(id=listing.id, name=listing.name, text=wording.someone(listing), phone=listing.phone or None)


def start_something(result: Result, told: Conversation, parts: Parts, wording: Wording) -> StartOut | None:
    """When nothing fits: what could begin with this person, and whether people nearby asked for it lately."""
    lately = asked_lately(result, _area(told.spot, parts.areas), parts.vocabulary, parts.asked_lately)
    return what_could_begin(result, told, lately, parts.vocabulary, wording)


def suggestion_out(item: Suggestion, wording: Wording) -> SuggestionOut:
    """One idea in the contract's form, worded."""
    listing = item.listing
    return SuggestionOut(
        id=listing.id,
        source_id=listing.source_id,
        rung=item.rung,
        kind=listing.kind.value,
        name=listing.name,
        summary=listing.summary,
        why=[
            WhyOut(
                signal=reason.signal,
                text=wording.reason(reason),
                matched=list(reason.matched),
                score=round(reason.score, 3),
            )
            for reason in item.reasons
        ],
        bring=[BringOut(text=wording.reason(reason), matched=list(reason.matched)) for reason in item.bring],
        order=wording.reason(item.order) if item.order else None,
        distance_m=round(item.distance_m) if item.distance_m is not None else None,
        minutes=item.minutes,
        next_session=SessionOut(starts=item.next_start, ends=item.next_end)
        if item.next_start and item.next_end
        else None,
        score=item.score,
        freshness=FreshnessOut(state=item.freshness.value, checked_on=listing.checked_on),
        **_facts(listing),  # type: ignore[arg-type]
    )


def _labels(listing: Candidate) -> list[str]:
    """For whom it is: as it says, and where it is only known as a fact (rule 9)."""
    facts = {Ease.WOMEN_ONLY: "women", Ease.MEN_ONLY: "men"}
    known = [label for ease, label in facts.items() if listing.ease.get(ease) is Answer.YES]
    return list(dict.fromkeys((*listing.labels, *known)))


def place_shown(listing: Candidate) -> str | None:
    """The place by name; of a home or a person no more than the sector (rule 10)."""
    home = listing.private or listing.kind is Kind.PERSON
    return (listing.sector if home else listing.place_name) or None


def _facts(listing: Candidate) -> dict[str, object]:
    """What a card says of a listing whoever asks."""
    return {
        "cost": CostOut(free=listing.free, text=listing.cost),
        "access": {ease.value: answered.value for ease, answered in listing.ease.items()},
        "way_in": listing.way_in.value if listing.way_in else None,
        "way_in_note": listing.way_in_note or None,
        "opening": listing.opening or None,
        "place": place_shown(listing),
        "lat": None if listing.lat is None else round(listing.lat, PUBLIC_DECIMALS),
        "lon": None if listing.lon is None else round(listing.lon, PUBLIC_DECIMALS),
        "url": listing.url or None,
        "labels": _labels(listing),
        "min_age": listing.min_age,
        "max_age": listing.max_age,
        "capacity": listing.capacity.value,
        "languages": list(listing.languages),
        "text_language": listing.text_language,
        "contact": PhoneOut(phone=listing.phone or None, email=listing.email or None),
    }
