"""What nobody expected: a reference for the person, the same one in the log, and no word of what was typed."""

from typing import Any

import pytest

SECRET = "my sister Josephine"


def test_the_reference_is_the_same_on_screen_and_in_the_log(site: Any) -> None:
    here = site()
    answer = here.client.post("/api/v1/break", json={"hopes": SECRET})
    assert answer.status_code == 500
    told = answer.json()
    line = next(line for line in here.lines if line["event"] == "unexpected")
    assert told["reference"] == line["reference"] == answer.headers["x-reference"]
    assert told["reference"] in told["detail"]
    assert line["kind"] == "RuntimeError"
    assert line["route"] == "/api/v1/break"
    assert "break_it" in line["where"][-1]


def test_no_trace_and_no_words_reach_anybody(site: Any) -> None:
    here = site()
    answer = here.client.post("/api/v1/break", json={"hopes": SECRET})
    for text in (answer.text, here.log):
        assert "Josephine" not in text
        assert "Traceback" not in text
        assert "cannot do" not in text


def test_a_person_gets_a_page(site: Any) -> None:
    answer = site().client.get("/break", params={"word": SECRET})
    assert (answer.status_code, "Error page 500" in answer.text) == (500, True)
    assert "Josephine" not in answer.text


def test_a_failure_is_logged_as_an_access_too(site: Any) -> None:
    here = site()
    here.client.get("/break", params={"word": SECRET})
    assert [(line["route"], line["status"]) for line in here.lines if line["event"] == "request"] == [("/break", 500)]


def test_an_answer_that_breaks_off_says_nothing_either(site: Any, caplog: Any) -> None:
    here = site(strict=True)
    with pytest.raises(RuntimeError, match="broke off") as caught:  # what the server would log
        here.client.get("/api/v1/break-off", params={"word": SECRET})
    assert caught.value.__suppress_context__
    assert any(line["event"] == "unexpected" for line in here.lines)
    assert "Josephine" not in here.log + str(caught.value) + caplog.text
