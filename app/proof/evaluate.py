"""The evaluation that anybody can run: every conversation of the gold asked, measured, and with each signal off."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

from app.directory.rules import RUNG, Kind
from app.edge.languages import catalogue
from app.matching.desk import Desk
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.policy import Policy
from app.matching.engine.types import Candidate
from app.matching.shapes import MatchOut, SuggestionOut
from app.matching.suggest import Parts, Question, question, suggest
from app.matching.words import Wording
from app.proof import measures
from app.proof.gold import Case, Expect, GoldError, Half, Judgements, read_cases, read_judgements
from geo.gazetteer import PlaceError
from geo.points import Point

ASKED_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday in term time: the demo is loaded and asked then
RANKED = (Expect.FITS, Expect.BASICS, Expect.FORMAL)  # answers whose order a marker graded
SIGNALS = (
    "interests", "judgement", "gifts", "nearness", "ease", "time", "freshness", "capacity", "meaning", "vocabulary",
)  # fmt: skip
# What we aim for, least or most by the sign of the comparison.
AIMS = {
    "ndcg@5": ">= 0.80", "hit@3": ">= 0.90", "judged@5": ">= 0.95", "silence": ">= 0.90", "ladder_violations": "0",
    "urgent_recall": "1.00", "false_alarms": "<= 0.02", "reasons_backed": "1.00", "paraphrase_stability": ">= 0.80",
}  # fmt: skip
UNBACKED_TOLD = 20

Figures = dict[str, float | None]
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Put:
    """A conversation and its paraphrases, placed and read once: what they mean depends on no policy."""

    case: Case
    asked: Question
    vectors: Mapping[str, Vector]
    paraphrases: tuple[tuple[Question, Mapping[str, Vector]], ...]


@dataclass(frozen=True)
class Heard:
    """A conversation with its answer and the answers to its paraphrases."""

    case: Case
    asked: Question
    answer: MatchOut
    paraphrased: tuple[MatchOut, ...]

    @property
    def ranked(self) -> list[SuggestionOut]:
        """What is shown, in the order it is judged in."""
        return ranked(self.answer, self.case.expect)


@dataclass(frozen=True)
class Report:
    """What one evaluation found. `ablation` holds the figures without each signal; `kappa` is of all judgements.

    `encoder` tells whether meaning took part, or words served alone.
    """

    half: str
    conversations: dict[str, int]
    figures: Figures
    by_kind: dict[str, float]
    exposure: dict[str, dict[str, float]]
    ablation: dict[str, Figures]
    kappa: dict[str, float | None]
    judged_but_gone: int
    encoder: bool
    unbacked: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """All of it for --json."""
        return asdict(self)


@dataclass(frozen=True)
class Poor:
    """A conversation of the tune half that was answered poorly: what was shown, with grades (None: not judged)."""

    id: str
    hopes: str
    gifts: str
    needs: str
    ndcg: float
    shown: tuple[tuple[str, int | None], ...]
    missed: tuple[tuple[str, int], ...]


def evaluate(
    desk: Desk,
    half: Half = Half.TEST,
    *,
    ablate: bool = True,
    cases: Sequence[Case] | None = None,
    judgements: Judgements | None = None,
    progress: Progress | None = None,
) -> Report:
    """Ask every conversation of the half and measure the answers; raises GoldError.

    The gold that ships is read unless `cases` and `judgements` are given.
    """
    cases = read_cases(half) if cases is None else cases
    judgements = judgements or read_judgements()
    off = [name for name in SIGNALS if name in {known.name for known in fields(Policy)}] if ablate else []
    done = _counter(progress, len(cases) * (1 + len(off)))
    parts = desk.parts
    put = [_put(desk, case) for case in cases]
    trial = _Trial(parts, judgements)
    whole = _hear(put, parts, done)
    without = {name: replace(parts, policy=_without(parts.policy, name)) for name in off}
    return Report(
        half=half.value,
        conversations=dict(Counter(case.expect.value for case in cases)),
        figures=trial.figures(whole),
        by_kind=trial.by_kind(whole),
        exposure=trial.exposure(whole),
        ablation={name: trial.figures(_hear(put, less, done)) for name, less in without.items()},
        kappa={
            "pairs": float(len(judgements.twice)),
            "kappa": measures.kappa(judgements.twice),
            "weighted": measures.kappa(judgements.twice, weighted=True),
        },
        judged_but_gone=trial.gone(),
        encoder=parts.meant is not None,
        unbacked=trial.unbacked([it for it in whole if it.case.half is Half.TUNE]),
    )


def worst(
    desk: Desk, count: int, *, cases: Sequence[Case] | None = None, judgements: Judgements | None = None
) -> tuple[Poor, ...]:
    """The `count` conversations of the tune half with the lowest ndcg@5; never one of the test half."""
    tune = [case for case in (read_cases(Half.TUNE) if cases is None else cases) if case.half is Half.TUNE]
    trial = _Trial(desk.parts, judgements or read_judgements())
    heard = _hear([_put(desk, replace(case, paraphrases=())) for case in tune], desk.parts)
    poor = [trial.poor(it, worth) for it in heard if (worth := trial.ndcg(it)) is not None]
    return tuple(sorted(poor, key=lambda it: (it.ndcg, it.id))[:count])


def ranked(answer: MatchOut, expect: Expect) -> list[SuggestionOut]:
    """The answer as one list: basics, then ideas by score; formal services only when asked for by name.

    They stand first where the right answer is formal. Ties stay as the answer gave them.
    """
    ideas = [*answer.basics, *by_score(answer.suggestions)]
    asked = answer.formal.suggestions if answer.formal.opened_by == "asked" else []
    return [*asked, *ideas] if expect is Expect.FORMAL else [*ideas, *asked]


def by_score(suggestions: Sequence[SuggestionOut]) -> list[SuggestionOut]:
    """The ideas of all rungs, best first."""
    return sorted(suggestions, key=lambda item: -item.score)


def _put(desk: Desk, case: Case) -> Put:
    try:
        asked, *others = [question(body, desk.parts) for body in (case.body, *case.paraphrases)]
    except PlaceError as error:
        raise GoldError(f"{case.id}: {error}") from error
    return Put(case, asked, desk.read(asked), tuple((other, desk.read(other)) for other in others))


def _hear(put: Sequence[Put], parts: Parts, done: Callable[[], None] = lambda: None) -> list[Heard]:
    wording = Wording(catalogue("en-GB").gettext, parts.vocabulary)
    heard = []
    for it in put:
        answer = suggest(it.asked, it.vectors, parts, wording)
        others = tuple(suggest(asked, vectors, parts, wording) for asked, vectors in it.paraphrases)
        heard.append(Heard(it.case, it.asked, answer, others))
        done()
    return heard


def _without(policy: Policy, name: str) -> Policy:
    weights: dict[str, Any] = {name: 0.0}
    return replace(policy, **weights)


def _counter(progress: Progress | None, total: int) -> Callable[[], None]:
    done = iter(range(1, total + 1))
    return lambda: progress(next(done), total) if progress else None


class _Trial:
    """Answers held against judgements and facts."""

    def __init__(self, parts: Parts, judgements: Judgements) -> None:
        self._parts = parts
        self._judgements = judgements
        self._listings: dict[UUID, Candidate] = {item.id: item for item in parts.columns.living}
        self._sizes = Counter(item.organisation for item in parts.columns.living if item.organisation)
        self._claims = measures.Claims(parts.vocabulary)

    def figures(self, heard: Sequence[Heard]) -> Figures:
        """Every figure, by the name it is printed under."""
        others = [it for it in heard if it.case.expect is not Expect.URGENT]
        return {
            **self._quality([it for it in heard if it.case.expect in RANKED]),
            "silence": measures.share(self._silent(it) for it in heard if it.case.expect is Expect.NOTHING),
            "ladder_violations": sum(_violations(it.answer) for it in heard),
            "urgent_recall": measures.share(
                it.answer.urgent is not None for it in heard if it.case.expect is Expect.URGENT
            ),
            "false_alarms": measures.share(it.answer.urgent is not None for it in others),
            "reasons_backed": measures.share(backed for _, backed in self.claims_of(heard)),
            **_stability(heard),
        }

    def _quality(self, heard: Sequence[Heard]) -> Figures:
        good = [it for it in heard if any(self._judgements.of(it.case.id).values())]
        judged = (
            measures.first_judged([item.id for item in it.ranked], self._judgements.of(it.case.id).keys())
            for it in heard
        )
        return {
            "ndcg@5": measures.mean(worth for it in good if (worth := self.ndcg(it)) is not None),
            "hit@3": measures.share(measures.hit(self._grades(it)) for it in good),
            "judged@5": measures.share(chain.from_iterable(judged)),
        }

    def _grades(self, it: Heard) -> list[int]:
        known = self._judgements.of(it.case.id)
        return [known.get(item.id, 0) for item in it.ranked]

    def ndcg(self, it: Heard) -> float | None:
        """The ndcg@5 of one answer; None where no order was graded or no listing is any good."""
        if it.case.expect not in RANKED:
            return None
        return measures.ndcg(self._grades(it), self._judgements.of(it.case.id).values())

    def by_kind(self, heard: Sequence[Heard]) -> dict[str, float]:
        """The mean ndcg@5 of each kind of conversation."""
        found: dict[str, list[float]] = defaultdict(list)
        for it in heard:
            if (worth := self.ndcg(it)) is not None:
                found[it.case.kind].append(worth)
        return {kind: sum(worths) / len(worths) for kind, worths in sorted(found.items())}

    def exposure(self, heard: Sequence[Heard]) -> dict[str, dict[str, float]]:
        """Who stands first in score order, by the size of their organisation, beside who is there at all."""
        firsts = (by_score(it.answer.suggestions)[0].id for it in heard if it.answer.suggestions)
        return {
            "first_places": measures.exposure((self._listings[first].organisation for first in firsts), self._sizes),
            "listings": measures.exposure((item.organisation for item in self._listings.values()), self._sizes),
        }

    def claims_of(self, heard: Sequence[Heard]) -> list[tuple[str, bool]]:
        """Every reason given, with whether a fact backs it; told after the conversation and the listing."""
        return [
            (f"{it.case.id}, {item.name}: {text}", backed)
            for it in heard
            for item in (*it.answer.basics, *it.answer.suggestions, *it.answer.formal.suggestions)
            for text, backed in self._claims.of(item, self._listings[item.id], _leaning_on(it.asked))
        ]

    def unbacked(self, heard: Sequence[Heard]) -> tuple[str, ...]:
        """Reasons that point to no fact, for developers: of the tune half only, as all that is told by name."""
        return tuple(text for text, backed in self.claims_of(heard) if not backed)[:UNBACKED_TOLD]

    def _silent(self, it: Heard) -> bool:
        known = self._judgements.of(it.case.id)
        return measures.silent(known.get(item.id, 0) for item in (*it.answer.basics, *it.answer.suggestions))

    def gone(self) -> int:
        """How many judgements are about listings that are no longer there."""
        return sum(id_ not in self._listings for grades in self._judgements.grades.values() for id_ in grades)

    def poor(self, it: Heard, worth: float) -> Poor:
        """What a developer wants to see of one answer."""
        known = self._judgements.of(it.case.id)
        shown = it.ranked[:5]
        missed = known.keys() - {item.id for item in shown} & self._listings.keys()
        best = sorted(((self._listings[id_].name, known[id_]) for id_ in missed), key=lambda pair: (-pair[1], pair[0]))
        return Poor(
            id=it.case.id,
            hopes=it.case.body.hopes,
            gifts=it.case.body.gifts,
            needs=it.case.needs,
            ndcg=worth,
            shown=tuple((item.name, known.get(item.id)) for item in shown),
            missed=tuple(pair for pair in best if pair[1] > 1)[:5],
        )


def _leaning_on(asked: Question) -> measures.Asked:
    said, spot = asked.conversation, asked.conversation.spot
    point, areas = (Point(spot.lat, spot.lon), frozenset(spot.areas)) if spot else (None, frozenset())
    return measures.Asked(f"{said.hopes}\n{said.gifts}", point, areas, said.travel.slowly)


def _violations(answer: MatchOut) -> int:
    unasked = 0 if answer.formal.opened_by else len(answer.formal.suggestions)
    rungs = [item.rung for item in answer.suggestions]
    return measures.ladder_violations(rungs, RUNG[Kind.FORMAL], unasked)


def _stability(heard: Sequence[Heard]) -> Figures:
    pairs = [
        ([item.id for item in it.ranked], [item.id for item in ranked(other, it.case.expect)])
        for it in heard
        for other in it.paraphrased
    ]
    return {
        "paraphrase_stability": measures.share(measures.same_first(*pair) for pair in pairs),
        "paraphrase_overlap": measures.mean(measures.overlap(*pair) for pair in pairs),
    }


def print_report(report: Report, console: Console) -> None:
    """The report as tables for a terminal."""
    counts = ", ".join(f"{count} {expect}" for expect, count in sorted(report.conversations.items()))
    known = "words and meaning" if report.encoder else "words alone (no sentence encoder is installed)"
    console.print(f"{report.half} half, {known}: {sum(report.conversations.values())} conversations ({counts})")
    rows = [(name, _number(value), AIMS.get(name, "")) for name, value in report.figures.items()]
    _table(console, "Figures", ("figure", "found", "aim"), rows)
    _table(console, "ndcg@5 by kind", ("kind", "found"), [(kind, _number(v)) for kind, v in report.by_kind.items()])
    places = [(of, *(_number(shares.get(size)) for size in measures.SIZES)) for of, shares in report.exposure.items()]
    _table(console, "Exposure", ("listings of the body", *measures.SIZES), places)
    off = [("(all)", *map(_number, report.figures.values()))]
    off += [(name, *map(_number, figures.values())) for name, figures in report.ablation.items()]
    _table(console, "With a signal switched off", ("off", *report.figures), off if report.ablation else [])
    _table(console, "Two markers", tuple(report.kappa), [tuple(map(_number, report.kappa.values()))])
    if report.judged_but_gone:
        console.print(f"{report.judged_but_gone} judgements are about listings that are no longer there.")
    for line in report.unbacked:
        console.print(f"  not backed: {line}", markup=False, highlight=False)


def print_worst(found: Sequence[Poor], console: Console) -> None:
    """The poorest answers of the tune half, with what was shown and what better was there."""
    for it in found:
        said = " / ".join(text for text in (it.hopes, it.gifts) if text)
        console.print(f"\n{it.id}  ndcg@5 {it.ndcg:.3f}  {said}\n  wanted: {it.needs}", markup=False, highlight=False)
        for name, grade in it.shown:
            console.print(f"  {'-' if grade is None else grade}  {name}", markup=False, highlight=False)
        for name, grade in it.missed:
            console.print(f"  missed {grade}  {name}", markup=False, highlight=False)


def _table(console: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left")
    for n, head in enumerate(heads):
        table.add_column(head, justify="right" if n else "left", no_wrap=not n)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _number(value: float | None) -> str:
    if value is None:
        return "\u2013"
    return str(int(value)) if isinstance(value, int) or value > 1 else f"{value:.3f}"
