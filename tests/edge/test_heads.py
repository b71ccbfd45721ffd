"""HEAD is answered as GET is, without the body; what only takes POST refuses it."""

from typing import Any

import pytest


@pytest.mark.parametrize("path", ["/", "/healthz", "/list", "/api/v1/listings", "/oruk/services", "/nothing-here"])
def test_a_head_is_the_get_without_its_body(site: Any, path: str) -> None:
    client = site().client
    whole, head = client.get(path), client.head(path)
    assert head.status_code == whole.status_code
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers["cache-control"] == whole.headers["cache-control"]
    assert whole.content
    assert not head.content


def test_a_head_where_only_post_answers_is_refused(site: Any) -> None:
    answer = site().client.head("/api/v1/match")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
