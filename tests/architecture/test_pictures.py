"""The pictures of the guide: each is named, each that is named is there, small enough, and made by the script."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
MOST_BYTES, MOST_BYTES_OF_ALL = 250_000, 6_000_000
PAGES = sorted(GUIDE.glob("*.md"))
PICTURES = sorted(path.name for path in GUIDE.glob("*.png"))
NAMED = re.compile(r"!\[([^\]]+)\]\(([\w-]+\.png)\)")


def test_every_picture_is_named_and_every_name_is_a_picture() -> None:
    named = {picture for page in PAGES for _, picture in NAMED.findall(page.read_text(encoding="utf-8"))}
    assert named == set(PICTURES)


def test_every_picture_is_there_as_a_phone_and_as_a_desk_see_it() -> None:
    phone, desk = (
        {name.removesuffix(end) for name in PICTURES if name.endswith(end)} for end in ("-390.png", "-1280.png")
    )
    assert phone == desk
    assert len(PICTURES) == len(phone) + len(desk) > 40


def test_every_picture_is_made_by_the_script() -> None:
    made = set(re.findall(r'^    "([\w-]+)": ', (ROOT / "tools" / "screenshots.py").read_text(encoding="utf-8"), re.M))
    made |= set(re.findall(r'[{ ]"([\w-]+)": _\w+', (ROOT / "tools" / "screenshots.py").read_text(encoding="utf-8")))
    assert {name.rpartition("-")[0] for name in PICTURES} == made


def test_no_picture_is_heavy() -> None:
    sizes = {name: (GUIDE / name).stat().st_size for name in PICTURES}
    assert [name for name, size in sizes.items() if size > MOST_BYTES] == []
    assert sum(sizes.values()) <= MOST_BYTES_OF_ALL


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_other_page_that_is_named_is_there(page: Path) -> None:
    assert [
        name
        for name in re.findall(r"\]\(([\w-]+\.md)\)", page.read_text(encoding="utf-8"))
        if not (GUIDE / name).exists()
    ] == []
