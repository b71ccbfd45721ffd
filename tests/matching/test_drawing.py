"""The map: a numbered shape for each idea, far enough apart for a finger, nothing closer than is public."""

import re
from math import dist

import pytest

from app.directory.vocabulary import load_vocabulary
from app.kernel.clock import system_clock
from app.matching.drawing import APART_PX, HEIGHT, WIDTH, Chart, draw, frame_for
from app.matching.shapes import MatchIn, MatchOut, SuggestionOut
from app.matching.view import Results, show
from geo.edges import Edges
from geo.points import Point

KINDS = {1: "person", 2: "group", 3: "place"}


def suggestion(number: int, rung: int, lat: float | None, lon: float | None, name: str = "Idea") -> SuggestionOut:
    empty = dict.fromkeys(SuggestionOut.model_fields)
    return SuggestionOut.model_validate(
        empty | {
            "id": f"00000000-0000-0000-0000-{number:012}", "rung": rung, "kind": KINDS[rung], "name": name,
            "summary": "", "why": [], "bring": [], "cost": {"free": None, "text": ""}, "access": {}, "lat": lat,
            "lon": lon, "labels": [], "capacity": "open", "languages": [], "text_language": "en", "score": 0.5,
            "freshness": {"state": "checked", "checked_on": None}, "contact": {"phone": None, "email": None},
        }
    )  # fmt: skip


def results(*suggestions: SuggestionOut, mode: str = "walk") -> Results:
    found = MatchOut.model_validate(
        dict.fromkeys(MatchOut.model_fields) | {
            "place": {"name": "Harehills", "lat": 53.81, "lon": -1.51, "precision": "sector", "area_code": None},
            "understood": {"hopes": [], "gifts": [], "ease": [], "basics": [], "not": []},
            "basics": [], "suggestions": list(suggestions), "nothing_near": False, "unanswered": [],
            "formal": {"count": 0, "open": False, "opened_by": None, "suggestions": []},
        }
    )  # fmt: skip
    asked = MatchIn.model_validate({"near": "LS8 5", "travel": {"mode": mode, "minutes": 20}})
    return show(asked, found, load_vocabulary(), system_clock())


def drawn(shown: Results, edges: Edges | None = None) -> Chart:
    frame = frame_for(shown)
    assert frame is not None
    return draw(shown, frame, edges, [])


def spots(chart: Chart) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"translate\((-?\d+) (-?\d+)\)", chart.pins)]


CROWD = [suggestion(n, 1 + n % 3, 53.8101, -1.5101) for n in range(12)]


def test_each_idea_has_a_pin_that_leads_to_its_card() -> None:
    shown = results(suggestion(1, 2, 53.811, -1.512), suggestion(2, 1, 53.808, -1.505))
    chart = drawn(shown)
    assert re.findall(r'href="#([\w-]+)"', chart.pins) == [card.anchor for card in shown.ideas]
    assert re.findall(r'class="pin (pin-\w+)"', chart.pins) == ["pin-people", "pin-groups"]


def test_pins_in_one_place_are_pushed_apart_and_stay_on_the_sheet() -> None:
    placed = spots(drawn(results(*CROWD)))
    assert len(placed) == 12
    middle = (WIDTH / 2, HEIGHT / 2)
    every = [middle, *placed]
    assert all(dist(a, b) >= APART_PX - 1.5 for at, a in enumerate(every) for b in every[:at])
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in placed)


STEPS = [(x / 2, y / 2) for x in range(-70, 71) for y in range(-70, 71)]


def inside(kind: str, x: float, y: float) -> bool:
    """Whether a point so far from the middle of a shape lies on it, with half of its edge."""
    if kind == "people":
        return dist((0, 0), (x, y)) <= 28
    if kind == "places":
        return abs(x) + abs(y) <= 33.5
    corner = abs(x) > 18 and abs(y) > 18  # those of a square are round
    return max(abs(x), abs(y)) <= 26 and (not corner or dist((abs(x), abs(y)), (18, 18)) <= 8)


def filled(kind: str, at: tuple[float, float]) -> set[tuple[float, float]]:
    """Every half pixel of a shape."""
    return {(at[0] + x, at[1] + y) for x, y in STEPS if inside(kind, x, y)}


