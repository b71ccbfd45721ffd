"""What kind of listing a row's own words point to, when nobody says; data first, read from the top; pure.

First what the whole file is about (its name and headings: a file of libraries holds libraries), then the row's name
and category, then what it says of itself. Nothing found: `universal`, never silently `group`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from app.directory.rules import Kind, WayIn

SUMMARY_READ = 600  # what something is, it says early; further on it tells of its partners


@dataclass(frozen=True)
class Sorting:
    """One row of the table: words to look for, the kind they point to, and what such a thing always offers.

    `file`, `name` and `text` are patterns for the file's own words, the name with its category, and the summary.
    `noun` is put after names that say only where ("Altrincham" in a file of job centres).
    """

    kind: Kind
    file: str = ""
    name: str = ""
    text: str = ""
    noun: str = ""
    hopes: tuple[str, ...] = ()
    basics: tuple[str, ...] = ()
    way_in: WayIn | None = None
    name_only_says_where: bool = False

    @cached_property
    def in_file(self) -> Callable[[str], object]:
        return _looking_for(self.file)

    @cached_property
    def in_name(self) -> Callable[[str], object]:
        return _looking_for(self.name)

    @cached_property
    def in_text(self) -> Callable[[str], object]:
        return _looking_for(self.text)


def _looking_for(pattern: str) -> Callable[[str], object]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE).search if pattern else (lambda _text: None)


_SPORT = (
    "football|cricket|bowl(?:s|ing)|golf|rugby|tennis|badminton|hockey|netball|basketball|swimming|athletics?|running"
    "|harriers|cycling|judo|karate|aikido|tae ?kwon|boxing|rowing|sailing|canoe|fencing|gymnastics|martial arts|riding"
    "|croquet|lacrosse|squash|archery|angling|snooker|chess|bridge|camera|photographic|gardening|walking|rambling"
)
_ACTIVITY = (
    r"art|craft|knit\w*|sewing|quilt\w*|dance|yoga|pilates|zumba|tai chi|fitness|exercise|keep fit|walking|reading|book"
)

TABLE: tuple[Sorting, ...] = (
    Sorting(
        Kind.PRACTICAL,
        file="food ?banks?|food pantr|emergency food",
        name="food ?bank|food ?share|food pantry|food club|food parcel|trussell|pantry$"
        "|community (?:fridge|larder|grocer)",
        text=r"food ?banks?\b|food parcels?\b|emergency food",
        noun="Food bank",
        basics=("food",),
    ),
    Sorting(
        Kind.PRACTICAL,
        file="job ?cent(?:re|er)",
        name="job ?cent(?:re|er)",
        noun="Jobcentre",
        basics=("work", "benefits"),
        hopes=("job_ideas",),
        name_only_says_where=True,
    ),
    Sorting(
        Kind.GROUP,
        name=r"friends of\b|(?:reading|book) (?:group|club)|peer support|self[- ]help group|support group"
        r"|(?:anxiety|depression|hearing voices|dementia|memory|carers'?) (?:group|caf[eé]|choir)|hearing voices"
        r"|group\b(?! practice| ltd| limited| plc)|u3a\b|players$|society$(?<!building society)|choir\b",
    ),
    Sorting(
        Kind.UNIVERSAL,
        file=r"librar(?:y|ies)\b",
        name=r"librar(?:y|ies)\b",
        noun="Library",
        hopes=("reading", "warm_place", "quiet_place", "computers"),
        way_in=WayIn.WALK_IN,
    ),
    Sorting(
        Kind.UNIVERSAL,
        file=r"pharmac(?:y|ies)\b|chemists?\b",
        name=r"pharmacy\b|chemist\b",
        noun="Pharmacy",
        hopes=("wellbeing",),
        way_in=WayIn.WALK_IN,
    ),
    Sorting(
        Kind.FORMAL,
        file=r"general practices?\b|gp (?:practices?|surger)|doctors?\b",
        name="(?:gp|medical|group|family) (?:practice|surgery|cent(?:re|er))|surgery$",
        noun="GP practice",
    ),
    Sorting(
        Kind.FORMAL,
        file=r"dent(?:al|ists?)\b|hospitals?\b|care homes?\b|clinics?\b",
        name=r"dental (?:practice|surgery)|dentist|health cent(?:re|er)|hospital$|clinic\b|care home|nursing home"
        r"|home ?care\b|domiciliary|social (?:work|care) team|adult social care|children'?s services|psycholog"
        r"|psychiatr|talking therap|counselling|psychotherap|cognitive behavio|occupational therap|physiotherap"
        r"|memory (?:service|clinic)|crisis team|camhs\b|etherapy",
    ),
    Sorting(
        Kind.PLACE,
        file=r"allotments?\b",
        name=r"allotments?\b",
        noun="allotments",
        hopes=("allotment", "growing_food", "gardening"),
        name_only_says_where=True,
    ),
    Sorting(
        Kind.PLACE,
        file=r"green (?:flags?|spaces?)|parks?\b|woodlands?\b|nature reserves?",
        name="(?:country |memorial |community )?park$|(?:botanical |memorial |community )?gardens?$|nature reserve"
        "|woods$|recreation ground|playing fields?|village green|cemetery",
        noun="Green space",
        hopes=("nature", "walking", "outdoors"),
        way_in=WayIn.WALK_IN,
    ),
    Sorting(
        Kind.GROUP,
        file=r"(?:sports?|social|youth) clubs?\b|clubs?\b|groups?\b",
        name=rf"(?:{_SPORT}) (?:and \w+ )?(?:club|team|society|association)\b|f\.?c\.?$|r\.?u?\.?f\.?c\.?$",
        noun="Club",
    ),
    Sorting(
        Kind.UNIVERSAL,
        file=r"community hubs?\b|family hubs?\b|community cent(?:re|er)s?\b",
        name="community (?:hub|cent(?:re|er)|hall)|family hub|children'?s cent(?:re|er)"
        r"|(?:parish|village|church|assembly|welfare) (?:rooms?|hall|institute)\b"
        "|leisure cent(?:re|er)|swimming (?:pool|baths)|sports cent(?:re|er)|wellbeing cent(?:re|er)",
        noun="community hub",
        name_only_says_where=True,
    ),
    Sorting(Kind.NETWORK, file="neighbourhood networks?", name="neighbourhood network"),
    Sorting(
        Kind.PRACTICAL,
        name=r"citizens'? advice|advice (?:cent(?:re|er)|line|service|bureau)|debt\b|debtline|money advice"
        r"|welfare rights|benefits? advice|law cent(?:re|er)|legal advice|housing (?:advice|options"
        r"|support)|homeless|credit union"
        r"|clothing bank|baby bank|uniform (?:bank|exchange)|furniture|energy advice|warm (?:space|hub|bank)"
        r"|carers'? (?:cent(?:re|er)|support)|advocacy|shopmobility|dial[- ]a[- ]ride|community transport|helpline"
        r"|victim support|employment support|job club|victims",
    ),
    Sorting(
        Kind.GROUP,
        name=r"chorus\b|singers\b|orchestra|brass band|women'?s institute|w\.?i\.?$|scouts?\b|guides\b|guiding|brownies"
        r"|rainbows|cubs\b|cadets?\b|rotary|men'?s sheds?|men in sheds|ramblers|toddler|playgroup"
        r"|youth (?:club|theatre)|coffee morning|lunch(?:eon)? club|social club|residents'? association"
        r"|patchwork|circle$|club$|parkrun"
        rf"|(?:history|horticultural|civic|operatic|drama(?:tic)?|astronom\w+) (?:\w+ )?society"
        rf"|(?:{_ACTIVITY}) (?:class(?:es)?|club|circle|sessions?)",
    ),
    Sorting(Kind.PLACE, name="museum$|art gallery|gallery$|arboretum"),
    Sorting(
        Kind.GROUP,
        text=r"(?:peer )?support (?:group|network)|self[- ]help group|drop[- ]in group|peer support|meet[- ]?ups?\b"
        r"|we meet\b|meets? (?:on|every|at|up|once|weekly|monthly|mon|tue|wed|thu|fri|sat|sun)|social group|club for\b"
        r"|group (?:meets|for people|sessions)|members meet|youth club|scouting|choir\b|toddler group|coffee morning",
    ),
    Sorting(
        Kind.FORMAL,
        text=r"counselling|counsellors?\b|psychological therap|talking therap|(?:one|1)[- ]to[- ](?:one|1) therapy"
        r"|clinical\b|treatment for|psychiatr|detained under|residential care|palliative|domiciliary|care workers?\b"
        r"|care and support services|following an assessment|needs assessment",
    ),
    Sorting(
        Kind.PRACTICAL,
        text="(?:debt|benefits?|welfare|housing|legal|immigration|energy|money|independent) (?:rights )?"
        r"(?:advice|advis\w+|help|support|information)|homeless|advice (?:and|,|on|service|cent)|advocates?\b|advocacy"
        r"|offers? advice|practical (?:help|support)|clothing bank|furniture",
    ),
)


@dataclass(frozen=True)
class Sorted:
    """The kind a row was given and, when the table gave it, by which of its rows."""

    kind: Kind
    by: Sorting | None = field(default=None)


def sort_row(file: str, name: str, category: str, text: str) -> Sorted:
    """The first row of the table that fits the file's words, else name, category, early summary; else universal."""
    looks = (("in_file", file), ("in_name", name), ("in_name", category), ("in_text", text[:SUMMARY_READ]))
    for looked_in, words in looks:
        if words and (row := next((row for row in TABLE if getattr(row, looked_in)(words)), None)):
            return Sorted(row.kind, row)
    return Sorted(Kind.UNIVERSAL)


