"""The second opinion on danger: what it catches, what it leaves alone, and that it can be learned again."""

import csv
from pathlib import Path

import numpy as np
import pytest

from app.matching.engine import danger
from app.matching.engine.danger_fold import tokens
from app.matching.engine.danger_weights import (
    features_of,
    pieces_of,
    shipped_weights,
    speaks_against,
    weighed,
)
from app.matching.engine.meaning import weighing

STORY = (
    "I moved here in spring and know nobody yet. I used to sing in a choir and I like growing beans. "
    "My knee is bad so I cannot walk far, but I bake. Is there a group that meets in the daytime? "
)


def test_it_works() -> None:
    assert weighed("he hits me when he is drunk and I am frightened of him") == "abuse"
    assert weighed("gardening, company") is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("I have swallowed a whole box of her tablets and feel sleepy", "overdose"),
        ("there is nothing in the cupboards and the children have not eaten since yesterday", "no_food_tonight"),
        ("my mum has fallen and her face has dropped on one side", "acute_illness"),
        ("we were put out of the flat today and have nowhere to sleep tonight", "no_shelter_tonight"),
        ("I keep cutting my arms at night to cope", "self_harm"),
    ],
)
def test_danger_has_its_kind(words: str, kind: str) -> None:
    assert weighed(words) == kind


@pytest.mark.parametrize(
    "words",
    [
        "I want to take up boxing",
        "this job is killing me with boredom",
        "my dog died",
        "a murder mystery evening at the library",
        "bus stop",
        "male",
        "struggling to buy food",
        STORY,
    ],
)
def test_ordinary_words_raise_nothing(words: str) -> None:
    assert weighed(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "mujhe akelapan lagta hai",
        "mujhe lagta hai",
        "mujhe ghar mein udasi si lagti hai",
        "I want sex education for my son",
        "sex education",
        "sexual health talk for young people",
        "sunt singura si caut prietene",
        "x" * 3000,
        f"gardening and {'x' * 3000}",
        "asdf qwer zxcv hjkl",
    ],
)
def test_everyday_words_of_other_languages_and_of_learning_raise_nothing(words: str) -> None:
    """None of these lines stands among those learned from."""
    assert weighed(words) is None


@pytest.mark.parametrize("junk", ["x" * 3000, "zzkrw qqpt vvlk", "trzymaj zwyczajnie wszystkim grzeczny"])
def test_what_nobody_understands_has_no_say_and_hides_nothing(junk: str) -> None:
    assert weighed(junk) is None
    assert weighed(f"{junk}. he hits me when he is drunk and I am frightened of him. {junk}")


def test_a_key_held_down_hides_nothing() -> None:
    assert weighed(f"he hits me when he is dr{'u' * 60}nk and I am frightened of him") == "abuse"


def test_danger_in_a_long_story_is_seen() -> None:
    assert weighed(STORY + "My husband beats me and the children are scared of him. " + STORY)


@pytest.mark.parametrize("words", ["", " ", "\x00", "\x00\x00\x00", "\U0001f600" * 50, "...", "\ud800", "ا" * 300, "z"])
def test_odd_input_raises_nothing(words: str) -> None:
    assert weighed(words) is None


def test_nuls_and_emoji_hide_nothing() -> None:
    plain = "he hits me when he is drunk and I am frightened of him"
    assert weighed(plain.replace(" ", " \U0001f600 ").replace("drunk", "dru\x00nk")) == weighed(plain)


def test_a_doubted_pattern_gives_way_to_words_that_are_calm_throughout() -> None:
    assert not speaks_against(tokens("is it a stroke"))  # too short to tell
    assert speaks_against(tokens(STORY))
    assert not speaks_against(tokens(f"{STORY} He hits me when he is drunk and I am frightened of him."))
    assert not speaks_against(tokens(f"{STORY} trzymaj zwyczajnie wszystkim grzeczny."))  # not understood throughout


