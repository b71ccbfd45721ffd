"""How many examples a property gets: the same ones at every run, or many new ones when somebody hunts."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

TIMES = int(os.environ.get("PROPERTY_HUNT", "0"))  # PROPERTY_HUNT=20: twenty times as many, never the same


def examples(count: int) -> Callable[..., Any]:
    """Run a property on `count` examples; a slow machine is no failure."""
    return settings(
        max_examples=count * (TIMES or 1),
        derandomize=not TIMES,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
