"""What a photo of a group may be, and how large it is shown; pure."""

import re
import zipfile
from io import BytesIO

from app.kernel.text import N_

MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}  # a JPEG is read at an eighth of its size
LEAST_SIDE = 100
LARGE, SMALL = 960, 240  # the longer side of what is shown on the page, and on a card
QUALITY = {LARGE: 76, SMALL: 70}
ALT_MAX = 200

NOT_A_PHOTO = N_("That is no photo we can read. Send a JPEG, PNG or WebP picture.")
APPLE = N_("Your phone keeps its photos in a way we cannot read. Send a screenshot of it, or a JPEG.")
TWO_THINGS = N_("There is something else in that file besides a photo. Send another, or a screenshot of it.")
NOT_WHOLE = N_("The photo did not come through whole. Please send it again.")
TOO_MANY = N_("That picture is too big for us. Send a smaller one.")
TOO_SMALL = N_("That picture is too small to see much. Send a larger one.")
NONE_SENT = N_("Choose a photo first.")
NO_WORDS = N_("Tell us in a few words what can be seen, for those who cannot see it.")
LONG_WORDS = N_("That is too long. One short sentence will do.")
NOT_KEPT = N_("That photo is not kept any more. One that is taken away is kept for 30 days.")
NOBODY_ASKED = N_("Please ask everybody who can be seen first, and tick that they said yes.")

_STARTS = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n"}
_APPLE_KINDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


def kind_of(data: bytes) -> str | None:
    """What a file is by its first bytes, whatever it is called: "JPEG", "PNG", "WEBP", "APPLE"; None for all else."""
    for kind, start in _STARTS.items():
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return "APPLE" if data[4:8] == b"ftyp" and data[8:12] in _APPLE_KINDS else None


# What a file says somewhere when it is a page, a program or a paper as well. Each needs so much readable text behind it
# that the noise of a camera does not say it by chance, and none is said by what phones add: notes, an XMP packet, a
# second picture, a short film, Apple's "<!DOCTYPE plist".
_A_PAGE = re.compile(
    rb"<(?i:!doctype\s+(?:html|svg)|\?=[\x20-\x7e\s]{12}"
    rb"|(?:html|head|body|script|svg|iframe|object|embed|img|meta|style|form|link|base)[\s/>][\x20-\x7e\s]{4}"
    rb"|\?php[\x20-\x7e\s]{4})"
)
# A file of an archive: its version, its flags and one of the few ways to pack.
_IN_A_ZIP = re.compile(rb"PK\x03\x04[\x0a-\x3f]\x00..[\x00\x08\x09\x0c\x0e\x5d\x63]\x00", re.DOTALL)
_MARKS = (b"%PDF-1.", b"%PDF-2.", b"__HALT_COMPILER", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"GIF87a", b"GIF89a")
_AFTER_REMARK = re.compile(rb"\*/[\x20-\x7e\s]{9}")
_TAR_AT, _DISC_AT = 257, 0x8001


def is_something_else(data: bytes) -> bool:
    """Whether a file that begins as a picture is also a page, a script, a paper or an archive, wherever it hides.

    A browser or a program that looks elsewhere than at the first bytes would open that instead.
    """
    if any(mark in data for mark in _MARKS) or _A_PAGE.search(data):
        return True
    if _IN_A_ZIP.search(data) or zipfile.is_zipfile(BytesIO(data)):
        return True
    if data[_TAR_AT : _TAR_AT + 5] == b"ustar" or data[_DISC_AT : _DISC_AT + 5] == b"CD001":
        return True
    # Where a length should stand stands the beginning of a remark: all before its end is passed over as no script.
    return data[4:6] == b"/*" and _AFTER_REMARK.search(data) is not None


def webp_size(data: bytes) -> tuple[int, int]:
    """Width and height as a WebP's head says, before anything makes room for them; (0, 0) when it does not say."""
    chunk, body = data[12:16], data[20:30]
    if len(body) < 10:
        return 0, 0
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return 0, 0


def words_problem(alt: str, agreed: bool) -> tuple[str, str] | None:
    """What is wrong with the words beside a photo, as (field, sentence)."""
    if not alt:
        return "alt", NO_WORDS
    if len(alt) > ALT_MAX:
        return "alt", LONG_WORDS
    return None if agreed else ("agreed", NOBODY_ASKED)


def size_problem(kind: str, width: int, height: int) -> str | None:
    """Why a picture of this size is refused; None when it is not."""
    if width * height > MOST_PIXELS[kind]:
        return TOO_MANY
    return TOO_SMALL if min(width, height) < LEAST_SIDE else None
