"""Reading a postcode however it was typed: whole, half, dotted, joined up or with a slip between O and 0."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from unicodedata import normalize

from geo.centroids import outcodes

_LONGEST = 40  # a postcode with odd spacing still fits; anything longer is something else
_LONGEST_SEARCHED = 5_000

_OUT = r"[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])"
_LETTERS = "[ABD-HJLNP-UW-Z]"  # C, I, K, M, O and V never end a postcode

_UNIT = re.compile(rf"({_OUT}) ?([0-9])({_LETTERS}{{2}})", re.ASCII)
_SECTOR = re.compile(rf"({_OUT})([0-9]){_LETTERS}?", re.ASCII)
_OUTCODE = re.compile(_OUT, re.ASCII)
_FORCES = re.compile(r"BFP[O0]([0-9]{0,4})", re.ASCII)
_NO_ABODE = re.compile(r"ZZ99(?:([0-9])([A-Z]{0,2}))?", re.ASCII)
_GIRO = re.compile(r"G[I1]R(?:[O0]AA)?", re.ASCII)
_SEPARATORS = re.compile(r"[\W_]+")
_LEADING_ZERO = re.compile(r"[A-Z]{1,2}0[0-9]")

_IN_TEXT = re.compile(
    r"(?<![A-Z0-9])(?:BFPO[ ]?[0-9]{1,4}|G[I1]R[ ]?[O0]AA|"
    r"[A-Z01]{1,2}[0-9OI][0-9A-Z]?[ .\-]{0,2}[0-9OI][ABD-HJLNP-UW-Z]{2})(?![A-Z0-9])"
)
_TWINS = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}

# Every postcode area of the United Kingdom and the Crown dependencies, and BF for the forces.
_AREAS = """
AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY
G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP
NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W
WA WC WD WF WN WR WS WV YO ZE
"""
AREAS = frozenset(_AREAS.split())


class PostcodeLevel(StrEnum):
    """How much of a postcode is there."""

    UNIT = "unit"
    SECTOR = "sector"
    OUTCODE = "outcode"
    NO_PLACE = "no_place"  # forces post, no fixed abode, a bank's own code: valid, and on no map


class PostcodeError(ValueError):
    """Why it cannot be read, in a sentence that never repeats what was typed."""


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postcode in its usual spelling: "LS8 5HX", "LS8 5" or "LS8". `sector` is None when only an outcode is known."""

    text: str
    level: PostcodeLevel
    outcode: str
    sector: str | None = None

    @property
    def area(self) -> str:
        """The leading letters: "LS"."""
        return _area(self.outcode)


def parse_postcode(text: str) -> Postcode:
    """The postcode, sector or outcode that `text` is. Half a unit ("LS8 5H") counts as its sector.

    O for 0 and I for 1 are put right where only one reading is possible. Raises PostcodeError.
    """
    whole = _UNIT.fullmatch(text)  # the usual spelling first: it is nearly all of what comes
    if whole and _area(whole[1]) in AREAS and not _LEADING_ZERO.match(whole[1]):
        return _unit(whole)
    parts = _parts(text)
    return _no_place("".join(parts)) or _repaired(parts) or _refuse()


def find_postcode(text: str) -> Postcode | None:
    """The last whole postcode in running text such as an address; None when there is none.

    Parts ("LS8") are not looked for: in an address "A1" and "M60" are roads. A slip between O and 0 is
    put right only when that gives a known outcode, so that ordinary words are left alone.
    """
    tidy = normalize("NFKC", text[-_LONGEST_SEARCHED:]).upper()
    for found in reversed(list(_IN_TEXT.finditer(tidy))):
        postcode = _whole(found[0])
        if postcode is not None:
            return postcode
    return None


def _whole(text: str) -> Postcode | None:
    try:
        postcode = parse_postcode(text)
    except PostcodeError:
        return None
    if postcode.level is PostcodeLevel.NO_PLACE:
        return postcode
    as_typed = _SEPARATORS.sub("", text) == postcode.text.replace(" ", "")
    known = postcode.area in AREAS if as_typed else postcode.outcode in outcodes()
    return postcode if postcode.level is PostcodeLevel.UNIT and known else None


