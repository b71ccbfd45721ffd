"""The machine that something was measured on: a figure without it says nothing."""

import os
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Machine:
    """What a reader needs to know before comparing figures; `load` is the average of the last minute."""

    cpu: str
    cores: int
    memory_gb: float
    system: str
    python: str
    numpy: str
    numba: bool  # whether the compiled loop over sentence vectors was used
    load: float

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def this_machine(*, compiled: bool) -> Machine:
    """The machine we run on, now; `compiled` when numba's loop is in use."""
    return Machine(
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_gb=_memory_gb(),
        system=platform.platform(terse=True),
        python=platform.python_version(),
        numpy=np.__version__,
        numba=compiled and find_spec("numba") is not None,
        load=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0,
    )


def most_memory_gb() -> float:
    """The most memory that this process has held at once; 0 on a system that does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(held / (2**30 if sys.platform == "darwin" else 2**20), 2)


def _cpu() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _memory_gb() -> float:
    try:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)
    except (ValueError, OSError, AttributeError):  # a system that does not tell
        return 0.0
