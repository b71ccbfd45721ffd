"""A cursor is read back as it was written, and nothing else is taken for one."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import NotUsable
from app.kernel.paging import Mark, from_cursor, to_cursor

KEY = "01a2029f030871b5a0d7175f1d1ab164"
numbers = st.integers(0, 2**50)


@given(band=numbers, far=numbers, name=st.text(max_size=60).filter(lambda name: "\ud800" not in name), key=st.uuids())
def test_it_works(band: int, far: int, name: str, key: object) -> None:
    mark = Mark(band, far, name, key)  # type: ignore[arg-type]
    cursor = to_cursor(mark)
    assert from_cursor(cursor) == mark
    assert cursor.replace("-", "").replace("_", "").isalnum()


def written(said: str) -> str:
    return base64.urlsafe_b64encode(said.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "asset", "é", "=", "A" * 5000, written("[]"), written("[0,0,\"\",\"x\"]"), written("[0,0]"), written("{}"),
        written("7"), written(f'[true,0,"","{KEY}"]'), written(f'[0,1.5,"","{KEY}"]'),
        written(f'[0,{"9" * 30},"","{KEY}"]'), written(f'[0,0,5,"{KEY}"]'),
        written('[0,0,"",5]'), written("[" * 700), written("\x00"),
    ],
)  # fmt: skip
def test_what_is_no_cursor(text: str) -> None:
    with pytest.raises(NotUsable) as refused:
        from_cursor(text)
    assert [problem.pointer for problem in refused.value.problems] == ["cursor"]


@given(st.text(max_size=80))
def test_no_text_breaks_it_or_is_repeated(text: str) -> None:
    with pytest.raises(NotUsable) as refused:
        from_cursor(text)
    assert refused.value.detail == "That cursor cannot be used."
