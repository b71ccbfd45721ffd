"""A steward's own terms: read from rows, kept, merged; a phrase never stands for two things."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.db.model import History
from app.directory.keep_terms import keep_terms, remove_term
from app.directory.live_terms import LiveTerms, left_out, list_terms
from app.directory.own_terms import NotATerm, TermRow, term_of
from app.directory.shapes import ImportReport
from app.directory.store import kept_terms, write_own_terms
from app.directory.vocabulary import Scheme, Term, load_vocabulary
from app.kernel.errors import NotFound, Refused
from tests.builders import CLOCK, empty_directory

SHIPPED = load_vocabulary()
Cells = dict[str, str]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = empty_directory(tmp_path)
    yield engine
    engine.dispose()


def ferrets(**cells: str) -> Cells:
    """A hope that no list of ours has."""
    given = {
        "scheme": "hope",
        "code": "ferret_racing",
        "label": "Ferret racing",
        "phrases": "ferrets; working the jills",
        "related": "",
        "sensitive": "no",
    }
    return given | cells


def rows(*cells: Cells) -> list[TermRow]:
    return [TermRow(number, each) for number, each in enumerate(cells, 1)]


def keep(engine: Engine, *cells: Cells, dry_run: bool = False) -> ImportReport:
    with unit_of_work(engine, writes=True) as session:
        return keep_terms(session, rows(*cells), shipped=SHIPPED, clock=CLOCK, who="test", dry_run=dry_run)


def codes(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [term.code for term in kept_terms(session)]


def found(engine: Engine, text: str) -> set[str]:
    with Session(engine) as session:
        return {each.term.code for each in LiveTerms(SHIPPED).refresh(session).find(text, [Scheme.HOPE])}


def test_it_works(engine: Engine) -> None:
    report = keep(engine, ferrets())
    assert (report.read, report.created, report.refused) == (1, 1, 0)
    assert found(engine, "I miss working the jills") == {"ferret_racing"}


def test_the_same_again_changes_nothing_and_another_wording_does(engine: Engine) -> None:
    keep(engine, ferrets())
    assert keep(engine, ferrets()).unchanged == 1
    assert keep(engine, ferrets(label="Ferrets")).updated == 1
    with Session(engine) as session:
        history = session.execute(select(History).where(History.entity == "own_term")).scalars().all()  # type: ignore[arg-type]
        assert sorted((row.before or {}).get("label", "") for row in history) == ["", "Ferret racing"]


def test_a_known_term_gains_phrases_and_keeps_its_label(engine: Engine) -> None:
    assert "gardening" not in found(engine, "mucky fingernails of a Sunday")
    report = keep(engine, {"scheme": "hope", "code": "gardening", "phrases": "mucky fingernails"})
    assert report.created == 1
    assert "gardening" in found(engine, "mucky fingernails of a Sunday")
    with Session(engine) as session:
        term = LiveTerms(SHIPPED).refresh(session).get(Scheme.HOPE, "gardening")
    ours = SHIPPED.get(Scheme.HOPE, "gardening")
    assert term
    assert ours
    assert (term.label, term.phrases[: len(ours.phrases)]) == (ours.label, ours.phrases)


@pytest.mark.parametrize(
    ("cells", "field", "says"),
    [
        ({"scheme": "wish"}, "scheme", "one of: hope"),
        ({"code": "Whippet Racing"}, "code", "small letters"),
        ({"code": ""}, "code", "small letters"),
        ({"label": ""}, "label", "label"),
        ({"phrases": " ; "}, "phrases", "at least one phrase"),
        ({"phrases": "ferrets, and tea"}, "phrases", "no comma"),
        ({"phrases": "!!"}, "phrases", "needs words"),
        ({"phrases": "x" * 81}, "phrases", "too long"),
        ({"label": "x" * 101}, "label", "too long"),
        ({"phrases": ";".join(f"ferret number {n}" for n in range(201))}, "phrases", "too many"),
        ({"related": "gardening"}, "related", "gardening=0.5"),
        ({"related": "gardening=2"}, "related", "at most 1"),
        ({"related": "gardening=0"}, "related", "above 0"),
        ({"related": "no_such_hope=0.5"}, "related", "no_such_hope, which is no other hope"),
        ({"related": "ferret_racing=0.5"}, "related", "no other hope"),
        ({"sensitive": "perhaps"}, "sensitive", "yes or no"),
        ({"scheme": "ease", "code": "dogs_welcome"}, "code", "fixed list"),
    ],
)
def test_a_bad_row_is_refused_in_a_sentence_and_loses_nothing_of_the_others(
    engine: Engine, cells: Cells, field: str, says: str
) -> None:
    good = ferrets(code="bell_ringing", label="Bell ringing", phrases="ringing the changes")
    report = keep(engine, good, ferrets(**cells))
    assert (report.read, report.created, report.refused) == (2, 1, 1)
    (problem,) = report.problems
    assert (problem.row, problem.field) == (2, field)
    assert says in problem.problem
    assert problem.problem.endswith(".")
    assert codes(engine) == ["bell_ringing"]


@pytest.mark.parametrize(
    ("phrase", "scheme", "named"),
    [
        ("gardening", "hope", "hope gardening"),
        ("Gardening!".replace("!", ""), "basic", "hope gardening"),  # no hope and basic at once
        ("food bank", "hope", "basic"),
    ],
)
def test_a_phrase_in_two_senses_is_refused_with_both_terms_named(
    engine: Engine, phrase: str, scheme: str, named: str
) -> None:
    (problem,) = keep(engine, ferrets(scheme=scheme, phrases=f"ferrets; {phrase}")).problems
    assert problem.field == "phrases"
    assert named in problem.problem
    assert f"{scheme} ferret_racing (Ferret racing)" in problem.problem
    assert codes(engine) == []


def test_what_is_said_of_a_gift_may_be_said_of_a_hope(engine: Engine) -> None:
    assert keep(engine, ferrets(), ferrets(scheme="gift")).created == 2


def test_two_rows_of_one_file_clash_and_the_first_stays(engine: Engine) -> None:
    report = keep(engine, ferrets(), ferrets(code="falconry", label="Falconry", phrases="flying hawks; ferrets"))
    (problem,) = report.problems
    assert problem.row == 2
    assert "hope ferret_racing (Ferret racing)" in problem.problem
    assert "hope falconry (Falconry)" in problem.problem
    assert codes(engine) == ["ferret_racing"]


def test_a_phrase_may_move_from_one_own_term_to_another_in_one_file(engine: Engine) -> None:
    keep(engine, ferrets())
    moved = ferrets(code="falconry", label="Falconry", phrases="ferrets")
    assert keep(engine, moved).refused == 1
    assert keep(engine, ferrets(phrases="working the jills"), moved).refused == 0
    assert found(engine, "ferrets") == {"falconry"}


def test_an_ordinary_saying_stays_without_a_sense(engine: Engine) -> None:
    scheme, saying = next((s, p) for s, p in SHIPPED.look_alikes if s is Scheme.HOPE)
    assert scheme is Scheme.HOPE
    (problem,) = keep(engine, ferrets(phrases=saying)).problems
    assert "ordinary saying" in problem.problem


def test_a_term_named_twice_is_refused_the_second_time(engine: Engine) -> None:
    (problem,) = keep(engine, ferrets(), ferrets(label="Again")).problems
    assert (problem.row, problem.problem) == (2, "This term stands already in row 1.")


def test_terms_of_one_file_may_lean_on_each_other_but_not_on_one_that_is_refused(engine: Engine) -> None:
    shows = ferrets(code="falconry", label="Falconry", phrases="flying hawks")
    assert keep(engine, ferrets(related="falconry=0.5"), shows, dry_run=True).refused == 0
    report = keep(engine, ferrets(related="falconry=0.5"), shows | {"phrases": "gardening"})
    assert [(problem.row, problem.field) for problem in report.problems] == [(1, "related"), (2, "phrases")]


def test_a_cell_that_looks_like_a_formula_is_words(engine: Engine) -> None:
    keep(engine, ferrets(label='=HYPERLINK("http://x.example")', phrases="=ferrets; +ferret days; @the burrow"))
    with Session(engine) as session:
        (term,) = list_terms(session, SHIPPED, own_only=True)
    assert term["label"] == '=HYPERLINK("http://x.example")'
    assert term["phrases"] == ["ferrets", "+ferret days", "@the burrow"]
    assert found(engine, "a ferret") == {"ferret_racing"}  # `=ferrets` would ask for the very word


def test_a_dry_run_writes_nothing(engine: Engine) -> None:
    assert keep(engine, ferrets(), dry_run=True).created == 1
    assert codes(engine) == []


def test_the_label_of_a_new_term_is_a_phrase_too() -> None:
    assert term_of(TermRow(1, ferrets()), SHIPPED).phrases[-1] == "Ferret racing"
    assert term_of(TermRow(1, ferrets(label="Ferrets")), SHIPPED).phrases == ("ferrets", "working the jills")


def test_basics_are_always_sensitive() -> None:
    cells = ferrets(
        scheme="basic", code="ferret_food", label="Ferret food", phrases="nothing for the ferret", sensitive="no"
    )
    assert term_of(TermRow(1, cells), SHIPPED).sensitive


def test_a_sensitive_term_never_becomes_less_so(engine: Engine) -> None:
    keep(engine, {"scheme": "hope", "code": "bereavement_company", "phrases": "missing my ferret", "sensitive": "no"})
    with Session(engine) as session:
        term = LiveTerms(SHIPPED).refresh(session).get(Scheme.HOPE, "bereavement_company")
    assert term
    assert term.sensitive


def test_a_row_that_cannot_be_read_says_why() -> None:
    with pytest.raises(NotATerm, match="the row is empty"):
        term_of(TermRow(3, {}, "the row is empty"), SHIPPED)


def test_what_is_removed_is_out_of_use_and_can_come_back(engine: Engine) -> None:
    keep(engine, ferrets())
    with unit_of_work(engine, writes=True) as session:
        remove_term(session, Scheme.HOPE, "ferret_racing", clock=CLOCK, who="test")
    assert found(engine, "ferrets") == set()
    assert keep(engine, ferrets()).created == 1
    assert found(engine, "ferrets") == {"ferret_racing"}


def test_only_an_own_term_that_no_other_leans_on_is_removed(engine: Engine) -> None:
    shows = ferrets(code="falconry", label="Falconry", phrases="flying hawks", related="ferret_racing=0.4")
    keep(engine, ferrets(), shows)
    with unit_of_work(engine, writes=True) as session:
        with pytest.raises(NotFound, match="ships with Kith"):
            remove_term(session, Scheme.HOPE, "gardening", clock=CLOCK, who="test")
        with pytest.raises(Refused, match="falconry"):
            remove_term(session, Scheme.HOPE, "ferret_racing", clock=CLOCK, who="test")


def test_an_own_term_that_clashes_with_a_new_release_is_left_out_and_told(engine: Engine) -> None:
    """As if a release had given this phrase to a term of its own: nothing breaks, and `kith check` says it."""
    late = Term("ferret_racing", Scheme.HOPE, "Ferret racing", ("gardening",))
    keep(engine, ferrets(code="bell_ringing", label="Bell ringing", phrases="ringing the changes"))
    with unit_of_work(engine, writes=True) as session:
        write_own_terms(session, [late])
    assert found(engine, "ringing the changes") == {"bell_ringing"}
    with Session(engine) as session:
        (problem,) = left_out(session, SHIPPED)
    assert "gardening" in str(problem)


def test_without_own_terms_the_shipped_words_are_used_as_they_are(engine: Engine) -> None:
    with Session(engine) as session:
        assert LiveTerms(SHIPPED).refresh(session) is SHIPPED


def test_words_are_read_anew_only_when_somebody_changed_them(engine: Engine) -> None:
    live = LiveTerms(SHIPPED)
    keep(engine, ferrets())
    with Session(engine) as session:
        first = live.refresh(session)
    with Session(engine) as session:
        assert live.refresh(session) is first
    keep(engine, ferrets(label="Ferrets"))
    with Session(engine) as session:
        assert live.refresh(session) is not first
