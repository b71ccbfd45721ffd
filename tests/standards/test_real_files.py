"""Real files that nobody here wrote: every row is read, and every refusal has a row, a field and a value."""

from collections import Counter
from pathlib import Path

import pytest

from app.directory.rules import Kind, WayIn
from app.directory.shapes import Draft, Refusal
from app.directory.vocabulary import load_vocabulary
from app.standards.hsds.drafts import drafts_from_oruk
from app.standards.spreadsheets.drafts import drafts_from_table


def table(folder: Path, name: str) -> tuple[list[Draft], list[Refusal]]:
    path = folder / "greater_manchester" / f"{name}.csv"
    options = {"mapping": None, "default_kind": None, "source": name, "vocabulary": load_vocabulary()}
    _, items = drafts_from_table(path, kind="csv", **options)  # type: ignore[arg-type]
    everything = list(items)
    assert [item.row for item in everything] == list(range(1, len(everything) + 1))
    drafts = [item for item in everything if isinstance(item, Draft)]
    assert len({draft.key for draft in drafts}) == len(drafts)
    return drafts, [item for item in everything if isinstance(item, Refusal)]


@pytest.mark.parametrize(
    ("name", "rows", "refused", "kinds"),
    [
        ("gm_libraries", 141, 0, {Kind.UNIVERSAL}),
        ("gm_food_banks", 171, 0, {Kind.PRACTICAL}),
        ("gm_pharmacies", 631, 0, {Kind.UNIVERSAL}),
        ("sports_clubs", 140, 0, {Kind.GROUP}),
        ("trafford_allotments", 35, 0, {Kind.PLACE}),
        ("gm_green_flags", 59, 0, {Kind.PLACE}),
        ("gm_jobcentreplus", 26, 0, {Kind.PRACTICAL}),
        ("trafford_community_hubs", 6, 0, {Kind.UNIVERSAL}),
        ("trafford_general_practices", 26, 0, {Kind.FORMAL}),
        ("trafford_mental_health_services", 60, 0, {Kind.GROUP, Kind.FORMAL, Kind.PRACTICAL, Kind.UNIVERSAL}),
        (
            "charities_operating_in_trafford",
            736,
            2,
            {Kind.GROUP, Kind.FORMAL, Kind.PRACTICAL, Kind.UNIVERSAL, Kind.PLACE},
        ),
    ],
)
def test_every_row_is_read_or_refused_by_name(
    open_data: Path, name: str, rows: int, refused: int, kinds: set[Kind]
) -> None:
    drafts, refusals = table(open_data, name)
    assert len(drafts) + len(refusals) == rows
    assert len(refusals) == refused
    assert all(item.field and item.problem and item.value for item in refusals)
    assert {draft.listing.kind for draft in drafts} == kinds
    assert sum(draft.listing.place is None for draft in drafts) <= rows // 100


def test_libraries_offer_books_and_somewhere_warm(open_data: Path) -> None:
    drafts, _ = table(open_data, "gm_libraries")
    assert all({"reading", "warm_place"} <= set(draft.listing.hopes) for draft in drafts)


def test_food_banks_say_how_to_get_in_and_when(open_data: Path) -> None:
    drafts, _ = table(open_data, "gm_food_banks")
    ways = Counter(draft.listing.way_in for draft in drafts)
    assert ways[WayIn.VOUCHER] == 58
    assert all("food" in draft.listing.basics for draft in drafts)
    assert all(draft.listing.way_in_note for draft in drafts if draft.listing.way_in)
    assert sum(bool(draft.listing.sessions) for draft in drafts) >= 130
    assert sum(draft.listing.contact is not None for draft in drafts) >= 140


def test_a_charitys_postcode_to_write_to_is_private(open_data: Path) -> None:
    drafts, _ = table(open_data, "charities_operating_in_trafford")
    assert all(draft.listing.place.private for draft in drafts if draft.listing.place)


def test_nobody_invents_a_check(open_data: Path) -> None:
    drafts, _ = table(open_data, "charities_operating_in_trafford")
    assert all(draft.listing.checked_on is None for draft in drafts)


def test_peer_groups_are_groups_and_counselling_is_formal(open_data: Path) -> None:
    drafts, _ = table(open_data, "trafford_mental_health_services")
    kinds = {draft.listing.name: draft.listing.kind for draft in drafts}
    assert kinds["Chorlton Anxiety Group"] is Kind.GROUP
    assert kinds["Stretford Hearing Voices"] is Kind.GROUP
    assert kinds["CDI Community Counselling Service"] is Kind.FORMAL
    assert kinds["Trafford Psychological Therapies"] is Kind.FORMAL
    assert kinds["Trafford Carers Centre"] is Kind.PRACTICAL


def test_the_north_lincolnshire_feed(open_data: Path) -> None:
    path = open_data / "oruk" / "north_lincolnshire_council_services_oruk_v3_2024-12.json"
    items = list(drafts_from_oruk(str(path), default_kind=None, vocabulary=load_vocabulary()))
    drafts = [item for item in items if isinstance(item, Draft)]
    assert len(items) == len(drafts) == 738
    assert all(draft.listing.id and draft.listing.organisation and draft.listing.checked_on for draft in drafts)
    assert not any("<p" in draft.listing.summary or "&nbsp;" in draft.listing.summary for draft in drafts)
    assert all(draft.listing.url.startswith("http") for draft in drafts if draft.listing.url)
    assert sum(bool(draft.listing.sessions) for draft in drafts) >= 50
    assert sum(draft.listing.place is not None for draft in drafts) >= 40
    kinds = Counter(draft.listing.kind for draft in drafts)
    assert kinds[Kind.GROUP] > 150
    assert kinds[Kind.FORMAL] < 40
