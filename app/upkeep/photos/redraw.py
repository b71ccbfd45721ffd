"""Draws a photo anew from what somebody sent: only what can be seen goes over, never a byte of the file itself."""

import hashlib
import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps

from app.kernel.errors import NotUsable, unusable_at
from app.upkeep.photos.rules import (
    APPLE,
    LARGE,
    NOT_A_PHOTO,
    NOT_WHOLE,
    QUALITY,
    SMALL,
    TOO_MANY,
    TWO_THINGS,
    is_something_else,
    kind_of,
    size_problem,
    webp_size,
)

# One at a time in a process: what a picture takes in memory while it is open stays bounded however many are sent.
_ONE = threading.Lock()
_SHRINKABLE = ("L", "LA", "RGB", "RGBA", "CMYK")


@dataclass(frozen=True)
class Drawn:
    """One size of a photo, a plain JPEG without anything beside the picture."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Redrawn:
    """A photo in both sizes; `mark` tells it from every other."""

    large: Drawn
    small: Drawn
    mark: str


def redraw(data: bytes) -> Redrawn:
    """Both sizes of a photo. Raises NotUsable with a sentence for whatever is no whole picture of a usable size.

    The file's name and what it says it is are not asked. What is a page, a script or an archive as well is refused;
    where the camera stood, its notes, further frames and what a phone hangs behind the picture stay out.
    """
    kind = kind_of(data)
    if kind is None or kind == "APPLE":
        raise refusal(APPLE if kind else NOT_A_PHOTO)
    if is_something_else(data):
        raise refusal(TWO_THINGS)
    if kind == "WEBP" and (wrong := size_problem(kind, *webp_size(data))):
        raise refusal(wrong)
    with _ONE:
        picture = _open(data, kind)
        large = _shrink(picture, LARGE)
        small = _shrink(picture, SMALL)
    return Redrawn(large, small, hashlib.blake2b(large.data, digest_size=8).hexdigest())


def refusal(sentence: str, field: str = "photo") -> NotUsable:
    """A photo that cannot be used, and why."""
    return unusable_at(field, sentence)


def _open(data: bytes, kind: str) -> Image.Image:
    """The picture as plain RGB, the right way up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes that are refused below, and of odd notes that are thrown away
        try:
            return _read(data, kind)
        except NotUsable:
            raise
        except (Image.DecompressionBombError, MemoryError):
            raise refusal(TOO_MANY) from None
        except Exception:  # a broken file may fail in any way; what it says of itself is nobody's business
            raise refusal(NOT_WHOLE) from None


def _read(data: bytes, kind: str) -> Image.Image:
    with Image.open(BytesIO(data), formats=(kind,)) as sent:
        if wrong := size_problem(kind, *sent.size):
            raise refusal(wrong)
        sent.draft(None, (2 * LARGE, 2 * LARGE))  # a JPEG is read smaller at once
        sent.load()
        if sent.mode in _SHRINKABLE:  # before anything makes a second copy of it
            sent.thumbnail((2 * LARGE, 2 * LARGE))
        return _upright(_plain(sent), sent)


def _upright(picture: Image.Image, sent: Image.Image) -> Image.Image:
    """Turned as the camera was held."""
    turned = Image.new("RGB", picture.size)
    turned.paste(picture)
    if turn := sent.getexif().get(0x0112):
        turned.getexif()[0x0112] = turn
    return ImageOps.exif_transpose(turned)


def _plain(sent: Image.Image) -> Image.Image:
    """Eight bits of red, green and blue; what can be seen through lies on white."""
    if sent.mode.startswith("I"):  # sixteen bits of grey: the upper eight are what a screen shows
        grey = np.asarray(sent).astype(np.uint32)
        return Image.fromarray((grey >> 8).clip(0, 255).astype(np.uint8)).convert("RGB")
    if "A" in sent.getbands() or "transparency" in sent.info:
        clear = sent.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return sent.convert("RGB")


def _shrink(picture: Image.Image, side: int) -> Drawn:
    shown = Image.new("RGB", picture.size)  # a fresh one has no notes that could be written along
    shown.paste(picture)
    shown.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = BytesIO()
    shown.save(out, "JPEG", quality=QUALITY[side], optimize=True)
    return Drawn(out.getvalue(), *shown.size)
