"""Bars as SVG: the words above each bar, so that a narrow phone shows them as large as a wide screen; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

WIDTH = 480  # drawn at 0.6 on the narrowest phone, where 23 px are still 14
ROW, BAR, LETTERS = 60, 20, 23
LONGEST_LABEL = 34  # letters that fit beside the number at that size


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number, and the colour's name in the style sheet."""

    label: str
    n: int
    colour: str = "ink"


def bars(rows: Sequence[Bar], title: str, write: Callable[[int], str] = str) -> Markup:
    """A picture with a name; each number stands in the table beside it, which is what is read out.

    `write` puts a number as the reader's language does.
    """
    most = max((bar.n for bar in rows), default=0)
    drawn = "".join(_row(at, bar, most, write(bar.n)) for at, bar in enumerate(rows))
    return Markup(
        f'<svg class="bars" viewBox="0 0 {WIDTH} {max(len(rows), 1) * ROW}" role="img" aria-label="{escape(title)}">'
        f"{drawn}</svg>"
    )


def _row(at: int, bar: Bar, most: int, number: str) -> str:
    top = at * ROW
    length = round(bar.n / most * WIDTH, 1) if most else 0
    label = bar.label if len(bar.label) <= LONGEST_LABEL else f"{bar.label[: LONGEST_LABEL - 1].rstrip()}…"
    return (
        f'<text x="0" y="{top + LETTERS}" font-size="{LETTERS}">{escape(label)}</text>'
        f'<text x="{WIDTH}" y="{top + LETTERS}" font-size="{LETTERS}" text-anchor="end" class="bar-n">'
        f"{escape(number)}</text>"
        f'<rect x="0" y="{top + LETTERS + 8}" width="{WIDTH}" height="{BAR}" class="bar-bed"/>'
        f'<rect x="0" y="{top + LETTERS + 8}" width="{length}" height="{BAR}" class="bar-{escape(bar.colour)}"/>'
    )
