"""`kith terms`: words of a steward's own from a csv, listed, removed, and understood by a server that runs."""

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.builders import CLOCK
from tests.cli.home import Home

COLUMNS = ["scheme", "code", "label", "phrases", "related", "sensitive"]
FERRETS = ["hope", "ferret_racing", "Ferret racing", "ferrets; working the jills", "growing_food=0.9", "no"]
PLOT = ["hope", "gardening", "", "mucky fingernails", "", ""]


@pytest.mark.parametrize("own", [[FERRETS, PLOT]])
def test_in_list_out(home: Home, own: list[list[str]]) -> None:
    report = home.run("terms", "import", home.csv("words.csv", COLUMNS, own), "--json").json
    assert (report["read"], report["created"], report["refused"]) == (2, 2, 0)
    listed = home.run("terms", "list", "--own", "--json").json
    assert [(term["code"], term["own"]) for term in listed] == [("gardening", True), ("ferret_racing", True)]
    assert listed[1]["related"] == {"growing_food": 0.9}
    every = home.run("terms", "list", "--json").json
    assert len(every) > 300
    assert sum(term["own"] for term in every) == 2
    assert (
        "hope ferret_racing (own): Ferret racing: ferrets; working the jills; Ferret racing"
        in home.run("terms", "list").out
    )
    assert home.run("terms", "remove", "hope", "ferret_racing").code == 0
    assert [term["code"] for term in home.run("terms", "list", "--own", "--json").json] == ["gardening"]


def test_bad_rows_are_named_and_good_ones_kept(home: Home) -> None:
    bad = ["hope", "pigeons", "Pigeons", "gardening", "", ""]
    report = home.run("terms", "import", home.csv("words.csv", COLUMNS, [bad, FERRETS, ["hope"]]), "--json").json
    assert (report["read"], report["created"], report["refused"]) == (3, 1, 2)
    assert [problem["row"] for problem in report["problems"]] == [1, 3]
    assert "hope gardening" in report["problems"][0]["problem"]
    assert "hope pigeons" in report["problems"][0]["problem"]


def test_a_dry_run_keeps_nothing(home: Home) -> None:
    before = home.kept()
    report = home.run("terms", "import", home.csv("words.csv", COLUMNS, [FERRETS]), "--dry-run", "--json").json
    assert report["created"] == 1
    assert home.kept() == before


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (["scheme", "code", "label"], "no column phrases"),
        ([*COLUMNS, "colour"], "“colour” is no column"),
        (["a", "b"], "is no column"),
    ],
)
def test_a_file_of_something_else_is_refused(home: Home, columns: list[str], says: str) -> None:
    ran = home.run("terms", "import", home.csv("words.csv", columns, [["hope"] * len(columns)]))
    assert ran.refused_in_a_sentence
    assert says in ran.said


def test_no_file_an_empty_one_and_a_spreadsheet_are_refused(home: Home) -> None:
    empty, sheet = home.folder / "empty.csv", home.folder / "sheet.csv"
    empty.write_text("")
    sheet.write_bytes(b"PK\x03\x04broken")
    for path in (home.folder / "none.csv", empty, sheet):
        assert home.run("terms", "import", path).refused_in_a_sentence


def test_what_is_not_there_cannot_be_removed(home: Home) -> None:
    assert home.run("terms", "remove", "hope", "gardening").refused_in_a_sentence
    assert home.run("terms", "remove", "wish", "gardening").code == 2


def test_words_as_excel_on_windows_writes_them(home: Home) -> None:
    file = home.folder / "words.csv"
    file.write_bytes("scheme;code;label;phrases\r\nhope;zorbing;Zörbing;zörbing\r\n".encode("cp1252"))
    assert home.run("terms", "import", file, "--json").json["created"] == 1
    assert "Zörbing" in home.run("terms", "list", "--own").out


def test_a_running_server_understands_a_new_phrase_at_the_next_question(home: Home) -> None:
    home.bring(home.groups("growing", 2), "--kind", "group")
    settings = Settings(_env_file=None, var=home.var, log_level="warning")
    with TestClient(create_app(settings, CLOCK), "http://kith.test") as http:

        def ask(hopes: str) -> tuple[list[str], list[str]]:
            answer = http.post("/api/v1/match", json={"near": "LS8 5HX", "hopes": hopes}).json()
            return answer["understood"]["hopes"], [idea["name"] for idea in answer["suggestions"]]

        assert ask("ferrets")[1] == []
        assert home.run("terms", "import", home.csv("words.csv", COLUMNS, [FERRETS, PLOT])).code == 0
        assert len(ask("mucky fingernails")[1]) == 2
        said, ideas = ask("working the jills")  # a term of its own, which growing food partly meets
        assert said == ["working the jills"]
        assert len(ideas) == 2
        page = http.get("/match", params={"near": "LS8 5", "hopes": "ferret_racing"})
        assert "ferret racing" in page.text.lower()
        assert home.run("terms", "remove", "hope", "ferret_racing").code == 0
        assert ask("ferrets")[1] == []


def test_a_sensitive_word_of_ones_own_never_stands_in_an_address(home: Home) -> None:
    home.bring(home.groups("growing", 2), "--kind", "group")
    hidden = [*FERRETS[:5], "yes"]
    assert home.run("terms", "import", home.csv("words.csv", COLUMNS, [hidden])).code == 0
    settings = Settings(_env_file=None, var=home.var, log_level="warning")
    with TestClient(create_app(settings, CLOCK), "http://kith.test", follow_redirects=False) as http:
        answer = http.post("/match", data={"near": "LS8 5", "hopes": "ferret_racing"})
        assert "ferret" not in answer.headers.get("location", "")
        plain = http.post("/match", data={"near": "LS8 5", "hopes": "gardening"})
        assert "gardening" in plain.headers.get("location", "")
