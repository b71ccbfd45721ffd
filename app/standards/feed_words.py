"""What is said of a feed: sentences with gaps, kept as they were filled in and said in any language afterwards."""

import re
from collections.abc import Callable

from app.directory.refuges import PROBLEM as REFUGE
from app.directory.shapes import NO_NAME, NO_POINT, TWICE
from app.kernel.text import N_
from app.upkeep.retire import SENTENCE as BARRED

PAGE = N_("page %(number)s")
STOPPED = N_("The feed stopped at %(what)s: %(why)s (tried %(tries)s times).")
BUSY = N_("the other end is busy or out of order")
HALF = N_("what came is no whole JSON")
SLOW = N_("it did not answer in time")
BROKE = N_("the connection broke")
STATUS = N_("The feed answered %(what)s with status %(status)s.")
CIRCLE = N_("The feed sends %(what)s round in a circle.")
OTHER_HOST = N_("The feed sends %(what)s to another host; name that address yourself if it is right.")
LARGE = N_("At %(what)s the feed is larger than %(mb)s MB.")
NOT_RPDE = N_("The feed stopped at %(what)s: it is no page of an RPDE feed.")
CIRCLE_AT = N_("The feed goes round in a circle at %(what)s.")
NO_END = N_("The feed has no end: %(pages)s pages were read.")
NO_ADDRESS = N_("The feed leads on from %(what)s to what is no address.")
ALL_TOO_LARGE = N_("The feed is too large to read in one go (%(what)s).")
EMPTY_PAGE = N_("The feed stopped at page %(number)s of %(pages)s: the page is empty.")
UNREADABLE = N_("The feed stopped at %(what)s: %(why)s")
INSIDE = N_("The address leads into a private network. A feed that is added on a page has to stand on the open web.")
LOSS = N_("The feed has %(there)s listings now, and %(gone)s are gone at once. Nothing was taken down.")

ELSEWHERE = N_("it stands here already and came from elsewhere")
SOMEWHERE = N_("nobody knows where it is, and the feed is for groups in %(area)s")
OUTSIDE = N_("it is outside %(area)s, and the feed is for groups there")
SAME_SERVICE = N_("the same service stands at row %(row)s")

# The more exact first: what fits two is said by the first.
_ALL = (
    STOPPED, NOT_RPDE, EMPTY_PAGE, UNREADABLE, STATUS, CIRCLE, OTHER_HOST, LARGE, CIRCLE_AT, NO_END, NO_ADDRESS,
    ALL_TOO_LARGE, LOSS, OUTSIDE, SOMEWHERE, SAME_SERVICE, TWICE, NO_POINT, PAGE,
    BUSY, HALF, SLOW, BROKE, INSIDE, ELSEWHERE, NO_NAME, BARRED, REFUGE,
)  # fmt: skip
_GAP = re.compile(r"%\((\w+)\)s")


def _pattern(sentence: str) -> re.Pattern[str]:
    """What matches the sentence however its gaps were filled."""
    parts = _GAP.split(sentence)
    return re.compile("".join(f"(?P<{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)))


_PATTERNS = tuple((sentence, _pattern(sentence)) for sentence in _ALL)


def says(sentence: str, told: str) -> bool:
    """Whether that is what was told, however its gaps were filled."""
    return _pattern(sentence).fullmatch(told) is not None


def in_words(told: str, gettext: Callable[[str], str]) -> str:
    """A sentence about a feed in the reader's language; what nobody here wrote stays as it is."""
    for sentence, pattern in _PATTERNS:
        if found := pattern.fullmatch(told):
            return gettext(sentence) % {name: in_words(value, gettext) for name, value in found.groupdict().items()}
    return gettext(told) if told and not told.isdecimal() else told