@pytest.mark.parametrize("many", [1, 3, 10, 20])
@pytest.mark.parametrize("apart", [0.0, 0.0003, 0.004], ids=["one spot", "one street", "a town"])
def test_no_shape_covers_another_or_where_you_are(many: int, apart: float) -> None:
    at = [(53.81 + apart * (n % 4), -1.51 + apart * (n // 4)) for n in range(many)]
    chart = drawn(results(*(suggestion(n, 1 + n % 3, *spot) for n, spot in enumerate(at))))
    kinds = re.findall(r'class="pin pin-(\w+)"', chart.pins)
    shapes = [filled(kind, spot) for kind, spot in zip(kinds, spots(chart), strict=True)]
    you = {(x / 2, y / 2) for x in range(2 * 268, 2 * 332) for y in range(2 * 252, 2 * 288)}
    assert len(shapes) == many
    assert len(set().union(you, *shapes)) == len(you) + sum(map(len, shapes))


def test_a_shape_is_large_enough_for_a_finger_on_the_smallest_phone() -> None:
    drawn_at = (320 - 2 * 16 - 2 * 2) / WIDTH  # a phone of 320 px, its margins and the edge of the sheet
    pins = drawn(results(*CROWD)).pins
    round_ones = [2 * float(radius) for radius in re.findall(r' r="(\d+)"', pins)]
    square_ones = [float(side) for side in re.findall(r' width="(\d+)"', pins)]
    assert len(round_ones) == len(square_ones) == 4
    assert all((size + 2) * drawn_at >= 24 for size in round_ones + square_ones)  # the edge is two wide


def test_a_shape_that_was_pushed_away_shows_where_it_belongs() -> None:
    assert "moved" not in drawn(results(suggestion(1, 2, 53.812, -1.513))).sheet
    sheet = drawn(results(*CROWD)).sheet
    assert sheet.count("h0") == 1  # all at one spot, which has one dot
    assert len(re.findall(r"L\d", sheet.split('class="moved"')[1])) >= 10


def test_an_idea_far_away_or_nowhere_is_counted_and_not_drawn() -> None:
    chart = drawn(results(suggestion(1, 2, 53.811, -1.512), suggestion(2, 2, 55.0, -1.5), suggestion(3, 2, None, None)))
    assert len(spots(chart)) == 1
    assert chart.beyond == 2


def test_without_a_pin_there_is_no_map() -> None:
    assert frame_for(results(suggestion(1, 2, None, None))) is None


def test_the_ring_is_for_walkers_and_fits_the_sheet() -> None:
    street, mile = suggestion(1, 2, 53.811, -1.512), suggestion(2, 2, 53.83, -1.53)
    assert drawn(results(street)).ring_minutes == 5
    assert drawn(results(street, mile)).ring_minutes == 20
    assert drawn(results(mile, mode="bus")).ring_minutes is None
    assert drawn(results(mile, mode="online")).ring_minutes is None


def test_names_do_not_run_under_a_pin() -> None:
    shown = results(suggestion(1, 2, 53.81, -1.516), suggestion(2, 2, 53.812, -1.51))
    frame = frame_for(shown)
    assert frame is not None
    chart = draw(shown, frame, None, [("Under", Point(53.81, -1.516)), ("Clear", Point(53.807, -1.505))])
    assert "Under" not in chart.sheet
    assert "Clear" in chart.sheet


def test_real_edges_are_said_to_be_real() -> None:
    corners = [[-1.52, 53.8], [-1.5, 53.8], [-1.5, 53.82], [-1.52, 53.82], [-1.52, 53.8]]
    edges = Edges.from_outlines([{"type": "Polygon", "coordinates": [corners]}])
    near = suggestion(1, 2, 53.811, -1.512)
    assert drawn(results(near), edges).real_edges
    assert not drawn(results(near)).real_edges


def test_a_name_cannot_break_out_of_the_picture() -> None:
    chart = drawn(results(suggestion(1, 2, 53.811, -1.512, name='"><script>alert(1)</script>')))
    assert "<script" not in chart.pins
    assert "&lt;script&gt;" in chart.pins


def test_no_inline_style_stands_in_the_picture() -> None:
    chart = drawn(results(*CROWD))
    assert "style=" not in chart.sheet + chart.pins
