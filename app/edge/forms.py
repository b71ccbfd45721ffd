"""What a page's form sends: its texts in order. Files are for doors that ask for one."""

from collections.abc import Callable, Iterable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

Pairs = list[tuple[str, str]]


async def sent(request: Request) -> Pairs:
    """Name and text of each field, as often as it was sent."""
    return [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]


async def in_thread(request: Request, do: Callable[[Request, Pairs], Response]) -> Response:
    """Reads the form here, and lets a thread do what needs the database."""
    return await run_in_threadpool(do, request, await sent(request))


def by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """All texts of each field, in order."""
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
