"""Which form a file to import has: its ending tells, and of a JSON file what stands in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from app.commands.terminal import BAD_USAGE, stop
from app.kernel.errors import NotUsable
from app.standards.hsds.read_oruk import FILE_MAX, is_url, services_in
from app.standards.openactive.items import items_of, read_item

FORMS = ("csv", "xlsx", "oruk", "openactive")
# What Kith writes or is asked for, and does not read.
_NOT_READ = {
    "360giving": "360Giving tells of grants, and Kith keeps none yet, so there is nothing to bring them into.",
    "geojson": "Kith writes GeoJSON and does not read it.",
    "hsds-csv": "Kith writes HSDS as tables and does not read them.",
}
READ = "kith import reads csv, xlsx, oruk and openactive"
_BY_ENDING = {".csv": "csv", ".xlsx": "xlsx"}
_SAY = "Please say it: --as csv, xlsx, oruk or openactive."


def form_named(name: str) -> str:
    """The form that was said; ends the command with a sentence where it is none that is read."""
    form = name.strip().lower()
    if form in FORMS:
        return form
    if form in _NOT_READ:
        stop(f"{_NOT_READ[form]} {READ}.", BAD_USAGE)
    stop(f"{READ}, not {form[:40] or 'nothing'}.", BAD_USAGE)


def form_of(source: str) -> str:
    """The form of a file that is clear by itself; otherwise ends the command with a sentence that asks for --as."""
    if is_url(source):
        stop("An address does not tell what the feed is. Please say it: --as oruk or openactive.", BAD_USAGE)
    path = Path(source)
    ending = path.suffix.lower()
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if ending != ".json":
        stop(f"The ending of “{path.name[:60]}” does not tell what it is. {_SAY}", BAD_USAGE)
    if (form := _of_json(path)) is None:
        stop("It is JSON, but neither plainly Open Referral UK nor OpenActive. " + _SAY, BAD_USAGE)
    return form


def _of_json(path: Path) -> str | None:
    """Told by its first things. What cannot be read goes to a reader, which says in a sentence what is wrong."""
    if not path.is_file() or path.stat().st_size > FILE_MAX:
        return "oruk"
    try:
        page: Any = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        return "oruk"
    if any(read_item(given) for given in items_of(page)):
        return "openactive"
    try:
        services = services_in(page)
    except NotUsable:
        return None
    first = services[0] if services else None
    return "oruk" if isinstance(first, Mapping) and {"id", "name"} <= first.keys() else None
