"""A photo is known by its content, drawn anew and stripped; what is no whole picture is refused with a sentence."""

import tracemalloc
from io import BytesIO

import pytest
from PIL import Image

from app.kernel.errors import NotUsable
from app.upkeep.photos.redraw import redraw
from app.upkeep.photos.rules import (
    APPLE,
    LARGE,
    NOT_A_PHOTO,
    NOT_WHOLE,
    SMALL,
    TOO_MANY,
    TOO_SMALL,
    TWO_THINGS,
    is_something_else,
    kind_of,
    webp_size,
)
from tests.upkeep.photos.pictures import (
    GPS,
    bomb_of_words,
    from_a_phone,
    grey_of_sixteen,
    honest,
    moving,
    noise,
    packed,
    page_before_a_picture,
    picture,
    png_of,
    segments,
    two_things,
    webp_of,
)

APP0, QUANT, FRAME, HUFFMAN, SCAN = 0xE0, 0xDB, 0xC0, 0xC4, 0xDA


def seen(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def pixel(data: bytes, x: float, y: float) -> tuple[int, int, int]:
    """The colour at a part of the width and of the height."""
    image = seen(data).convert("RGB")
    found = image.getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def is_sky(data: bytes, x: float, y: float) -> bool:
    red, green, blue = pixel(data, x, y)
    return blue > red + 60 and blue > green + 20


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_good_photo_comes_in_two_small_sizes(kind: str) -> None:
    drawn = redraw(packed(picture(size=(4000, 3000)), kind))
    assert (drawn.large.width, drawn.large.height) == (LARGE, LARGE * 3 // 4)
    assert max(drawn.small.width, drawn.small.height) == SMALL
    assert seen(drawn.large.data).size == (drawn.large.width, drawn.large.height)
    assert seen(drawn.large.data).format == "JPEG"
    assert is_sky(drawn.large.data, 0.5, 0.1)
    assert not is_sky(drawn.large.data, 0.5, 0.9)


def test_a_small_one_is_not_blown_up() -> None:
    drawn = redraw(packed(picture(size=(300, 200))))
    assert (drawn.large.width, drawn.large.height) == (300, 200)


def test_where_it_was_taken_and_by_what_is_thrown_away() -> None:
    sent = from_a_phone()
    assert seen(sent).getexif().get_ifd(GPS), "the phone said where"
    for drawn in (redraw(sent).large, redraw(sent).small):
        assert set(segments(drawn.data)) <= {APP0, QUANT, FRAME, HUFFMAN, SCAN}
        assert not seen(drawn.data).getexif()
        for word in (b"Makers", b"Phone 9", b"kitchen", b"profile", b"GPS", b"Exif"):
            assert word not in drawn.data


def test_it_stands_upright_as_the_camera_was_held() -> None:
    drawn = redraw(from_a_phone()).large  # turned by a quarter: the sky, above in the file, is at the right
    assert drawn.height > drawn.width
    assert is_sky(drawn.data, 0.9, 0.5)
    assert not is_sky(drawn.data, 0.1, 0.5)


@pytest.mark.parametrize("sent", two_things().values(), ids=two_things())
def test_a_file_that_is_two_things_is_refused(sent: bytes) -> None:
    with pytest.raises(NotUsable) as refused:
        redraw(sent)
    assert (refused.value.detail, refused.value.problems[0].pointer) == (TWO_THINGS, "photo")


@pytest.mark.parametrize("sent", honest().values(), ids=honest())
def test_what_phones_add_to_a_photo_does_no_harm_and_stays_out(sent: bytes) -> None:
    drawn = redraw(sent)
    for one in (drawn.large.data, drawn.small.data):
        assert set(segments(one)) <= {APP0, QUANT, FRAME, HUFFMAN, SCAN}
        assert one.endswith(b"\xff\xd9")
        for word in (b"ftyp", b"SEFT", b"MPF", b"xmpmeta", b"plist", b"Tea"):
            assert word not in one


def test_the_noise_of_a_large_photo_is_nothing_else() -> None:
    assert not is_something_else(packed(picture())[:-2] + noise(12_000_000))


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", NOT_A_PHOTO),
        (b"just words", NOT_A_PHOTO),
        (page_before_a_picture(), NOT_A_PHOTO),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NOT_A_PHOTO),
        (b"%PDF-1.7 " + b"x" * 100, NOT_A_PHOTO),
        (b"PK\x03\x04" + b"x" * 100, NOT_A_PHOTO),
        (packed(picture(), "GIF"), NOT_A_PHOTO),
        (packed(picture(), "TIFF"), NOT_A_PHOTO),
        (packed(picture(), "BMP"), NOT_A_PHOTO),
        (b"\0\0\0\x18ftypheic" + b"x" * 100, APPLE),
        (b"\xff\xd8\xff" + b"x" * 5_000, NOT_WHOLE),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 5_000, NOT_WHOLE),
        (packed(picture())[:3_000], NOT_WHOLE),
        (packed(picture(), "PNG")[:-2_000], NOT_WHOLE),
        (packed(picture(), "WEBP")[:-100], NOT_WHOLE),
        (png_of(400, 400), NOT_WHOLE),
        (packed(picture(size=(99, 400))), TOO_SMALL),
        (webp_of(50, 50), TOO_SMALL),
    ],
)
def test_what_is_no_whole_picture_is_refused(sent: bytes, sentence: str) -> None:
    with pytest.raises(NotUsable) as refused:
        redraw(sent)
    assert (refused.value.detail, refused.value.problems[0].pointer) == (sentence, "photo")


