"""What is to be sorted first is pressed on the form, and help with it stands first (rule 2)."""

import re

import pytest

from app.matching.pages import BASICS
from tests.journeys.conftest import Town


@pytest.mark.parametrize("code", BASICS)
def test_rule_02_every_picture_of_a_need_puts_help_first(leeds: Town, code: str) -> None:
    label = leeds.http.get("/").text.split(f'name="basics" value="{code}"')[1].split("</label>")[0]
    page = leeds.http.post("/match", data={"near": "LS8 5", "basics": code})
    assert "Sort this first" in page.text
    assert "<h1>Help near Harehills</h1>" in page.text
    told = page.text.split('id="said"')[1].split("</form>")[0]
    asked = re.sub(r"<[^>]+>", "", label).split(">")[-1].strip()
    assert f'To sort first: <b class="pen">{asked}</b>'.casefold() in told.casefold()
    assert "You said" not in told
