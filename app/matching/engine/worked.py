"""What was worked out of one understanding before: kept as long as the same columns are asked; pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from weakref import ref

from app.matching.engine.index.columns import Columns

T = TypeVar("T")


@dataclass
class Worked:
    """For one understanding and the vectors of its sentences; other columns begin anew.

    Old columns are not held on to. Two threads may work out the same thing twice, and both are right.
    """

    _of: "ref[Columns] | None" = None
    _found: dict[str, Any] = field(default_factory=dict)

    def of(self, columns: Columns, name: str, work: Callable[[], T]) -> T:
        """What goes by this name; worked out when it is not known for these columns."""
        if self._of is None or self._of() is not columns:
            self._of, self._found = ref(columns), {}
        found = self._found
        if name not in found:
            found[name] = work()
        return cast(T, found[name])