@pytest.mark.parametrize(
    "sent", [png_of(30_000, 30_000), png_of(65_000, 400), webp_of(16_000, 16_000)], ids=["png", "long png", "webp"]
)
def test_a_picture_that_would_swell_is_refused_before_it_does(sent: bytes) -> None:
    tracemalloc.start()
    with pytest.raises(NotUsable, match=TOO_MANY):
        redraw(sent)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5_000_000


def test_a_bomb_of_words_in_a_picture_goes_off_nowhere() -> None:
    sent = bomb_of_words()
    assert len(sent) < 1_000_000
    with pytest.raises(NotUsable, match=NOT_WHOLE):
        redraw(sent)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_what_moves_the_first_picture_stands(kind: str) -> None:
    drawn = redraw(moving(kind))
    assert is_sky(drawn.large.data, 0.5, 0.1)
    assert seen(drawn.large.data).format == "JPEG"


def test_inks_become_light() -> None:
    drawn = redraw(packed(picture("CMYK")))
    assert seen(drawn.large.data).mode == "RGB"
    assert is_sky(drawn.large.data, 0.5, 0.1)


def test_sixteen_bits_of_grey_stay_dark_and_light() -> None:
    drawn = redraw(grey_of_sixteen()).large.data
    assert pixel(drawn, 0.5, 0.2)[0] == pytest.approx(0x20, abs=6)
    assert pixel(drawn, 0.5, 0.8)[0] == pytest.approx(0xE0, abs=6)


def test_what_can_be_seen_through_lies_on_white() -> None:
    clear = Image.new("RGBA", (300, 200), (200, 0, 0, 0))
    few = picture("P").convert("RGB").quantize(8)
    assert min(pixel(redraw(packed(clear, "PNG")).large.data, 0.5, 0.5)) > 250
    assert is_sky(redraw(packed(few, "PNG")).large.data, 0.5, 0.1)
    assert is_sky(redraw(packed(picture("LA"), "PNG")).large.data, 0.5, 0.1) is False


def test_one_picture_has_one_mark_and_another_has_another() -> None:
    assert redraw(packed(picture())).mark == redraw(packed(picture())).mark
    assert redraw(packed(picture())).mark != redraw(packed(picture().rotate(180))).mark


@pytest.mark.parametrize("how", [{"lossless": True}, {"lossless": False}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}])
def test_the_head_of_a_webp_says_how_large_it_is(how: dict[str, object]) -> None:
    sent = packed(picture(size=(640, 321)), "WEBP", **how)
    assert webp_size(sent) == (640, 321)
    assert kind_of(sent) == "WEBP"
    assert webp_size(sent[:20]) == (0, 0)
