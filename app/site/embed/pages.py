"""A small box for other websites: a place, a few words, three ideas. No script, no cookie, nothing to sign in to."""

from typing import Any, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.directory.vocabulary import Vocabulary
from app.edge.forms import sent
from app.edge.languages import page_language
from app.edge.templating import page
from app.matching.answers import Answers, coarse_place, problems, read_form, to_match
from app.matching.shapes import MatchIn, MatchOut
from app.site.embed.rules import ASKED, chosen
from geo.distance import walk_or_miles
from geo.gazetteer import PlaceAmbiguous, PlaceError

router = APIRouter(include_in_schema=False)

NOT_USABLE = 422
# Its own policy, stricter than that of other pages but in one thing: any site may put it in a frame.
POLICY = "; ".join((
    "default-src 'none'", "style-src 'self'", "font-src 'self'", "img-src 'self'", "form-action 'self'",
    "connect-src 'self'",  # no script can use it; who checks a page from inside may read robots.txt
    "base-uri 'none'", "frame-ancestors *",
))  # fmt: skip
LONGEST_NEAR = 80


class Kith(Protocol):
    """What the box asks of the application."""

    vocabulary: Vocabulary

    async def match(self, conversation: MatchIn, language: str = ...) -> MatchOut:
        """The answer of the engine; raises a PlaceError when the place is not one place."""
        ...


@router.get("/embed")
async def box(request: Request) -> Response:
    """The empty box; the page around it may say the place in `near`, as a sector or a name."""
    near = coarse_place(request.query_params.get("near", "")[:LONGEST_NEAR].replace("\x00", " "))
    return _box(request, Answers(near=near))


@router.post("/embed")
async def ideas(request: Request) -> Response:
    """Three ideas; what was typed stands in no address. Words that point to danger get help first (rule 3)."""
    told = read_form(await sent(request))
    said = Answers(near=told.near, hopes_words=told.hopes_words)
    if wrong := problems(said):
        return _box(request, said, problem=wrong[0].detail)
    kith: Kith = request.app.state.kith
    try:
        asked = to_match(said, kith.vocabulary).model_copy(update={"limit": ASKED})
        answer = await kith.match(asked, page_language(request))
    except PlaceAmbiguous as which:
        return _box(request, said, choices=which.choices)
    except PlaceError as unknown:
        return _box(request, said, problem=unknown.detail)
    found = answer.basics or chosen(answer.suggestions)
    return _box(request, said, answer=answer, found=[] if answer.urgent else found)


def _box(request: Request, said: Answers, *, problem: str = "", **more: Any) -> Response:
    nothing: dict[str, Any] = {"answer": None, "found": [], "choices": ()}
    status = NOT_USABLE if problem else 200
    response = page(
        request, "embed/box.html", status=status, keep=False, said=said, problem=problem, walk_or_miles=walk_or_miles,
        **nothing | more,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = POLICY
    # A form in a frame says where it comes from only where a referrer may be; to other sites nothing is said.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
