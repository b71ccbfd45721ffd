"""A value that is worked out once."""

from dataclasses import FrozenInstanceError, dataclass

import pytest

from app.kernel.lazily import lazily

WORKED: list[int] = []


@dataclass(frozen=True)
class Square:
    side: int

    @lazily
    def area(self) -> int:
        """Its own words."""
        WORKED.append(self.side)
        return self.side * self.side


def test_it_is_worked_out_once_for_each_owner() -> None:
    WORKED.clear()
    two, three = Square(2), Square(3)
    assert [two.area, two.area, three.area, two.area] == [4, 4, 9, 4]
    assert WORKED == [2, 3]


def test_nobody_is_another_for_having_been_asked() -> None:
    asked = Square(2)
    assert asked.area == 4
    assert asked == Square(2)
    with pytest.raises(FrozenInstanceError):
        asked.side = 3  # type: ignore[misc]


def test_what_went_wrong_is_tried_again() -> None:
    class Door:
        tries = 0

        @lazily
        def key(self) -> int:
            self.tries += 1
            if self.tries < 2:
                raise LookupError
            return self.tries

    door = Door()
    with pytest.raises(LookupError):
        door.key  # noqa: B018
    assert door.key == 2


def test_of_the_class_it_is_itself() -> None:
    assert Square.area.__doc__ == "Its own words."
