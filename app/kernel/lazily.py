"""A value worked out at its first look and kept with its owner."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class lazily(Generic[T]):  # noqa: N801  (a decorator, as `functools.cached_property` is)
    """`functools.cached_property` without the lock that Python takes before 3.12, at every first look of every owner.

    Two threads may work out the same value twice, and both are right. A class that uses it has a `__dict__`.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.work, self.name, self.__doc__ = work, work.__name__, work.__doc__

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> "lazily[T]": ...
    @overload
    def __get__(self, owner: object, kind: type[Any]) -> T: ...

    def __get__(self, owner: object, kind: type[Any]) -> "lazily[T] | T":
        if owner is None:
            return self
        found = owner.__dict__[self.name] = self.work(owner)
        return found
