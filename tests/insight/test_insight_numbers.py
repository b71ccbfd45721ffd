"""What is counted of a neighbourhood: everything that is open, and no small number of hopes."""

import re

from app.directory.rules import Freshness, Kind
from app.insight.charts import Bar, bars
from app.insight.rules import Seen, picture

SEEN = [
    Seen(Kind.GROUP, Freshness.CHECKED, "N1"),
    Seen(Kind.GROUP, Freshness.RING_FIRST, "N1"),
    Seen(Kind.PLACE, Freshness.NEVER_CHECKED, "N2"),
    Seen(Kind.FORMAL, Freshness.CHECKED, None),
]


def test_every_kind_and_state_has_its_row() -> None:
    found = picture(SEEN, {})
    assert found.total == 4
    nothing = {kind.value: 0 for kind in Kind}
    assert {c.code: c.n for c in found.kinds} == nothing | {"group": 2, "place": 1, "formal": 1}
    assert [c.code for c in found.freshness] == [state.value for state in Freshness]
    assert [(c.code, c.n) for c in found.areas] == [("N1", 2), ("N2", 1)]


def test_an_area_has_its_own_numbers() -> None:
    found = picture(SEEN, {("N1", "chess"): 9, ("N2", "chess"): 7}, "N1")
    assert found.total == 2
    assert [(c.code, c.n) for c in found.hopes] == [("chess", 9)]


def test_a_small_number_of_hopes_is_not_told_and_is_in_no_sum() -> None:
    found = picture(SEEN, {("N1", "chess"): 4, ("N2", "chess"): 6, ("N1", "choir"): 1})
    assert [(c.code, c.n) for c in found.hopes] == [("chess", 6)]


def test_a_bar_is_as_long_as_its_number_and_its_words_are_escaped() -> None:
    drawn = bars([Bar("<b>Chess</b>", 10, "groups"), Bar("Choir", 5, "groups"), Bar("None", 0)], "Hopes & more")
    assert 'aria-label="Hopes &amp; more"' in drawn
    assert "<b>" not in drawn
    assert re.findall(r'<rect[^>]* class="bar-(\w+)"', drawn) == ["bed", "groups", "bed", "groups", "bed", "ink"]
    assert ' width="480" ' in drawn
    assert ' width="240.0" ' in drawn
    assert ' width="0.0" ' in drawn
