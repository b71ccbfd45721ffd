"""What the urgent answer says and whom to ring, by kind of danger and nation of the place (rule 3)."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from app.areas.rules import Purpose
from app.kernel.text import N_
from app.matching.engine.danger import DangerKind, Gentle, find_danger, says_under_18

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to ring. `checked` is false where nobody has confirmed the number; the note then says so."""

    name: str
    contact: str
    note: str = ""
    checked: bool = True


@dataclass(frozen=True, slots=True)
class UrgentAnswer:
    """The top of an urgent page: the most pressing kind, plain words, and contacts, first to ring first."""

    kind: str
    text: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    code: str
    nations: frozenset[str]
    contact: Contact
    notes: tuple[str, ...]  # apart, since each is a sentence to translate


UK = "UK"
NATIONS = frozenset({N_("England"), N_("Scotland"), N_("Wales"), N_("Northern Ireland")})
MOST_LINES = 6  # more than that is a list to read, not help

HONEST = N_("Kith reacts to some words. It cannot tell if someone is safe.")
EVERYWHERE = N_("999 works in all of the UK.")
CHECK_NUMBER = N_("We have not checked this number yet.")
DAY_AND_NIGHT = N_("Day and night.")
# Of the names in the file, those that are no brand; in other languages a brand stays as it is on the phone bill.
NAMES = (N_("Emergency services"),)
# The notes of the file, named here so that translators' tools find them.
NOTES = (
    DAY_AND_NIGHT,
    N_("On a mobile, if you cannot speak, press 55."),
    N_("Choose the mental health option."),
    N_("Press 2."),
    N_("You can talk about how you feel."),
    N_("For children and young people."),
    N_("For an adult who is worried about a child."),
    N_("For men who are hurt at home."),
    N_("For older people who are being hurt or used."),
    N_("Monday to Friday, 9 to 5."),
    N_("Office hours."),
    N_("It can help with food and heat."),
    N_("If the power is off in your street."),
)

_BASICS = frozenset({DangerKind.NO_FOOD_TONIGHT, DangerKind.NO_HEAT_TONIGHT, DangerKind.NO_SHELTER_TONIGHT})

_TEXT = {
    DangerKind.ACUTE_ILLNESS: N_("This may be an emergency. Ring 999 now."),
    DangerKind.OVERDOSE: N_("Ring 999 now, even if they feel fine. Do not wait."),
    DangerKind.SUICIDE: N_("If your life or someone else's is at risk, ring 999 now. You can also talk to someone."),
    DangerKind.VIOLENCE: N_("If you or someone else is in danger, ring 999 now."),
    DangerKind.CHILD: N_("If a child is in danger, ring 999 now. You can also ask for help if you are not sure."),
    DangerKind.ABUSE: N_("If you are in danger, ring 999 now. It is not your fault, and you can get help."),
    DangerKind.ADULT: N_("If someone is in danger, ring 999 now. No one should be hurt or used like this."),
    DangerKind.EXPLOITATION: N_("If you are in danger, ring 999 now. You are not in trouble. You can get help."),
    DangerKind.WITHDRAWAL: N_(
        "To stop drink or drugs all at once can make you very ill. Ring 999 if you feel ill now."
    ),
    DangerKind.SELF_HARM: N_("If you are badly hurt, ring 999 now. You can also talk to someone."),
    DangerKind.NO_SHELTER_TONIGHT: N_("Ring your council now. Say that you have no bed for tonight."),
    DangerKind.NO_FOOD_TONIGHT: N_("You can get help with food today. Ring and say that you have no food."),
    DangerKind.NO_HEAT_TONIGHT: N_("You can get help with heat today. Ring and say that you have no heat."),
}
_GENTLE_TEXT = {
    Gentle.BEREAVED_BY_SUICIDE: N_("We are sorry for your loss. You can talk to someone at any time."),
    Gentle.DESPAIR: N_("That sounds hard. You can talk to someone at any time."),
}

_CRISIS = ("nhs_111", "nhs_111_wales", "nhs_24", "lifeline")
_HEALTH = ("nhs_111", "nhs_111_wales", "nhs_24")  # Northern Ireland has no 111
_ABUSE = ("refuge_england", "abuse_scotland", "live_fear_free", "abuse_ni")
_LINES: dict[DangerKind, tuple[str, ...]] = {
    DangerKind.ACUTE_ILLNESS: _HEALTH,
    DangerKind.OVERDOSE: _HEALTH,
    DangerKind.SUICIDE: (*_CRISIS, "samaritans"),
    DangerKind.VIOLENCE: (),
    DangerKind.CHILD: ("nspcc",),
    DangerKind.ABUSE: (*_ABUSE, "mens_advice"),
    DangerKind.ADULT: ("hourglass",),
    DangerKind.EXPLOITATION: (),
    DangerKind.WITHDRAWAL: _HEALTH,
    DangerKind.SELF_HARM: (*_CRISIS, "samaritans"),
    DangerKind.NO_SHELTER_TONIGHT: (),
    DangerKind.NO_FOOD_TONIGHT: ("hardship", "crisis_fund"),
    DangerKind.NO_HEAT_TONIGHT: ("power_cut", "crisis_fund"),
}
# For a body that is ill, not a mind in crisis, the mental health option is the wrong key to press.
_WITHOUT_OPTION = frozenset({DangerKind.ACUTE_ILLNESS, DangerKind.OVERDOSE, DangerKind.WITHDRAWAL})


