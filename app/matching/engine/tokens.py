"""Words as the index keeps them: folded, without the commonest ones, as English stems."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

# Words that say nothing about what somebody hopes for. Kept short: a word left in costs little, one left out is lost.
COMMON = frozenset(
    re.findall(
        r"\w+",
        "a about after again all also am an and any are around as at be because been being but by can could did do "
        "does doing each else ever every for from get getting go going got had has have having he her here hers him "
        "his how i id if ill im in into is it its ive just like likes lot lots love loves may maybe me mine more most "
        "much must my need needs no nor not now of off on once one only or other our ours out over own really s she "
        "should so some someone something somewhere sort such t than that the their theirs them then there these they "
        "thing things this those to too under until up us use used very want wants was we well were what when where "
        "which who why will with would year years yes you your yours anything everything nothing anyone everyone "
        "please near nearby local help enjoy enjoys meet people",
    )
)
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
NAME_ONLY = "="  # before a stem that a listing holds in a name that may be fanciful; it stands in no word
LONGEST_WORD = 40  # longer ones are noise (urls, keyboards fallen upon) and would fill the index


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english", 50_000)


def fold(text: str) -> str:
    """Lower case, no accents, one kind of apostrophe, no invisible joiners."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'").replace("\u02bc", "'"))
    return "".join(char for char in text if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English stem of a folded word; listings' words and people's words must meet."""
    return str(_stemmer().stemWord(word.removesuffix("'s").replace("'", "")))


@lru_cache(maxsize=65_536)
def _telling(word: str) -> str:
    """Its stem, "" of one of the commonest words."""
    return "" if word.replace("'", "") in COMMON else stem(word)


def tokens(text: str) -> list[str]:
    """The stems of `text` in order, the commonest words left out."""
    words = WORD.findall(fold(text))
    return [told for word in words if len(word) <= LONGEST_WORD and (told := _telling(word))]
