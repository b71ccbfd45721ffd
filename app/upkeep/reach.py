"""Sectors within reach of one: a group is looked for where somebody could have meant it; pure."""

from functools import lru_cache

import numpy as np

from geo.centroids import sector_columns, sectors
from geo.distance import metres_to_many

REACH_M = 2_500.0  # a wrong postcode is mostly that of the street beyond
ALWAYS, FAR_M = 4, 6_000.0  # in the country the next sectors are far and still next
MOST = 40


@lru_cache(maxsize=4096)
def sectors_near(sector: str) -> tuple[str, ...]:
    """The sector itself and those around it, nearest first; only itself where its middle is not known."""
    middle = sectors().get(sector)
    if middle is None:
        return (sector,)
    columns = sector_columns()
    metres = metres_to_many(middle.point, columns.lats, columns.lons)
    order = np.argsort(metres, kind="stable")[:MOST]
    near = [columns.codes[at] for n, at in enumerate(order) if metres[at] <= (FAR_M if n <= ALWAYS else REACH_M)]
    return (sector, *(code for code in near if code != sector))
