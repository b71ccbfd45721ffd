"""What a check of a shape finds is said in our own words, whatever pydantic would say."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator

from app.kernel.plain_errors import first_wrong, plain_sentence

PYDANTIC = ("Input should", "Value error", "Field required", "String should", "valid ")


class Shape(BaseModel):
    name: str = Field(default="", min_length=1, max_length=3)
    age: int = Field(default=1, ge=1, le=9)
    size: float = 1.0
    key: UUID | None = None
    on: date | None = None
    kind: Literal["a", "b"] = "a"
    own: str = ""

    @field_validator("own")
    @classmethod
    def _own(cls, text: str) -> str:
        if text:
            raise ValueError("has a NUL character in it")
        return text


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"name": ""}, "name", "This is empty."),
        ({"name": "long"}, "name", "This is too long: at most 3 characters."),
        ({"age": "x"}, "age", "This must be a whole number."),
        ({"age": 0}, "age", "This must be 1 or more."),
        ({"size": "x"}, "size", "This must be a number."),
        ({"key": "x"}, "key", "This is not an id."),
        ({"on": "x"}, "on", "Write a day as year, month and day: 2026-11-24."),
        ({"kind": "c"}, "kind", "Use one of: 'a' or 'b'."),
        ({"own": "x"}, "own", "has a NUL character in it"),
        ([], "row", "This must be an object with named fields."),
    ],
)
def test_in_our_own_words(given: Any, field: str, says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Shape.model_validate(given)
    assert first_wrong(caught.value, "row") == (field, says)


def test_a_kind_nobody_thought_of_is_still_a_sentence_of_ours() -> None:
    assert plain_sentence({"type": "something_new", "msg": "Input should be new"}) == "This value cannot be used."
