"""Gives each listing a name and a telephone number that no other has."""

from zlib import crc32

from seed.chance import dice, pick
from seed.naming import drama_number, filled
from seed.plan import Placing

FOR_LISTINGS = 880  # 000-879; the rest of each thousand belongs to areas and organisations


class Taken:
    """Names and numbers already given out, so that none is given twice in a town while any is left."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()

    def name(self, placing: Placing) -> str:
        """A name nobody else in the town has; raises ValueError when the topic's names run out."""
        for attempt in range(60):
            rng = dice(placing.slug, f"name {attempt}")
            name = filled(rng, pick(rng, placing.topic.names), placing.near_name)
            if self._is_new(placing.sector.town, name):
                return name
        raise ValueError(f"no name is left for {placing.slug}")

    def phone(self, slug: str, town: str) -> str:
        """A drama number, a fresh one as long as there are any."""
        start = crc32(slug.encode())
        numbers = (drama_number(town, (start + step * 7) % FOR_LISTINGS) for step in range(FOR_LISTINGS))
        return next((n for n in numbers if self._is_new("", n)), drama_number(town, start % FOR_LISTINGS))

    def _is_new(self, town: str, text: str) -> bool:
        known = (town, text) in self._seen
        self._seen.add((town, text))
        return not known
