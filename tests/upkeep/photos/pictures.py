"""Pictures of every sort that somebody may send, made here: good, odd, broken and made to harm."""

import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

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


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    """A JPEG with a segment more, the first of all."""
    return jpeg[:2] + bytes((0xFF, marker)) + struct.pack(">H", 2 + len(body)) + body + jpeg[2:]


def noise(size: int) -> bytes:
    """What a film or a picture looks like when it is packed; the same each time."""
    return random.Random(20261122).randbytes(size)


def honest() -> dict[str, bytes]:
    """Photos with all that phones and their makers put beside and behind the picture."""
    plain, place = packed(picture()), b"http://ns.adobe.com/xap/1.0/\0"
    small = packed(picture(size=(160, 120)))
    packet = place + (
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>'
        b'<rdf:Description GCamera:MotionPhoto="1" dc:description="Tea &lt;3 at the hall: 3 < 4, 5 * / 6">'
        b"<Container:Directory><rdf:Seq><rdf:li/></rdf:Seq></Container:Directory></rdf:Description></rdf:RDF>"
        b'</x:xmpmeta><?xpacket end="w"?>'
    )
    film = b"".join(
        struct.pack(">I", 8 + len(body)) + kind + body
        for kind, body in ((b"ftyp", b"mp42\0\0\0\0isommp42"), (b"moov", b"\0" * 2_000), (b"mdat", noise(2_000_000)))
    )
    samsung = b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1700000000000SEFH" + struct.pack("<II", 106, 1)
    samsung += b"\0\0\x01\x0a" + struct.pack("<II", 35, 35) + struct.pack("<I", 24) + b"SEFT"
    second = b"MPF\0MM\0*\0\0\0\x08\0\x03\xb0\0\0\x07\0\0\0\x040100\xb0\x01\0\x04\0\0\0\x01\0\0\0\x02" + b"\0" * 50
    apple = b"Photoshop 3.0\x008BIM\x04\x2f\0\0\0\0\0\xff" + (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
        b'"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict><key>x</key></dict></plist>'
    )
    notes = Image.Exif()
    notes[0x010E], notes[0x9286] = "Tea <at> the hall", b"ASCII\0\0\0" + b"see https://example.org/?a=1&b=2"
    thumb = notes.tobytes() + small
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", packet.decode("utf-8", "replace"))
    return {
        "from a phone": from_a_phone(),
        "a packet of notes": with_segment(plain, 0xE1, packet),
        "a small picture in its notes": with_segment(plain, 0xE1, thumb),
        "colours described": packed(picture(), icc_profile=profile),
        "a film behind": with_segment(plain, 0xE1, packet) + film,
        "a trailer behind": plain + samsung,
        "a film and a trailer behind": plain + film + samsung,
        "a second picture": with_segment(plain, 0xE2, second) + small,
        "from a desk": with_segment(plain, 0xED, apple),
        "a png with notes": packed(picture(), "PNG", pnginfo=words, icc_profile=profile),
        "a webp with notes": packed(picture(), "WEBP", exif=notes.tobytes(), xmp=packet, icc_profile=profile),
    }


def two_things() -> dict[str, bytes]:
    """Pictures that anybody would call good, and that are something else as well."""
    plain, page = packed(picture()), b"<!DOCTYPE html><title>x</title>"
    word = zip_of("word/document.xml", b"<w:document/>")
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", HARM.decode())
    remark = bytes((0xFF, 0xD8, 0xFF, 0xE0)) + b"/*JFIF\0"
    filled = remark + b"\0" * (2 + 0x2F2A + 2 - len(remark) - 20) + b"*/=alert(document)/*"
    tar_head = b"\0" * (257 - 6) + b"ustar\x0000"
    disc = plain + b"\0" * (0x8000 - len(plain)) + b"\x01CD001\x01" + b"\0" * 2_000
    webp = packed(picture(), "WEBP")
    notes = Image.Exif()
    notes[0x010E] = "<?php system($_GET['c']); __halt_compiler(); ?>"
    return {
        "a page behind": plain + HARM,
        "a page in a remark": packed(picture(), comment=HARM),
        "a page in capitals": packed(picture(), comment=b"<HTML ><BODY ONLOAD=alert(1)>"),
        "a page by its first words": plain + page,
        "a drawing in its notes": with_segment(plain, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<svg onload='alert(1)'/>"),
        "a program in its notes": with_segment(plain, 0xE1, notes.tobytes()),
        "a program in a few signs": packed(picture(), comment=b"<?=`$_GET[0]` . `ls`;?>"),
        "an archive behind": plain + zip_of("run.html", HARM),
        "a program in an archive": plain + zip_of("META-INF/MANIFEST.MF", b"Main-Class: A\n"),
        "a letter behind": plain + word,
        "an archive with much behind it": plain + word + b"\0" * 200_000,
        "an archive in a remark": packed(picture(), comment=word),
        "an archive with nothing in it": plain + b"PK\x05\x06" + b"\0" * 18,
        "a program that unpacks itself": packed(picture(), comment=b"<?php __HALT_COMPILER(); ?>\r\n"),
        "another archive": plain + b"Rar!\x1a\x07\x01\0" + noise(500),
        "a third archive": plain + b"7z\xbc\xaf\x27\x1c\0\x04" + noise(500),
        "a paper in a remark": packed(picture(), comment=b"%PDF-1.7\n1 0 obj"),
        "a paper behind": plain + b"%PDF-2.0\n%%EOF",
        "another picture's head": packed(picture(), comment=b"GIF89a/*"),
        "a tape": with_segment(plain, 0xFE, tar_head),
        "a disc": disc,
        "a script": filled + plain[2:],
        "a script behind a webp": webp[:4] + b"/*\0\0" + (webp[8:].ljust(0x2A2F, b"\0")) + b"*/=alert(document)",
        "a png with a page in its words": packed(picture(), "PNG", pnginfo=words),
        "a png with a page behind": packed(picture(), "PNG") + HARM,
        "a webp with a page behind": webp + HARM,
        "a webp with an archive behind": webp + word,
    }


def zip_of(name: str, body: bytes) -> bytes:
    """An archive of one file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr(name, body)
    return out.getvalue()


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
