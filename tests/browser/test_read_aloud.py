"""The page is read by the browser's own voice: what is seen, in its language, until somebody stops it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

RESULTS = "/match?near=LS8+5&hopes=gardening,company"
# The browser of the tests has no voice of its own: this one only notes what it is given.
VOICE = """() => {
    window.told = []
    const voice = window.speechSynthesis
    let on = false
    Object.defineProperty(voice, 'speaking', {get: () => on})
    voice.speak = said => { on = true; window.told.push([said.lang, said.text]) }
    voice.cancel = () => { on = false }
}"""


@pytest.mark.parametrize(
    ("path", "first"), [(RESULTS, "Ten good things near Harehills"), ("/tour", "A tour in five steps")]
)
def test_what_is_seen_is_read_in_its_language(open_page: Callable[..., Page], path: str, first: str) -> None:
    page = open_page(path)
    page.evaluate(VOICE)
    page.get_by_role("button", name="Read this page aloud").click()
    told = page.evaluate("window.told")
    assert told[0] == ["en-GB", first]
    assert len(told) > 8
    assert all(text and len(text) < 700 for _, text in told)
    assert not [
        text for _, text in told if "Why? We look again at once." in text or text.startswith("Care or treatment")
    ]
    page.get_by_role("button", name="Stop reading").click()
    expect(page.get_by_role("button", name="Read this page aloud")).to_be_visible()
    assert page.evaluate("window.told.length") == len(told)


def test_a_line_in_another_language_is_read_as_such(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{RESULTS}&lang=cy")
    page.evaluate(VOICE)
    page.locator("[data-aloud]").click()
    told = page.evaluate("window.told")
    assert {lang for lang, _ in told} == {"cy", "en"}


def test_an_urgent_page_is_not_read_out(open_page: Callable[..., Page], ask: Callable[..., None]) -> None:
    page = open_page("/")
    ask(page, near="LS8 5", hopes="I want to kill myself")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help now")
    expect(page.locator("[data-aloud]")).to_have_count(0)
