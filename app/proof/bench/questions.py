"""What is asked in the measurement: 200 places and a dozen conversations, the same at every run."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

import numpy as np

from app.directory.rules import Ease
from app.directory.vocabulary import Vocabulary
from app.matching.engine.ask import Ask
from app.matching.engine.index.columns import Columns
from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.judge import Judge
from app.matching.engine.meaning.reader import Reader
from app.matching.engine.meaning.vectors import Vectors
from app.matching.engine.policy import POLICY, Policy
from app.matching.engine.rereading import reread
from app.matching.engine.types import Conversation, Meant, Spot, Understood
from app.matching.engine.understand import understand
from app.proof.bench.listings import DIMENSIONS, SEED, TODAY, crowds, theme_vectors
from app.proof.gold import read_cases
from geo.centroids import sector_columns

PLACES = 200
LIMIT = 20
OWN = np.float32(0.05)  # of each number of a sentence's vector, beside its theme's
AROUND_M = 5_000.0
NOW = datetime.combine(TODAY, time(9), UTC)
# One look, 5 km wide, and no further: what the peers are asked as well. As served, few ideas widen the look.
ONE_LOOK = replace(POLICY, first_look_m=AROUND_M, widest_m=AROUND_M, widen=())
HOPES = (
    "gardening, company and a cup of tea", "singing, chess", "sewing, old films", "football, running, walking",
    "baking bread, cooking", "books, poetry, a quiet place", "dogs, birds, the canal", "somewhere warm, board games",
    "painting and drawing", "dancing, music, a good laugh", "learning English, computers", "mending bikes, woodwork",
)  # fmt: skip
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Asked:
    """One conversation with what its words mean, and the vectors of its sentences."""

    conversation: Conversation
    understood: Understood
    vectors: Mapping[str, Vector]

    def before(
        self, columns: Columns, vocabulary: Vocabulary, policy: Policy = POLICY, meaning: "Meaning | None" = None
    ) -> Ask:
        """The same question anew: nothing that an earlier call worked out is kept, but with its place."""
        meant = meaning.of(self.vectors) if meaning else None
        understood = reread(self.understood, meant, policy) if meant else self.understood
        return Ask(self.conversation, understood, columns, vocabulary, policy, meant)

    def from_a_new_place(self) -> "Asked":
        """The same from where nobody has asked before: how far listings are is kept with a place."""
        spot = self.conversation.spot
        return replace(self, conversation=replace(self.conversation, spot=replace(spot) if spot else None))


@dataclass(frozen=True)
class Meaning:
    """The vectors of the listings, who reads what was asked, and who judges what serves."""

    listings: Vectors
    reader: Reader | None
    judge: Judge | None = None
    placed: Vectors | None = None

    def of(self, questions: Mapping[str, Vector]) -> Meant:
        """The same with what was asked."""
        return Meant(self.listings, questions, self.reader, self.judge, self.placed)


def conversations(*, placed: bool = True) -> list[Conversation]:
    """One at each of the places, oftener where more goes on; or as many without a place."""
    draw, sectors = random.Random(SEED), sector_columns()
    found = []
    for n, at in enumerate(draw.choices(range(len(sectors.codes)), crowds().tolist(), k=PLACES)):
        spot = Spot(sectors.lats[at] + draw.gauss(0, 0.004), sectors.lons[at] + draw.gauss(0, 0.006))
        found.append(
            Conversation(
                now=NOW,
                spot=spot if placed else None,
                hopes=HOPES[n % len(HOPES)],
                ease=frozenset({Ease.STEP_FREE}),
                days=frozenset({DAYS[n % len(DAYS)]}),
                limit=LIMIT,
            )
        )
    return found


def told_at_length() -> list[Conversation]:
    """What people say in the judged conversations: several times as much as the hopes here."""
    return [Conversation(now=NOW, hopes=case.body.hopes, gifts=case.body.gifts) for case in read_cases()[:PLACES]]


def asked(conversation: Conversation, vocabulary: Vocabulary, themes: int) -> Asked:
    """The conversation understood; every sentence lies near a theme drawn by its own letters."""
    understood = understand(conversation, vocabulary)
    return Asked(conversation, understood, {text: _vector(text, themes) for text in understood.questions})


def _vector(text: str, themes: int) -> Vector:
    draw = random.Random(text)
    own = np.random.default_rng(draw.getrandbits(32)).standard_normal(DIMENSIONS, np.float32)
    mixed: Vector = theme_vectors(themes)[draw.randrange(themes)] + OWN * own
    mixed /= np.linalg.norm(mixed)
    return mixed