def _parts(text: str) -> list[str]:
    if len(text) > _LONGEST * 3 or len(tidy := normalize("NFKC", text).strip()) > _LONGEST:
        raise PostcodeError("That is too long to be a postcode.")
    parts = [part for part in _SEPARATORS.split(tidy) if part]
    joined = "".join(parts)
    # Upper case only after this look: some letters of other scripts become ASCII when raised.
    if not joined.isascii() or (not any(map(str.isdigit, joined)) and joined.upper() not in ("BFPO", "GIR", "GIROAA")):
        raise PostcodeError("That does not look like a postcode.")
    return [part.upper() for part in parts]


def _refuse() -> Postcode:
    raise PostcodeError("That does not look like a postcode. A postcode looks like LS8 5HX.")


def _no_place(joined: str) -> Postcode | None:
    if forces := _FORCES.fullmatch(joined):
        return Postcode(f"BFPO {forces[1]}".strip(), PostcodeLevel.NO_PLACE, "BFPO")
    if abode := _NO_ABODE.fullmatch(joined):
        return Postcode(f"ZZ99 {abode[1] or ''}{abode[2] or ''}".strip(), PostcodeLevel.NO_PLACE, "ZZ99")
    if _GIRO.fullmatch(joined):
        return Postcode("GIR 0AA", PostcodeLevel.NO_PLACE, "GIR")
    return None


def _repaired(parts: list[str]) -> Postcode | None:
    """As typed when that is a sound postcode, else the one reading with the fewest O/0 and I/1 changes."""
    as_typed = _read(parts)
    if as_typed and as_typed.area in AREAS and not _LEADING_ZERO.match(as_typed.outcode):
        return as_typed
    readings = [_read(reading) for reading in _readings(parts)]
    sound = [r for r in readings if r and r.area in AREAS and not _LEADING_ZERO.match(r.outcode)]
    if not sound:
        return as_typed
    best = [r for r in sound if _changes(r, parts) == min(_changes(s, parts) for s in sound)]
    known = [r for r in best if r.outcode in outcodes()] or best
    return known[0] if len(set(known)) == 1 else as_typed


def _readings(parts: list[str]) -> Iterator[list[str]]:
    joined = " ".join(parts)
    if sum(letter in _TWINS for letter in joined) > 6:
        return
    for letters in product(*(_TWINS.get(letter, letter) for letter in joined)):
        yield "".join(letters).split(" ")


def _changes(postcode: Postcode, parts: list[str]) -> int:
    return sum(a != b for a, b in zip(postcode.text.replace(" ", ""), "".join(parts), strict=False))


def _read(parts: list[str]) -> Postcode | None:
    joined = "".join(parts)
    if whole := _UNIT.fullmatch(joined):
        return _unit(whole)
    if len(parts) == 1 and _OUTCODE.fullmatch(joined):
        return _outcode_or_sector(joined)
    if len(parts) == 2 and _OUTCODE.fullmatch(parts[0]) and (part := _SECTOR.fullmatch(joined)):
        # The gap says where the outcode ends: "LS1 2" is a sector, "LS12" an outcode.
        return _sector(part[1], part[2]) if part[1] == parts[0] else None
    if part := _SECTOR.fullmatch(joined):
        return _sector(part[1], part[2])
    return _outcode(joined) if _OUTCODE.fullmatch(joined) else None


def _outcode_or_sector(joined: str) -> Postcode:
    """ "LS12" is an outcode; "LS85" can only be sector LS8 5, since there is no LS85."""
    part = _SECTOR.fullmatch(joined)
    if joined not in outcodes() and part and part[1] in outcodes():
        return _sector(part[1], part[2])
    return _outcode(joined)


def _unit(whole: re.Match[str]) -> Postcode:
    out, digit, letters = whole.groups()
    sector = f"{out} {digit}"
    if _area(out) == "BF":
        return Postcode(sector + letters, PostcodeLevel.NO_PLACE, out)
    return Postcode(sector + letters, PostcodeLevel.UNIT, out, sector)


def _sector(out: str, digit: str) -> Postcode:
    if _area(out) == "BF":
        return Postcode(f"{out} {digit}", PostcodeLevel.NO_PLACE, out)
    return Postcode(f"{out} {digit}", PostcodeLevel.SECTOR, out, f"{out} {digit}")


def _outcode(out: str) -> Postcode:
    level = PostcodeLevel.NO_PLACE if _area(out) == "BF" else PostcodeLevel.OUTCODE
    return Postcode(out, level, out)


def _area(out: str) -> str:
    return out[:2] if out[1:2].isalpha() else out[:1]
