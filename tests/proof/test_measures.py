"""The figures of the evaluation on answers small enough to reckon by hand."""

import json
import math
from dataclasses import replace
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from rich.console import Console

from app.db.engine import unit_of_work
from app.directory.rules import Answer, Ease, Kind, Role
from app.directory.vocabulary import load_vocabulary
from app.kernel.clock import fixed_clock
from app.kernel.ids import demo_id
from app.main import Kith, join
from app.matching.engine.types import Candidate
from app.matching.shapes import CostOut, FreshnessOut, PhoneOut, SuggestionOut, WhyOut
from app.proof import measures
from app.proof.evaluate import ASKED_AT, SIGNALS, evaluate, print_report, print_worst, ranked, worst
from app.proof.gold import Case, Expect, GoldError, Half, Judgements, read_cases, read_judgements
from app.settings import Settings
from geo.points import Point
from seed.load import load_demo

GARDEN, SINGING = demo_id("a garden"), demo_id("a choir")


def test_ndcg_of_the_best_order_is_one_and_of_nothing_good_is_not_known() -> None:
    assert measures.ndcg([3, 2, 0], [0, 2, 3]) == 1
    assert measures.ndcg([], [3]) == 0
    assert measures.ndcg([0, 0], [0, 0]) is None


def test_ndcg_by_hand() -> None:
    found = 3 / math.log2(2) + 7 / math.log2(4)
    best = 7 / math.log2(2) + 3 / math.log2(3)
    assert measures.ndcg([2, 0, 3], [3, 2, 0]) == pytest.approx(found / best)


def test_ndcg_holds_back_for_what_was_never_shown_but_no_further_than_k() -> None:
    assert measures.ndcg([3], [3, 3]) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert measures.ndcg([0, 0, 0, 0, 0, 3], [3]) == 0
    assert measures.ndcg([3] * 5, [3] * 9) == 1


@pytest.mark.parametrize(("shown", "found"), [([0, 1, 2], True), ([1, 1, 1, 3], False), ([], False), ([3], True)])
def test_hit_within_three(shown: list[int], found: bool) -> None:
    assert measures.hit(shown) is found


def test_judged_counts_what_is_shown_in_the_first_five() -> None:
    assert measures.first_judged("abcdefg", {"a", "c", "g"}) == [True, False, True, False, False]
    assert measures.share(measures.first_judged("ab", {"a"})) == 0.5


def test_a_share_and_a_mean_of_nothing_are_not_known() -> None:
    assert measures.share([]) is None
    assert measures.mean([]) is None
    assert measures.mean([1, 2]) == 1.5


def test_silence_allows_what_is_some_good() -> None:
    assert measures.silent([])
    assert measures.silent([1, 3])
    assert not measures.silent([3, 0])


def test_ladder_violations() -> None:
    assert measures.ladder_violations([1, 1, 2, 3], 5, 0) == 0
    assert measures.ladder_violations([2, 1, 3, 2], 5, 0) == 2
    assert measures.ladder_violations([1, 5], 5, 0) == 1
    assert measures.ladder_violations([], 5, 3) == 3


def test_the_first_three_are_a_set() -> None:
    assert measures.same_first("abcd", "cbae")
    assert not measures.same_first("abcd", "abd")
    assert measures.overlap("abc", "abd") == 0.5
    assert measures.overlap("", "") == 1
    assert measures.overlap("abc", "") == 0


def test_exposure_by_size_of_body() -> None:
    sizes = {"Small": 1, "Middle": 5, "Big": 6}
    assert measures.exposure(["Small", "", "Middle", "Big"], sizes) == {"1": 0.5, "2-5": 0.25, "6+": 0.25}
    assert measures.exposure([], sizes) == {}


