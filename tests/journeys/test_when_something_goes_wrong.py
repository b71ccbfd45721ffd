"""What a person sees when something is not there, or breaks: plain words, a way on, a reference to read out."""

import re
import sqlite3
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.edge.templating import environment
from app.main import create_app
from app.settings import Settings
from tests.builders import CLOCK, listing
from tests.journeys.conftest import OpenTown, Town


def test_a_page_that_is_not_there_leads_on(leeds: Town) -> None:
    for path in ("/no-such-page", "/list/bcdfghjkmn", "/listings/00000000-0000-4000-8000-000000000001"):
        answer = leeds.http.get(path)
        assert answer.status_code == 404
        assert "We cannot find that page" in answer.text
        assert 'href="/"' in answer.text


def test_what_breaks_gives_a_reference_and_no_trace(open_town: OpenTown) -> None:
    it = listing()
    town = open_town(it)
    with sqlite3.connect(town.database) as broken:
        broken.execute("DROP TABLE listing_area")
    answer = town.http.get(f"/listings/{it.id}")
    assert answer.status_code == 500
    reference = re.search(r'this reference: <b class="pen">([0-9A-F]{8})</b>', " ".join(answer.text.split()))
    assert reference
    assert reference[1] == answer.headers["x-reference"]
    assert not re.search("Traceback|listing_area|sqlite", answer.text)


def test_a_busy_moment_is_no_fault() -> None:
    for status, words in ((429, "Please wait a moment"), (503, "Nothing was kept and nothing was lost")):
        page = environment("en-GB").get_template(f"errors/{status}.html")
        assert words in page.render(demo=False, local_number=None, path="/", reference=None, signed_in=False)


@pytest.mark.parametrize(("env", "status"), [("development", 200), ("production", 404)])
def test_the_style_guide_is_for_who_works_on_it(tmp_path: Path, env: str, status: int) -> None:
    address = f"sqlite:///{tmp_path / 'kith.db'}"
    settings = Settings(
        _env_file=None, env=env, var=tmp_path, database_url=address, secret_key="for tests alone", log_level="warning"
    )
    with TestClient(create_app(settings, CLOCK), "http://kith.test") as http:
        answer = http.get("/styleguide")
    assert answer.status_code == status
    assert ("The pieces that pages are made of" in answer.text) == (status == 200)
