"""The compiled loops that the engine calls. Needs numba."""

from app.matching.engine.index.loops_find import apart, nearest_of, speaking
from app.matching.engine.index.loops_fit import look
from app.matching.engine.index.loops_rank import order
from app.matching.engine.index.loops_reach import near
from app.matching.engine.index.loops_words import best_by_words

__all__ = ["apart", "best_by_words", "look", "near", "nearest_of", "order", "speaking"]
