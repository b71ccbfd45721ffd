"""How errors look in the API's own description: RFC 9457 problem documents."""

from typing import Any

from pydantic import BaseModel, Field


class PointerOut(BaseModel):
    """One thing wrong with what was sent."""

    pointer: str = Field(description="Where: a JSON pointer into the body, or a parameter's name.")
    detail: str = Field(description="What, in a plain sentence; never what was sent.")


class ProblemOut(BaseModel):
    """An error (RFC 9457), served as application/problem+json."""

    type: str = Field(description="A relative URI that names the kind of problem, and leads to a page about it.")
    title: str
    status: int
    detail: str
    errors: list[PointerOut] = Field(default_factory=list)


_WHEN = {
    400: "Well formed, but it cannot be used.",
    401: "Only for somebody who has signed in, or a machine with a key.",
    403: "Not allowed: who asks may not do this, or a page of another site asks.",
    404: "No such listing, place or address.",
    409: "Several places bear that name; `choices` names them.",
    413: "More than one megabyte.",
    415: "The body is not marked as JSON.",
    422: "Malformed: `errors` points to what.",
    429: "Too much in a short time.",
    503: "Not ready, somebody else is writing, or the database does not answer.",
}


def problem_responses(*, pages: bool = False) -> dict[int | str, dict[str, Any]]:
    """For FastAPI's `responses`: what every operation may answer instead.

    With `pages` also as a page in plain words, which is what a person gets who opens such an address in a browser.
    """
    content: dict[str, Any] = {"application/problem+json": {"schema": ProblemOut.model_json_schema()}}
    if pages:
        content["text/html"] = {"schema": {"type": "string"}}
    return {status: {"description": when, "content": content} for status, when in _WHEN.items()}
