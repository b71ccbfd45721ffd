"""Text as it comes from elsewhere made plain: HTML to words, stray characters out, white space tidied."""

import html
import re

import nh3

# NUL and the other control characters, half surrogates (no database keeps them), byte order marks,
# and the two marks that turn the reading order of whatever follows.
_STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\u202d\u202e\ufffe\uffff]")
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*>|!--)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_LINE_END = re.compile(r"<(?:br\b[^<>]*|/(?:p|div|h[1-6]|tr|table|ul|ol|blockquote)\s*)>", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_NEWLINES = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_ME = re.compile(r"\bI\b")
# First words that keep their capital in a sentence: names of peoples in labels, and "I" in somebody's own words.
_KEPT = re.compile(r"(?:I|African|Caribbean|Chinese|Irish)\b")
_BLANK_LINES = re.compile(r"\n{3,}")
_SIGNS = r"[!-%'-;=-~]+"  # of ASCII, without what may begin a tag or an entity
_PLAIN = re.compile(rf"(?:{_SIGNS}(?: {_SIGNS})*)?")  # most cells of most files: nothing to be done


def N_(text: str) -> str:  # noqa: N802 - the name by which translators' tools find a sentence
    """Mark a sentence for translation without translating it yet."""
    return text


def plain(text: str) -> str:
    """The words of a text that may be HTML: tags gone, paragraphs as lines, entities as characters.

    Text that was escaped twice ("&lt;p&gt;") is opened twice. What is left may hold "<": escape it when shown.
    """
    if _PLAIN.fullmatch(text):
        return text
    opened = _open_html(_STRAY.sub("", text))
    if opened != text and _TAG.search(opened):
        opened = _open_html(opened)
    return tidy(_STRAY.sub("", opened))


def _open_html(text: str) -> str:
    if _TAG.search(text):
        lines = _CELL.sub(" ", _ITEM.sub("\n- ", _LINE_END.sub("\n", text)))
        text = nh3.clean(lines, tags=set())
    return html.unescape(text) if _ENTITY.search(text) else text


def soft(label: str) -> str:
    """A label as a word in a sentence: "Gardening" is "gardening", "DIY" and "British Sign Language" stay.

    An "I" is no name: "People who understand how I feel" is "people who understand how I feel".
    "African company" keeps its capital, and so does "I miss my shed".
    """
    if _KEPT.match(label):
        return label
    named = any(letter.isupper() for letter in _ME.sub("", label[1:]))
    return label if named else label[:1].lower() + label[1:]


def tidy(text: str) -> str:
    """White space made regular: single spaces, at most one empty line, none at the ends."""
    lines = (_SPACES.sub(" ", line).strip() for line in _NEWLINES.sub("\n", text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """Plain text on a single line, for names, addresses and other short fields."""
    return " ".join(plain(text).split())


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut at a word where one is near, with an ellipsis to say so."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most * 0.8 else cut).rstrip() + "…"


def has_stray(text: str) -> bool:
    """Whether a text holds characters that `plain` takes out (NUL, half surrogates and the like)."""
    return _STRAY.search(text) is not None
