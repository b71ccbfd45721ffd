"""Seeing danger, youth and fresh grief in words (product rules 3 and 4)."""

import logging
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.engine.danger import Danger, DangerKind, Gentle, find_danger, fresh_grief, says_under_18

_DEV = tomllib.loads(Path(__file__).with_name("danger_dev.toml").read_text(encoding="utf-8"))
URGENT = [(kind, line) for kind, lines in _DEV["urgent"].items() for line in lines.splitlines() if line]
ORDINARY = [line for lines in _DEV["ordinary"].values() for line in lines.splitlines() if line]
PLAIN = "I like gardening and a brew with company on Tuesdays. "


def kinds(text: str) -> list[str]:
    return [kind.value for kind in find_danger(text).kinds]


def test_it_works() -> None:
    assert find_danger("I want to kill myself").kinds[0] is DangerKind.SUICIDE
    assert find_danger("gardening and company") == Danger()


def test_rule_3_every_urgent_phrase_raises_an_alarm() -> None:
    assert len(URGENT) >= 250
    assert [line for _, line in URGENT if not find_danger(line).urgent] == []


def test_rule_3_no_look_alike_raises_an_alarm() -> None:
    assert len(ORDINARY) >= 500
    assert [(line, kinds(line)) for line in ORDINARY if find_danger(line).urgent] == []


def test_the_kind_is_nearly_always_the_one_meant() -> None:
    known = [(kind, line) for kind, line in URGENT if kind in set(DangerKind)]
    right = sum(kind in kinds(line) for kind, line in known)
    assert right / len(known) >= 0.95


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("took all my tablets and want to die", "overdose"),
        ("he hits me and we have no food in the house", "abuse"),
        ("no heating and chest pains", "acute_illness"),
    ],
)
def test_the_most_pressing_kind_stands_first(text: str, first: str) -> None:
    assert kinds(text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "sui\u200dcide",
        "su\x00icidal",
        "\u202eI want to die\u202c",
        "sui🙂cide",
        "kill🔪myself",
        "k🔪i🔪l🔪l myself",
        "I want\nto kill\nmyself",
        "SUICIDAL",
        "sùïcìdál",
        "ｓｕｉｃｉｄａｌ",
        "s u i c i d a l",
        "s.u.i.c.i.d.a.l",
        "su1c1dal",
        "kiiiill myself",
        "su*cide",
    ],
)
def test_tricks_do_not_hide_a_word(text: str) -> None:
    assert DangerKind.SUICIDE in find_danger(text).kinds


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("my brother died by suicide last year", Gentle.BEREAVED_BY_SUICIDE),
        ("suicide bereavement group", Gentle.BEREAVED_BY_SUICIDE),
        ("my dad took his own life in March", Gentle.BEREAVED_BY_SUICIDE),
        ("I'm not suicidal, just lonely", Gentle.DESPAIR),
        ("I feel hopeless", Gentle.DESPAIR),
        ("I can't cope", Gentle.DESPAIR),
    ],
)
def test_gentle_is_no_alarm(text: str, flag: Gentle) -> None:
    assert find_danger(text) == Danger((), (flag,))


@pytest.mark.parametrize(
    ("over", "now"),
    [
        ("he used to hit me, that was in 1995", "he hits me"),
        ("I took an overdose years ago", "I took an overdose"),
        ("I was homeless in 2004", "I am homeless tonight"),
        ("no longer self-harming", "self-harming again"),
        ("he does not hit me", "he hits me"),
        ("my husband beats me at chess", "my husband beats me"),
        ("Widower, 70, denies SI or DSH, likes chess", "Widower, 70, denies OD but SI and DSH this week, likes chess"),
        ("No SI/DSH. Bereaved 2019, likes crafts", "No OD, admits SI/DSH. Bereaved 2019, likes crafts"),
    ],
)
def test_past_negation_and_idiom_calm_only_what_they_touch(over: str, now: str) -> None:
    assert not find_danger(over).urgent
    assert find_danger(now).urgent
    assert find_danger(f"{over}. {now}").urgent


