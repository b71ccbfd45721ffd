"""What a page's form sends: its texts in order. Files are for doors that ask for one."""

from collections.abc import Iterable

from starlette.requests import Request

Pairs = list[tuple[str, str]]


async def sent(request: Request) -> Pairs:
    """Name and text of each field, as often as it was sent."""
    return [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """All texts of each field, in order."""
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
