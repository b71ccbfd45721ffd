"""Text from elsewhere made plain."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.text import has_stray, one_line, plain, shortened, soft, tidy


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Tea &amp; cake", "Tea & cake"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("First<br/>second<BR>third", "First\nsecond\nthird"),
        ("<ul><li>bowls</li><li>chess</li></ul>", "- bowls\n- chess"),
        ('<a href="https://example.org" onclick="x()">Our page</a>', "Our page"),
        ("Come<script>alert('x')</script> along", "Come along"),
        ("<style>p{}</style>Come along", "Come along"),
        ("&lt;p&gt;Escaped twice &amp;amp; kept&lt;/p&gt;", "Escaped twice & kept"),
        ("Under 5s < 3 hours, 7 > 6, I <3 tea", "Under 5s < 3 hours, 7 > 6, I <3 tea"),
        ("a\x00b\ud800c\ufeff", "abc"),
        ("one\xa0\u2003two\r\nthree\rfour", "one two\nthree\nfour"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("", ""),
        ("<!-- hidden -->seen", "seen"),
        ("مرحبا 👋🏽", "مرحبا 👋🏽"),
    ],
)
def test_html_becomes_words(given_text: str, expected: str) -> None:
    assert plain(given_text) == expected


def test_one_line_has_no_line_ends() -> None:
    assert one_line(" <b>The Hub</b>\n  Pownall Road\t") == "The Hub Pownall Road"


def test_it_is_cut_at_a_word_and_says_so() -> None:
    assert shortened("a walk by the river", 14) == "a walk by the…"
    assert shortened("short", 14) == "short"
    assert shortened("x" * 100, 10) == "x" * 9 + "…"


def test_stray_characters_are_seen() -> None:
    assert has_stray("a\x00b")
    assert not has_stray("a\tb\nc é 👋")


@given(st.text())
def test_any_text_comes_out_clean_and_stays_so(text: str) -> None:
    clean = plain(text)
    assert not has_stray(clean)
    assert clean == tidy(clean)
    clean.encode("utf-8")


@given(
    st.text(
        alphabet=st.characters(blacklist_characters="<&", blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Co"))
    )
)
def test_words_without_markup_are_left_alone(text: str) -> None:
    assert plain(text) == "".join(c for c in text if c not in "\ufeff\u202d\u202e\ufffe\uffff").strip()


@given(st.text(min_size=1), st.integers(2, 50))
def test_shortened_never_exceeds(text: str, most: int) -> None:
    assert len(shortened(text, most)) <= most


@pytest.mark.parametrize("text", ["<!--" * 25_000, "<a" * 50_000, "<" * 100_000, "&amp" * 25_000, "<li" * 30_000])
def test_a_huge_cell_costs_no_time(text: str) -> None:
    began = time.monotonic()
    plain(text)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("label", "in_a_sentence"),
    [
        ("Gardening", "gardening"),
        ("DIY", "DIY"),
        ("British Sign Language", "British Sign Language"),
        ("People who understand how I feel", "people who understand how I feel"),
        ("IT help", "IT help"),
        ("African company", "African company"),
        ("I miss my shed", "I miss my shed"),
        ("In the garden", "in the garden"),
    ],
)
def test_a_label_in_a_sentence(label: str, in_a_sentence: str) -> None:
    assert soft(label) == in_a_sentence