@pytest.mark.parametrize("text", ["homeless", "I am homeless", "homeless and I like chess"])
def test_being_homeless_is_a_basic_until_it_presses(text: str) -> None:
    assert not find_danger(text).urgent
    assert find_danger(f"{text}, nowhere to sleep tonight").urgent


@pytest.mark.parametrize(
    "clause", ["my husband hits me", "i dont want to be here anymore", "kids have had nowt to eat today"]
)
def test_one_clause_in_a_long_story_is_found(clause: str) -> None:
    assert find_danger(PLAIN * 150 + clause + ". " + PLAIN * 150).urgent
    story = (PLAIN * 20).replace(".", "").lower()
    assert find_danger(f"{story}{clause} {story}").urgent


def test_a_danger_at_the_very_end_of_20_000_characters_is_found() -> None:
    assert find_danger((PLAIN * 400)[:20_000] + " I want to kill myself").urgent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Chcę się zabić", "suicide"),
        ("mąż mnie bije", "abuse"),
        ("nie mamy co jeść", "no_food_tonight"),
        ("vreau să mor", "suicide"),
        ("soțul mă bate", "abuse"),
        ("nu am unde să dorm", "no_shelter_tonight"),
        ("dw i eisiau marw", "suicide"),
        ("dim bwyd yn y tŷ", "no_food_tonight"),
        ("میں مرنا چاہتا ہوں", "suicide"),
        ("میرا شوہر مجھے مارتا ہے", "abuse"),
        ("main marna chahti hoon", "suicide"),
        ("mainu marda hai", "abuse"),
        ("أريد أن أموت", "suicide"),
        ("لا أستطيع التنفس", "acute_illness"),
    ],
)
def test_the_plainest_phrases_of_other_languages(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "szukam towarzystwa",
        "caut prieteni",
        "canu mewn côr",
        "کھانا پکانا",
        "khana pakana",
        "bhangra",
        "أحب الطبخ والطعام",
    ],
)
def test_ordinary_wishes_in_other_languages(text: str) -> None:
    assert not find_danger(text).urgent


@pytest.mark.parametrize(
    ("text", "kinds_said"),
    [
        ("mam's got bruises and her grandson has her bank card", {"adult"}),
        ("nan is covered in bruises since her grandson moved in", {"adult"}),
        ("my grandson has bruises on his arms", {"child", "abuse"}),
        ("mum's got bruises and the kids are scared of him", {"child", "abuse", "adult"}),
    ],
)
def test_a_grandson_who_has_the_money_is_no_child_in_danger(text: str, kinds_said: set[str]) -> None:
    assert {kind.value for kind in find_danger(text).kinds} == kinds_said


YOUNG = """
I'm 15
im in year 9
I am thirteen and like art
im 14yrs old
15 year old girl who likes art
I'm in sixth form
doing my GCSEs and stressed
I am not 18 yet
for my daughter, 15
something for my 12 year old to do
my son is 12 and loves chess
my son, 14, wants to play drums
clubs for a 9 year old
youth club for my lad who's 13
my nan is 80 and I'm 16
16 years old
aged 14
14yo
15 y/o
16 year old who likes art
girl of 14, likes horses
my daughter is 12
my daughter is twelve
my son is 15
my teenage daughter
our lad is 9
something for a lad of 11
GCSE revision, lonely
help with my A-levels
doing my A levels, stressed
in year 9, like drawing
yr 11 and lonely
my teachers say I should get out
loads of homework, want football
sixth form student, likes chess
I get bullied at school
nobody at school talks to me
15, draws all day and wants others who do
16. up before light for the badgers
"""
GROWN = """
i am 71
I'm 18 and lonely
my daughter is 12, I want to meet other mums
my teenage daughter and I fancy pottery
my teenage son has moved out and I am lonely
when I was a girl of 14 I danced
my grandson is 15 and I want company
me and my 4 year old
me and my daughter, 8, want to bake together
my kids are 4 and 6 and I want to meet other mums
I'm 15 minutes away
65, lost his wife
10 pin bowling
I'm 12 weeks pregnant
I'm 17 stone and want to walk
I'm 10 years sober
I teach year 9
I left school at 15
I was 15 when I learnt guitar
I have 12 grandchildren
I'm in year 2 of my degree
open from 9 to 5
my son has his GCSEs
my son is doing his GCSE mocks and I want a choir
help with my daughter's homework
I never got my GCSEs, I am 40
42, want my GCSE maths
want to do GCSE maths at last
resitting my GCSE english after all these years
my GCSEs were years ago, fancy learning again
retired teacher, could help kids with GCSE revision
I can tutor GCSE maths
I was bullied at school
I work in a sixth form
my teacher at the pottery class says hello
"""


