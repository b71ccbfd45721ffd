"""House rules for every template: words we do not use, no inline style or script, translatable, plain."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
TEMPLATES = sorted(path.relative_to(FRONTEND / "templates").as_posix() for path in FRONTEND.glob("templates/**/*.html"))
BANNED = re.compile(
    r"\b(assets?|interventions?|service users?|clients?|signpost\w*|match\w*|turf|LAC|DNA-ed|hard[- ]to[- ]reach)\b"
)
# Told in a template, and nobody's prose: names, and the sign that stands between them.
NAMES = {"Kith", "–", "·"}
LEGAL = {"site/privacy.html", "site/accessibility.html"}
GRADE_RESIDENT, GRADE_LEGAL = 5.0, 8.0
EVERY = pytest.mark.parametrize("name", TEMPLATES)


def source(name: str) -> str:
    return (FRONTEND / "templates" / name).read_text()


def messages(name: str) -> list[str]:
    """Every sentence of a template, as translators get it."""
    with (FRONTEND / "templates" / name).open("rb") as file:
        found = list(extract("jinja2.ext:babel_extract", file, options={"newstyle_gettext": "true"}))
    return [text for _, said, _, _ in found for text in (said if isinstance(said, tuple) else (said,)) if text]


@EVERY
def test_no_word_that_pages_never_use(name: str) -> None:
    assert [text for text in messages(name) if BANNED.search(text)] == []


@EVERY
def test_no_inline_style_or_script(name: str) -> None:
    # A block of data is not run by any browser: the policy that forbids inline scripts has nothing to say about it.
    plain = source(name).replace('<script type="application/ld+json">', "")
    found = re.findall(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\bsrc=)", plain, re.IGNORECASE)
    assert found == []


@EVERY
def test_nothing_comes_from_another_site(name: str) -> None:
    addresses = re.findall(r'(?:src|href|action)="(https?://[^"]+)"', source(name))
    assert set(addresses) <= {"https://www.bbc.co.uk/weather"}  # where leaving fast leads


class _Prose(HTMLParser):
    """Text, and attributes that are read out, that stand in a template outside `_()`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("aria-label", "alt", "title", "placeholder")]


@EVERY
def test_every_sentence_can_be_translated(name: str) -> None:
    prose = _Prose()
    html = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", source(name), flags=re.DOTALL)
    prose.feed(re.sub(r'\saria-(?:describedby|invalid)="[^"]*"', "", html))
    words = {word for text in prose.found for word in re.findall(r"[^\W\d_]{2,}", text)}
    assert words - NAMES == set()


@EVERY
def test_the_catalogue_holds_every_sentence(name: str) -> None:
    with (FRONTEND / "locale" / "kith.pot").open("rb") as file:
        kept = {text for message in read_po(file) for text in _texts(message.id)}
    assert set(messages(name)) - kept == set(), "run: make words"


def _texts(said: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


@EVERY
def test_what_a_template_names_is_there(name: str) -> None:
    shipped = [*re.findall(r'static\("([^"]+)"\)', source(name)), *re.findall(r'"/static/([^"?]+)"', source(name))]
    assert [path for path in shipped if not (FRONTEND / "static" / path).is_file()] == []


def test_every_picture_is_in_the_sprite() -> None:
    sprite = (FRONTEND / "static" / "icons" / "sprite.svg").read_text()
    drawn = set(re.findall(r'<symbol id="(\w+)"', sprite))
    asked = {icon for name in TEMPLATES for call in re.findall(r"ico\(([^)]*)", source(name)) for icon in _quoted(call)}
    terms = FRONTEND.parent / "app" / "directory" / "terms"
    asked |= {icon for path in terms.glob("*.toml") for icon in re.findall(r'(?m)^icon = "(\w+)"', path.read_text())}
    pages = FRONTEND.parent / "app" / "matching" / "pages.py"
    asked |= set(re.findall(r'"\w+": "(\w+)"', pages.read_text()))
    assert asked - {"ring_first", "never_checked"} - drawn == set()


def _quoted(call: str) -> list[str]:
    return re.findall(r'(?<!= )(?<!!= )"(\w+)"', call)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if len(" ".join(messages(name)).split()) >= 100])
def test_pages_are_plain_to_read(name: str) -> None:
    limit = GRADE_LEGAL if name in LEGAL else GRADE_RESIDENT
    assert grade(messages(name)) <= limit


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade of whole sentences (no labels of chips), names left out (Kincaid and others 1975)."""
    whole = [text for text in texts if re.search(r"[.?!]$", text) and len(text.split()) > 3]
    sentences = [part for text in whole for part in re.split(r"[.?!:]\s+|[.?!:]$", text) if part.strip()]
    words = [word for part in sentences for word in _counted(part)]
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _counted(sentence: str) -> Iterator[str]:
    for place, word in enumerate(re.findall(r"[A-Za-z’']+", re.sub(r"%\(\w+\)s", "it", sentence))):
        if place == 0 or not word[0].isupper() or word == "I":
            yield word.lower()


def _syllables(word: str) -> int:
    """Groups of vowels; a silent e at the end and the e of "-ed" and "-es" do not sound."""
    plain = re.sub(r"[^a-z]", "", word)
    plain = re.sub(r"(?<=[^aeioutd])ed$|(?<=[^aeiousxz])es$|(?<=[^aeioul])e$", "", plain)
    return max(1, len(re.findall(r"[aeiouy]+", plain)))


def test_the_grade_knows_plain_from_hard() -> None:
    plain = ["The cat sat on the mat.", "We met at the park and had some tea."]
    hard = ["Organisational accountability necessitates comprehensive multidisciplinary documentation."]
    assert grade(plain) < 2 < 15 < grade(hard)


SHARED = ("_macros.html", "matching/_card.html", "shortlist/_pieces.html", "site/_contacts.html", "upkeep/_form.html")
WITHIN_OTHERS = {"wrong", "described", "top"}  # parts of a field, and the heading of a page


@pytest.mark.parametrize("name", SHARED)
def test_the_style_guide_shows_every_piece(name: str) -> None:
    guide = source("site/styleguide.html").replace("lines as long_line", "").replace("long_line(", "lines(")
    pieces = set(re.findall(r"\{% macro (\w+)", source(name))) - WITHIN_OTHERS
    assert {piece for piece in pieces if f"{piece}(" not in guide} == set()