def test_kappa_by_hand() -> None:
    """Cohen's own kind of table: 70 of 100 alike, 50 expected by chance."""
    pairs = [(1, 1)] * 45 + [(1, 0)] * 15 + [(0, 1)] * 25 + [(0, 0)] * 15
    expected = (0.60 * 0.70) + (0.40 * 0.30)
    assert measures.kappa(pairs) == pytest.approx((0.60 - expected) / (1 - expected))
    assert measures.kappa([(0, 0), (3, 3)]) == 1
    assert measures.kappa([]) is None
    assert measures.kappa([(2, 2), (2, 2)]) is None


def test_a_weighted_kappa_forgives_what_is_near() -> None:
    near, far = [(0, 0), (3, 3), (2, 3)], [(0, 0), (3, 3), (0, 3)]
    by_near, by_far = measures.kappa(near, weighted=True), measures.kappa(far, weighted=True)
    assert by_near is not None
    assert by_far is not None
    assert by_near > by_far


HERE = Point(53.8147, -1.5127)
LISTING = Candidate(
    id=GARDEN, kind=Kind.GROUP, name="Compton Gardeners", summary="We grow leeks together.\nTea is always on.",
    lat=53.8177, lon=-1.5127, hopes=("gardening",), gifts=("sewing",), basics=("food",), covers=("W1",),
    ease={Ease.STEP_FREE: Answer.YES, Ease.QUIET: Answer.NO}, languages=("en", "ur"), free=True,
)  # fmt: skip
ASKED = measures.Asked("I miss gardening, and my sewing. Nothing to eat. Leeks", HERE, frozenset({"W1", "D1"}))
QUOTED = "You said Leeks. In their words: \u201c{}\u201d."


def why(signal: str, text: str, *matched: str) -> WhyOut:
    return WhyOut(signal=signal, text=text, matched=list(matched), score=1.0)


def idea(*reasons: WhyOut, **changes: object) -> SuggestionOut:
    given = dict.fromkeys(SuggestionOut.model_fields, None) | {
        "id": GARDEN, "rung": 2, "kind": "group", "name": LISTING.name, "summary": LISTING.summary, "why": reasons,
        "bring": [], "cost": CostOut(free=True, text=""), "access": {}, "labels": [], "capacity": "open",
        "languages": [], "text_language": "en", "freshness": FreshnessOut(state="checked", checked_on=None),
        "contact": PhoneOut(phone=None, email=None), "score": 0.5,
    }  # fmt: skip
    return SuggestionOut.model_validate(given | changes)


def backed(reason: WhyOut, listing: Candidate = LISTING, asked: measures.Asked = ASKED) -> bool:
    ((_, found),) = measures.Claims(load_vocabulary()).of(idea(reason), listing, asked)
    return found


TRUE = [
    why("interests", QUOTED.format("We grow leeks together"), "Leeks"),
    why("interests", "You said gardening. You will find it here.", "gardening"),
    why("interests", "You said leeks. Their name or description speaks of it.", "leeks"),
    why("basics", "You said Nothing to eat. They help with that: {}.", "Nothing to eat"),
    why("basics", "You said Nothing to eat. They help with that.", "Nothing to eat"),
    why("nearness", "About 7 min walk from there."),
    why("nearness", "They cover the area you named.", "near"),
    why("ease", "You can get in without steps.", "step_free"),
    why("ease", "It is free.", "free"),
    why("ease", "Urdu is spoken there.", "ur"),
]
FALSE = [
    why("interests", QUOTED.format("We grow pumpkins"), "Leeks"),
    why("interests", QUOTED.format(""), "Leeks"),
    why("interests", "You said choirs. You will find it here.", "choirs"),
    why("interests", "You said sewing. You will find it here.", "sewing"),
    why("interests", "You said sewing. Their name or description speaks of it.", "sewing"),
    why("interests", "A sentence that nobody wrote down.", "gardening"),
    why("basics", "You said Nothing to eat. They help with that: None.", "Nothing to eat"),
    why("basics", "You said sewing. They help with that.", "sewing"),
    why("nearness", "About 2 min walk from there."),
    why("nearness", "About 3.1 km away."),
    why("nearness", "They come to you."),
    why("nearness", "It happens online."),
    why("ease", "It is a quiet place.", "quiet"),
    why("ease", "There is a toilet.", "toilet"),
    why("ease", "Polish is spoken there.", "pl"),
    why("time", "It is on at a time that suits you: Mondays.", "mon"),
    why("formal", "You can ask for this, or someone can ask for you."),
]


