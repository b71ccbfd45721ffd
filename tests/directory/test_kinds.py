"""What kind of listing a row's own words point to; never silently a group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.kinds import TABLE, is_free, kind_said, sort_row, way_in_said
from app.directory.rules import Kind, WayIn
from app.directory.vocabulary import Scheme, load_vocabulary


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("gm food banks name referral method", Kind.PRACTICAL),
        ("gm libraries name", Kind.UNIVERSAL),
        ("x pharmacy name", Kind.UNIVERSAL),
        ("trafford general practices", Kind.FORMAL),
        ("gm jobcentreplus", Kind.PRACTICAL),
        ("trafford allotments", Kind.PLACE),
        ("gm green flags", Kind.PLACE),
        ("sports clubs", Kind.GROUP),
        ("x community hub", Kind.UNIVERSAL),
    ],
)
def test_a_file_says_what_it_is_about(file: str, kind: Kind) -> None:
    assert sort_row(file, "Altrincham", "", "").kind is kind


@pytest.mark.parametrize(
    ("name", "category", "text", "kind"),
    [
        ("Northtown Library", "", "", Kind.UNIVERSAL),
        ("Northtown Library reading group", "", "", Kind.GROUP),
        ("Northtown Foodbank", "", "", Kind.PRACTICAL),
        ("Citizens Advice Northtown", "", "", Kind.PRACTICAL),
        ("Hill Road Surgery", "", "", Kind.FORMAL),
        ("Northtown Group Practice", "", "", Kind.FORMAL),
        ("Hill Road patient group", "", "", Kind.GROUP),
        ("Anxiety Group", "", "Drop-in group", Kind.GROUP),
        ("The Haven", "", "Counselling after a referral from your doctor.", Kind.FORMAL),
        ("The Haven", "", "A peer support group with tea.", Kind.GROUP),
        ("The Haven", "", "Debt advice and help with benefits.", Kind.PRACTICAL),
        ("Friends of Hill Park", "", "", Kind.GROUP),
        ("Hill Park", "", "", Kind.PLACE),
        ("Northtown Museum", "", "", Kind.PLACE),
        ("Northtown Cricket Club", "", "", Kind.GROUP),
        ("East Northtown neighbourhood network", "", "", Kind.NETWORK),
        ("Rovers", "football club", "", Kind.GROUP),
        ("The Arches", "", "", Kind.UNIVERSAL),
        ("The Arches", "", "Something for everybody.", Kind.UNIVERSAL),
    ],
)
def test_a_row_says_what_it_is(name: str, category: str, text: str, kind: Kind) -> None:
    assert sort_row("", name, category, text).kind is kind


@given(st.text(max_size=100))
def test_words_that_say_nothing_give_universal(text: str) -> None:
    found = sort_row("", text, "", "")
    assert found.kind is Kind.UNIVERSAL or found.by is not None


def test_every_code_in_the_table_is_a_word_of_ours() -> None:
    vocabulary = load_vocabulary()
    for row in TABLE:
        assert all(vocabulary.get(Scheme.HOPE, code) for code in row.hopes), row
        assert all(vocabulary.get(Scheme.BASIC, code) for code in row.basics), row


@pytest.mark.parametrize(("text", "kind"), [("group", Kind.GROUP), (" Groups ", Kind.GROUP), ("Place", Kind.PLACE)])
def test_a_kind_by_our_own_word(text: str, kind: Kind) -> None:
    assert kind_said(text) is kind


def test_another_word_is_no_kind_of_ours() -> None:
    assert kind_said("Local authority run library") is None


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Foodbank Voucher", WayIn.VOUCHER),
        ("Foodbank Voucher + Grocer providing £12 groceries", WayIn.VOUCHER),
        ("Referral only", WayIn.REFERRAL),
        ("Agency referral for up to 4 weeks", WayIn.REFERRAL),
        ("Assessment", WayIn.REFERRAL),
        ("Self-referral", WayIn.RING),
        ("Referral or self-refer", WayIn.RING),
        ("Open door", WayIn.WALK_IN),
        ("Referral/first come first served", WayIn.WALK_IN),
        ("No referral needed", WayIn.WALK_IN),
        ("By appointment", WayIn.BOOK),
        ("walk-in", WayIn.WALK_IN),
        ("At their discretion", None),
        ("Local families", None),
    ],
)
def test_the_way_in(text: str, way: WayIn | None) -> None:
    assert way_in_said(text) is way


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("Free", True),
        ("£0.00", True),
        ("No charge", True),
        ("£2.50", False),
        ("50p", False),
        ("Free, or £2 with lunch", None),
        ("Ask us", None),
    ],
)
def test_what_is_free(text: str, free: bool | None) -> None:
    assert is_free(text) is free
