"""Somebody who visits: does what people do on pages."""

from dataclasses import dataclass

from playwright.sync_api import Page

from app.access.give_role import give_role
from app.access.rules import Role
from app.access.send_link import make_link
from app.access.use_link import account_of
from app.db.engine import open_engine, unit_of_work
from app.kernel.clock import system_clock
from tests.builders import CORA


@dataclass(frozen=True)
class Visitor:
    """Does what people do on pages."""

    database: str

    def __call__(self, page: Page, *, near: str = "", hopes: str = "", around: str = "") -> None:
        """Fill in the form and send it."""
        self.all_questions(page)
        page.get_by_label("Where are you?").fill(near)
        page.locator("#hopes_words").fill(hopes)
        page.get_by_label("Who is already around you?").fill(around)
        page.get_by_role("button", name="Show me ideas").click()

    def all_questions(self, page: Page) -> None:
        """All questions on one page, where a phone gets one at a time."""
        if (all_ := page.get_by_role("button", name="Show all on one page")).is_visible():
            all_.click()

    def link(self, *roles: str, email: str = CORA.email) -> str:
        """A link that signs somebody in, Cora if nobody else is named, who holds these roles everywhere."""
        engine = open_engine(self.database)
        with unit_of_work(engine, writes=True) as session:
            account_of(session, email, system_clock())
            for role in roles:
                give_role(session, email, Role(role), None, who="test", now=system_clock())
            address = make_link(session, email, "/me", "", system_clock())
        engine.dispose()
        return address

    def sign_in(self, page: Page, *roles: str, email: str = CORA.email) -> None:
        """They open their link and press the button."""
        page.goto(self.link(*roles, email=email))
        page.get_by_role("button", name="Sign me in").click()
        page.get_by_role("heading", name="Your page").wait_for()