_FOR_CHILDREN = frozenset({DangerKind.CHILD})
_FOR_ADULTS = frozenset({DangerKind.ADULT, DangerKind.ABUSE, DangerKind.EXPLOITATION})


def purposes(kinds: Sequence[DangerKind]) -> frozenset[str]:
    """Which of an area's own contacts help with these kinds: its duty lines, its crisis money, its local number."""
    wanted = {Purpose.OUT_OF_HOURS} if set(kinds) - {DangerKind.ACUTE_ILLNESS, DangerKind.OVERDOSE} else set()
    if _FOR_CHILDREN & set(kinds):
        wanted.add(Purpose.DUTY_CHILDREN)
    if _FOR_ADULTS & set(kinds):
        wanted.add(Purpose.DUTY_ADULTS)
    if _BASICS & set(kinds):
        wanted |= {Purpose.CRISIS_FUND, Purpose.LOCAL}
    return frozenset(wanted)


@cache
def _lines() -> dict[str, _Line]:
    """The shipped helplines by code."""
    text = files("app.matching").joinpath("helplines.csv").read_text(encoding="utf-8")
    return {row["code"]: _line(row) for row in csv.DictReader(text.splitlines())}


def _line(row: dict[str, str]) -> _Line:
    checked = row["certainty"].startswith("checked")
    notes = tuple(note for note in (row["note"], row["hours"]) if note)
    nations = frozenset(row["nation"].split(" and "))
    return _Line(row["code"], nations, Contact(row["name"], row["contact"], checked=checked), notes)


def urgent_answer(
    kinds: Sequence[DangerKind],
    nation: str | None,
    area_contacts: Sequence[Contact] = (),
    under_18: bool = False,
    _: Translate = N_,
) -> UrgentAnswer:
    """The answer to `kinds` (most pressing first); ValueError when there is none.

    999 stands first where life is at risk, then the area's own contacts, then the lines of the nation. An unknown
    nation gets the UK-wide lines and the word that 999 works everywhere. An unconfirmed number always says so.
    """
    if not kinds:
        raise ValueError("no kind of danger to answer")
    known = nation if nation in NATIONS else None
    sentences = [_TEXT[kinds[0]], *([] if known else [EVERYWHERE]), HONEST]
    lines = [
        _for_body(line) if kinds[0] in _WITHOUT_OPTION else line for line in _chosen(_codes(kinds, under_18), known)
    ]
    contacts = [_said(line, _) for line in lines[:MOST_LINES]]
    after = 0 if kinds[0] in _BASICS else 1
    contacts[after:after] = [_area(contact, _) for contact in area_contacts]
    return UrgentAnswer(kinds[0].value, " ".join(map(_, sentences)), tuple(contacts))


def gentle_answer(
    gentle: Sequence[Gentle], nation: str | None, under_18: bool = False, _: Translate = N_
) -> UrgentAnswer | None:
    """No alarm, but a line in view for grief after suicide or for despair; None when there is nothing to say."""
    if not gentle:
        return None
    codes = (*(["childline"] if under_18 else []), *_CRISIS, "samaritans")
    contacts = tuple(_said(line, _) for line in _chosen(codes, nation))
    return UrgentAnswer(gentle[0].value, _(_GENTLE_TEXT[gentle[0]]), contacts)


def gentle_beside(text: str, nation: str | None, _: Translate = N_) -> UrgentAnswer | None:
    """The same beside what a search of the directory holds."""
    return gentle_answer(find_danger(text).gentle, nation, says_under_18(text, None), _)


def _chosen(codes: Iterable[str], nation: str | None) -> list[_Line]:
    """The lines that reach the nation, each once; with no known nation the UK-wide ones."""
    lines = (_lines()[code] for code in dict.fromkeys(codes))
    return [line for line in lines if UK in line.nations or nation in line.nations]


def _codes(kinds: Sequence[DangerKind], under_18: bool) -> Iterator[str]:
    """Codes of lines in order: 999 first where life is at risk and last where it is a basic that is missing."""
    if kinds[0] not in _BASICS:
        yield "emergency"
    if under_18:
        yield "childline"
    for kind in kinds:
        yield from _LINES[kind]
    yield "emergency"


def _for_body(line: _Line) -> _Line:
    """The line without its note about mental health."""
    return replace(line, notes=(DAY_AND_NIGHT,)) if line.code in _CRISIS else line


def _said(line: _Line, _: Translate) -> Contact:
    """The contact in the reader's language; a number that nobody confirmed says so."""
    notes = line.notes if line.contact.checked else (*line.notes, CHECK_NUMBER)
    name = line.contact.name
    return replace(line.contact, name=_(name) if name in NAMES else name, note=" ".join(map(_, notes)))


def _area(contact: Contact, _: Translate) -> Contact:
    """A contact that the area gave, its note in its own words."""
    if contact.checked:
        return contact
    return replace(contact, note=f"{contact.note} {_(CHECK_NUMBER)}".strip())
