"""What is offered where nothing fits: less of the same, and only what brings something."""

from app.matching.answers import Answers
from app.matching.looser import forms_with_less

SAID = Answers(near="LS8 5", hopes=("chess",), hopes_words="chess, and a lift home", days=("thu",), parts=("morning",))


def test_the_days_go_first_and_then_each_wish_stands_alone() -> None:
    days, chess, lift = forms_with_less(SAID, ["chess", "a lift home"], ["szachy", "a lift home"])
    assert (days.wish, days.answers.days, days.answers.parts) == ("", (), ())
    assert days.answers.hopes_words == SAID.hopes_words
    assert (chess.wish, chess.answers.hopes, chess.answers.hopes_words) == ("szachy", (), "chess")
    assert (lift.wish, lift.answers.hopes_words, lift.answers.days) == ("a lift home", "a lift home", ("thu",))


def test_what_is_for_them_stays_when_less_is_asked() -> None:
    said = Answers(near="LS8 5", hopes_words="chess, darts", ease=("step_free",), age="80", languages=("ur",))
    assert all(
        (one.answers.near, one.answers.ease, one.answers.age, one.answers.languages)
        == ("LS8 5", ("step_free",), "80", ("ur",))
        for one in forms_with_less(said, ["chess", "darts"], ["chess", "darts"])
    )


def test_one_wish_on_any_day_cannot_be_said_with_less() -> None:
    assert forms_with_less(Answers(near="LS8 5", hopes_words="chess"), ["chess"], ["chess"]) == []