@pytest.mark.parametrize("text", YOUNG.strip().splitlines())
def test_rule_4_the_ideas_are_for_somebody_under_18(text: str) -> None:
    assert says_under_18(text, None)


@pytest.mark.parametrize("text", GROWN.strip().splitlines())
def test_rule_4_the_asker_is_grown(text: str) -> None:
    assert not says_under_18(text, None)


def test_rule_4_the_age_field_counts_and_words_beat_it() -> None:
    assert says_under_18("gardening", 17)
    assert not says_under_18("gardening", 18)
    assert says_under_18("I'm 15", 40)
    assert not says_under_18("my GCSEs, at last", 40)


FRESH = """
lost my wife last month
my husband died in March
lost my wife and can't face the evenings
recently widowed
my dad passed away three weeks ago
since my husband passed I don't go out
we lost our baby
grieving
"""
NOT_FRESH = """
my mum died in 2010
my dog died
widow for ten years
my friend died two years ago
my wife died last year
my mum died when I was a child
I lost my keys
lost touch with my sister
I volunteer with bereaved people
my late husband loved roses
gardening
"""


@pytest.mark.parametrize("text", FRESH.strip().splitlines())
def test_fresh_grief(text: str) -> None:
    assert fresh_grief(text)


@pytest.mark.parametrize("text", NOT_FRESH.strip().splitlines())
def test_grief_that_is_not_fresh(text: str) -> None:
    assert not fresh_grief(text)


@given(st.text(max_size=300))
def test_any_text_gets_the_same_answer_twice(text: str) -> None:
    assert find_danger(text) == find_danger(text)
    says_under_18(text, None)
    fresh_grief(text)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_plain_cry_stands_whatever_stands_in_other_lines(before: str, after: str) -> None:
    assert DangerKind.SUICIDE in find_danger(f"{before}.\n\nI want to kill myself.\n\n{after}").kinds


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("He beat me and broke my arm. That was in 1988.", False),
        ("In 1988 he beat me, and broke my arm.", False),
        ("He beat me and broke my arm. I like tea. That was in 1988.", True),
        ("He beats me and he has broken my arm. That was in 1988.", True),
        ("In 1988 he beat me, and he still hits me.", True),
        ("He beat me and broke my arm. That was on Friday.", True),
    ],
)
def test_a_date_reaches_a_whole_sentence_that_is_not_of_the_present(text: str, urgent: bool) -> None:
    assert find_danger(text).urgent == urgent


def test_nothing_is_kept_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    found = find_danger("I want to kill myself, says Zebedee")
    assert "Zebedee" not in repr(found)
    assert caplog.records == []


# How fast it is, tests/bench/bench_words.py says; here only that hostile text ends (a square one would take hours).
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        (". ".join(ORDINARY) * 4)[:80_000],
        (" ".join(ORDINARY) * 4)[:80_000],
        (". ".join(line for _, line in URGENT) * 4)[:80_000],
        "a" * 80_000,
        "a b " * 20_000,
        "he hit " * 11_600,
        "\U0001f642sui" * 20_000,
    ],
    ids=["long", "no full stops", "all urgent", "one letter", "spaced", "one phrase", "emoji"],
)
def test_hostile_text_ends(text: str) -> None:
    assert find_danger(text) == find_danger(text)