def _food_label() -> str:
    return next(term.label for term in load_vocabulary().terms if (term.scheme, term.code) == ("basic", "food"))


@pytest.mark.parametrize("reason", TRUE, ids=lambda reason: reason.text)
def test_a_reason_that_points_to_a_fact_is_backed(reason: WhyOut) -> None:
    assert backed(reason.model_copy(update={"text": reason.text.replace("{}", _food_label())}))


@pytest.mark.parametrize("reason", FALSE, ids=lambda reason: reason.text)
def test_a_reason_without_its_fact_is_not(reason: WhyOut) -> None:
    assert not backed(reason)


def test_nobody_said_that() -> None:
    quiet = measures.Asked("dancing", HERE)
    assert not backed(why("interests", "You said gardening. You will find it here.", "gardening"), asked=quiet)


def test_every_true_reason_falls_with_its_fact() -> None:
    bare = Candidate(id=GARDEN, kind=Kind.PLACE, name="A place", lat=54.5, lon=-1.5)
    assert not any(backed(reason.model_copy(update={"text": reason.text}), bare) for reason in TRUE)


def test_somebody_who_comes_along_is_company_though_no_fact_says_so() -> None:
    reason = why("ease", "Someone can go with you the first time.", "companion")
    assert not backed(reason)
    assert backed(reason, replace(LISTING, kind=Kind.PERSON, role=Role.COMPANION))


def test_an_idea_without_a_reason_is_not_backed() -> None:
    assert [found for _, found in measures.Claims(load_vocabulary()).of(idea(), LISTING, ASKED)] == [False]


def _gold(folder: Path, judgements: str = "", **changes: object) -> Path:
    line = {"id": "older-01", "who": "", "near": "Leeds", "hopes": "tea", "gifts": "", "expect": "fits", "needs": "",
            "paraphrases": ["a cuppa"]}  # fmt: skip
    (folder / "conversations_a.jsonl").write_text(json.dumps(line | changes) + "\n")
    (folder / "conversations_b.jsonl").write_text("")
    (folder / "judgements.csv").write_text("conversation,listing,grade,marker\n" + judgements)
    return folder


def test_the_gold_that_ships_can_be_read() -> None:
    cases = read_cases()
    tune, test = read_cases(Half.TUNE), read_cases(Half.TEST)
    assert len(cases) >= 150
    assert {case.id for case in tune}.isdisjoint(case.id for case in test)
    assert len(tune) + len(test) == len(cases)
    assert {case.expect for case in test} == set(Expect)
    assert set(read_judgements().grades) <= {case.id for case in cases}


def test_the_halves_never_move() -> None:
    by_id = {case.id: case.half for case in read_cases()}
    assert by_id["older-01"] is Half.TEST  # sha256 begins with an odd digit
    assert by_id["older-04"] is Half.TUNE


def test_a_paraphrase_stands_for_the_hopes_or_for_the_only_gifts(tmp_path: Path) -> None:
    (hoping,) = read_cases(folder=_gold(tmp_path))
    assert (hoping.body.hopes, hoping.paraphrases[0].hopes) == ("tea", "a cuppa")
    (giving,) = read_cases(folder=_gold(tmp_path, hopes="", gifts="tea", id="giving2-01"))
    assert (giving.paraphrases[0].hopes, giving.paraphrases[0].gifts, giving.kind) == ("", "a cuppa", "giving")


@pytest.mark.parametrize("changes", [{"expect": "magic"}, {"hopes": "", "near": ""}, {"ease": ["flying"]}])
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(GoldError, match=r"conversations_a\.jsonl line 1"):
        read_cases(folder=_gold(tmp_path, **changes))


