"""One line a request, without a word that anybody typed."""

import io
import logging
from contextlib import redirect_stderr
from typing import Any

import structlog

from app.edge.logs import set_up

ACCESS = {"event", "level", "timestamp", "method", "route", "status", "ms", "bytes"}


def access(here: Any) -> dict[str, Any]:
    """The only access line, which has its fields and no other."""
    (line,) = here.lines
    assert set(line) == ACCESS
    return line


def test_one_line_says_what_was_answered(site: Any) -> None:
    here = site()
    answer = here.client.post("/api/v1/match", json={"hopes": "gardening"})
    line = access(here)
    assert (line["method"], line["route"], line["status"]) == ("POST", "/api/v1/match", 200)
    assert line["bytes"] == len(answer.content)
    assert line["ms"] > 0


def test_the_template_of_the_route_and_never_the_path(site: Any) -> None:
    here = site()
    here.client.get("/api/v1/raise/not-found?because=gout")
    assert access(here)["route"] == "/api/v1/raise/{name}"


def test_a_path_that_is_none_leaves_no_word(site: Any) -> None:
    here = site()
    here.client.get("/my-husband-drinks?LS8+5HX", headers={"user-agent": "Josephine", "referer": "http://x/gout"})
    assert access(here)["route"] == "(nowhere)"


def test_files_and_made_up_methods_have_one_name(site: Any) -> None:
    here = site()
    here.client.get("/static/kith.css")
    assert access(here)["route"] == "(files)"
    here = site()
    here.client.request("JOSEPHINE", "/kept")
    assert access(here)["method"] == "OTHER"


def test_a_trace_id_is_not_logged(site: Any) -> None:
    here = site()
    here.client.get("/kept", headers={"traceparent": "00-" + "ab" * 16 + "-00f067aa0ba902b7-01"})
    assert "abab" not in here.log


def test_the_level_is_kept(site: Any) -> None:
    here = site(log_level="error")
    here.client.get("/kept")
    assert here.log == ""


def test_the_servers_own_access_log_is_off() -> None:
    set_up("info")
    assert logging.getLogger("uvicorn.access").disabled
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)


def test_a_developer_reads_plain_lines() -> None:
    written = io.StringIO()
    with redirect_stderr(written):
        set_up("info", as_json=False)
    structlog.get_logger().info("request", status=200)
    assert "{" not in written.getvalue()
    assert "status" in written.getvalue()
