"""The urgent page that needs no place: every nation's lines, each once, 999 first."""

from app.site.pages import NATIONS, lines


def plain(text: str) -> str:
    return text


def test_999_comes_first_and_once() -> None:
    groups = lines(plain)
    numbers = [contact.contact for contacts in groups.values() for contact in contacts]
    assert numbers[0] == "999"
    assert numbers.count("999") == 1


def test_no_line_is_told_twice() -> None:
    names = [contact.name for contacts in lines(plain).values() for contact in contacts]
    assert len(names) == len(set(names))


def test_every_nation_finds_its_own_line_when_afraid_at_home() -> None:
    named = " ".join(contact.name for contact in lines(plain)["afraid"])
    assert [nation for nation in NATIONS if nation not in named] == []


def test_a_child_finds_a_line_for_children_first() -> None:
    assert lines(plain)["children"][0].name == "Childline"


def test_a_number_that_nobody_confirmed_says_so() -> None:
    notes = {contact.name: contact.note for contacts in lines(plain).values() for contact in contacts}
    assert "not checked this number" in notes["Samaritans"]
    assert "not checked this number" not in notes["Emergency services"]
