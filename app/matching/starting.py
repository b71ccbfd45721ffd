"""What could begin where nothing fits (rule 6)."""

from app.directory.vocabulary import Scheme, Vocabulary
from app.matching.engine.types import Conversation, Result, Understood, Wish
from app.matching.shapes import StartOut
from app.matching.words import Wording


def what_could_begin(
    result: Result, told: Conversation, lately: Wish | None, vocabulary: Vocabulary, wording: Wording
) -> StartOut | None:
    """What could begin with this person; never beside need, danger, despair or grief.

    `lately` is what people nearby asked for. Where several things were said, or more than what they wish for, nobody
    claims that one of them is not here: each alone may be.
    """
    said = result.understood
    if not result.nothing_near or said.basics or said.urgent or said.gentle or said.grief or not said.asks:
        return None
    if said.unread or result.nearer_than_m is not None:  # nobody knows what, or there is something too far for them
        return None
    if (wish := lately or _to_begin(said)) is None:
        return None
    if lately is None and (_gated(told, said) or _several(said)):
        return begin(wording.start_with_all(), wording)
    term = vocabulary.get(Scheme.HOPE, wish.code or "") if wish in said.heard else None
    return begin(wording.start(term.label if term else wish.said, asked_lately=lately is not None), wording)


def begin(text: str, wording: Wording) -> StartOut:
    """The offer in these words."""
    title = wording.gettext("Start something")
    return StartOut(title=title, text=text, fund_id=None, limit_gbp=None, apply_url=None)


def _gated(told: Conversation, said: Understood) -> bool:
    """Whether more was said than what they wish for: days, an age, what would make it easy."""
    return bool(told.days or told.parts or said.ease) or told.age is not None


def _several(said: Understood) -> bool:
    return sum(not wish.situation for wish in (*said.hopes, *said.heard)) > 1


def _to_begin(said: Understood) -> Wish | None:
    """The hope that something could begin with; nothing begins with a situation, or with words beside one."""
    situation = any(wish.situation for wish in said.hopes)
    wishes = (wish for wish in said.hopes or said.gifts or said.heard if not wish.situation)
    return next((wish for wish in wishes if wish.code or not situation), None)
