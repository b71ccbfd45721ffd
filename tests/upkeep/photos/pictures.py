"""Pictures of every sort that somebody may send, made here: good, odd, broken and made to harm."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image, TiffImagePlugin

GPS = 0x8825
HARM = b"<html><script>alert(1)</script></html>"


def picture(mode: str = "RGB", size: tuple[int, int] = (1200, 800)) -> Image.Image:
    """A sky above a field, so that up and down can be told."""
    made = Image.new("RGB", size, (90, 150, 230))
    made.paste((60, 140, 60), (0, size[1] // 2, size[0], size[1]))
    return made.convert(mode)


def packed(image: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    """A picture as a file."""
    out = BytesIO()
    image.save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def from_a_phone() -> bytes:
    """A JPEG held upright, with where it was taken, by which phone, and a word of its own."""
    notes = Image.Exif()
    notes[0x010F], notes[0x0110], notes[0x0112] = "Makers", "Phone 9", 6
    place = notes.get_ifd(GPS)
    rational = TiffImagePlugin.IFDRational
    place[1], place[2] = "N", (rational(53), rational(48), rational(5299, 100))
    place[3], place[4] = "W", (rational(1), rational(30), rational(4500, 100))
    return packed(picture(), exif=notes.tobytes(), comment=b"Asha's kitchen", icc_profile=b"not a profile at all")


def with_a_page_behind() -> bytes:
    """A JPEG that is a web page too."""
    return packed(picture(), comment=HARM) + HARM


def with_an_archive_behind() -> bytes:
    """A JPEG that is a zip too."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("run.html", HARM)
    return packed(picture()) + out.getvalue()


def page_before_a_picture() -> bytes:
    """A web page with a JPEG behind it."""
    return HARM + packed(picture())


def chunk(name: bytes, body: bytes) -> bytes:
    """One piece of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int, *more: bytes) -> bytes:
    """A PNG that says it is of some size, with nothing much in it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + body + chunk(b"IEND", b"")


def bomb_of_words() -> bytes:
    """A PNG with a gigabyte of words packed into a megabyte, of which the reader need not read one."""
    packer = zlib.compressobj(9)
    words = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(300)) + packer.flush()
    return png_of(400, 400, chunk(b"zTXt", b"words\0\0" + words))


def webp_of(width: int, height: int) -> bytes:
    """A WebP whose head says that it is of some size."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def moving(kind: str) -> bytes:
    """Three pictures, one after the other."""
    frames = [picture(), picture().rotate(90, expand=True).resize((1200, 800)), picture().convert("L").convert("RGB")]
    return packed(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def grey_of_sixteen() -> bytes:
    """A PNG with sixteen bits of grey: dark above, light below."""
    grey = np.full((200, 300), 0x2000, np.uint16)
    grey[100:] = 0xE000
    return packed(Image.fromarray(grey), "PNG")


def segments(jpeg: bytes) -> Iterator[int]:
    """The markers of a JPEG in order, to the picture itself."""
    at = 2
    while at < len(jpeg):
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield marker
        if marker == 0xDA:
            return
        at += 2 + length
