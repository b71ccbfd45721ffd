"""The first eleven rules seen from outside: asked over HTTP, in the demo or a small town, with a clock to turn."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from app.db.engine import open_engine, unit_of_work
from app.directory.bring_in import bring_in
from app.directory.rules import Answer, Ease, Kind, Role, Status
from app.directory.shapes import ListingIn
from app.directory.vocabulary import Scheme, load_vocabulary
from app.kernel.clock import HOME_ZONE
from app.standards.spreadsheets.drafts import drafts_from_table
from geo.distance import metres_between
from geo.gazetteer import Gazetteer
from geo.points import Point
from tests.builders import CLOCK, TODAY, answering, contact, home, listing, person
from tests.journeys import conftest as journeys
from tests.journeys.conftest import OpenTown, Town

blank, demo, open_town, leeds = journeys.blank, journeys.demo, journeys.open_town, journeys.leeds

PLACES = ("LS8 5HX", "M6 5", "WN1 1", None)
LINKS = re.compile(r'(?:href|action|src)="([^"]*)"')
NOTHING_LIKE_IT = "quoggling with wibblethorpes"
DANGERS = ("I want to kill myself", "my husband hits me", "I have taken an overdose", "no food or heating tonight")
GRIEF = "my wife died last month"
OFFICE = {"name": "Harehills Neighbours", "phone": "0113 496 0500", "email": "office@example.org"}
MIDDLE = Gazetteer().sector_centroid("LS8 5") or Point(0, 0)

some = settings(max_examples=8)  # each example is a whole request
hopes_said = st.lists(
    st.sampled_from([term.phrases[0].lstrip("=") for term in load_vocabulary().of(Scheme.HOPE)]), min_size=1, max_size=3
).map(", ".join)


# Days without a check after which a listing sinks, and after which we say "Ring first" (rule 8).
STEPS = {kind: (90, 180) if kind in ("person", "group", "exchange") else (365, 548) for kind in Kind}
RING_FIRST, NEVER_CHECKED = "Ring first.", "Never checked, ring first"
# One thing of answering at a time that does not hold (rule 11).
MISSING: dict[str, dict[str, Any]] = {
    "answering": {"answering": None}, "organisation": {"organisation": None},
    "references": {"references_on": None}, "supervision": {"supervised_by": ""},
    "insurance": {"insured_until": None}, "insurance in time": {"insured_until": TODAY - timedelta(days=1)},
    "plan": {"lone_working_plan": False}, "lead": {"safeguarding_lead": ""}, "check": {"check": ""},
    "day of the check": {"check_on": None}, "check in time": {"check_on": date(2023, 11, 1)},
}  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def words_alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No sentence encoder: it reads listings while questions are asked, and an answer would change under a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_MODEL_DIR", str(tmp_path_factory.mktemp("no_model")))
        yield


class Dial:
    """A clock that a test turns by hand."""

    def __init__(self, day: date = TODAY, at: time = time(9)) -> None:
        self.turn(day, at)

    def turn(self, day: date, at: time = time(9)) -> None:
        """Make it that local day and time."""
        self.moment = datetime.combine(day, at, HOME_ZONE)

    def __call__(self) -> datetime:
        return self.moment


def everything(answer: Any) -> list[Any]:
    """Every listing in an answer, wherever it stands."""
    return [*answer["basics"], *answer["suggestions"], *answer["formal"]["suggestions"]]


def names(answer: Any) -> list[str]:
    return [idea["name"] for idea in answer["suggestions"]]


def one(town: Town, listing_id: Any) -> Any:
    return town.http.get(f"/api/v1/listings/{listing_id}").json()


def twins(count: int, **changes: Any) -> list[ListingIn]:
    """Groups that nothing tells apart but their ids."""
    return [listing(**{"name": "Gardeners", "organisation": None} | changes) for _ in range(count)]


class TestRule01:
    @some
    @given(hopes_said)
    def test_rule_01_formal_stands_last_in_a_fold_that_is_shut(self, leeds: Town, hopes: str) -> None:
        """Ladder: informal sections first, formal services last in a fold that opens with one press."""
        page = leeds.form(near="LS8 5", hopes_words=hopes).text
        at = [page.find(f'id="{section}"') for section in ("people", "groups", "places", "formal")]
        assert [place for place in at if place >= 0] == sorted(place for place in at if place >= 0)
        assert '<details class="formal" id="formal">' in page
        assert page.rfind('class="entries"', 0, at[3]) < at[3] <= page.rfind('class="entries"')

    @pytest.mark.parametrize(
        ("asked", "known_by"),
        [
            ("carer's assessment", "carer's assessment"), ("social worker", "social work"),
            ("grab rails", "grab rails"), ("memory clinic", "memory clinic"),
            ("talking therapies", "talking therapies"),
        ],
    )  # fmt: skip
    def test_rule_01_a_formal_service_asked_for_is_open_and_first(self, leeds: Town, asked: str, known_by: str) -> None:
        """Ladder: when the words ask for a formal service the fold stands open with that service first."""
        page = leeds.form(near="LS8 5", hopes_words=f"gardening. I would like a {asked}").text
        before, fold = page.split('<details class="formal" id="formal" open>')
        first = re.search(r"<h3[^>]*><a [^>]*>([^<]*)", fold)
        assert first is not None
        assert known_by in first[1].lower().replace("&#39;", "'").replace("’", "'")
        assert 'id="groups"' in before, "what else was hoped for still stands above it"


class TestRule02:
    @pytest.mark.parametrize("basic", ["food bank", "debt advice", "somewhere to live", "the heating bill"])
    def test_rule_02_basics_stand_above_the_ladder_and_say_how_to_get_in(self, leeds: Town, basic: str) -> None:
        """Basics first when basics are asked: up to three, above rung 1, saying how to get in; the ladder follows."""
        page = leeds.form(near="LS8 5", hopes_words=f"{basic}, gardening").text
        first, rest = page.split('<section class="group group-first"')[1].split("</section>", 1)
        cards = first.split('<li class="entry"')[1:]
        assert 1 <= len(cards) <= 3
        assert all("Way in</span>" in card or "When</span>" in card or 'href="tel:' in card for card in cards)
        assert 'id="groups"' in rest

    @pytest.mark.parametrize("basic", ["food bank", "debt", "somewhere to live", "immigration advice", "legal advice"])
    @pytest.mark.parametrize("near", PLACES)
    def test_rule_02_only_what_helps_when_only_a_basic_was_asked(
        self, leeds: Town, basic: str, near: str | None
    ) -> None:
        """Basics first when basics are asked: if only basics were asked, nothing else is shown."""
        answer = leeds.ask(near, hopes=basic)
        assert answer["basics"]
        for idea in (*answer["basics"], *answer["suggestions"]):
            assert "basics" in {reason["signal"] for reason in idea["why"]}
            assert idea["kind"] not in ("person", "exchange")

    @pytest.mark.parametrize("kind", [Kind.PERSON, Kind.EXCHANGE])
    def test_rule_02_no_neighbour_offers_debt_immigration_or_legal_advice(
        self, open_town: OpenTown, kind: Kind
    ) -> None:
        """Basics first when basics are asked: no person or exchange ever offers debt, immigration or legal advice."""
        risky = ("debt", "immigration_advice", "legal_advice")
        neighbour = person(kind=kind, hopes=("company",), basics=risky, summary="A cup of tea and a chat.")
        town = open_town(neighbour)
        for asked in ("debt advice", "help with my visa, company", "I need legal advice", "company, debt"):
            answer = town.ask(hopes=asked)
            assert answer["basics"] == []
            assert not [why for idea in answer["suggestions"] for why in idea["why"] if why["signal"] == "basics"]

    @pytest.mark.parametrize("kind", [Kind.PERSON, Kind.EXCHANGE])
    def test_rule_02_nor_does_a_neighbours_own_entry_say_so(self, open_town: OpenTown, kind: Kind) -> None:
        """Basics first when basics are asked: no person or exchange ever offers debt, immigration or legal advice."""
        risky = ("debt", "immigration_advice", "legal_advice")
        neighbour = person(kind=kind, basics=risky)
        assert set(one(open_town(neighbour), neighbour.id)["basics"]).isdisjoint(risky)


class TestRule03:
    @some
    @given(
        danger=st.sampled_from(DANGERS),
        hopes=hopes_said,
        first=st.booleans(),
        field=st.sampled_from(("hopes", "gifts")),
    )
    def test_rule_03_danger_anywhere_in_a_story_makes_a_sober_page(
        self, leeds: Town, danger: str, hopes: str, first: bool, field: str
    ) -> None:
        """Safety beats everything: urgent help at the top at once, nothing jolly, no word of it in any URL."""
        story = f"{danger}. I love {hopes}." if first else f"I love {hopes}. {danger}."
        answer = leeds.form(near="LS8 5HX", around="Pat", ease="companion", gifts="sewing", **{f"{field}_words": story})
        page = answer.text
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert "<title>Help and advice – Kith</title>" in re.sub(r"\s*\n\s*", "", page)
        assert page.index('href="tel:999"') < page.index('id="formal"')
        assert '<details class="formal" id="formal" open>' in page
        for jolly in ("could bring", "come with you?", "can go with you", "Start ", "chart", "Print", "QR", "Pat can"):
            assert jolly not in page.split("<main", 1)[1].split('<form class="said"')[0], jolly
        assert not [link for link in LINKS.findall(page) if re.search("kill|hits|overdose|tonight|5HX", link, re.I)]
        assert str(answer.url).endswith("/match")

    @pytest.mark.parametrize("path", ["/", "/match?near=LS8+5&hopes=company", "/privacy", "/no-such", "/listings/1"])
    def test_rule_03_urgent_help_is_one_press_away(self, leeds: Town, path: str) -> None:
        """Safety beats everything: urgent help is one press away on every page, with a quick exit."""
        assert 'href="/urgent"' in leeds.http.get(path, headers={"Accept": "text/html"}).text
        urgent = leeds.http.get("/urgent").text
        assert "Leave this page fast" in urgent
        assert "It cannot tell if someone is safe." in urgent

    def test_rule_03_the_contacts_are_of_the_area_of_the_place(self, leeds: Town) -> None:
        """Safety beats everything: contacts of the nation and area of the place."""
        told = {near: leeds.ask(near, hopes="my husband hits me")["urgent"]["contacts"] for near in PLACES}
        local = [{row["name"] for row in told[near]} - {row["name"] for row in told[None]} for near in PLACES[:3]]
        assert all(local), "each area adds somebody to ring"
        assert local[0] - local[2], "somebody in Leeds"
        assert local[2] - local[0], "somebody in Wigan"


class TestRule04:
    young: st.SearchStrategy[tuple[dict[str, int], str]] = st.one_of(
        st.integers(0, 17).map(lambda age: ({"age": age}, "")),
        st.sampled_from(("I am 15", "I'm in year 9", "for my daughter, 12")).map(lambda said: ({}, f". {said}")),
    )

    @some
    @given(young=young, hopes=hopes_said, near=st.sampled_from(PLACES), companion=st.booleans())
    def test_rule_04_nobody_under_18_is_sent_to_a_stranger(
        self, leeds: Town, young: tuple[dict[str, int], str], hopes: str, near: str | None, companion: bool
    ) -> None:
        """Under 18 (said or plainly implied): no person, companion or exchange."""
        answer = leeds.ask(near, hopes=hopes + young[1], ease=["companion"] * companion, limit=50, **young[0])
        assert {idea["kind"] for idea in everything(answer)}.isdisjoint({"person", "exchange"})
        asked = answer["someone_to_ask"]
        assert asked is None or one(leeds, asked["id"])["kind"] == "network"

    @pytest.mark.parametrize(
        "said", [{"age": 14}, {"age": 17}, {"hopes": "football. I am 14, can someone come with me"}]
    )
    def test_rule_04_nobody_offers_to_go_with_a_child(self, open_town: OpenTown, said: dict[str, Any]) -> None:
        """Under 18: no companion, not even a group's own offer to send somebody along."""
        club = listing(hopes=("football",), ease={Ease.COMPANION: Answer.YES})
        asked = {"hopes": "football", "ease": ["companion"]} | said
        idea = open_town(club).ask(**asked)["suggestions"][0]
        assert "Someone can go with you the first time." not in [why["text"] for why in idea["why"]]

    @pytest.mark.parametrize("words", DANGERS)
    @pytest.mark.parametrize("near", ["LS8 5HX", "CF10 1", "EH1 1", None])
    @pytest.mark.parametrize("young", [{"age": 11}, {"gifts": "I am 16"}])
    def test_rule_04_childline_is_among_the_urgent_contacts(
        self, leeds: Town, words: str, near: str | None, young: dict[str, Any]
    ) -> None:
        """Under 18 (said or plainly implied): Childline, in every nation and whatever the danger."""
        contacts = leeds.ask(near, hopes=words, **young)["urgent"]["contacts"]
        assert ("Childline", "0800 1111") in [(row["name"], row["contact"]) for row in contacts]

    def test_rule_04_there_is_youth_provision(self, leeds: Town) -> None:
        """Under 18 (said or plainly implied): youth provision."""
        ideas = leeds.ask(hopes="football, youth club", age=14)["suggestions"]
        ages = [(found["min_age"] or 0, found["max_age"] or 120) for idea in ideas if (found := one(leeds, idea["id"]))]
        assert ages
        assert all(low <= 14 <= high for low, high in ages)