def kind_said(text: str) -> Kind | None:
    """The kind a cell names in our own word ("group", "Groups", "Place"), or None."""
    word = text.strip().casefold()
    return next((kind for kind in Kind if word in (kind.value, kind.value + "s")), None)


# The first that fits; a way that needs nobody else stands before one that does.
_WAYS: tuple[tuple[WayIn, str], ...] = (
    (WayIn.VOUCHER, "voucher"),
    (
        WayIn.WALK_IN,
        r"no referral|open door|first come|drop[ -]?in|walk[ -]?in|just (?:come|turn up)|turn up|open to (?:all|any)"
        r"|no (?:need to book|booking|appointment)|meals? only|food & drink|pay[- ]as[- ]you",
    ),
    (WayIn.RING, r"self[ -]?refer|\bring\b|\bcall\b|\bphone\b|telephone|contact us"),
    (WayIn.REFERRAL, r"referr|refer\b|assessment|gp letter|professional"),
    (WayIn.BOOK, r"appointment|\bbook|booking|register|sign up|ticket"),
    (WayIn.WALK_IN, r"^(?:open|none|anyone|free)\b"),
)
_WAY_PATTERNS = tuple((way, re.compile(pattern, re.IGNORECASE)) for way, pattern in _WAYS)


def way_in_said(text: str) -> WayIn | None:
    """How somebody gets in, in the source's own words or our code; None when the words do not say."""
    code = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if code in set(WayIn):
        return WayIn(code)
    return next((way for way, pattern in _WAY_PATTERNS if pattern.search(text)), None)


_COSTS = re.compile(r"£\s?\d*[1-9]|\b[1-9]\d*p\b|\bpounds?\b|\bmembership\b", re.IGNORECASE)
_FREE = re.compile(r"\bfree\b|\bfoc\b|\bno (?:charge|cost|fee)\b|^£?\s?0+(?:\.0+)?$|\bat no cost\b", re.IGNORECASE)


def is_free(text: str) -> bool | None:
    """Whether a price in words means nothing to pay; None when it does not say, or says both."""
    costs, free = _COSTS.search(text), _FREE.search(text)
    return None if bool(costs) == bool(free) else bool(free)
