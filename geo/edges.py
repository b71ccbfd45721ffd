"""The borders of small areas, each drawn once: seen together they are nearly a street map."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from shapely import STRtree, box, get_parts, line_merge, multilinestrings
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

Position = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True)
class Edges:
    """Lines (longitude, latitude) that can be asked for by window. Make it with `from_outlines`, once."""

    lines: tuple[BaseGeometry, ...]
    _tree: STRtree

    @classmethod
    def from_outlines(cls, outlines: Iterable[Mapping[str, Any]]) -> "Edges":
        """From GeoJSON polygon geometries; a border that two areas share counts once."""
        steps = {step for outline in outlines for step in _steps(shape(outline))}
        if not steps:
            return cls((), STRtree([]))
        merged = line_merge(multilinestrings(np.array(sorted(steps))))
        lines = tuple(get_parts(merged))
        return cls(lines, STRtree(lines))

    def within(self, west: float, south: float, east: float, north: float) -> list[BaseGeometry]:
        """The lines that touch a window in degrees, in a steady order; not cut at its edge."""
        touched = self._tree.query(box(west, south, east, north), predicate="intersects")
        return [self.lines[i] for i in sorted(touched.tolist())]

    def __len__(self) -> int:
        return len(self.lines)


def _steps(drawn: BaseGeometry) -> Iterator[tuple[Position, Position]]:
    """Each straight piece of the rings, lesser end first, so that both neighbours give the same piece."""
    for polygon in get_parts(drawn):
        for ring in (polygon.exterior, *polygon.interiors):
            positions = [(round(x, 6), round(y, 6)) for x, y, *_ in ring.coords]
            for a, b in pairwise(positions):
                if a != b:
                    yield (a, b) if a < b else (b, a)
