"""The stylesheet's colours can be read, and the files of a first visit are small."""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "frontend" / "static"
CSS = (STATIC / "css" / "kith.css").read_text()
COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", CSS))
MAIN = [("ink", "ground"), ("ink", "paper"), ("ink", "pen"), ("ink", "focus"), ("paper", "ink")]
ON_PAGE = ("soft", "wrong", "people", "groups", "places", "spark", "formal")
OTHER = [*product(ON_PAGE, ("ground", "paper")), *product(("paper",), ("people", "groups", "places", "spark"))]
SIZES = [("css/kith.css", 20_000), ("js/kith.js", 12_000), ("icons/sprite.svg", 6_000)]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two hex colours (WCAG 2.2, 1.4.3)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("text", "back"), MAIN)
def test_main_text_stands_out(text: str, back: str) -> None:
    assert contrast(COLOURS[text], COLOURS[back]) >= 7


@pytest.mark.parametrize(("text", "back"), OTHER)
def test_other_text_can_be_read(text: str, back: str) -> None:
    assert contrast(COLOURS[text], COLOURS[back]) >= 4.5


@pytest.mark.parametrize(
    ("path", "most"), [("css/kith.css", 20_000), ("js/kith.js", 12_000), ("icons/sprite.svg", 6_000)]
)
def test_files_are_small(path: str, most: int) -> None:
    assert len(gzip.compress((STATIC / path).read_bytes(), 6)) <= most


def test_what_others_made_has_its_licence_beside_it() -> None:
    folders = [folder for folder in (STATIC / "vendor").iterdir() if folder.is_dir()]
    assert folders
    assert [folder.name for folder in folders if not (folder / "LICENSE").is_file()] == []