def test_judgements_by_two_markers(tmp_path: Path) -> None:
    rows = f"older-01,{GARDEN},3,1\nolder-01,{SINGING},0,1\nolder-01,{GARDEN},2,2\n"
    found = read_judgements(_gold(tmp_path, rows))
    assert found.of("older-01") == {GARDEN: 3, SINGING: 0}
    assert found.of("nobody") == {}
    assert found.twice == ((3, 2),)


@pytest.mark.parametrize("row", ["older-01,x,3,1", f"older-01,{GARDEN},4,1", f"older-01,{GARDEN},1,3", "older-01"])
def test_a_judgement_that_cannot_be_used_is_named(tmp_path: Path, row: str) -> None:
    with pytest.raises(GoldError, match=r"judgements\.csv line 2"):
        read_judgements(_gold(tmp_path, row + "\n"))


def test_a_listing_graded_twice_by_one_marker_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="line 3"):
        read_judgements(_gold(tmp_path, f"older-01,{GARDEN},1,1\nolder-01,{GARDEN},2,1\n"))


@pytest.fixture(scope="module")
def kith(tmp_path_factory: pytest.TempPathFactory) -> Kith:
    """The demo on words alone, so that the test needs no sentence encoder."""
    folder = tmp_path_factory.mktemp("proof")
    settings = Settings(var=folder, database_url=f"sqlite:///{folder}/kith.db")
    found = replace(join(settings, fixed_clock(ASKED_AT)), model=None)
    with unit_of_work(found.engine, writes=True) as session:
        load_demo(session, found.gazetteer, found.clock)
    found.refresh()
    return found


def _one(folder: Path, kith: Kith) -> tuple[list[Case], Judgements]:
    """One conversation of the tune half, graded so that the best it could be shown is what it is shown."""
    (case,) = read_cases(folder=_gold(folder, id="older-04", near="Armley", hopes="gardening", paraphrases=["garden"]))
    shown = ranked(kith.desk.answer(case.body, str, "en"), case.expect)
    rows = "".join(f"older-04,{item.id},{grade},1\n" for item, grade in zip(shown, (3, 2, 1), strict=False))
    return [case], read_judgements(_gold(folder, rows))


def test_an_evaluation_of_one_conversation(tmp_path: Path, kith: Kith) -> None:
    cases, judgements = _one(tmp_path, kith)
    report = evaluate(kith.desk, Half.ALL, cases=cases, judgements=judgements)
    assert report.figures["ndcg@5"] == 1
    assert report.figures["hit@3"] == 1
    assert report.figures["judged@5"] == pytest.approx(0.6)
    assert report.figures["reasons_backed"] == 1, report.unbacked
    assert report.figures["silence"] is None
    assert set(report.ablation) <= set(SIGNALS)
    assert any(figures["ndcg@5"] != 1 for figures in report.ablation.values())
    assert report.ablation["capacity"].keys() == report.figures.keys()
    assert report.by_kind == {"older": 1.0}
    assert not report.encoder
    assert json.loads(json.dumps(report.as_dict()))["figures"]["ladder_violations"] == 0


def test_what_is_printed_and_the_poorest(tmp_path: Path, kith: Kith) -> None:
    cases, judgements = _one(tmp_path, kith)
    console = Console(file=StringIO(), width=200)
    print_report(evaluate(kith.desk, Half.ALL, cases=cases, judgements=judgements), console)
    poorest = worst(kith.desk, 3, cases=cases, judgements=judgements)
    print_worst(poorest, console)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(
        name in printed for name in ("ndcg@5", "false_alarms", "nearness", "first_places", poorest[0].shown[0][0])
    )
    assert [grade for _, grade in poorest[0].shown] == [3, 2, 1, None, None]


def test_the_poorest_are_never_of_the_test_half(tmp_path: Path, kith: Kith) -> None:
    (case,) = read_cases(folder=_gold(tmp_path, f"older-01,{UUID(int=1)},3,1\n", near="Armley"))
    assert case.half is Half.TEST
    assert worst(kith.desk, 3, cases=[case], judgements=read_judgements(tmp_path)) == ()
