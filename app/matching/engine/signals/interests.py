"""How well a listing fits what somebody hopes for."""

from operator import itemgetter

import numpy as np

from app.directory.vocabulary import Scheme
from app.matching.engine.ask import Ask
from app.matching.engine.fit import Fit
from app.matching.engine.index.columns import Rows, Scores
from app.matching.engine.types import Candidate, Reason, Wish

SIGNAL = "interests"
TOLD = 0.25  # a wish that fits less than this is not given as a reason
LONGEST_QUOTE = 110


def fit(ask: Ask, rows: Rows) -> Scores | None:
    """The best-fitting wish counts most, the mean over all wishes tells who fits several."""
    hopes = (*ask.hope_fits, *ask.heard_fits)
    if not hopes:
        return None
    fits = np.stack([scores[rows] for _, scores in hopes])
    share = np.float32(ask.policy.best_share)
    return share * fits.max(axis=0) + (1 - share) * fits.mean(axis=0)


def reasons(ask: Ask, row: int) -> tuple[Reason, ...]:
    """The wishes this listing fits, best first, each with the fact it rests on."""
    listing = ask.listing(row)
    fitting = [(score, wish) for wish, fit in (*ask.hope_fits, *_by_words(ask, row)) if (score := fit.of(row)) >= TOLD]
    found: list[Reason] = []
    best: dict[str, tuple[float, Wish]] = {}  # "joiner" may be a gift and a hope: what was said once is told once
    for pair in sorted(fitting, key=itemgetter(0), reverse=True):  # which leaves equals as they stand
        best.setdefault(pair[1].said, pair)
    for score, wish in best.values():
        quote = quotation(listing, wish.tokens)
        offered = wish.code if wish.code in listing.hopes else None
        if offered is None and (wish.situation or not quote):  # beside their own words no term is told
            offered = _closest(ask, listing, wish.code)
        code = _told_as(ask, wish, offered, quote)
        if code == "named" and _held(listing, wish).isdisjoint(wish.tokens):
            continue  # only its meaning is close: `meaning` says so, with a fact to point to
        params = {"said": wish.said, "term": offered, "quote": quote}
        if wish.situation:
            params |= _named_by(ask, wish)
        found.append(Reason("interests", code, params, (wish.said,), score))
    return _told_together(found)


def _held(listing: Candidate, wish: Wish) -> frozenset[str]:
    """The stems in which a wish is found: a name that may be fanciful tells of words that no term knows."""
    return listing.said_stems - listing.fanciful if wish.code else listing.said_stems


def _told_as(ask: Ask, wish: Wish, offered: str | None, quote: str) -> str:
    """In which sentence. Nobody finds "lonely" here but what helps, and after a death the loss is not said back."""
    if wish.situation and offered and ask.understood.grief:
        return "comforts"
    if quote:
        return "quoted"
    if wish.situation and offered:
        return "helps"
    return "offers" if offered and offered == wish.code and not wish.narrower else "close" if offered else "named"


def _named_by(ask: Ask, wish: Wish) -> dict[str, str]:
    """What the place in the order speaks of: "the best fit for company", not "for wife died"."""
    term = ask.vocabulary.get(Scheme.HOPE, wish.code or "")
    return {"sought": term.label} if term else {}


def _told_together(found: list[Reason]) -> tuple[Reason, ...]:
    """All that is plainly on offer in one sentence, where the first of it stood."""
    plain = [reason for reason in found if reason.code == "offers"] if len(found) > 1 else []
    if len(plain) < 2:
        return tuple(found)
    matched = tuple(said for reason in plain for said in reason.matched)
    terms = [reason.params["term"] for reason in plain]
    both = Reason("interests", "offers_all", {"all": list(matched), "terms": terms}, matched, plain[0].score)
    return tuple(both if reason is plain[0] else reason for reason in found if reason not in plain[1:])


def _by_words(ask: Ask, row: int) -> list[tuple[Wish, Fit]]:
    """Gifts that a listing does not ask for by name but speaks of."""
    if not ask.gift_fits:
        return []
    welcomed = set(ask.listing(row).gifts)
    return [(wish, scores) for wish, scores in ask.gift_fits if _names(ask, wish).isdisjoint(welcomed)]


def _names(ask: Ask, wish: Wish) -> set[str]:
    term = ask.vocabulary.get(Scheme.GIFT, wish.code) if wish.code else None
    return {term.code, *(code for code, _ in term.related)} if term else set()


def _closest(ask: Ask, listing: Candidate, code: str | None) -> str | None:
    """The related term that a listing offers in place of the one asked for."""
    term = ask.vocabulary.get(Scheme.HOPE, code) if code else None
    near = [(weight, related) for related, weight in (term.related if term else ()) if related in listing.hopes]
    return max(near)[1] if near else None


def quotation(listing: Candidate, wanted: tuple[str, ...]) -> str:
    """The first short sentence of a listing's own words that holds one of the stems."""
    for sentence, stems in listing.sentences if wanted else ():
        if len(sentence) <= LONGEST_QUOTE and not stems.isdisjoint(wanted):
            return sentence.strip().rstrip(".")
    return ""
