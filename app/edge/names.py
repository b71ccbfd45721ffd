"""Names after the question mark that a door does not know are refused, and the nearest one that it knows is named.

On Kith's own `/api/v1`: a typing slip (`?radus=5` for `radius_m`) would else answer with everything, and who asks would
take that for the answer. 400 and not 422, as for every value there that cannot be used; 422 is for bodies. What begins
with `_` or `utm_` is let through: caches and counters add such names, and they ask for nothing.

The standards' doors keep to their standards. OGC wants an unknown name refused, and `standards/ogc` does so. Open
Referral UK prescribes its own names, and consumers written for other publishers send theirs to every feed; there a name
that is not known is passed over in silence, since the envelope has no room for a hint and no program reads a header.
"""

from difflib import get_close_matches

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.edge.logs import route_of
from app.kernel.errors import NotUsable, Problem

_HARMLESS = ("_", "utm_")
NEAR_ENOUGH = 0.5  # of difflib's likeness, which is 1 for the same
MOST_SAID = 5


async def only_known(request: Request) -> None:
    """A dependency of a router. Raises NotUsable; what was sent is not repeated, since it may be anything."""
    if request.method != "GET" or not request.query_params:
        return
    # Put together once, which takes a moment; a thread is not asked for what is there.
    described = request.app.openapi_schema or await run_in_threadpool(request.app.openapi)
    of_door = described["paths"].get(route_of(request.scope), {}).get("get", {}).get("parameters", ())
    known = [one["name"] for one in of_door if one["in"] == "query"]
    strange = [name for name in request.query_params if name not in known and not name.startswith(_HARMLESS)]
    if strange:
        raise _refused(strange[:MOST_SAID], known)


def _refused(strange: list[str], known: list[str]) -> NotUsable:
    nearest = [next(iter(get_close_matches(name.lower(), known, 1, NEAR_ENOUGH)), "") for name in strange]
    meant = f" Did you mean {nearest[0]}?" if nearest[0] else ""
    there = f"The names here are {', '.join(known)}." if known else "There are none here."
    problems = tuple(Problem(name, "A name that is not known here is near to this one.") for name in nearest if name)
    return NotUsable(f"A name after the question mark is not known here.{meant} {there}", problems)
