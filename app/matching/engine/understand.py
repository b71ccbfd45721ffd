"""From what somebody typed to wishes: hopes, gifts, basics, ease, what they do not want, danger; pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from app.directory.rules import Ease
from app.directory.vocabulary import Found, Scheme, Vocabulary
from app.kernel.lazily import lazily
from app.matching.engine.danger import Seen, danger_in, find_danger, grief_in, see, under_18_in
from app.matching.engine.named_days import named_days, named_parts, says_when
from app.matching.engine.other_tongue import put_in_english
from app.matching.engine.refused_ease import is_late, not_after_dark, refuses_ease
from app.matching.engine.refusing import ADDS_NOTHING, TURNED, refused, straight, wearied
from app.matching.engine.shorthand import is_note, spelled_out
from app.matching.engine.telling import is_hard_time, is_one_of_theirs, tells_a_skill, was_one
from app.matching.engine.tokens import tokens
from app.matching.engine.types import Conversation, Understood, Wish

CLAUSE = re.compile(r"[,.;:!?\n\r()]+|\s[-\u2013\u2014]+\s|\b(?:but|and|or)\b", re.IGNORECASE)
STOPS = ".!?\n\r"
SENTENCE = re.compile(rf"[^{STOPS}]+")
LONGEST_WISH = 80  # letters of a wish as it is shown again
LONGEST_SENTENCE = 300  # about what the sentence encoder reads
LONGEST_STORY = 800
# Who somebody is, said in passing ("I'm 17", "he's 80 now", "78, lost his wife"): true, and nothing that a listing
# could answer.
ABOUT_ME = re.compile(
    r"\s*(?:(?:i'?m|i am|im|he'?s|she'?s|he is|she is|aged?|we'?re|they'?re)\s+(?:only |just |nearly |about )?"
    r"(?:\d{1,3}|in (?:my|his|her) \w+)|\d{1,3})(?:\s+(?:now|years? old|year old|next \w+))?\s*",
    re.IGNORECASE,
)
ASKED = (Scheme.HOPE, Scheme.BASIC, Scheme.EASE, Scheme.FORMAL)
TOLD = (Scheme.GIFT, Scheme.HOPE)
DAY_PARTS = frozenset({Ease.DAYTIME, Ease.EVENING, Ease.WEEKEND})
ENJOYED = 0.8  # what was enjoyed once, against what is asked for now
MOST_WISHES = 24  # of a very long story; each wish costs a pass over the columns
# "I don't know no one": a no said twice is one, as most people speak. "Won't go on my own": nor is it asked for.
SAYS_NO = re.compile(r"\b(?:no|nobody|never|nothing|nowt|don't|haven't|can't)\b", re.IGNORECASE)
ALONE = re.compile(r"\b(?:own|alone|tod|by myself)\b", re.IGNORECASE)
CODE = re.compile(r"(?<![a-z0-9_])[a-z]++(?:_[a-z0-9]++)+")  # possessive: a wall of letters is read once


@dataclass(frozen=True)
class _Said:
    """What was found in one text, span by span, longest phrases kept."""

    text: str
    found: tuple[Found, ...]

    def of(self, scheme: Scheme) -> Sequence[Found]:
        return self._by_scheme.get(scheme, ())

    @lazily
    def _by_scheme(self) -> dict[Scheme, list[Found]]:
        by_scheme: dict[Scheme, list[Found]] = {}
        for item in self.found:
            by_scheme.setdefault(item.term.scheme, []).append(item)
        return by_scheme


def understand(conversation: Conversation, vocabulary: Vocabulary) -> Understood:
    """Read the conversation; the words themselves are kept nowhere but in the answer."""
    seen = see(_everything(conversation))  # danger is read as it was typed, in whatever language
    put = put_in_english(conversation.hopes, conversation.gifts, vocabulary)
    if put is None:
        return _understood(conversation, vocabulary, seen)
    if put.unread:
        return _by_words_alone(_understood(conversation, vocabulary, seen))
    ours = replace(conversation, hopes=put.hopes, gifts=put.gifts)
    said, told = _understood(ours, vocabulary, seen), see(_everything(ours))
    young, grief = said.under_18 or under_18_in(told, conversation.age), said.grief or grief_in(told)
    return replace(_by_name(said, vocabulary, grief), under_18=young, grief=grief, in_our_terms=True)


def _by_name(said: Understood, vocabulary: Vocabulary, grief: bool) -> Understood:
    """Told back and weighed by the labels of what was said, as of pictures that were pressed.

    The English words that a situation was put into were nobody's; after a death it stays one, and unsaid.
    """

    def named(wishes: Iterable[Wish], scheme: Scheme) -> tuple[Wish, ...]:
        terms = ((wish, vocabulary.get(scheme, wish.code or "")) for wish in wishes)
        return tuple(
            replace(wish, said=term.label, sentence=f"{term.label}.", situation=wish.situation and grief)
            if term
            else wish  # of another box, in English
            for wish, term in terms
        )

    hopes, gifts = named(said.hopes, Scheme.HOPE), named(said.gifts, Scheme.GIFT)
    basics, formal = named(said.basics, Scheme.BASIC), named(said.formal, Scheme.FORMAL)
    story = " ".join(wish.sentence for wish in (*hopes, *basics, *formal, *gifts)) if said.story.said else ""
    return replace(
        said, hopes=hopes, gifts=gifts, basics=basics, formal=formal,
        unwanted=named(said.unwanted, Scheme.HOPE), story=Wish(story[:LONGEST_STORY]),
    )  # fmt: skip


def _by_words_alone(said: Understood) -> Understood:
    """Words of a language that nobody here reads: a listing may hold the very same; what they mean is not guessed."""
    words = tuple(replace(wish, sentence="") for wish in said.hopes if wish.code is None)
    nothing = replace(said, gifts=(), eased=(), basics=(), unwanted=(), formal=(), story=Wish(""))
    return replace(nothing, hopes=words, unread=True)


def _everything(conversation: Conversation) -> str:
    return f"{conversation.hopes}\n{conversation.gifts}"


def _understood(conversation: Conversation, vocabulary: Vocabulary, seen: Seen) -> Understood:
    words = spelled_out(conversation.hopes, conversation.now.year)
    hopes, told = _read(words, vocabulary, ASKED, TOLD)
    (gifts,) = _read(conversation.gifts, vocabulary, (Scheme.GIFT,))
    skills = _skills(told)
    given, plain_gifts = _wishes(gifts, gifts.of(Scheme.GIFT)), _word_wishes(gifts)
    eased, instead = _eased(hopes)
    danger = danger_in(seen)
    said_in_danger = _in_danger(hopes.text) if danger.urgent else []
    wanted, unwanted = _split_by_no(hopes)
    wanted = [item for item in wanted if not any(start <= item.start < end for start, end in said_in_danger)]
    return Understood(
        # Beside danger only what a known phrase says: plain words would find the funeral director for "I want to die".
        hopes=(
            *(known := _wishes(hopes, wanted)),
            *(() if danger.urgent else (*_enjoyed(skills, known, vocabulary), *_word_wishes(hopes, skills))),
        ),
        gifts=(*given, *(() if danger.urgent else (*skills, *plain_gifts))),
        offered=tuple(text for wish in (*given, *plain_gifts) for text in (wish.said, wish.sentence)),
        ease=conversation.ease | {Ease(item.term.code) for item in eased} | instead,
        eased=tuple(wish for wish in _wishes(hopes, eased) if Ease(wish.code or "") not in conversation.ease),
        basics=_wishes(hopes, hopes.of(Scheme.BASIC)),
        unwanted=_wishes(hopes, unwanted),
        formal=_wishes(hopes, [item for item in hopes.of(Scheme.FORMAL) if not was_one(hopes.text, item.start)]),
        days=named_days(hopes.text),
        parts=named_parts(hopes.text[item.start : item.end] for item in eased),
        dangers=danger.kinds,
        gentle=danger.gentle,
        under_18=under_18_in(seen, conversation.age),
        # Danger is read as it was typed; a death in shorthand only once it is spelled out.
        grief=grief_in(seen) or (words != conversation.hopes and grief_in(see(words))),
        story=Wish(" ".join(_everything(conversation).split())[:LONGEST_STORY]) if not danger.urgent else Wish(""),
    )


def _read(text: str, vocabulary: Vocabulary, *readings: Sequence[Scheme]) -> list[_Said]:
    """Find the terms, once for each of the readings; codes as chips send them ("warm_place") count as said.

    Phrases of one scheme never push out those of another, so a text without codes is looked through once for all.
    """
    if not CODE.search(text):
        every = vocabulary.find(text, {scheme for schemes in readings for scheme in schemes}) if text else []
        return [_said(text, [item for item in every if item.term.scheme in schemes]) for schemes in readings]
    plain = [CODE.sub(lambda code, of=schemes: _label(code.group(), vocabulary, of), text) for schemes in readings]  # type: ignore[misc]
    return [_said(each, vocabulary.find(each, schemes)) for each, schemes in zip(plain, readings, strict=True)]


def _said(text: str, found: Sequence[Found]) -> _Said:
    if any(one.end > other.start for one, other in pairwise(found)):  # they come in order of place
        found = [item for item in found if not _inside_another(item, found)]
    return _Said(text, tuple(found))


def _label(code: str, vocabulary: Vocabulary, schemes: Sequence[Scheme]) -> str:
    term = next((term for scheme in schemes if (term := vocabulary.get(scheme, code))), None)
    return term.phrases[0] if term else code


def _inside_another(item: Found, found: Sequence[Found]) -> bool:
    """ "Food" inside "growing food" is no basic: the longer phrase of another scheme has it."""
    return any(
        other.start <= item.start and item.end <= other.end and other.end - other.start > item.end - item.start
        for other in found
        if other.term.scheme != item.term.scheme
    )


def _in_danger(text: str) -> list[tuple[int, int]]:
    """The sentences that point to danger; the whole text when no single one does.

    What is said there is no hope: "he hits me and the kids are scared" does not ask for a playgroup.
    """
    found = [span.span() for span in SENTENCE.finditer(text) if find_danger(span.group()).urgent]
    return found or [(0, len(text))]


def _split_by_no(said: _Said) -> tuple[list[Found], list[Found]]:
    wanted: list[Found] = []
    unwanted: list[Found] = []
    for item in said.of(Scheme.HOPE):
        if is_one_of_theirs(said.text[item.start : item.end]):
            continue
        if not refused(said.text, item.start, item.end) or _stands_there(item, said.text):
            wanted.append(item)
        elif not ALONE.search(item.phrase):
            unwanted.append(item)
    unwanted = [item for item in unwanted if not _is_only_a_manner(item, wanted, said.text)]
    refused_codes = {item.term.code for item in unwanted}
    return [item for item in wanted if item.term.code not in refused_codes], unwanted


def _stands_there(item: Found, text: str) -> bool:
    """Whether the no beside a situation leaves it: said twice in one breath, or it is what they are tired of."""
    there = item.phrase in item.term.situations
    return bool(SAYS_NO.search(item.phrase)) or (there and wearied(text, item.start))


def _eased(said: _Said) -> tuple[list[Found], frozenset[Ease]]:
    """What makes it easy, without what is refused; and the daytime, when it is the evenings that are.

    The daytime was said in no phrase of ours, so it stands in no list of what was heard in which words.
    """
    no = [item for item in said.of(Scheme.EASE) if refuses_ease(said.text, item)]
    kept = [item for item in said.of(Scheme.EASE) if item not in no and not _is_hard_time(said.text, item)]
    kept = [item for item in kept if not any(_same(item, other) for other in no)]
    dark = any(is_late(said.text, item) for item in no) or not_after_dark(said.text)
    late = any(item.term.code == Ease.EVENING for item in kept)
    return kept, frozenset({Ease.DAYTIME} if dark and not late else ())


def _same(one: Found, other: Found) -> bool:
    """ "Evenings? No, not in the evening": one thing said twice; "Saturday, not Sunday" is two."""
    return one.term is other.term and one.phrase.split()[-1].rstrip("s") == other.phrase.split()[-1].rstrip("s")


def _is_only_a_manner(item: Found, wanted: Sequence[Found], text: str) -> bool:
    """ "Ride a bike, not the lycra sort": the same thing asked for in another word; only its manner is refused.

    In a sentence of its own it is refused: "It's always in a church hall. Not church, thanks."
    """
    here = _sentence(text, item.start)
    return any(
        other.term.code == item.term.code and other.phrase != item.phrase and _sentence(text, other.start) == here
        for other in wanted
    )


def _wishes(said: _Said, found: Sequence[Found]) -> tuple[Wish, ...]:
    if not found:
        return ()
    wishes = {
        item.term.code: Wish(
            said.text[item.start : item.end],
            item.term.code,
            _stems(item.phrase),
            _sentence(said.text, item.start),
            situation=item.phrase in item.term.situations,
            narrower=item.phrase in item.term.narrower,
        )
        for item in reversed(found)
    }
    return tuple(reversed(wishes.values()))[:MOST_WISHES]


@lru_cache(maxsize=4096)
def _stems(phrase: str) -> tuple[str, ...]:
    """Of a phrase of ours, not of what anybody typed."""
    return tuple(tokens(phrase))


def _skills(said: _Said) -> tuple[Wish, ...]:
    """Gifts told among the hopes: what somebody was, learned or can do; not what they look for in others."""
    return _wishes(said, [item for item in said.of(Scheme.GIFT) if tells_a_skill(said.text, item.start, item.end)])


def _enjoyed(skills: Iterable[Wish], known: Iterable[Wish], vocabulary: Vocabulary) -> tuple[Wish, ...]:
    """What somebody was good at they mostly enjoyed: hopes that stand behind the others."""
    asked = {wish.code for wish in known}
    found: dict[str, Wish] = {}
    for skill in skills:
        term = vocabulary.get(Scheme.GIFT, skill.code or "")
        for code in term.enjoys if term else ():
            if code not in asked:
                found.setdefault(code, replace(skill, code=code, sure=ENJOYED))
    return tuple(found.values())


def _is_hard_time(text: str, item: Found) -> bool:
    return item.term.code in DAY_PARTS and is_hard_time(text, item.start, item.end)


def _word_wishes(said: _Said, skills: Iterable[Wish] = ()) -> tuple[Wish, ...]:
    """Clauses that hold no known phrase become wishes of plain words.

    What makes it easy is no wish of its own, unless it is all that was said: then it is asked for as words too.
    """
    wishes = {}
    known = said.found if any(item.term.scheme is not Scheme.EASE for item in said.found) else ()
    for start, end in _clauses(said.text):
        clause = said.text[start:end]
        if not clause.strip() or any(item.start < end and start < item.end for item in known):
            continue
        if _asks_nothing(said, start, end):
            continue
        if any(skill.said in clause for skill in skills):
            continue
        if words := tuple(dict.fromkeys(tokens(clause))):
            spoken = " ".join(clause.split())[:LONGEST_WISH]
            wishes[words] = Wish(spoken, None, words, _sentence(said.text, start))
    return tuple(wishes.values())[:MOST_WISHES]


def _asks_nothing(said: _Said, start: int, end: int) -> bool:
    """Who somebody is, a note of an illness, "misses it", days, and a refused time: true, and nothing to look for."""
    clause = straight(said.text[start:end])
    if ABOUT_ME.fullmatch(clause) or is_note(clause) or says_when(clause):
        return True
    if said.found and ADDS_NOTHING.fullmatch(clause):
        return True
    no = any(start <= item.start < end and refuses_ease(said.text, item) for item in said.of(Scheme.EASE))
    return (no or not_after_dark(clause)) and not TURNED.search(clause)


def _sentence(text: str, at: int) -> str:
    """The sentence that holds the place `at`, one line, cut where nobody would still be speaking of the same thing."""
    if at >= len(text) or text[at] in STOPS:
        return ""
    start = max([text.rfind(stop, 0, at) for stop in STOPS]) + 1
    found = SENTENCE.match(text, start)
    return " ".join(found.group().split())[:LONGEST_SENTENCE] if found else ""


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in CLAUSE.finditer(text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)
