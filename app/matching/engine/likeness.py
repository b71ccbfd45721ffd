"""What sentence vectors tell: how close listings lie to what was said, and which of our words may have been meant."""

from collections.abc import Sequence

import numpy as np

from app.directory.vocabulary import Scheme
from app.matching.engine.index.columns import Scores
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.types import Meant, Wish

# Cosines of this encoder: two English texts that share nothing lie near .1, the same said otherwise near .7.
EVEN, SLOPE = 0.45, 0.08  # a cosine that is as likely alike as not, and how soon it is surer
WORD_UNLIKE, WORD_ALIKE = 0.38, 0.72  # single words and short phrases lie closer together
MOST_MEANT = 3


def as_likeness(close: Scores) -> Scores:
    """Cosines as 0..1: a half where alike and unlike are as likely."""
    return (1 / (1 + np.exp((EVEN - close) / SLOPE))).astype(np.float32)


def terms_meant(meant: Meant | None, wish: Wish, scheme: Scheme) -> list[tuple[str, float]]:
    """The codes that the wish may have meant though it used none of their phrases, with 0..1, likeliest first."""
    if meant is None or wish.code is not None:
        return []
    found: dict[str, float] = {}
    for question in _questions(meant, wish):
        for code, close in meant.concepts.nearest(question, scheme, MOST_MEANT):
            sure = (close - WORD_UNLIKE) / (WORD_ALIKE - WORD_UNLIKE)
            found[code] = max(found.get(code, 0.0), min(1.0, sure))
    likely = sorted(((code, sure) for code, sure in found.items() if sure > 0), key=lambda pair: (-pair[1], pair[0]))
    return likely[:MOST_MEANT]


def _questions(meant: Meant | None, wish: Wish) -> Sequence[Vector]:
    texts = dict.fromkeys((wish.said, wish.sentence))
    return [meant.questions[text] for text in texts if text in meant.questions] if meant else []
