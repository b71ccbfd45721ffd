"""Words, dates and numbers as pages show them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.edge.languages import catalogue, languages, pick_language
from app.edge.templating import brief, environment, pen, price_words, static, tel


@pytest.mark.parametrize(
    ("text", "matched", "marked"),
    [
        ("You said gardening.", ["gardening"], "You said <mark>gardening</mark>."),
        ("Gardening and more gardening.", ["gardening"], "<mark>Gardening</mark> and more gardening."),
        ("They start at ten.", ["art"], "They start at ten."),
        ("Tea & cake <b>", ["cake"], "Tea &amp; <mark>cake</mark> &lt;b&gt;"),
        ("Salt & pepper", ["amp"], "Salt &amp; pepper"),
        ("A walk in the park", ["walk", "walk in the park"], "A <mark>walk in the park</mark>"),
        ("Nothing", [], "Nothing"),
        ("Nothing", [" "], "Nothing"),
        ("a+b?", ["a+b"], "<mark>a+b</mark>?"),
    ],
)
def test_the_pen_marks_whole_words_once_and_escapes_the_rest(text: str, matched: list[str], marked: str) -> None:
    assert pen(text, matched) == marked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One line.", "One line."),
        ("Two\n\nlines  here", "Two lines here"),
        ("A first sentence. " + "word " * 60, "A first sentence. word word"),
        ("Here is a first sentence that is long enough to stand. " + "word " * 60, None),
    ],
)
def test_a_card_holds_one_line(text: str, shown: str | None) -> None:
    short = brief(text, 60)
    assert len(short) <= 62
    assert short.startswith(shown or "Here is a first sentence that is long enough to stand.")


def test_a_number_is_dialled_without_spaces() -> None:
    assert tel("0113 496-0142") == "01134960142"


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("0113 496 0123 ext 4", "01134960123"),
        ("0113 496 0123 x4", "01134960123"),
        ("0113 496 0000 or 07700 900 123", "01134960000"),
        ("0113 496 0000/0001", "01134960000"),
        ("Desk 2, (0113) 496 0000 (10-4)", "01134960000"),
        ("+44 (0)113 496-0142", "+441134960142"),
        ("0113\u2011496\u20110123", "01134960123"),
        ("116 123", "116123"),
        ("Text 85258", "85258"),
        ("999", "999"),
        ("pat2@example.org", ""),
        ("", ""),
    ],
)
def test_no_digit_beside_a_number_is_dialled(text: str, dialled: str) -> None:
    assert tel(text) == dialled


def render(text: str, **values: object) -> str:
    return environment("en-GB").from_string(text).render(**values)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ((10, 30), (12, 0), "10:30am to 12 noon"),
        ((12, 0), (14, 5), "12 noon to 2:05pm"),
        ((18, 0), (0, 0), "6pm to midnight"),
        ((0, 15), (1, 0), "12:15am to 1am"),
    ],
)
def test_times_are_told_in_full_words(starts: tuple[int, int], ends: tuple[int, int], words: str) -> None:
    session = SimpleNamespace(
        starts=datetime(2026, 11, 24, *starts, tzinfo=UTC), ends=datetime(2026, 11, 24, *ends, tzinfo=UTC)
    )
    assert render("{{ session|hours }}", session=session) == words


def test_a_summer_evening_is_told_in_the_clocks_time() -> None:
    first = datetime(2026, 7, 7, 23, 30, tzinfo=UTC)
    session = SimpleNamespace(starts=first, ends=first + timedelta(hours=1))
    told = render("{{ session.starts|day }}, {{ session|hours }}", session=session)
    assert told == "Wednesday 8 July, 12:30am to 1:30am"


def test_languages_have_their_names() -> None:
    assert render("{{ 'ur'|language_name }}, {{ 'pa'|language_name }}") == "Urdu, Punjabi"
    assert render("{{ 'not a code'|language_name }}") == "not a code"


def test_a_hole_in_a_page_is_an_error() -> None:
    with pytest.raises(Exception, match="undefined"):
        render("{{ nobody_said_this }}")


@pytest.mark.parametrize("header", ["", "en-GB,en;q=0.9", "tlh", "xx-YY;q=1,,;", "*"])
def test_a_language_without_pages_gets_british_english(header: str) -> None:
    assert pick_language(header) == "en-GB"
    assert languages()[0] == "en-GB"


def test_a_shipped_file_is_named_by_its_content() -> None:
    address = static("css/kith.css")
    assert address.startswith("/static/css/kith.css?v=")
    assert static("js/kith.js").split("?v=")[1] != address.split("?v=")[1]


@pytest.mark.parametrize(
    ("free", "text", "told"),
    [
        (True, "Free", "Za darmo"),
        (True, " free. ", "Za darmo"),
        (True, "", "Za darmo"),
        (True, "Free and private", "Free and private"),
        (False, "£2", "£2"),
        (None, "", ""),
    ],
)
def test_a_price_is_told_as_typed_and_free_in_the_readers_language(free: bool | None, text: str, told: str) -> None:
    assert price_words(free, text, catalogue("pl")) == told