def test_a_doubted_pattern_leaves_a_helpline_in_view(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = danger.see("I want to die")
    monkeypatch.setattr(danger, "speaks_against", lambda words, least: True)
    for trust in (danger.Trust.DOUBTED, danger.Trust.USUAL):
        monkeypatch.setattr(danger, "_trust", lambda one, trust=trust: trust)
        assert danger.danger_in(seen) == danger.Danger(gentle=(danger.Gentle.DESPAIR,))


def test_a_plain_statement_gives_way_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger, "speaks_against", lambda words, least: True)
    assert danger.find_danger("I want to kill myself and I like the garden").urgent


def test_features_do_not_cross_sentences() -> None:
    apart, together = features_of("one two. three four"), features_of("three four. one two")
    assert sorted(apart.bucket) == sorted(together.bucket)
    assert len(features_of("one two three four").bucket) > len(apart.bucket)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", [STORY * 400, "a" * 80_000, "a " * 40_000, "a." * 40_000, "one, " * 16_000])
def test_hostile_text_ends(text: str) -> None:
    assert weighed(text) == weighed(text)


def test_the_file_is_small(root: Path) -> None:
    assert (root / "app/matching/engine/danger_data/weights.npz").stat().st_size <= 400_000


@pytest.mark.slow
@pytest.mark.timeout(1200)  # four learnings: a minute alone, and many where others want the processors
def test_the_weights_are_what_the_phrases_teach() -> None:
    """After a change to phrases, features or folding: `python -m tools.weigh_danger`."""
    from tools import weigh_danger

    every, shipped = weigh_danger.phrases(), shipped_weights()
    learned = weigh_danger.learn(weigh_danger.Reader(), every)
    assert np.abs(learned.danger - shipped.danger).max() <= 0.001 * np.abs(learned.danger).max()
    assert learned.bias == pytest.approx(shipped.bias, abs=0.01)
    assert learned.names == shipped.names
    assert weigh_danger.doubted(every) == shipped.doubted
    assert np.abs(learned.kinds - shipped.kinds).max() <= float(np.abs(learned.kinds).max()) / 127


@pytest.mark.slow
def test_an_unseen_author_is_understood() -> None:
    """Learned without an author, the weights alone find most of what that author wrote, and alarm for little else."""
    from tools import weigh_danger

    judged = weigh_danger.judge_unseen(weigh_danger.Reader(), weigh_danger.phrases(), "more_a")
    caught = [one.score > weigh_danger.THRESHOLD for one in judged if one.phrase.kind]
    alarms = [one.score > weigh_danger.THRESHOLD for one in judged if not one.phrase.kind]
    assert np.mean(caught) >= 0.65
    assert np.mean(alarms) <= 0.015


@pytest.mark.usefixtures("loops")  # which make ready whatever is compiled
def test_the_compiled_loop_finds_the_very_same_run() -> None:
    loop, weights, texts = weighing.ready(), shipped_weights(), [STORY, "Help", "he hits me, not once. 2 times! 1990?"]
    for name in ("danger_open.csv", "danger_more_a.csv"):
        with (Path(__file__).parents[2] / "gold" / name).open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file)]
    texts += [" ".join(texts[n : n + 9]) for n in range(0, len(texts), 9)]
    assert loop
    for text in texts:
        pieces = list(pieces_of(tokens(text)))
        assert weights.best_run_by(loop, pieces) == weights.best_run(features_of(text))


@pytest.mark.parametrize(
    "hopes",
    ["I like gardening. Being outside too.", "I like walking and being outside", "being active, being outside"],
)
def test_two_hopes_in_a_few_words_are_no_cry(hopes: str) -> None:
    assert not danger.find_danger(hopes).urgent


@pytest.mark.parametrize("cry", ["I like gardening. I can't go on any more like this.", "Bread, milk. He hits me."])
def test_a_short_cry_beside_something_else_is_heard(cry: str) -> None:
    assert danger.find_danger(cry).urgent


@pytest.mark.parametrize(
    "label", ["Armed Forces", "armed forces\n", "Refugees", "Having a say", "being outside", "pregnant"]
)
def test_a_label_of_a_word_or_two_is_no_cry(label: str) -> None:
    assert not danger.find_danger(label).urgent
