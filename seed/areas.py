"""The make-believe areas: 37 networks over Leeds, 7 footprints over Wigan, patches elsewhere."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from seed.chance import dice, pick
from seed.lists import read_list
from seed.naming import drama_number, web_name
from seed.places import TOWN_NAMES, sectors

FIRST_AREA_NUMBER = 900
DUTY_NUMBERS = {"duty_adults": 940, "duty_children": 941, "out_of_hours": 942, "crisis_fund": 943}
LEAD_NUMBERS = {"safeguarding_lead": 944, "safeguarding_deputy": 945}
MADE_UP_NOTE = "Made up: this number rings nowhere."
TERM_YEARS = range(2023, 2035)  # school years that begin in these


@dataclass(frozen=True)
class Term:
    """One stretch of school days, both ends included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Contact:
    """Whom to ring there: `purpose` is one of the area contact purposes (network, duty_adults ...)."""

    purpose: str
    name: str
    contact: str
    note: str = ""


@dataclass(frozen=True)
class DemoArea:
    """One area: `code` is stable, `sectors` is the list it covers, the contact is a made-up organisation's."""

    code: str
    slug: str
    town: str
    name: str
    kind: str
    group: str
    sectors: tuple[str, ...]
    around: tuple[str, ...]
    phone: str
    email: str
    contacts: tuple[Contact, ...]
    terms: tuple[Term, ...]


@cache
def demo_areas() -> tuple[DemoArea, ...]:
    """Every area, by town. Together the areas of a town cover each of its sectors exactly once."""
    covered: dict[str, list[str]] = defaultdict(list)
    for sector in sectors():
        covered[f"{sector.town}/{sector.patch}"].append(sector.code)
    taken: dict[str, int] = defaultdict(int)
    made = []
    for town, entry in read_list("areas").items():
        for area in entry["areas"]:
            number = drama_number(town, FIRST_AREA_NUMBER + taken[drama_number(town, 0)])
            taken[drama_number(town, 0)] += 1
            made.append(_area(town, entry["kind"], area, tuple(covered[f"{town}/{area['slug']}"]), number))
    return tuple(made)


def _area(town: str, kind: str, entry: dict[str, str], codes: tuple[str, ...], phone: str) -> DemoArea:
    group = entry["group"] if kind == "footprint" else f"{entry['group']}, {entry['name']}"
    return DemoArea(
        code=f"{town}-{kind}-{entry['slug']}",
        slug=entry["slug"],
        town=town,
        name=entry["name"],
        kind=kind,
        group=group,
        sectors=codes,
        around=tuple(entry["around"]),
        phone=phone,
        email=f"{web_name(entry['slug'])}@example.org",
        contacts=_contacts(town, group, entry["slug"], phone),
        terms=school_terms(),
    )


def _contacts(town: str, group: str, slug: str, phone: str) -> tuple[Contact, ...]:
    asks_for = pick(dice(slug, "contact"), read_list("names")["first"])
    council = f"{TOWN_NAMES[town]} Make-Believe Council"
    numbers = {purpose: drama_number(town, last) for purpose, last in DUTY_NUMBERS.items()}
    return (
        Contact("network", group, phone, f"Ask for {asks_for}. Weekdays 9:30 to 3:30."),
        *(Contact(purpose, council, number, MADE_UP_NOTE) for purpose, number in numbers.items()),
        *(
            Contact(purpose, pick(dice(town, purpose), read_list("names")["first"]), drama_number(town, last))
            for purpose, last in LEAD_NUMBERS.items()
        ),
    )


@cache
def school_terms() -> tuple[Term, ...]:
    """Half-terms by a plain rule (no council's own calendar), so that the demo needs no yearly change."""
    return tuple(term for year in TERM_YEARS for term in _school_year(year))


def _school_year(year: int) -> list[Term]:
    autumn_break, spring_break = _monday(date(year, 10, 28)), _monday(date(year + 1, 2, 17))
    easter_break, may_break = _monday(date(year + 1, 3, 30)), _monday(date(year + 1, 5, 31))
    back = timedelta(days=7)
    return [
        Term(_monday(date(year, 9, 2)) + timedelta(days=1), autumn_break - timedelta(days=3)),
        Term(autumn_break + back, _monday(date(year, 12, 18)) + timedelta(days=4)),
        Term(_monday(date(year + 1, 1, 5)), spring_break - timedelta(days=3)),
        Term(spring_break + back, easter_break - timedelta(days=3)),
        Term(easter_break + 2 * back, may_break - timedelta(days=3)),
        Term(may_break + back, _monday(date(year + 1, 7, 19)) + timedelta(days=2)),
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
