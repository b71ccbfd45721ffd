"""Cells in an office's own words: what is over, and prices without their sign."""

from pathlib import Path

import pytest

from app.directory.rules import Status
from app.directory.shapes import Draft, ListingIn
from app.directory.vocabulary import load_vocabulary
from app.standards.spreadsheets.as_kept import mend_cost, status_told
from app.standards.spreadsheets.drafts import drafts_from_table


def listing(folder: Path, content: str) -> ListingIn:
    path = folder / "list.csv"
    path.write_text(content)
    _, drafts = drafts_from_table(
        path, kind="csv", mapping=None, default_kind=None, source="list", vocabulary=load_vocabulary()
    )
    (draft,) = drafts
    assert isinstance(draft, Draft), draft
    return draft.listing


@pytest.mark.parametrize(
    ("status", "name", "summary"),
    [
        ("Closed", "Film club", ""),
        ("no longer running", "Film club", ""),
        ("", "CLOSED - Film club", ""),
        ("", "Film club (now closed)", ""),
        ("", "Film club", "This group has now closed."),
        ("", "Film club", "The lunch club is no longer running, sorry."),
    ],
)
def test_what_is_over_is_not_shown(status: str, name: str, summary: str) -> None:
    assert status_told(status, name, summary) is Status.ENDED


@pytest.mark.parametrize(
    ("status", "name", "summary"),
    [
        ("Active", "Film club", ""),
        ("Closed to new members", "Film club", ""),
        ("Closed until May", "Film club", ""),
        ("", "Close-knit club", "We closed the gap between old and young."),
        ("", "Closed Loop Cycling", ""),
        ("", "Film club", "The hall is closed on Mondays."),
        ("", "Film club", "This group has closed to new members for now."),
    ],
)
def test_what_goes_on_is_shown(status: str, name: str, summary: str) -> None:
    assert status_told(status, name, summary) is Status.PUBLIC


def test_prices() -> None:
    told = {said: mend_cost(said).value for said in ("2.5", "3", "0", "3.50", "£4", "free", "1234567", "")}
    assert told == {
        **{"2.5": "£2.50", "3": "£3", "0": "0", "3.50": "£3.50"},
        **{"£4": "£4", "free": "free", "1234567": "1234567", "": ""},
    }


def test_a_row_with_the_headings_of_an_office(tmp_path: Path) -> None:
    found = listing(
        tmp_path,
        "Name of Provider,Service Provided,Contact Telephone Number,Location of Service,Who can attend,Status,Cost,"
        "Last Review Date\nThe Arches,Films,0113 496 0000,1 High Street LS8 5HX,Women,Closed,3,01/05/2024\n",
    )
    assert (found.name, found.summary, found.status) == ("The Arches", "Films", Status.ENDED)
    assert (found.cost, found.free, found.labels) == ("£3", False, ("women",))
    assert found.place is not None
    assert found.contact is not None
    assert (found.place.postcode, found.contact.phone) == ("LS8 5HX", "0113 496 0000")
    assert str(found.checked_on) == "2024-05-01"
