"""Our words found in a listing's own words, with restraint."""

import pytest

from app.directory.rules import Kind
from app.directory.tagging import MOST_HOPES, Said, tagger_of
from app.directory.vocabulary import Scheme, Term, Vocabulary


def words() -> Vocabulary:
    hopes = [Term(code, Scheme.HOPE, code.title(), (code,)) for code in ("gardening", "singing", "chess", "nature")]
    many = [Term(f"hope{c}", Scheme.HOPE, c, (f"thing{c}",)) for c in "abcdefghijkl"]
    food = Term("food", Scheme.BASIC, "Food", ("food parcels", "food bank"))
    women = Term("women", Scheme.LABEL, "For women", ("women",))
    return Vocabulary.of_terms([*hopes, *many, food, women])


def test_the_name_comes_before_the_text() -> None:
    tags = tagger_of(words())(Kind.GROUP, Said("Singing for all", text="Gardening too."))
    assert tags.hopes == ("singing", "gardening")


def test_a_formal_service_has_no_hopes() -> None:
    assert tagger_of(words())(Kind.FORMAL, Said("Gardening therapy")).hopes == ()


@pytest.mark.parametrize(
    ("kind", "text", "basics"),
    [
        (Kind.PRACTICAL, "We give food parcels.", ("food",)),
        (Kind.GROUP, "Our concert paid for food parcels.", ()),
        (Kind.UNIVERSAL, "Our concert paid for food parcels.", ()),
    ],
)
def test_only_practical_help_gives_a_basic_by_its_text(kind: Kind, text: str, basics: tuple[str, ...]) -> None:
    assert tagger_of(words())(kind, Said("The Arches", text=text)).basics == basics


def test_a_turn_of_speech_is_no_hope_but_a_name_is() -> None:
    tag = tagger_of(words())
    assert tag(Kind.GROUP, Said("Trust", text="of a charitable nature")).hopes == ()
    assert tag(Kind.GROUP, Said("Nature club")).hopes == ("nature",)


def test_labels_come_from_the_name_and_the_audience() -> None:
    tag = tagger_of(words())
    assert tag(Kind.GROUP, Said("The Arches", audience="Women")).labels == ("women",)
    assert tag(Kind.GROUP, Said("The Arches", text="Two women began it.")).labels == ()


def test_there_are_never_too_many() -> None:
    text = ", ".join(f"thing{c}" for c in "abcdefghijkl")
    assert len(tagger_of(words())(Kind.GROUP, Said("Everything", text=text)).hopes) == MOST_HOPES
