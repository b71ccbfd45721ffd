"""What an office's own words in a cell mean: that a thing is over, and a price without its sign; pure."""

import re

from app.directory.mending import Mended
from app.directory.rules import Status

_ENDED = r"closed(?: down)?|ended|ceased|finished|folded|disbanded|discontinued"
_NO_LONGER = r"no longer (?:running|active|meeting|open|operating|available|exists?)"
# The whole cell: "closed to new members" and "closed until May" are something else.
_STATUS = re.compile(
    rf"(?:permanently |now |has )*(?:{_ENDED}|{_NO_LONGER}|inactive|not active|defunct|archived|deleted|removed)\W*",
    re.IGNORECASE,
)
_NAME = re.compile(
    rf"^\W*(?:now |permanently )?closed\b\s*[:)\]–—-]|[(\[:–—-]\s*(?:now |permanently )?closed\W*$|\b{_NO_LONGER}\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    rf"\W*(?:this|the|our) (?:\w+ ){{1,2}}"
    rf"(?:(?:has|have) (?:now |sadly |permanently )*(?:{_ENDED})\b(?! (?:to|until|for)\b)"
    rf"|is (?:now |sadly )*{_NO_LONGER})",
    re.IGNORECASE,
)
_BARE_PRICE = re.compile(r"\d{1,3}(?:\.\d{1,2})?")


def status_told(status: str, name: str, summary: str) -> Status:
    """Ended, where a column for it says so, or the name, or the first words about it; else open to all."""
    over = _STATUS.fullmatch(status.strip()) or _NAME.search(name) or _SUMMARY.match(summary)
    return Status.ENDED if over else Status.PUBLIC


def mend_cost(text: str) -> Mended:
    """A price as it is said: a spreadsheet keeps "2.5" where it shows "£2.50"."""
    bare = _BARE_PRICE.fullmatch(text.strip())
    if not bare or not float(bare[0]):
        return Mended(text)
    pounds = float(bare[0])
    return Mended(f"£{pounds:.0f}" if pounds.is_integer() else f"£{pounds:.2f}", repaired=True)
