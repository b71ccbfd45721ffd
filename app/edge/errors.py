"""Every error as an answer: one table gives each its status; JSON is RFC 9457 and repeats nothing that was sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.edge.wording import field_names, plain_problems
from app.kernel.errors import (
    Away,
    Busy,
    Forbidden,
    Full,
    KithError,
    NotFound,
    NotReady,
    NotUsable,
    Problem,
    Refused,
    SignInNeeded,
    TooSoon,
)
from geo.gazetteer import Located, NoFixedPlace, PlaceAmbiguous, PlaceError, PlaceUnknown

PROBLEM_JSON = "application/problem+json"
# What machines call: an error there is JSON whatever the caller says it accepts.
JSON_PATHS = ("/api", "/oruk", "/ogc", "/data", "/fhir", "/healthz", "/readyz", "/metrics")

ShowPage = Callable[[Request, int], Response]


@dataclass(frozen=True)
class Answer:
    """How one kind of error is answered: its status, the last part of its `type`, and its title."""

    status: int
    slug: str
    title: str


# A place that is not known is a 404 and not a 422: the body was well formed (422 is for malformed bodies only).
ANSWERS: Mapping[type[Exception], Answer] = {
    NotFound: Answer(404, "not-found", "Not found"),
    Refused: Answer(403, "refused", "Not allowed"),
    Forbidden: Answer(403, "refused", "Not allowed"),
    SignInNeeded: Answer(401, "sign-in-needed", "Sign in first"),
    TooSoon: Answer(429, "too-soon", "Too often in a short time"),
    NotUsable: Answer(400, "not-usable", "This cannot be used"),
    Full: Answer(507, "full", "No room left"),
    Busy: Answer(503, "busy", "Somebody else is writing"),
    Away: Answer(503, "away", "The database does not answer"),
    NotReady: Answer(503, "not-ready", "Not ready yet"),
    KithError: Answer(400, "not-usable", "This cannot be used"),
    PlaceUnknown: Answer(404, "place-unknown", "We do not know that place"),
    PlaceAmbiguous: Answer(409, "place-ambiguous", "There is more than one place of that name"),
    NoFixedPlace: Answer(400, "no-fixed-place", "That is no place on the map"),
    PlaceError: Answer(400, "place-unknown", "We do not know that place"),
}
# What HTTP wants beside the status.
_HEADERS: Mapping[type[KithError], Callable[[Any], dict[str, str]]] = {
    SignInNeeded: lambda _: {"WWW-Authenticate": "Bearer"},
    TooSoon: lambda error: {"Retry-After": str(error.wait_s)},
}
MALFORMED = Answer(422, "malformed", "Some of what was sent cannot be read")
UNEXPECTED = Answer(500, "unexpected", "Something went wrong here")

# Sentences of our own for what the web layer raises: its own words may hold what was sent. Each with the last part of
# its `type`; of a status that is not here no more is known than its number says (`about:blank`).
_BARE: Mapping[int, tuple[str, str]] = {
    400: ("bad-request", "What was sent cannot be read."),
    403: ("forbidden", "That is not allowed."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method-not-allowed", "This address does not take that kind of request."),
    413: (
        "request-entity-too-large",
        "That is too much at once: one megabyte is the most, twelve for a photo. Send less.",
    ),
    415: (
        "unsupported-media-type",
        "Send the body as JSON, and say so with the header Content-Type: application/json. Nothing was kept.",
    ),
    429: ("too-many-requests", "That was a lot in a short time. Wait a moment and try again."),
    503: ("service-unavailable", "Not ready yet. Try again in a moment."),
}
# Every kind of problem that has a name: the page /problems explains each.
KINDS = frozenset(
    {answer.slug for answer in (*ANSWERS.values(), MALFORMED, UNEXPECTED)} | {slug for slug, _ in _BARE.values()}
)


def install(app: FastAPI, show_page: ShowPage) -> None:
    """Answer every error of `app` by the table; `show_page` makes the page a person sees for a status."""
    app.state.show_error_page = show_page
    app.add_exception_handler(KithError, _answer_domain)
    app.add_exception_handler(PlaceError, _answer_domain)
    app.add_exception_handler(RequestValidationError, _answer_malformed)
    app.add_exception_handler(HTTPException, _answer_http)


def answer_for(error: Exception) -> Answer:
    """The row of the table for an error, by its nearest class."""
    return next((ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS), UNEXPECTED)


def wants_json(request: Request) -> bool:
    """Whether a machine asks: by the address, or by an Accept header that names JSON and not HTML."""
    accept = request.headers.get("accept", "")
    return request.url.path.startswith(JSON_PATHS) or ("json" in accept and "text/html" not in accept)


def respond(
    request: Request,
    answer: Answer,
    detail: str,
    *,
    problems: Sequence[Problem] = (),
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to an error: a problem document for a machine, a page in plain words for a person."""
    if not wants_json(request):
        page: Response = request.app.state.show_error_page(request, answer.status)
        page.headers.update(headers or {})
        return page
    kind = f"/problems/{answer.slug}" if answer.slug else "about:blank"
    body = {"type": kind, "title": answer.title, "status": answer.status, "detail": detail}
    if problems:
        body["errors"] = [{"pointer": problem.pointer, "detail": problem.detail} for problem in problems]
    return Response(
        orjson.dumps(body | dict(extra or {})),
        status_code=answer.status,
        headers=dict(headers or {}) | {"Cache-Control": "no-store"},
        media_type=PROBLEM_JSON,
    )


