"""What sentence vectors tell: how close listings lie to what was said, and what may have been meant by it."""

import numpy as np

from app.directory.vocabulary import Scheme
from app.matching.engine.index.columns import Scores
from app.matching.engine.types import Meant, Wish

# Cosines of this encoder: two English texts that share nothing lie near .1, the same said otherwise near .7.
EVEN, SLOPE = 0.45, 0.08  # a cosine that is as likely alike as not, and how soon it is surer
HEARD_EVEN = -2.0  # log-odds at which a term counts a half: rare terms are never heard surely
LEAST_SURE = 0.05
MOST_MEANT = 3


def as_likeness(close: Scores) -> Scores:
    """Cosines as 0..1: a half where alike and unlike are as likely."""
    return (1 / (1 + np.exp((EVEN - close.astype(np.float64)) / SLOPE))).astype(np.float32)


def terms_meant(meant: Meant | None, wish: Wish, scheme: Scheme) -> list[tuple[str, float]]:
    """The codes that the wish may have meant though it used none of their phrases, with 0..1, likeliest first."""
    if meant is None or meant.reader is None or wish.code is not None:
        return []
    texts = [text for text in dict.fromkeys((wish.said, wish.sentence)) if text in meant.questions]
    if not texts or scheme not in meant.reader.schemes:
        return []
    columns, codes = meant.reader.schemes[scheme]
    odds = np.maximum.reduce([meant.reader.odds(meant.questions[text])[columns] for text in texts])
    first = np.argsort(-odds, kind="stable")[:MOST_MEANT].tolist()  # of equals by the alphabet, as the codes come
    likely = [(codes[n], float(1 / (1 + np.exp(HEARD_EVEN - float(odds[n]))))) for n in first]
    return [(code, sure) for code, sure in likely if sure >= LEAST_SURE]
