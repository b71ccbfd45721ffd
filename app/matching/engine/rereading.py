"""A second reading with sentence vectors: which senses were meant, what was asked for in no words of ours; pure.

The first reading (`understand`) knows phrases. "The kids are at school" holds one and asks for nothing; "he put the
kettle in the fridge twice" holds none and asks for a memory clinic. Danger, grief, age and what is refused are never
touched here, and without sentence vectors everything stays as it was first read.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.directory.rules import Ease
from app.directory.vocabulary import Scheme
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.reader import NOTHING_LOCAL, TELLS_ONLY, Heard, Reader
from app.matching.engine.policy import Policy
from app.matching.engine.refusing import straight
from app.matching.engine.types import Meant, Understood, Wish
from app.matching.engine.understand import CLAUSE

LABEL_WORDS = 4  # a sentence this short is a label: it means what it says
SILENT = -math.inf
# What stands around a hope that is asked for and tells nothing more of it.
ASKS_ONLY = re.compile(
    r"(?:\W|\b(?:i'?d|i'?m|i|we'?d|we|have|would|wud|like|love|luv|fancy|want|wanna|need|hope|looking|look|for|to|an?|some|any|bit|"
    r"of?|the|my|do|doing|go|going|get|into|try|trying|learn|learning|lern|start|again|please|is|there|ta|owt|somewhere|"
    r"summat|with|wi|others?|folk|people|a?round|near|here|me|local|proper|good|nice)\b)*+",
    re.IGNORECASE,
)
# Not "wanted" nor "would have liked": these tell of a life.
_WANTS = re.compile(
    r"\b(?:wants|want|would (?:really )?(?:like|love)|(?:i|he|she|they|we)['\u2019]?d (?:really )?(?:like|love)"
    r"|looking for|fancies|fancy|hoping|hopes|keen)(?: to| on| for)?"
    r"(?: (?:go|do|play|try|have|find|join|some|a|an|the))* $",
    re.IGNORECASE,
)
_WORD_END = re.compile(r"\b")


@dataclass(frozen=True)
class _Ear:
    """What is heard in each sentence, and in the whole."""

    odds: dict[str, dict[Heard, float]]
    story: str

    def heard(self, sentence: str, what: Heard) -> float:
        """The log-odds in the sentence or in the whole, whichever is surer."""
        return max(self.odds.get(text, {}).get(what, SILENT) for text in (sentence, self.story))

    def plainly(self, scheme: Scheme, least: float) -> Iterator[tuple[str, float, str]]:
        """The terms of a scheme that are this likely at least, each with its log-odds and its sentence."""
        for sentence, odds in self.odds.items():
            for what, height in odds.items():
                if height >= least and what[0] == scheme:  # hardly any of hundreds is
                    yield what[1], height, sentence

    def alone(self, sentence: str, what: Heard) -> float:
        """The log-odds in the sentence itself."""
        return self.odds.get(sentence, {}).get(what, SILENT)


def reread(said: Understood, meant: Meant | None, policy: Policy) -> Understood:
    """The same understanding with unlikely senses dropped and likely ones added."""
    if meant is None or meant.reader is None or said.urgent or not said.story.said:
        return said
    ear = _listen(said, meant, meant.reader)
    hopes = _without_telling(_meant_so(said.hopes, ear, Scheme.HOPE, policy), ear, policy)
    formal = (*_meant_so(said.formal, ear, Scheme.FORMAL, policy), *_heard_formal(said, ear, policy))
    nothing = ear.alone(said.story.said, NOTHING_LOCAL)
    return replace(
        said,
        hopes=hopes,
        heard=_heard_hopes(said, ear, policy),
        gifts=_without_telling(_meant_so(said.gifts, ear, Scheme.GIFT, policy), ear, policy),
        basics=_meant_so(said.basics, ear, Scheme.BASIC, policy),
        formal=formal,
        ease=said.ease - _eases_not_meant(said, ear, policy),
        named_plainly=any(_is_plain(wish, ear, policy) for wish in hopes),
        nothing_local=nothing >= policy.heard_nothing_local and not any(_says_no_more(wish) for wish in hopes),
        nothing_odds=nothing,
        unserved=_unserved(said, meant, meant.reader),
        recalled=_recalled(said, meant, policy),
    )


def _recalled(said: Understood, meant: Meant, policy: Policy) -> Vector | None:
    """What others needed who told alike; nothing of a label: stories say little about a word or two."""
    whole, memory = meant.questions.get(said.story.said), meant.judge.story.remembered if meant.judge else None
    if whole is None or memory is None or said.is_label(policy.label_words):
        return None
    return memory.place(whole)


def _unserved(said: Understood, meant: Meant, reader: Reader) -> float:
    whole = meant.questions.get(said.story.said)
    return reader.silence.odds(whole) if reader.silence and whole is not None else 0.0


def _listen(said: Understood, meant: Meant, reader: Reader) -> _Ear:
    wishes = (*said.hopes, *said.gifts, *said.basics, *said.formal, *said.eased, said.story)
    texts = {text for wish in wishes for text in (wish.sentence, wish.said) if text in meant.questions}
    return _Ear({text: reader.read(meant.questions[text]) for text in texts}, said.story.said)


def _is_label(wish: Wish) -> bool:
    """A word or two; or a list of such: "gardening, a Polish club, martial arts"."""
    return all(len(part.split()) <= LABEL_WORDS for part in CLAUSE.split(wish.sentence))


def _says_no_more(wish: Wish) -> bool:
    """Its clause asks for it, and for nothing beside: the encoder need not know "natter" or "crochay"."""
    if wish.code is None or wish.situation:
        return False
    said, sentence = straight(wish.said), straight(wish.sentence)
    clause = next((part for part in CLAUSE.split(sentence) if said in part), sentence)
    before, _, after = clause.partition(said)
    return ASKS_ONLY.fullmatch(before) is not None and ASKS_ONLY.fullmatch(after) is not None


def _is_plain(wish: Wish, ear: _Ear, policy: Policy) -> bool:
    if wish.code is None:
        return False
    return is_asked_outright(wish) or ear.alone(wish.sentence, (Scheme.HOPE.value, wish.code)) >= policy.heard_plainly


def is_asked_outright(wish: Wish) -> bool:
    """Whether its clause says no more, or a verb of wanting leads to it: then what stands beside it unsays nothing.

    "Darts, and maybe a lift home after" and "she is 23, skint, wants to get out with them".
    """
    return not wish.situation and (_says_no_more(wish) or _is_wanted(wish.said.lower(), wish.sentence.lower()))


def _is_wanted(said: str, sentence: str) -> bool:
    at = sentence.find(said)
    while at >= 0:
        if _WORD_END.match(sentence, at + len(said)) and _WANTS.search(sentence, 0, at):
            return True
        at = sentence.find(said, at + 1)
    return False


def _meant_so(wishes: Iterable[Wish], ear: _Ear, scheme: Scheme, policy: Policy) -> tuple[Wish, ...]:
    """The wishes whose phrase was probably said in its own sense."""
    return tuple(
        wish
        for wish in wishes
        if wish.code is None
        or _is_label(wish)
        or _says_no_more(wish)
        or ear.heard(wish.sentence, (scheme.value, wish.code)) >= policy.heard_least
    )


def _heard_hopes(said: Understood, ear: _Ear, policy: Policy) -> tuple[Wish, ...]:
    """Hopes that no phrase of ours said, in the sentence where each is plainest."""
    known = {wish.code for wish in (*said.hopes, *said.unwanted)}
    no_hope = _only_offered(said)
    best: dict[str, tuple[float, str]] = {}
    for code, height, sentence in ear.plainly(Scheme.HOPE, policy.heard_hope):
        if code not in known and sentence not in no_hope:
            best[code] = max(best.get(code, (SILENT, "")), (height, sentence))
    return tuple(
        Wish(code, code, (), sentence, 1 / (1 + math.exp(-height)))
        for code, (height, sentence) in sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    )[: policy.heard_most]


def _only_offered(said: Understood) -> set[str]:
    """The texts that tell of gifts alone; and the whole, where labels of hopes and gifts only stand in a row in it.

    Jam that somebody can make is no wish for music, nor is "allotment jam making".
    """
    texts = set(said.offered)
    labels = all(wish.code and _is_label(wish) for wish in said.hopes)
    return texts | {said.story.said} if texts and said.hopes and labels else texts


def _heard_formal(said: Understood, ear: _Ear, policy: Policy) -> tuple[Wish, ...]:
    """The one formal service that was plainly described, when none was named."""
    if said.formal:
        return ()
    found = [(height, code, sentence) for code, height, sentence in ear.plainly(Scheme.FORMAL, policy.heard_formal)]
    return tuple(Wish(code, code, (), sentence) for _, code, sentence in sorted(found, reverse=True)[:1])


def _without_telling(wishes: tuple[Wish, ...], ear: _Ear, policy: Policy) -> tuple[Wish, ...]:
    """Plain words out of a sentence that only tells of a life are no wish, unless they are all there is."""
    asking = tuple(wish for wish in wishes if wish.code or ear.alone(wish.sentence, TELLS_ONLY) < policy.heard_telling)
    return asking or wishes


def _eases_not_meant(said: Understood, ear: _Ear, policy: Policy) -> set[Ease]:
    """What a phrase seemed to ask for and the sentence does not: "every Saturday at the Palais"."""
    return {
        Ease(wish.code)
        for wish in said.eased
        if wish.code
        and not _is_label(wish)
        and ear.alone(wish.sentence, (Scheme.EASE.value, wish.code)) < policy.heard_ease
    }
