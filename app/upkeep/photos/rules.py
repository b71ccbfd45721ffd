"""What a photo of a group may be, and how large it is shown; pure."""


def N_(text: str) -> str:  # noqa: N802 - the name by which translators' tools find a sentence
    """Mark a sentence to translate."""
    return text


MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}  # a JPEG is read at an eighth of its size
LEAST_SIDE = 100
LARGE, SMALL = 960, 240  # the longer side of what is shown on the page, and on a card
QUALITY = {LARGE: 76, SMALL: 70}
ALT_MAX = 200

NOT_A_PHOTO = N_("That is no photo we can read. Send a JPEG, PNG or WebP picture.")
APPLE = N_("Your phone keeps its photos in a way we cannot read. Send a screenshot of it, or a JPEG.")
NOT_WHOLE = N_("The photo did not come through whole. Please send it again.")
TOO_MANY = N_("That picture is too big for us. Send a smaller one.")
TOO_SMALL = N_("That picture is too small to see much. Send a larger one.")
NONE_SENT = N_("Choose a photo first.")
NO_WORDS = N_("Tell us in a few words what can be seen, for those who cannot see it.")
LONG_WORDS = N_("That is too long. One short sentence will do.")
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