@contextmanager
def heard(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """All that is logged or printed inside, once it is over; our own loggers at their most talkative."""
    told: list[str] = []
    quiet = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("debug"))
    caplog.set_level("DEBUG")
    caplog.set_level("WARNING", "sqlalchemy")  # nothing in Kith turns the database's own log on
    with structlog.testing.capture_logs() as events:
        yield told
    structlog.configure(wrapper_class=quiet)
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]  # the caller's own line
    told += [*map(repr, events), *(f"{record.getMessage()} {record.args!r}" for record in ours), *capfd.readouterr()]


class TestRule05:
    PATHS = (
        "/", "/match", "/find", "/urgent", "/privacy", "/api/v1/match", "/api/v1/listings", "/api/v1/places",
        "/zanzibarpurple",
    )  # fmt: skip

    def test_rule_05_no_row_and_no_line_though_words_came_by_address(
        self, open_town: OpenTown, demo: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """No record: no row about a search, no log line holds words as typed or a full postcode."""
        town = open_town(database=demo)
        before = town.kept()
        typed = {"near": "M33 7ZF", "hopes_words": "zanzibarpurple", "q": "zanzibarpurple", "zanzibarpurple": "M337ZF"}
        with heard(caplog, capfd) as told:
            for path in self.PATHS:
                town.http.get(path, params=typed)
                town.http.get(path, params=typed | {"near": "zanzibarpurple", "q": "M33 7ZF"})
                town.http.post(path, data=typed)
                town.http.post(path, json=typed)
        assert [line for line in told if re.search("zanzibar|m33 ?7zf|7zf", line, re.I)] == []
        assert sum("'request'" in line for line in told) == 4 * len(self.PATHS), "every request was heard"
        assert town.kept() == before

    @some
    @given(word=st.text("abcdefghijklmnopqrstuvwxyz", min_size=9, max_size=14), hopes=hopes_said)
    def test_rule_05_no_link_on_a_page_carries_what_was_typed(self, leeds: Town, word: str, hopes: str) -> None:
        """No record: no URL holds words as typed or a full postcode."""
        page = leeds.form(near="LS8 5HX", hopes_words=f"{hopes}, {word}", gifts_words=word, around=word)
        assert page.status_code == 200
        links = [*LINKS.findall(page.text), str(page.url), *map(str, page.headers.values())]
        assert [link for link in links if word in link.lower() or re.search("5 ?(%20|\\+)?hx", link, re.I)] == []


class TestRule06:
    @some
    @given(hopes=hopes_said, near=st.sampled_from(PLACES), formal=st.booleans())
    def test_rule_06_every_idea_has_a_reason_and_no_number_is_invented(
        self, leeds: Town, hopes: str, near: str | None, formal: bool
    ) -> None:
        """Reasons, or silence: one plain sentence built from facts it can point to, never an invented statistic."""
        for idea in everything(leeds.ask(near, hopes=hopes, formal=formal, limit=30)):
            assert idea["why"], idea["name"]
            facts = json.dumps({key: value for key, value in idea.items() if key not in ("why", "score")})
            far = idea["distance_m"] or 0  # rounded to a metre, so the kilometres may round either way
            known = f"{hopes} {facts} {(far - 1) / 1000:.1f} {(far + 1) / 1000:.1f}"
            for reason in idea["why"]:
                assert re.search(r"\w.*[.!?]$", reason["text"])
                assert set(re.findall(r"\d+(?:\.\d+)?%?", reason["text"])) <= set(re.findall(r"\d+(?:\.\d+)?%?", known))

    def test_rule_06_below_the_floor_somebody_to_ask_then_something_to_start(self, leeds: Town) -> None:
        """Reasons, or silence: first "Would you like someone to look with you?", then start something."""
        answer = leeds.ask(hopes=NOTHING_LIKE_IT)
        assert (answer["suggestions"], answer["nothing_near"], answer["start_here"]) == ([], True, None)
        assert one(leeds, answer["someone_to_ask"]["id"])["kind"] in ("person", "network")
        page = leeds.form(near="LS8 5", hopes_words=NOTHING_LIKE_IT).text
        assert page.index("Would you like someone to look with you?") < page.index('class="group group-spark"')

    @pytest.mark.parametrize("words", ["", "I need a food bank", GRIEF, "my mum passed away on Friday", *DANGERS])
    def test_rule_06_nothing_to_start_for_basics_danger_or_fresh_grief(self, open_town: OpenTown, words: str) -> None:
        """Reasons, or silence: start something, never for basics, danger or fresh grief."""
        town = open_town()
        offered = words == ""  # what is asked besides is enough by itself
        answer = town.ask(hopes=f"{words}. {NOTHING_LIKE_IT}")
        assert answer["suggestions"] == []
        assert (answer["start_something"] is not None) == offered
        page = town.form(near="LS8 5", hopes_words=f"{words}. {NOTHING_LIKE_IT}").text
        assert ('class="group group-spark"' in page) == offered


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    """One group that would welcome who sews, another that grows vegetables, and a mixture of both."""
    return open_town(
        listing(name="Chess and mending", hopes=("chess",), gifts=("sewing",), summary="We play."),
        listing(name="Allotment", hopes=("gardening",), gifts=(), summary="We dig."),
        listing(name="Scarecrow makers", hopes=("gardening",), gifts=("sewing",), summary="We dress scarecrows."),
    )


class TestRule07:
    def test_rule_07_a_gift_finds_who_welcomes_it(self, town: Town) -> None:
        """People give as well as get: gifts are matched to what groups welcome, in the same results."""
        brought = {idea["name"]: idea["bring"] for idea in town.ask(hopes="gardening", gifts="sewing")["suggestions"]}
        assert set(brought) == {"Chess and mending", "Allotment", "Scarecrow makers"}
        assert [bool(brought[name]) for name in ("Chess and mending", "Allotment", "Scarecrow makers")] == [1, 0, 1]
        assert "What you could bring" in town.form(near="LS8 5", hopes="gardening", gifts_words="sewing").text

    @pytest.mark.parametrize("told", [GRIEF, "my husband died on Tuesday", *DANGERS])
    def test_rule_07_not_after_grief_or_in_crisis(self, town: Town, told: str) -> None:
        """People give as well as get: not after grief or in crisis."""
        answer = town.ask(hopes=f"{told}. gardening", gifts="sewing")
        assert not any(idea["bring"] for idea in everything(answer))
        assert "What you could bring" not in town.form(near="LS8 5", hopes_words=told, gifts_words="sewing").text

    @pytest.mark.parametrize("told", [GRIEF, "my husband died on Tuesday", *DANGERS])
    def test_rule_07_after_grief_a_gift_finds_nobody(self, town: Town, told: str) -> None:
        """People give as well as get: after grief or in crisis gifts are matched to nothing."""
        without = town.ask(hopes=f"{told}. gardening")
        assert set(names(town.ask(hopes=f"{told}. gardening", gifts="sewing"))) == set(names(without))


@pytest.fixture(scope="module")
def aging(open_town: OpenTown) -> tuple[Town, Dial, dict[Kind, Any]]:
    """One listing of each kind, all checked on the same day, and the clock over them."""
    dial = Dial()
    answered = answering(insured_until=date(2060, 1, 1), check_on=TODAY)
    kinds: dict[Kind, ListingIn] = {
        kind: person(answering=answered, organisation=OFFICE) for kind in Kind if kind is Kind.PERSON
    }
    kinds |= {kind: listing(kind=kind) for kind in Kind if kind is not Kind.PERSON}
    made = {kind: it.model_copy(update={"checked_on": TODAY, "hopes": ("gardening",)}) for kind, it in kinds.items()}
    return open_town(*made.values(), clock=dial), dial, {kind: it.id for kind, it in made.items()}


class TestRule08:
    @pytest.mark.parametrize("kind", Kind)
    @settings(max_examples=6)
    @given(st.one_of(st.sampled_from((0, 90, 91, 180, 181, 365, 366, 548, 549)), st.integers(0, 1000)))
    def test_rule_08_the_clock_makes_it_sink_and_never_hides_it(
        self, aging: tuple[Town, Dial, dict[Kind, Any]], kind: Kind, days: int
    ) -> None:
        """True by use, hidden by people: the clock makes a listing sink and say "Ring first", and no more."""
        (town, dial, ids), (sink, ring_first) = aging, STEPS[kind]
        dial.turn(TODAY + timedelta(days=days))
        state = "checked" if days <= sink else "sinking" if days <= ring_first else "ring_first"
        told = {idea["id"]: idea["freshness"]["state"] for idea in everything(town.ask(hopes="gardening", formal=True))}
        assert told[str(ids[kind])] == state
        assert one(town, ids[kind])["freshness"]["state"] == state
        page = town.http.get(f"/listings/{ids[kind]}").text
        assert (RING_FIRST in page) == (state == "ring_first")

    def test_rule_08_after_thirty_years_it_still_stands_there(self, aging: tuple[Town, Dial, dict[Kind, Any]]) -> None:
        """True by use, hidden by people: the clock hides nothing."""
        town, dial, ids = aging
        dial.turn(TODAY + timedelta(days=30 * 365))
        shown = {idea["id"] for idea in everything(town.ask(hopes="gardening", formal=True))}
        assert shown == {str(found) for kind, found in ids.items() if kind is not Kind.PERSON}  # rule 11 has an end

    def test_rule_08_what_was_checked_stands_above_its_twin(self, open_town: OpenTown) -> None:
        """True by use, hidden by people: a listing that nobody checked sinks and says "Never checked, ring first"."""
        known, old = twins(1)[0], twins(1, checked_on=date(2025, 1, 1))[0]
        never = twins(1, checked_on=None)[0]
        town = open_town(never, old, known)
        order = [idea["id"] for idea in town.ask(hopes="gardening")["suggestions"]]
        assert order[0] == str(known.id)
        assert set(order) == {str(it.id) for it in (known, old, never)}
        page = town.form(near="LS8 5", hopes_words="gardening").text
        assert page.count(NEVER_CHECKED) == page.count(RING_FIRST) == 1
        town.add(old.model_copy(update={"checked_on": TODAY}))
        assert one(town, old.id)["freshness"]["state"] == "checked"

    @pytest.mark.parametrize("status", [Status.ENDED, Status.HIDDEN])
    def test_rule_08_only_a_person_hides_it(self, open_town: OpenTown, status: Status) -> None:
        """True by use, hidden by people: ended, or two calls on different days without an answer."""
        it = listing(checked_on=None)
        town = open_town(it)
        assert names(town.ask(hopes="gardening")) == [it.name]
        town.add(it.model_copy(update={"status": status}))
        assert names(town.ask(hopes="gardening")) == []
        assert town.http.get(f"/listings/{it.id}").status_code == 404


class TestRule09:
    def test_rule_09_near_equals_take_turns_by_day_and_stand_still_all_day(self, open_town: OpenTown) -> None:
        """Courtesy: near-equals rotate fairly by day, the same all day."""
        dial, made = Dial(), twins(7)
        town, first = open_town(*made, clock=dial), []
        for day in range(7):
            orders = set()
            for at in (time(0), time(0, 59), time(12), time(23, 59)):  # the clocks go forward on 28 March
                dial.turn(date(2027, 3, 25) + timedelta(days=day), at)
                orders.add(tuple(idea["id"] for idea in town.ask(hopes="gardening")["suggestions"]))
            assert len(orders) == 1
            first.append(orders.pop()[0])
        assert sorted(first) == sorted(str(it.id) for it in made)

    @pytest.mark.parametrize("ease", [Ease.STEP_FREE, Ease.TOILET, Ease.QUIET, Ease.BSL])
    def test_rule_09_unknown_access_stays_below_a_yes_and_says_so(self, open_town: OpenTown, ease: Ease) -> None:
        """Courtesy: an unknown access fact is shown as unknown, not excluded, and ranks below a yes."""
        facts: tuple[dict[Ease, Answer], ...] = ({ease: Answer.YES}, {ease: Answer.UNKNOWN}, {}, {ease: Answer.NO})
        yes, unknown, silent, no = (twins(1, ease=fact)[0] for fact in facts)
        town = open_town(no, silent, unknown, yes)
        order = [idea["id"] for idea in town.ask(hopes="gardening", ease=[ease])["suggestions"]]
        assert order[0] == str(yes.id)
        assert set(order[1:]) == {str(unknown.id), str(silent.id)}
        assert town.form(near="LS8 5", hopes_words="gardening", ease=ease).text.count(": not known, ask first") == 2
        assert len(town.ask(hopes="gardening")["suggestions"]) == 4, "what was not asked hides nothing"

    def test_rule_09_women_only_hides_from_nobody_who_said_nothing(self, open_town: OpenTown) -> None:
        """Courtesy: what a person has not told us never hides a listing; what was said is a gate."""
        women = listing(name="Her shed", ease={Ease.WOMEN_ONLY: Answer.YES}, labels=("women",))
        town = open_town(women, listing(name="His shed", ease={Ease.MEN_ONLY: Answer.YES}, labels=("men",)))
        assert set(names(town.ask(hopes="gardening"))) == {"Her shed", "His shed"}
        assert names(town.ask(hopes="gardening", ease=["women_only"])) == ["Her shed"]
        assert names(town.ask(hopes="gardening", ease=["men_only"])) == ["His shed"]
        assert "For women" in town.form(near="LS8 5", hopes_words="gardening").text

    def test_rule_09_women_only_is_labelled_without_a_label_of_its_own(self, open_town: OpenTown) -> None:
        """Courtesy: it is labelled instead ("For women"), also when only the fact is known."""
        town = open_town(listing(ease={Ease.WOMEN_ONLY: Answer.YES}, labels=()))
        card = town.form(near="LS8 5", hopes_words="gardening").text
        assert re.search("for women|women only", card, re.I)

    def test_rule_09_an_age_is_a_label_until_somebody_tells_theirs(self, open_town: OpenTown) -> None:
        """Courtesy: it is labelled instead ("Usually 60 and over")."""
        town = open_town(listing(name="Third age gardeners", min_age=60))
        assert names(town.ask(hopes="gardening")) == ["Third age gardeners"]
        assert names(town.ask(hopes="gardening", age=59)) == []
        assert re.search("60 and over", town.form(near="LS8 5", hopes_words="gardening").text)

    def test_rule_09_being_looked_at_fills_no_group(self, open_town: OpenTown) -> None:
        """Courtesy: capacity and pause change by the keeper's tap, never by views."""
        it = listing()
        town = open_town(it)
        before, first = town.kept(), town.ask(hopes="gardening")
        for _ in range(20):
            assert town.http.get(f"/listings/{it.id}").status_code == 200
            assert town.ask(hopes="gardening") == first
        assert town.kept() == before


@pytest.fixture(scope="module")
def homes(open_town: OpenTown) -> Town:
    """A group in a front room and a person, both behind one door."""
    return open_town(
        listing(name="Tea at home", place=home()), person(hopes=("gardening",), organisation=OFFICE, place=home())
    )


class TestRule10:
    @some
    @given(north=st.floats(-0.012, 0.012), east=st.floats(-0.02, 0.02))
    def test_rule_10_from_everywhere_the_distance_is_to_the_middle_of_the_sector(
        self, homes: Town, north: float, east: float
    ) -> None:
        """Homes and people are private: distance and radius use the sector centroid, so no three tell the door."""
        here = Point(round(53.81234 + north, 5), round(-1.50987 + east, 5))
        metres = metres_between(here, MIDDLE)
        ideas = homes.ask({"lat": here.lat, "lon": here.lon}, hopes="gardening", travel={"mode": "bus", "minutes": 60})
        assert {idea["name"]: abs(idea["distance_m"] - metres) < 2 for idea in ideas["suggestions"]} == {
            "Tea at home": True, "Ben": True
        }  # fmt: skip
        for radius, count in ((max(1, round(metres) - 3), 0), (round(metres) + 3, 2)):
            asked: dict[str, str | int] = {"near": f"{here.lat},{here.lon}", "radius_m": radius}
            found = homes.http.get("/api/v1/listings", params=asked).json()
            assert found["total"] == count or metres < 4

    def test_rule_10_the_exact_address_lives_in_a_separate_table(self, homes: Town) -> None:
        """Homes and people are private: the exact address lives in a separate table, and nowhere else."""
        holding = {
            name for name, rows in homes.kept().items()
            if re.search("made up row|front room|53\\.8123|1\\.5098|5HX", repr(rows), re.I)
        }  # fmt: skip
        assert holding == {"place_private"}
        for word in ("Made Up Row", "front room", "5HX"):
            assert homes.http.get("/api/v1/listings", params={"q": word}).json()["total"] == 0

    def test_rule_10_refuges_are_refused_and_the_helpline_is_kept(self, open_town: OpenTown, tmp_path: Path) -> None:
        """Homes and people are private: refuges are refused at import (only the helpline is kept)."""
        town, file = open_town(), tmp_path / "help.csv"
        file.write_text(
            "name,category,summary,address,postcode,phone\n"
            "Rose House Women's Refuge,,,12 Quiet Street,LS8 5HX,0113 496 0001\n"
            "Ivy House,Women's refuge,,13 Quiet Street,LS8 5HX,0113 496 0002\n"
            "Fern House,,A safe house for women who flee domestic abuse.,14 Quiet Street,LS8 5HX,0113 496 0003\n"
            "Refuge helpline,,Ring day or night.,,,0113 496 0004\n"
            "Quiet Street Gardeners,,They grow vegetables.,15 Loud Street,LS8 5HX,0113 496 0005\n"
        )
        _, drafts = drafts_from_table(
            file, kind="csv", mapping=None, default_kind=None, source="help", vocabulary=load_vocabulary()
        )
        engine = open_engine(f"sqlite:///{town.database}")
        with unit_of_work(engine, writes=True) as session:
            report = bring_in(session, drafts, source="help", gazetteer=Gazetteer(), clock=CLOCK)
        engine.dispose()
        assert (report.created, [problem.row for problem in report.problems]) == (2, [1, 2, 3])
        assert not re.search(r"1[234] Quiet Street|(Rose|Ivy|Fern) House", repr(town.kept()) + report.model_dump_json())


class TestRule11:
    def half_answered(self, name: str, role: Role) -> ListingIn:
        """A person for whom all of answering holds but one thing."""
        gone = MISSING[name]
        whole = {"name": f"No {name}", "hopes": ("gardening",), "organisation": OFFICE}
        if {"answering", "organisation"} & set(gone):
            return person(**whole | {"answering": answering(role=role)} | gone)
        return person(**whole, answering=answering(role=role, **gone))

    @pytest.mark.parametrize("role", Role)
    def test_rule_11_one_thing_missing_and_nobody_is_suggested(self, open_town: OpenTown, role: Role) -> None:
        """No stranger is paired with a stranger: a person only while an organisation answers for all of it."""
        people = [self.half_answered(name, role) for name in MISSING]
        ben = person(hopes=("gardening",), organisation=OFFICE, answering=answering(role=role))
        town = open_town(*people, ben)
        for asked in ({"hopes": "gardening"}, {"hopes": "gardening", "ease": ["companion"], "limit": 50}):
            assert names(town.ask(**asked)) == ["Ben"]
        assert town.ask(hopes=NOTHING_LIKE_IT)["someone_to_ask"] in (None, town.ask(hopes="yodels")["someone_to_ask"])
        assert [it["name"] for it in town.http.get("/api/v1/listings").json()["listings"]] == ["Ben"]
        assert {town.http.get(f"/listings/{it.id}").status_code for it in people} == {404}

    @pytest.mark.parametrize(
        ("ends", "last"),
        [
            ({"insured_until": date(2027, 4, 1)}, date(2027, 4, 1)),
            # A check holds 36 months of 30.44 days.
            ({"insured_until": date(2040, 1, 1), "check_on": date(2024, 4, 1)}, date(2027, 4, 2)),
        ],
    )
    def test_rule_11_the_day_it_ends_nobody_need_do_anything(
        self, open_town: OpenTown, ends: dict[str, date], last: date
    ) -> None:
        """No stranger is paired with a stranger: suggested only while all of it holds, to the last minute."""
        dial = Dial(last, time(23, 59))
        town = open_town(person(hopes=("gardening",), answering=answering(role=Role.CONNECTOR, **ends)), clock=dial)
        assert names(town.ask(hopes="gardening")) == ["Ben"]
        dial.turn(last + timedelta(days=1), time(0, 0))
        assert names(town.ask(hopes="gardening")) == []
        assert town.ask(hopes=NOTHING_LIKE_IT)["someone_to_ask"] is None
        assert town.http.get("/api/v1/listings").json()["total"] == 0

    @pytest.mark.parametrize("show", [True, False])
    def test_rule_11_the_number_is_the_organisations(self, open_town: OpenTown, show: bool) -> None:
        """No stranger is paired with a stranger: the number is the organisation's, the first meeting in public."""
        own = contact(phone="0113 496 0999", email="ben.own@example.org", show=show)
        ben = person(hopes=("gardening",), organisation=OFFICE, contact=own, answering=answering(role=Role.CONNECTOR))
        town = open_town(ben)
        office = {"phone": OFFICE["phone"], "email": OFFICE["email"]}
        assert town.ask(hopes="gardening")["suggestions"][0]["contact"] == office
        assert town.ask(hopes=NOTHING_LIKE_IT)["someone_to_ask"]["phone"] == office["phone"]
        page, results = town.http.get(f"/listings/{ben.id}").text, town.form(near="LS8 5", hopes_words="gardening").text
        assert "Please meet in a public place the first time." in page
        assert not re.search("0999|ben.own", page + results + json.dumps(one(town, ben.id)))
        assert one(town, ben.id)["contact"] == office

    def test_rule_11_all_of_the_demos_people_are_rung_through_an_organisation(self, leeds: Town) -> None:
        """No stranger is paired with a stranger: every number of a person is that of who answers for them."""
        people = leeds.http.get("/api/v1/listings?kind=person&per_page=100").json()["listings"]
        assert people
        with sqlite3.connect(leeds.database) as reader:
            phones = dict(reader.execute("SELECT name, phone FROM organisation"))
        shown = {found["organisation"]: found["contact"]["phone"] for found in people}
        assert shown == {name: phones[name] for name in shown}
