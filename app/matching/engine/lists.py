"""Where the rows stand that offer each term or a related one, as the loops read it; kept with the columns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.directory.vocabulary import Scheme, Vocabulary
from app.matching.engine import ask as asking
from app.matching.engine.index import plan
from app.matching.engine.index.columns import Columns


class Lists(NamedTuple):
    """For each code of a vocabulary the lists of rows that offer it or what is related to it."""

    lists: npt.NDArray[np.void]
    of: Mapping[tuple[Scheme, str], tuple[int, int]]
    at: Mapping[tuple[Scheme, str], Sequence[int]]  # where the rows of a code itself are told, by their span


def lists_of(columns: Columns, vocabulary: Vocabulary) -> Lists:
    """Kept with the columns: where the rows of each term and of its related ones stand."""
    lists: Lists | None = columns.kept.get("lists")
    if lists is not None and columns.kept["words"] is vocabulary:
        return lists
    spans = _spans_of(columns)
    known = columns.ground.kept.get("lists")
    if known is None or known[0] is not vocabulary or known[1].keys() != spans.keys():
        lists = _built(columns, vocabulary, spans)
    else:  # of columns before an edit: a few lists have moved or grown
        lists = _moved(known[2], {key: span for key, span in spans.items() if known[1][key] != span})
    columns.ground.kept["lists"] = (vocabulary, spans, lists)
    columns.kept["lists"], columns.kept["words"] = lists, vocabulary
    return lists


def _spans_of(columns: Columns) -> dict[tuple[Scheme, str], tuple[int, int]]:
    both = ((Scheme.HOPE, columns.hopes), (Scheme.GIFT, columns.gifts))
    return {(scheme, code): postings.spans[code] for scheme, postings in both for code in postings}


def _moved(lists: Lists, spans: Mapping[tuple[Scheme, str], tuple[int, int]]) -> Lists:
    if not spans:
        return lists
    rows = lists.lists.copy()
    for key, span in spans.items():
        rows["start"][lists.at[key]], rows["end"][lists.at[key]] = span
    return lists._replace(lists=rows)


def _built(columns: Columns, vocabulary: Vocabulary, spans: Mapping[tuple[Scheme, str], tuple[int, int]]) -> Lists:
    found: list[tuple[int, int, int, float, bool]] = []
    of: dict[tuple[Scheme, str], tuple[int, int]] = {}
    at: dict[tuple[Scheme, str], list[int]] = {key: [] for key in spans}
    for scheme, name in ((Scheme.HOPE, "hopes"), (Scheme.GIFT, "gifts")):
        known = {term.code: term.related for term in vocabulary.of(scheme)}
        for code in {**known, **{code: () for kind, code in spans if kind is scheme}}:
            begin, related = len(found), [(other, weight * asking.RELATED) for other, weight in known.get(code, ())]
            for other, weight in (*related, (code, 1.0)):
                if (scheme, other) in spans:
                    at[scheme, other].append(len(found))
                    number = columns.ground.numbers[name, other]
                    found.append((number, *spans[scheme, other], weight, other == code))
            of[scheme, code] = (begin, len(found))
    return Lists(np.array(found, plan.LIST), of, at)
