"""How long things take: every single time is kept, so that the slow ones show."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass
class Timings:
    """Seconds of each of many calls."""

    seconds: list[float] = field(default_factory=list)

    def of(self, call: Callable[[], T]) -> T:
        """What `call` gives back; its time is kept."""
        began = time.perf_counter()
        found = call()
        self.seconds.append(time.perf_counter() - began)
        return found

    @property
    def median_ms(self) -> float:
        """Half of the calls took longer; NaN where there were none."""
        return float(np.median(self.seconds)) * 1000 if self.seconds else float("nan")

    def as_dict(self) -> dict[str, float]:
        """Milliseconds: median, p95 and p99, and how many calls."""
        cuts = np.percentile(self.seconds, (50, 95, 99)) * 1000 if self.seconds else (0.0, 0.0, 0.0)
        named = {name: round(float(cut), 4) for name, cut in zip(("p50", "p95", "p99"), cuts, strict=True)}
        return {"calls": len(self.seconds), **named}


def timed(call: Callable[[], T]) -> tuple[T, float]:
    """What `call` gives back, and the seconds it took."""
    clock = Timings()
    return clock.of(call), clock.seconds[0]