def respond_to_status(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The answer for a bare HTTP status, with a sentence of our own."""
    known = HTTPStatus(status)
    slug, sentence = _BARE.get(status, ("", f"{known.phrase}."))
    return respond(request, Answer(status, slug, known.phrase), sentence, headers=headers)


def _answer_domain(request: Request, error: Exception) -> Response:
    if isinstance(error, SignInNeeded) and not wants_json(request):
        # The path alone: what stands after a question mark may be somebody's own words.
        then = f"?next={quote(request.url.path)}" if request.method == "GET" else ""
        return RedirectResponse(f"/sign-in{then}", 303, {"Cache-Control": "no-store"})
    if isinstance(error, KithError):
        headers = _HEADERS.get(type(error), lambda _: {})(error)
        return respond(request, answer_for(error), error.detail, problems=error.problems, headers=headers)
    extra = {"choices": [_choice(place) for place in error.choices]} if isinstance(error, PlaceAmbiguous) else {}
    return respond(request, answer_for(error), str(error), extra=extra)


def _choice(place: Located) -> dict[str, str]:
    """A place to choose: `near` is what to send as `near` to mean it."""
    return {"name": place.name, "near": place.name}


def _answer_malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = plain_problems(error.errors(), field_names(request.app.openapi()))
    if _is_unmarked(request, error):
        return respond_to_status(request, 415, {"Accept": "application/json"})
    where = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
    if where == {"path"}:  # an id that cannot be one names nothing
        return respond(request, ANSWERS[NotFound], "There is nothing with that id.")
    if "body" not in where:
        detail = "Something in the address after the question mark cannot be used."
        return respond(request, ANSWERS[NotUsable], detail, problems=problems)
    detail = "Some of what was sent is missing or not of the right kind. Nothing was kept."
    return respond(request, MALFORMED, detail, problems=problems)


def _is_unmarked(request: Request, error: RequestValidationError) -> bool:
    """Whether JSON was wanted and something came that does not say it is: then nobody has tried to read it."""
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    whole = any(one["loc"] == ("body",) and one["type"] != "missing" for one in error.errors())
    return whole and wants_json(request) and not said.endswith(("/json", "+json"))


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return respond_to_status(request, error.status_code, error.headers)
