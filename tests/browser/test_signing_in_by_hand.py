"""Signing in as a person does, with scripts and without, and leaving again."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@SCRIPTS
def test_in_by_a_link_and_out_again(open_page: Callable[..., Page], ask: Any, scripts: bool) -> None:
    page = open_page("/", 360, scripts=scripts)
    page.get_by_text("For those who help others").click()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    ask.sign_in(page)
    page.get_by_label("What should we call you?").fill("Cora")
    page.get_by_role("button", name="Keep this name").click()
    expect(page.get_by_label("What should we call you?")).to_have_value("Cora")
    page.goto("/")
    page.get_by_role("link", name="Your page").click()
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.goto("/me")
    expect(page.get_by_role("button", name="Send me a link")).to_be_visible()


def test_a_form_of_another_site_does_nothing(open_page: Callable[..., Page], ask: Any, live_app: str) -> None:
    page = open_page("/")
    ask.sign_in(page)
    elsewhere = live_app.replace("127.0.0.1", "localhost")  # another site to a browser
    trap = f'<form method="post" action="{live_app}/sign-out"><button>Win a prize</button></form>'
    page.route(f"{elsewhere}/", lambda route: route.fulfill(content_type="text/html", body=trap))
    page.goto(f"{elsewhere}/")
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Win a prize").click()
    assert answer.value.status == 403
    page.goto("/me")
    expect(page.get_by_role("heading", name="Your page")).to_be_visible()
