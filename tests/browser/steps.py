"""Screens that take steps to come to: what stands there after a press, a question or a mistake."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.visitor import Visitor
from tests.browser.world import World

RESULTS = "/match?near=LS8+5&hopes=gardening,company"
DANGER = "I want to kill myself"


@dataclass(frozen=True)
class Visit:
    """Who looks, at what: the page, what people do on it, and the examples there are."""

    page: Page
    ask: Visitor
    world: World

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press the first button of that name."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def wait(self, heading: str) -> None:
        """Until the page with that heading is there."""
        self.page.get_by_role("heading", level=1, name=heading).wait_for()


@dataclass(frozen=True)
class Steps:
    """The template that a screen is made of, where to begin, and what to do there."""

    template: str
    begin: str = "/"
    then: Callable[[Visit], object] | None = None


def _choose(at: Visit, how_many: int = 3) -> None:
    for box in at.page.locator(".group [data-add]:visible").all()[:how_many]:
        box.check()
    at.page.locator(".to-list").click()
    at.page.locator("[data-list-own]").wait_for()


def _list(at: Visit) -> None:
    _choose(at)
    at.page.get_by_label("With a friend").first.check()


def _on_paper(button: str, how_many: int) -> Callable[[Visit], None]:
    def print_it(at: Visit) -> None:
        _choose(at, how_many)
        at.press(button)
        at.wait("Your list on paper")

    return print_it


def _ended(at: Visit) -> None:
    _choose(at)
    at.press("Keep it for 90 days")
    at.press("End this list now")
    at.wait("That list has ended")


def _look_for(words: str) -> Callable[[Visit], None]:
    def look(at: Visit) -> None:
        at.page.get_by_label("What are you looking for?").fill(words)
        at.press("Look")

    return look


def _look_near(place: str) -> Callable[[Visit], None]:
    def look(at: Visit) -> None:
        at.page.get_by_label("Near where?").fill(place)
        at.press("Look")

    return look


def _pocket(at: Visit) -> None:
    at.press("Keep this neighbourhood", exact=False)
    at.page.get_by_text("Kept:").wait_for()
    at.page.goto("/offline")
    at.page.locator("[data-found] .entry").first.wait_for()


def _easy(at: Visit) -> None:
    at.page.get_by_label("Where do you live?").fill("LS8 5")
    at.page.get_by_label("Gardening").check()
    at.press("Show me")
    at.page.locator(".easy .entry").first.wait_for()


def _in_box(words: str) -> Callable[[Visit], None]:
    def show(at: Visit) -> None:
        at.page.get_by_label("What would you love to do?").fill(words)
        at.press("Show three ideas")

    return show


def _link_sent(at: Visit) -> None:
    # A new address each time: nobody is sent more than five letters an hour.
    at.page.get_by_label("Your e-mail address").first.fill(f"visitor-{uuid4()}@example.org")
    at.press("Send me a link")
    at.wait("Look at your e-mail")


def _wrong_password(at: Visit) -> None:
    at.page.get_by_text("I have a password").click()
    at.page.locator("#with-password input[name=email]").fill("cora@example.org")
    at.page.get_by_label("Your password").fill("not these words")
    at.press("Sign in")
    at.page.get_by_role("alert").wait_for()


def _tell_wrong(at: Visit) -> None:
    at.page.get_by_label("It is not on any more").check()
    at.press("Tell them")
    at.page.get_by_role("heading", level=1, name="Thank you").wait_for()


def _may_we(at: Visit) -> None:
    at.page.get_by_label("What is your name?").fill("Ben")
    at.page.get_by_label("How do we reach you?").fill("0113 496 0012")
    at.page.get_by_label("How do you belong to it?").fill("I run it.")
    at.press("Ask")
    at.page.get_by_role("heading", level=1, name="Thank you").wait_for()


def _empty_step(at: Visit) -> None:
    at.press("Start")
    at.press("Save and go on")
    at.page.get_by_role("alert").wait_for()


def _missing(step: str) -> Callable[[Visit], None]:
    """A page of registering, sent with nothing on it."""

    def send(at: Visit) -> None:
        at.press("I type it for someone", exact=False)
        at.page.goto(at.page.url.replace("/what", f"/{step}"))
        at.press("Save and go on")
        at.page.get_by_role("alert").wait_for()

    return send


def _number_for_all(at: Visit) -> None:
    """A phone number among the words that everybody reads."""
    at.press("I type it for someone", exact=False)
    at.page.get_by_label("What is the group called?").fill("Tuesday Soup")
    at.page.get_by_label("What do you do?").fill("We make soup. Ring Jean on 07700 900123 first.")
    at.press("Save and go on")
    at.page.get_by_role("alert").wait_for()


def _why(name: str) -> Callable[[Visit], None]:
    """Why a listing of that name is not among the ideas."""

    def ask(at: Visit) -> None:
        at.page.get_by_text("Were you expecting").click()
        at.page.get_by_label("What is it called?").fill(name)
        at.press("Tell me why")

    return ask


def _asked(near: str, hopes: str = "company") -> Callable[[Visit], None]:
    return lambda at: at.ask(at.page, near=near, hopes=hopes)


STEPS: Mapping[str, Steps] = {
    "results": Steps("matching/results.html", RESULTS),
    "results for staff": Steps("matching/results.html", f"{RESULTS}&audience=clinician"),
    "someone to talk to": Steps("matching/results.html", "/", _asked("LS8 5", "My brother took his own life")),
    "questions for staff": Steps("matching/home.html", "/?audience=clinician"),
    "all questions on a page": Steps("matching/home.html", "/", lambda at: at.ask.all_questions(at.page)),
    "why not this one": Steps("matching/expected.html", RESULTS, _why("Thornywick Chess Club")),
    "why not, which one": Steps("matching/expected.html", RESULTS, _why("chess")),
    "why not, unknown": Steps("matching/expected.html", RESULTS, _why("Xyzzy")),
    "results with a basic": Steps("matching/results.html", "/", _asked("LS8 5", "struggling to buy food")),
    "results with one sent away": Steps(
        "matching/results.html",
        RESULTS,
        lambda at: (
            at.page.get_by_text("Not for me").first.click(),
            at.press("Too far"),
            at.page.get_by_text("You sent 1 idea away").wait_for(),
        ),
    ),
    "nothing yet, something to begin": Steps("matching/results.html", "/", _asked("LS8 5", "bellringing")),
    "which place": Steps("matching/which.html", "/", _asked("Hyde Park")),
    "wrong place": Steps("matching/home.html", "/", _asked("Xyzzyville")),
    "change the answers": Steps("matching/home.html", RESULTS, lambda at: at.press("Change your answers")),
    "urgent answer": Steps("matching/urgent.html", "/", _asked("LS8 5", DANGER)),
    "found": Steps("matching/find.html", "/find?near=LS8+5&kind=group&day=tue&ease=near_bus"),
    "found by a word": Steps("matching/find.html", "/find", _look_for("chess")),
    "found nothing": Steps("matching/find.html", "/find", _look_for("xyzzy chess")),
    "find what": Steps("matching/find.html", "/find", _look_for("")),
    "easy ideas": Steps("matching/easy_ideas.html", "/easy", _easy),
    "easy words, no place": Steps("matching/easy.html", "/easy", lambda at: at.press("Show me")),
    "list": Steps("shortlist/list.html", RESULTS, _list),
    "list on paper": Steps("shortlist/paper.html", RESULTS, _on_paper("Print it, four to a page", 5)),
    "list in large letters": Steps("shortlist/paper.html", RESULTS, _on_paper("Print it in large letters", 3)),
    "ended list": Steps("shortlist/ended.html", RESULTS, _ended),
    "numbers of an area": Steps("insight/picture.html", "/insight", _look_near("LS8 5")),
    "numbers of nowhere": Steps("insight/picture.html", "/insight", _look_near("Xyzzyville")),
    "a neighbourhood on this phone": Steps("offline/kept.html", RESULTS, _pocket),
    "box with ideas": Steps("embed/box.html", "/embed?near=LS8+5", _in_box("gardening")),
    "box with urgent help": Steps("embed/box.html", "/embed?near=LS8+5", _in_box(DANGER)),
    "box with a basic": Steps("embed/box.html", "/embed?near=LS8+5", _in_box("struggling to buy food")),
    "box, which place": Steps("embed/box.html", "/embed?near=Hyde+Park", _in_box("gardening")),
    "wrong password": Steps("access/sign_in.html", "/sign-in", _wrong_password),
    "link sent": Steps("access/sent.html", "/sign-in", _link_sent),
    "link": Steps("access/link.html", "/", lambda at: at.page.goto(at.ask.link())),
    "new group, something missing": Steps("upkeep/what.html", "/groups/new", _empty_step),
    "new group, no place": Steps("upkeep/where.html", "/groups/new", _missing("where")),
    "new group, no days": Steps("upkeep/when.html", "/groups/new", _missing("when")),
    "new group, no way in": Steps("upkeep/getting_in.html", "/groups/new", _missing("getting-in")),
    "new group, nobody to ask": Steps("upkeep/contact.html", "/groups/new", _missing("contact")),
    "something wrong, nothing said": Steps(
        "upkeep/wrong.html", "/listings/{listing}/wrong", lambda at: at.press("Tell them")
    ),
    "something wrong, told": Steps("upkeep/thanks.html", "/listings/{listing}/wrong", _tell_wrong),
    "looking after, nothing said": Steps(
        "upkeep/look_after.html", "/listings/{listing}/look-after", lambda at: at.press("Ask")
    ),
    "looking after, asked": Steps("upkeep/thanks.html", "/listings/{listing}/look-after", _may_we),
    "a number that everybody would read": Steps("upkeep/what.html", "/groups/new", _number_for_all),
    "still right": Steps(
        "upkeep/checked.html",
        "/check/{spent_token}/still",
        lambda at: (at.press("Yes, it is still right"), at.wait("Thank you")),
    ),
}
