"""Folds what people type into plain lower-case words, whatever accents, marks or tricks it comes with; pure."""

import re
import unicodedata

from app.kernel.letters import ONE_SHAPE, SMALL_SIGNS

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʹ′"), None)
_NORTHERN_THE = re.compile(r"\bt['’](?=[a-z])|(?<=\bin|\bon|\bto|\bat)['’]t\b")
_OD = re.compile(r"\bod['’]e?d\b")
_SHORT = re.compile(r"(?<=[a-z])['’](ll|ve|re|s|d)\b")
_SHORT_FOR = {"ll": " will", "ve": " have", "re": " are", "s": "s", "d": "d"}
_INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")
_SPACED_OUT = re.compile(r"\b(?:[a-z][ ._-]){3,}[a-z]\b")
_NOT_LETTER = re.compile(r"[^a-z]")
_INSIDE = re.compile(r"(?<=[a-z])[!|1@$*](?=[a-z])")
_INSIDE_FOR = {"!": "i", "|": "i", "1": "i", "@": "a", "$": "s", "*": ""}
_SOFT = re.compile(r"\.{2,}|…|\s[-–—]+\s|[,:()\"“”]")
_BETWEEN = re.compile(r"(?<=[^\W\d_])[^\w\s](?=[^\w\s]*[^\W\d_])")
_LINE = re.compile(r"(?<=\w)[ \t\r]*\n[ \t\r]*(?=[a-z])")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:\d+[^\W\d_]+)*|[.!?;\n۔؟।]|,")
_INDIA = range(0x0900, 0x0E00)  # scripts whose vowels are marks: without them a word falls to pieces
_MARKS = "".join(char for char in map(chr, _INDIA) if unicodedata.category(char) in ("Mn", "Mc"))
_LETTERS = rf"(?:[^\W\d_]|[{_MARKS}])+"
_MARKED = re.compile(rf"\d+|{_LETTERS}(?:\d+{_LETTERS})*|[.!?;\n۔؟।]|,")
_ENDS = frozenset(".!?;\n۔؟।")


def _char(char: str, glue: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Mn", "Mc") and ord(char) in _INDIA:
        return SMALL_SIGNS.get(ord(char), char) or ""
    if kind in ("Cf", "Mn", "Me", "Cs", "Co", "Cn") or (kind == "Cc" and char not in "\n\t\r"):
        return ""
    return glue if kind in ("So", "Sk") else char


def plain(text: str, glue: str) -> str:
    """Letters without accents, marks, controls or joiners; a symbol or emoji becomes `glue`."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        table = {ord(char): _char(char, glue) for char in set(text) if not char.isascii()}
        text = text.translate(table).translate(ONE_SHAPE)
    if not text.isprintable() and not text.replace("\n", " ").isprintable():  # most hold line ends and nothing else
        text = "".join(char for char in text if char.isprintable() or char in "\n\t\r")
    return text


def fold(text: str, glue: str = " ") -> str:
    """The text in lower case without the tricks that hide a word: leet, spaced letters, zero-width characters."""
    text = plain(text, glue)
    text = _LINE.sub(" ", text).casefold()
    if "'" in text or "\u2019" in text:
        text = _OD.sub("overdosed", _NORTHERN_THE.sub(" the ", text))
        text = _SHORT.sub(lambda found: _SHORT_FOR[found.group(1)], text)
    text = text.translate(_APOSTROPHES)
    text = _INITIALS.sub(r"\1", _INSIDE.sub(lambda found: _INSIDE_FOR[found.group()], text))
    return _SPACED_OUT.sub(lambda found: _NOT_LETTER.sub("", found.group()), _SOFT.sub(" , ", text))


def has_symbols(text: str) -> bool:
    """Whether a symbol or emoji stands inside a word, and may hide it ("sui🙂cide")."""
    return not text.isascii() and any(
        unicodedata.category(char) in ("So", "Sk") for char in set(_BETWEEN.findall(text))
    )


def tokens(text: str, glue: str = " ") -> list[str]:
    """The words, numbers, commas and sentence ends of a text; a vowel that is a mark stays in its word."""
    text = fold(text, glue)
    return [*(_TOKEN if text.isascii() else _MARKED).findall(text), "."]


def ends(token: str) -> bool:
    """Whether a token ends a sentence."""
    return token in _ENDS


def with_endings(verb: str) -> set[str]:
    """A regular verb in all its forms, doubled and dropped letters included ("hit" -> hits, hitting, hittin)."""
    stems = {verb, verb.removesuffix("e"), verb + verb[-1]}
    if verb.endswith("y"):
        stems.add(verb[:-1] + "i")
    endings = ("ed", "ing", "in", "es")
    return {verb, verb + "s"} | {stem + ending for stem in stems for ending in endings}


def one_letter_out(word: str) -> set[str]:
    """The word, and the word with each letter left out: two words one slip apart share one of these."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
