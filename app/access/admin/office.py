"""What the admin's pages ask of the application, and the areas that an admin may choose from."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from sqlalchemy import Engine

from app.access.admin.rules import reaches
from app.kernel.callers import Caller
from app.kernel.clock import Clock
from app.kernel.errors import NotUsable, Problem
from app.kernel.ids import as_uuid
from app.settings import Settings

EVERYWHERE = "everywhere"  # as a form says it


class Choice(Protocol):
    """An area that a role may be for."""

    @property
    def id(self) -> UUID:
        """Its id."""
        ...

    @property
    def name(self) -> str:
        """As people call it."""
        ...


class Areas(Protocol):
    """The areas as these pages know them."""

    @property
    def choices(self) -> Iterable[Choice]:
        """Those that somebody's role may be for."""
        ...


class Kith(Protocol):
    """The parts that these pages use."""

    engine: Engine
    clock: Clock
    settings: Settings

    @property
    def areas(self) -> Areas:
        """The areas as last read."""
        ...


def choices(kith: Kith, caller: Caller) -> list[Choice]:
    """The areas in which `caller` may give roles and keys."""
    return [choice for choice in kith.areas.choices if reaches(caller, choice.id)]


def names(kith: Kith) -> dict[UUID, str]:
    """Every area's name by its id."""
    return {choice.id: choice.name for choice in kith.areas.choices}


def chosen(kith: Kith, caller: Caller, text: str) -> UUID | None:
    """The area that a form names; None is everywhere, which only an admin of everywhere can choose. Or NotUsable."""
    if text == EVERYWHERE and reaches(caller, None):
        return None
    area_id = as_uuid(text)
    if area_id not in {choice.id for choice in choices(kith, caller)}:
        raise NotUsable("Please choose an area.", (Problem("area", "Please choose an area."),))
    return area_id
