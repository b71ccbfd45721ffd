"""Screens behind a sign-in that take steps to come to, and those of signing in and out."""

from collections.abc import Mapping
from uuid import uuid4

from app.access.codes import STEP_S, code_at
from app.kernel.clock import system_clock
from tests.browser.steps import Steps, Visit


def _come_in(at: Visit) -> str:
    """Somebody new signs in; their address."""
    email = f"new-{uuid4()}@example.org"
    at.ask.sign_in(at.page, email=email)
    return email


def _bad_password(at: Visit) -> None:
    at.page.get_by_label("A new password").fill("short")
    at.press("Set this password")
    at.page.get_by_role("alert").wait_for()


def _not_sure(at: Visit) -> None:
    at.press("Delete my account")
    at.page.get_by_role("alert").wait_for()


def _set_up(at: Visit) -> None:
    at.press("Set up codes")
    at.wait("Codes from an app")


def _wrong_digits(at: Visit) -> None:
    _set_up(at)
    at.page.get_by_label("The six digits").fill("000000")
    at.press("Ask me for a code from now on")
    at.page.get_by_role("alert").wait_for()


def _asks_for_code(at: Visit) -> None:
    email = _come_in(at)
    _set_up(at)
    secret = at.page.locator(".qr-address").inner_text().replace(" ", "")
    at.page.get_by_label("The six digits").fill(code_at(secret, int(system_clock().timestamp()) // STEP_S))
    at.press("Ask me for a code from now on")
    at.wait("Your page")
    at.page.context.clear_cookies()
    at.page.goto(at.ask.link(email=email))
    at.press("Sign me in")
    at.page.get_by_label("The six digits").wait_for()


def _forgotten(at: Visit) -> None:
    _come_in(at)
    at.page.get_by_label("Yes, forget me.").check()
    at.press("Delete my account")
    at.wait("Your account is gone")


def _signed_out(at: Visit) -> None:
    _come_in(at)
    at.press("Sign out here")
    at.wait("You are signed out")


def _back(at: Visit) -> None:
    cookie = {"name": "kith-errand", "value": "sealed", "url": at.page.url}
    at.page.context.add_cookies([cookie])  # type: ignore[list-item]
    at.page.goto("/sign-in/organisation/back?code=x&state=y")


def _no_words(at: Visit) -> None:
    at.press("Ask them first")
    at.page.get_by_role("alert").wait_for()


def _no_feed(at: Visit) -> None:
    at.press("Try it")
    at.page.get_by_role("alert").wait_for()


def _on_trial(at: Visit) -> None:
    at.page.get_by_label("Whose is it?").fill("North Town")
    at.page.get_by_label("What sort of feed is it?").select_option("oruk")
    at.page.get_by_label("Where is it?").fill("https://feed.example.org/oruk")
    at.page.get_by_label("On what terms may we show it?").fill("OGL 3.0")
    at.page.get_by_label("Where are its groups?").select_option("everywhere")
    at.press("Try it")
    at.wait("Feeds")


# Somebody who may do all of it looks; those of whom it is told otherwise come and go by themselves.
BEHIND: Mapping[str, Steps] = {
    "own page, a weak password": Steps("access/me.html", "/me", _bad_password),
    "own page, not sure": Steps("access/me.html", "/me", _not_sure),
    "codes from an app": Steps("access/app.html", "/me", _set_up),
    "codes from an app, wrong digits": Steps("access/app.html", "/me", _wrong_digits),
    "a listing on the map": Steps("upkeep/steward/listing.html", "/steward/listings/{listing}"),
    "a listing typed for somebody": Steps("upkeep/steward/listing.html", "/steward/listings/{typed_for}"),
    "a feed that is none": Steps("standards/feed_new.html", "/steward/feeds/new", _no_feed),
    "a feed on trial": Steps("standards/feeds.html", "/steward/feeds/new", _on_trial),
    "a verdict without words": Steps("upkeep/steward/listing.html", "/steward/listings/{waiting}", _no_words),
}
COMING_AND_GOING: Mapping[str, Steps] = {
    "asked for a code": Steps("access/code.html", "/", _asks_for_code),
    "signed out": Steps("access/sign_out.html", "/", _signed_out),
    "forgotten": Steps("access/forgotten.html", "/", _forgotten),
    "back from an organisation": Steps("access/back.html", "/", _back),
}
